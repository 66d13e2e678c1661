"""Running a server: readiness, signals, counters at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dhcpserver.serve import _by_batch as served_by_batch
from dhcpserver.serve import make_duid, run
from dhcpserver.settings import Settings
from dhcptools.net.errors import NetError
from support.dialogue import config6

SERVE = """
import sys
from dhcpserver.serve import run
from dhcpserver.settings import Settings
settings = Settings.from_flags(pools=["192.0.2.10"], listen=["127.0.0.1:0"], json=True)
ended_by = run(settings, ready=lambda bound: print(bound[0].port, flush=True))
print(f"ended by {ended_by}", file=sys.stderr)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_with_the_counters(number: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    process.send_signal(number)
    out, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors.startswith("serving DHCPv4 on 127.0.0.1 port ")
    assert errors.endswith(f"ended by {number.value}\n")
    assert json.loads(out)["counters"]["pkt4-received"] == 0


def test_the_lifeline_ends_it_and_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    reader, writer = os.pipe()
    settings = Settings.from_flags(pools=["192.0.2.10"], listen=["127.0.0.1:0"], quiet=True)
    assert run(settings, ready=lambda _: os.close(writer), lifeline=reader) == 0
    os.close(reader)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_port_in_use_is_told() -> None:
    def second(bound: object) -> None:
        port = bound[0].port  # type: ignore[index]  # a list of Listen
        with pytest.raises(NetError, match="cannot open UDP"):
            run(Settings.from_flags(pools=["192.0.2.10"], listen=[f"127.0.0.1:{port}"], quiet=True))
        os.close(writer)

    reader, writer = os.pipe()
    settings = Settings.from_flags(pools=["192.0.2.10"], listen=["127.0.0.1:0"], quiet=True)
    assert run(settings, ready=second, lifeline=reader) == 0
    os.close(reader)


def test_counters_come_when_asked_for_and_rights_are_given_up() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    code = SERVE.replace("json=True)", "json=True)\nfrom dataclasses import replace").replace(
        "run(settings,", "run(replace(settings, verbose=True, drop=True, user=sys.argv[1] or None),"
    )
    user = "nobody" if os.geteuid() == 0 else ""
    process = subprocess.Popen(
        [sys.executable, "-c", code, user],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "started"
    assert int(process.stdout.readline()) > 0
    if user:
        assert Path(f"/proc/{process.pid}").stat().st_uid != 0
    process.send_signal(signal.SIGUSR1)
    assert json.loads(process.stdout.readline())["event"] == "counters"
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=10)
    assert (process.returncode, json.loads(out)["event"]) == (0, "stopped")


def test_the_duid_is_the_configured_one_or_made() -> None:
    assert make_duid(config6(**{"server-id": {"type": "LL", "identifier": "0102"}}), []) == bytes.fromhex(
        "000300010102"
    )
    made = make_duid(config6(), [])
    assert (made[:2], len(made)) == (b"\0\4", 18)


@pytest.mark.parametrize(
    ("flags", "chosen", "expected"),
    [
        ({"listen": ["192.0.2.1"]}, {}, True),
        ({"listen": ["192.0.2.1", "198.51.100.1:1067"]}, {}, True),
        ({"listen": ["192.0.2.1"]}, {"batches": False}, False),
        ({"listen": ["0.0.0.0"]}, {}, False),  # which address a request came to is told one by one
        ({"interfaces": ["eth0"]}, {}, False),
        ({"interfaces": ["eth0"], "listen": ["192.0.2.1"]}, {}, False),
        ({"listen": ["192.0.2.1"]}, {"verbose": True}, False),
    ],
)
def test_addresses_alone_are_served_by_batch(
    flags: dict[str, list[str]], chosen: dict[str, bool], expected: bool
) -> None:
    settings = replace(Settings.from_flags(pools=["192.0.2.10"], **flags), **chosen)  # type: ignore[arg-type] # as named
    assert served_by_batch(settings) == expected


def test_a_duid_that_was_made_up_is_kept(tmp_path: Path) -> None:
    path = str(tmp_path / "leases.csv.server-id")
    made = make_duid(config6(), [], path)
    assert make_duid(config6(), [], path) == made
    (tmp_path / "leases.csv.server-id").write_text("nonsense")
    assert make_duid(config6(), [], path) != made
    assert make_duid(config6(), [], str(tmp_path / "none" / "x"))[:2] == b"\0\4"
