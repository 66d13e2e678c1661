from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from support.command import command, dhcptool, environment
from support.kea_api import Server, lease4, unix_server

HEADER = find_schema(4).header


def row(last: int, ends: int = 600) -> bytes:
    return LeaseRow4(f"10.0.0.{last}", b"\2" * 6, b"", 600, int(time.time()) + ends, 1).line()


@contextmanager
def watching(path: Path, *arguments: str, line: Callable[[int], bytes] = row) -> Iterator[subprocess.Popen[str]]:
    """The command, which has begun when the first row it tells of is there."""
    home = path.parent
    with subprocess.Popen(
        command("leases", "watch", str(path), *arguments),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        number = 0
        deadline = time.monotonic() + 30
        while not process.stdout.readline() and time.monotonic() < deadline:
            number = number % 200 + 1
            append(path, line(number))  # until one comes after its beginning
            time.sleep(0.05)
        os.set_blocking(process.stdout.fileno(), True)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def append(path: Path, *rows: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(rows))


def lines_of(process: subprocess.Popen[str], address: str) -> Iterator[dict[str, object]]:
    assert process.stdout is not None
    for line in process.stdout:
        found = json.loads(line)
        if found["address"] == address:
            yield found


@pytest.mark.parametrize("how", [[], ["--interval", "0.05"]], ids=["told", "polled"])
def test_changes_across_a_rotation(tmp_path: Path, how: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEADER + row(250))
    with watching(path, "--json", *how) as process:
        found = lines_of(process, "10.0.0.251")
        append(path, row(251))
        assert next(found)["event"] == "add"
        append(path, row(251)[:20])
        path.with_name("x.csv.1").unlink(missing_ok=True)
        append(path, row(251)[20:], b"nonsense\n")
        path.rename(path.with_name("x.csv.1"))
        assert next(found)["event"] == "renew"
        path.write_bytes(HEADER)
        append(path, row(251).replace(b",600,", b",0,"))
        assert next(found)["event"] == "release"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.splitlines()[0].startswith(f"dhcptool: skipped {path}:")
    assert len(errors.splitlines()) == 1


def test_it_ends_after_a_count_or_a_time(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEADER)
    with watching(path, "--count", "1") as process:
        assert process.wait(20) == 0
    ran = dhcptool(tmp_path, "leases", "watch", str(path), "--duration", "1s", "-4")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_conditions_look_at_what_was_too(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEADER + row(250))
    with watching(path, "--json", "--subnet-id", "1", "--mac", "020202020202") as process:
        append(path, LeaseRow4("10.0.0.251", b"\3" * 6, b"", 600, 9, 1).line())
        append(path, LeaseRow4("10.0.0.250", b"", b"", 600, int(time.time()) + 600, 1, state=1).line())
        found = lines_of(process, "10.0.0.250")
        assert next(found)["event"] == "decline"


def test_sigterm_is_a_wish_to_end(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEADER)
    with watching(path) as process:
        process.terminate()
        assert process.wait(20) == 0


def test_a_store_that_is_gone_for_a_while(tmp_path: Path) -> None:
    path, away = tmp_path / "dnsmasq.leases", tmp_path / "away"
    lease = b"0 02:00:00:00:00:01 10.0.7.%d a *\n"
    path.write_bytes(lease % 250)
    with watching(path, "--interval", "0.05", "--json", line=lambda number: lease % number) as process:
        assert process.stderr is not None
        path.rename(away)
        assert "cannot read" in process.stderr.readline()
        append(away, lease % 251)
        away.rename(path)
        assert next(lines_of(process, "10.0.7.251"))["event"] == "add"


def test_a_server_is_asked_again_and_again(tmp_path: Path) -> None:
    server = Server(4, [lease4(1)])
    with unix_server(tmp_path / "s", server) as source:
        process = subprocess.Popen(
            command("leases", "watch", source, "--interval", "0.05", "--json", "--count", "2", "--hostname", "*[w12]"),
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while server.commands.count("lease4-get-page") < 2 and time.monotonic() < deadline:
            time.sleep(0.01)  # the first page is what there is
        server.leases = [lease4(1, hostname="new"), lease4(2), lease4(3)]
        out, _ = process.communicate(timeout=30)
    found = [json.loads(line) for line in out.splitlines()]
    assert [(change["event"], change["address"]) for change in found] == [("update", "10.0.0.1"), ("add", "10.0.0.2")]


@pytest.mark.parametrize(
    ("arguments", "code"), [(["gone.csv"], 5), (["fifo"], 5), (["x.csv", "-6"], 5), (["x.csv", "--duration", "x"], 2)]
)
def test_what_cannot_be_watched(tmp_path: Path, arguments: list[str], code: int) -> None:
    (tmp_path / "x.csv").write_bytes(HEADER)
    name, *rest = arguments
    os.mkfifo(tmp_path / "fifo")
    ran = dhcptool(tmp_path, "leases", "watch", str(tmp_path / name), *rest)
    assert (ran.returncode, ran.stdout) == (code, "")
