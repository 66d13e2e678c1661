from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dhcptools.dump import parts
from dhcptools.dump.parts import Part, PartError, Source, processes_for, worked
from dhcptools.dump.parts import parts as in_parts
from dhcptools.dump.reader import PART
from dhcptools.dump.record import Packet
from support.command import environment
from support.dumped import DISCOVER, capture


def packets(count: int) -> list[Packet]:
    return [Packet(number, 0, "x", 1, b"", 0) for number in range(count)]


def share(some: list[Packet]) -> Source:
    """A source that leaves to others what is theirs."""
    return lambda process, processes: [
        packet if place // PART % processes == process else None for place, packet in enumerate(some)
    ]


def work(some: list[Packet]) -> Part:
    return Part(b"".join(b"%d\n" % packet.number for packet in some), len(some), sum(p.number % 2 for p in some))


@pytest.mark.parametrize("count", [0, 1, PART, 3 * PART + 1])
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_order_is_kept(count: int, processes: int) -> None:
    found = list(worked(share(packets(count)), work, processes))
    assert b"".join(part.text for part in found) == work(packets(count)).text
    assert sum(part.matched for part in found) == count
    assert sum(part.faulty for part in found) == count // 2
    assert len(list(in_parts(packets(count)))) == -(-count // PART)


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    running = worked(share(packets(100_000)), work, 2)
    next(running)
    running.close()  # waits for the others


def test_a_process_that_dies_is_an_error(tmp_path: Path) -> None:
    script = """
import os
from dhcptools.dump import parts
from dhcptools.dump.parts import Part, PartError, worked
from dhcptools.dump.reader import PART
from dhcptools.dump.record import Packet
me = os.getpid()
def work(some):
    if os.getpid() != me:
        raise RuntimeError("defect")
    return Part(b"", 0, 0)
try:
    list(worked(lambda number, count: [Packet(1, 0, "x", 1, b"", 0)] * 1000, work, 2))
except PartError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert "ended early" in ran.stdout
    assert "RuntimeError: defect" in ran.stderr
    assert issubclass(PartError, RuntimeError)


def test_small_files_and_pipes_are_not_worth_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = capture(tmp_path / "a.pcap", DISCOVER)
    assert processes_for([name]) == processes_for(["-"]) == processes_for([str(tmp_path / "none")]) == 1
    monkeypatch.setattr(parts, "LEAST_OCTETS", 10)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8))
    assert processes_for([name]) == parts.MOST_PROCESSES
    assert processes_for([name, "/dev/null"]) == 1
