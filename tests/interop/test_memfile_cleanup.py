"""Clean-ups beside Kea's: kea-lfc and our server wait for each other, and Kea does not load while we clean up."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcpserver import persistence
from dhcpserver.engine4 import Engine4
from dhcpserver.persistence import Persistence
from dhcpserver.settings import Kept
from dhcptools.kea.memfile.pidfile import claimed, cleaning
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.kea.memfile.writer import beside
from dhcptools.net.errors import NetError
from support.dialogue import config4
from support.namespaces import Namespace
from support.peers import Kea, need

ROWS = 80_000  # kea-lfc, put last in the line for a processor, takes long enough for them to be stopped on its way


def lfc_command(path: Path) -> list[str]:
    need("kea-lfc")
    program = shutil.which("kea-lfc", path=os.environ["PATH"] + ":/usr/sbin") or "kea-lfc"
    suffixes = zip("xiofp", (".2", ".1", ".output", ".completed", ".pid"), strict=True)
    return [program, "-4", *(f"-{flag}{beside(path, suffix)}" for flag, suffix in suffixes), "-cx"]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lease file that Kea 2.2 has just renamed for a clean-up: one lease in the new file, the others in ``.1``."""
    path = tmp_path / "leases.csv"
    header = find_schema(4, "2.1").header
    expire = int(time.time()) + 86_400
    rows = [
        b"%s,02:00:%s,,86400,%d,1,0,0,,0,\n"
        % (str(IPv4Address(0x0A000001 + at)).encode(), at.to_bytes(4).hex(":").encode(), expire)
        for at in range(ROWS)
    ]
    path.write_bytes(header + rows[0])
    beside(path, ".1").write_bytes(header + b"".join(rows[1:]))
    return path


@contextmanager
def stopped(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """kea-lfc, stopped while it works."""
    with subprocess.Popen(
        ["nice", "-n", "19", *lfc_command(path)],
        env=environment(path.parent),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as lfc:
        until = time.monotonic() + 20
        while cleaning(path) is None and time.monotonic() < until:
            select.select([], [], [], 0.001)  # it says nothing that could be waited for
        lfc.send_signal(signal.SIGSTOP)
        assert cleaning(path) == lfc.pid
        yield lfc
        lfc.kill()


def test_our_server_waits_for_kea_lfc(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def start(tell: list[str]) -> Engine4:
        engine = Engine4(config4({"subnet": "10.0.0.0/8", "pools": [{"pool": "10.0.0.0/8"}]}))
        kept = Kept(str(path), "never", 0)
        Persistence(kept, engine, time.monotonic_ns, time.time_ns, tell.append).close()
        return engine

    monkeypatch.setattr(persistence, "QUIET_S", 0.01)
    with stopped(path) as lfc:
        monkeypatch.setattr(persistence, "WAIT_S", 0.01)
        with pytest.raises(NetError, match=f"process {lfc.pid} cleans up this file"):
            start([])
        monkeypatch.setattr(persistence, "WAIT_S", 30)

        class Waker(list[str]):
            def append(self, line: str) -> None:
                told.append(line)
                lfc.send_signal(signal.SIGCONT)

        engine = start(Waker())
        assert lfc.wait(10) == 0
    assert sum(1 for _ in engine.book.leases()) == ROWS
    assert told
    assert f"process {lfc.pid} is cleaning up" in told[0]
    assert not beside(path, ".completed").exists()


def test_kea_waits_for_our_clean_up(path: Path, tmp_path: Path) -> None:
    """As long as it goes on kea-lfc does nothing, and a server does not load."""
    before = beside(path, ".1").read_bytes()
    with claimed(path):
        subprocess.run(lfc_command(path), env=environment(tmp_path), capture_output=True, check=False, timeout=20)
        assert beside(path, ".1").read_bytes() == before
        configuration = {
            "interfaces-config": {"interfaces": []},
            "lease-database": {"type": "memfile", "name": str(path), "lfc-interval": 3600},
            "subnet4": [{"id": 1, "subnet": "10.0.0.0/8"}],
        }
        with Namespace() as place, pytest.raises(pytest.fail.Exception, match="cleanup is in progress"):
            Kea(place, 4, configuration, tmp_path)
    done = subprocess.run(lfc_command(path), env=environment(tmp_path), capture_output=True, check=False, timeout=20)
    assert done.returncode == 0, done.stderr
    assert beside(path, ".2").exists()
