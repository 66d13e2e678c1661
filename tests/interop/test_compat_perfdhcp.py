"""``dhcptool compat perfdhcp`` beside perfdhcp, against the same Kea: the same text field by field, the same codes."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import command, environment
from support.namespaces import Namespace
from support.peers import Kea, need

KEA4 = {
    "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "subnet4": [{"id": 1, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.10.0.0-127.20.255.255"}]}],
}
KEA6 = {
    "interfaces-config": {"interfaces": ["lo/2001:db8::1"]},
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "preferred-lifetime": 3000,
    "subnet6": [
        {
            "id": 1, "subnet": "2001:db8::/32", "interface": "lo", "rapid-commit": True,
            "pools": [{"pool": "2001:db8:1::/64"}],
            "pd-pools": [{"prefix": "2001:db8:8000::", "prefix-len": 36, "delegated-len": 64}],
        }
    ],
}  # fmt: skip  # a subnet
FOUR = ("-4", "-l", "127.0.0.2")
SIX = ("-6", "-l", "2001:db8::2", "-A", "1")
AT_4, AT_6 = "127.0.0.1", "2001:db8::1"
DRAWN = (
    (re.compile(r"(delay|deviation): [0-9.]+ ms"), r"\1: # ms"),
    (re.compile(r"\d{6}\.\d{6}"), "#"),
    (re.compile(r"(waits for packets): \d+"), r"\1: #"),
    (re.compile(r"(Set DUID to 00010001)[0-9a-f]{8}"), r"\1#"),
    (re.compile(r"^00:01:00:01:(..:){4}", re.M), "00:01:00:01:#:"),
    (re.compile(r"^(Reached max requests limit\.\n)+", re.M), "Reached max requests limit.\n"),
    (re.compile(r"^(\S+ \S+ \S+: still waiting for .*\n)", re.M), ""),
    (re.compile(r"^(orphans|Requests resent|Requests sent \+ resent): \d+", re.M), r"\1: #"),
    (re.compile(r"It took [0-9:.]+ "), "It took # "),
    (re.compile(r"^(Rate: )[0-9.]+", re.M), r"\1#"),
)
"""What differs from run to run; a request sent again just before its answer came makes an orphan of the second one."""


@pytest.fixture
def loopback() -> Iterator[Namespace]:
    need("perfdhcp")
    with Namespace("127.0.0.2/8", "127.0.0.3/8", "2001:db8::1/128", "2001:db8::2/128", "fe80::1/64") as namespace:
        yield namespace


class Both:
    """perfdhcp and ours, one after the other in one place."""

    def __init__(self, place: Namespace, home: Path) -> None:
        self._place = place
        self._home = home

    def theirs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._place.run(["perfdhcp", *arguments], check=False, timeout=30)

    def ours(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        compat = command("compat", "perfdhcp", *arguments)
        return self._place.run(compat, check=False, timeout=30, env=environment(self._home))

    def same(self, *arguments: str, code: int = 0) -> str:
        """Both print the same and end with ``code``; what ours prints."""
        theirs, ours = self.theirs(*arguments), self.ours(*arguments)
        assert ours.returncode == theirs.returncode == code, ours.stdout + ours.stderr
        assert without_draws(ours.stdout) == without_draws(theirs.stdout)
        return ours.stdout


def without_draws(text: str) -> str:
    for pattern, put in DRAWN:
        text = pattern.sub(put, text)
    return text


def rate(text: str) -> float:
    found = re.search(r"^Rate: ([0-9.]+)", text, re.M)
    assert found is not None
    return float(found[1])


def field(text: str, block: str, name: str) -> str:
    inside = text.split(f"***Statistics for: {block}***\n")[1].split("***", maxsplit=1)[0]
    return next(line.partition(": ")[2] for line in inside.splitlines() if line.startswith(f"{name}: "))


def test_four_messages_field_by_field(loopback: Namespace, tmp_path: Path) -> None:
    arguments = (*FOUR, "-r", "10", "-n", "5", "-n", "5", "-R", "5", "-W", "1000000", AT_4)
    with Kea(loopback, 4, KEA4, tmp_path):
        both = Both(loopback, tmp_path)
        text = both.same(*arguments)
        theirs = both.theirs(*arguments).stdout
    for block in ("DISCOVER-OFFER", "REQUEST-ACK"):
        assert [field(text, block, name) for name in ("sent packets", "received packets", "drops")] == ["5", "5", "0"]
    assert rate(text) == pytest.approx(rate(theirs), rel=0.01)


def test_diagnostics(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path):
        both = Both(loopback, tmp_path)
        both.same(*FOUR, "-r", "10", "-n", "3", "-n", "3", "-R", "5", "-W", "300000", "-x", "aeilstT", AT_4)


def test_the_moment_the_last_request_has_left(loopback: Namespace, tmp_path: Path) -> None:
    """Neither waits without -W: what is in flight is a drop, and the exit code says so."""
    with Kea(loopback, 4, KEA4, tmp_path):
        both = Both(loopback, tmp_path)
        text = both.same(*FOUR, "-r", "10", "-n", "5", "-R", "5", AT_4, code=3)
    assert field(text, "DISCOVER-OFFER", "drops") == "1"


def test_two_messages(loopback: Namespace, tmp_path: Path) -> None:
    """perfdhcp ends with an exception here."""
    with Kea(loopback, 4, KEA4, tmp_path):
        ours = Both(loopback, tmp_path).ours(*FOUR, "-i", "-r", "10", "-n", "5", "-W", "1000000", AT_4)
    assert (ours.returncode, ours.stderr) == (0, "")
    assert ours.stdout.count("***Statistics for: ") == 1
    assert re.search(r"^Rate: [0-9.]+ DISCOVER-OFFER/second, expected rate: 10$", ours.stdout, re.M)


def test_dhcpv6_through_a_relay(loopback: Namespace, tmp_path: Path) -> None:
    arguments = (*SIX, "-r", "10", "-n", "5", "-n", "5", "-R", "5", "-W", "500000", "-x", "s", AT_6)
    with Kea(loopback, 6, KEA6, tmp_path):
        both = Both(loopback, tmp_path)
        text = both.same(*arguments)
        leases = both.ours(*arguments[:-2], "sl", AT_6).stdout
    assert "Server id: 0002000009bf0123456789\n" in text
    rows = leases.split("***Leases for REQUEST-REPLY***\nclient_id,adrress,prefix\n")[1].split("\n\n")[0].splitlines()
    assert len(rows) == 5
    assert all(re.fullmatch(r"00:01:00:01:(..:){9}..,2001:db8:1::[0-9a-f:]*,", row) for row in rows)


@pytest.mark.parametrize(
    ("lease", "row"),
    [
        ("prefix-only", r",,2001:db8:8[0-9a-f:]+"),
        ("address-and-prefix", r",2001:db8:1:[0-9a-f:]+,2001:db8:8[0-9a-f:]+"),
    ],
)
def test_prefixes(lease: str, row: str, loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 6, KEA6, tmp_path):
        ours = Both(loopback, tmp_path).ours(
            *SIX, "-e", lease, "-r", "20", "-n", "4", "-n", "4", "-R", "4", "-W", "500000", "-x", "l", AT_6
        )
    assert ours.returncode == 0, ours.stdout + ours.stderr
    rows = ours.stdout.split("***Leases for REQUEST-REPLY***\n")[1].splitlines()[1:5]
    assert all(re.fullmatch(rf"00:01:00:01:(..:){{9}}..{row}", each) for each in rows), rows


def test_rapid_commit(loopback: Namespace, tmp_path: Path) -> None:
    """perfdhcp ends with an exception here."""
    with Kea(loopback, 6, KEA6, tmp_path):
        ours = Both(loopback, tmp_path).ours(*SIX, "-i", "-c", "-r", "20", "-n", "4", "-R", "4", "-W", "500000", AT_6)
    assert ours.returncode == 0, ours.stdout + ours.stderr
    assert re.search(r"^Rate: [0-9.]+ Solicit-Reply/second", ours.stdout, re.M)


def test_renewals_and_releases(loopback: Namespace, tmp_path: Path) -> None:
    arguments = (*FOUR, "-r", "20", "-f", "8", "-F", "6", "-p", "3", "-R", "50", "-t", "1", AT_4)
    with Kea(loopback, 4, KEA4, tmp_path):
        both = Both(loopback, tmp_path)
        theirs, ours = both.theirs(*arguments), both.ours(*arguments)
    assert (ours.returncode, theirs.returncode) == (3, 3)
    blocks = re.findall(r"\*\*\*Statistics for: (.*)\*\*\*", theirs.stdout)
    assert re.findall(r"\*\*\*Statistics for: (.*)\*\*\*", ours.stdout) == blocks
    line = r"^sent: \d+/\d+/\d+/\d+; received: \d+/\d+/\d+/0; drops: \d+/\d+/\d+/\d+; rejected: 0/0/0/0$"
    assert len(re.findall(line, ours.stdout, re.M)) == len(re.findall(line, theirs.stdout, re.M)) == 2
    for block in blocks:
        sent = [int(field(text, block, "sent packets")) for text in (ours.stdout, theirs.stdout)]
        assert abs(sent[0] - sent[1]) <= 3, (block, sent)
    assert field(ours.stdout, "REQUEST-ACK", "orphans") == "0"
    assert field(theirs.stdout, "REQUEST-ACK", "orphans") != "0"


def test_easily_parsed_lines_are_the_same_numbers(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path):
        ours = Both(loopback, tmp_path).ours(*FOUR, "-r", "20", "-p", "3", "-R", "9", "-t", "1", "-C", ",", AT_4)
    lines, report = ours.stdout.split("***Rate statistics***")
    assert re.fullmatch(r"(\d+(,\d+){7}\n){2}", lines)
    first, second = ([int(word) for word in line.split(",")] for line in lines.splitlines())
    assert all(a <= b for a, b in zip(first[:4], second[:4], strict=True))  # sent and received
    assert "Running:" not in report


def test_nobody_answers(loopback: Namespace, tmp_path: Path) -> None:
    both = Both(loopback, tmp_path)
    arguments = (*FOUR, "-r", "10", "-n", "3", "127.0.0.9")
    theirs, ours = both.theirs(*arguments), both.ours(*arguments)
    assert ours.returncode == theirs.returncode == 3
    clean = theirs.stdout.replace("Rate: 0 ", "Rate: # ").replace("-nan %", "n/a").replace("min delay: inf ms\n", "")
    clean = clean.replace("avg delay: min delay: n/a", "min delay: n/a")
    assert without_draws(ours.stdout) == without_draws(clean)


@pytest.mark.parametrize("arguments", ["-l 192.0.2.9 127.0.0.1", "-l 127.0.0.2 host.invalid", "-T none 127.0.0.1"])
def test_what_cannot_run(arguments: str, loopback: Namespace, tmp_path: Path) -> None:
    both = Both(loopback, tmp_path)
    words = ["-4", "-r", "10", "-n", "1", *arguments.split()]
    theirs, ours = both.theirs(*words), both.ours(*words)
    assert (ours.returncode, theirs.returncode) == (1, 1)
    assert ours.stderr.startswith("\nERROR: running perfdhcp: ")
    assert theirs.stderr.startswith("\nERROR: running perfdhcp: ")
    assert ours.stdout == theirs.stdout


def test_an_avalanche(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path):
        both = Both(loopback, tmp_path)
        arguments = (*FOUR, "--scenario", "avalanche", "-R", "100", AT_4)
        theirs, ours = both.theirs(*arguments), both.ours(*arguments)
    assert (ours.returncode, theirs.returncode) == (0, 0)
    assert without_draws(ours.stdout) == without_draws(theirs.stdout).replace("-, avalanche", "--scenario avalanche")
    assert len(ours.stdout.split("It took ")[1].splitlines()) == 4


def test_the_wrapped_program_is_told_and_signals_report(loopback: Namespace, tmp_path: Path) -> None:
    program, log = tmp_path / "program", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho "$1" >> {log}\n')
    program.chmod(0o755)
    arguments = (*FOUR, "-r", "100", "-R", "20", "-t", "1", "-w", str(program), AT_4)
    with Kea(loopback, 4, KEA4, tmp_path):
        for number in (signal.SIGINT, signal.SIGTERM):
            running = loopback.popen(
                command("compat", "perfdhcp", *arguments), env=environment(tmp_path), stderr=subprocess.STDOUT
            )
            assert running.stdout is not None
            while "sent: " not in (line := running.stdout.readline()):
                assert line, "it ended by itself"
            running.send_signal(number)
            rest = running.communicate(timeout=20)[0]
            assert running.returncode in {0, 3}
            assert int(field(rest, "REQUEST-ACK", "received packets")) > 50
    assert log.read_text() == "start\nstop\n" * 2
