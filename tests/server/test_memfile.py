"""The journal that writes a lease file: full disks, clocks that jump, and when rows reach the disk."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcpserver.filerows import row4
from dhcpserver.journal import LeaseRow, commit
from dhcpserver.leases import SECOND_NS, Book, State
from dhcpserver.memfile import Memfile
from dhcptools.kea.memfile.reader import Snapshot
from dhcptools.kea.memfile.schema import NEWEST4
from dhcptools.kea.memfile.writer import Durability, LeaseWriter

DAY_NS = 86_400 * SECOND_NS


class Clocks:
    """The server's clock, the time of day, and what was told."""

    def __init__(self) -> None:
        self.now = 5_000 * SECOND_NS
        self.wall = 1_000_000 * SECOND_NS
        self.told: list[str] = []

    def journal(self, path: Path, durability: Durability = Durability.NEVER) -> Memfile:
        writer = LeaseWriter(path, NEWEST4, durability=durability)
        return Memfile(writer, row4, lambda: self.now, lambda: self.wall, self.told.append)

    def go(self, seconds: float) -> None:
        self.now += int(seconds * SECOND_NS)
        self.wall += int(seconds * SECOND_NS)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def limit() -> Iterator[int]:
    """A size that files do not outgrow: a disk that is full, as far as a writer can tell."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    octets = 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    yield before[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def grant(book: Book, number: int, now_ns: int) -> None:
    lease = book.grant(0x0A000000 + number, number.to_bytes(2), None, 600, now_ns)
    lease.hardware = b"\2\0\0\0" + number.to_bytes(2)


def everything(book: Book) -> Iterator[LeaseRow]:
    return (lease.row() for lease in book.leases() if lease.state is State.DEFAULT)


def test_a_full_disk_keeps_answers_in_and_is_told_once(tmp_path: Path, clocks: Clocks, limit: int) -> None:
    path, book = tmp_path / "x.csv", Book()
    book.keep_changes()
    journal = clocks.journal(path)
    answered = []
    for number in range(40):
        grant(book, number, clocks.now)
        if commit([book], journal):
            answered.append(number)
        clocks.go(0.1)
    assert 5 < len(answered) < 30
    assert answered == list(range(len(answered)))  # nobody after the disk was full
    assert {f"10.0.0.{number}" for number in answered} <= Snapshot(path).keys()
    assert not Snapshot(path).bad
    assert len(clocks.told) == 1
    assert "nobody is answered" in clocks.told[0]
    clocks.go(60)
    assert not commit([book], journal)
    assert len(clocks.told) == 2  # a minute later, once more
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    journal.tick(clocks.now, lambda: everything(book))  # nobody asks, and it recovers
    assert not journal.behind
    assert "written again" in clocks.told[2]
    grant(book, 40, clocks.now)
    assert commit([book], journal)
    journal.close()
    assert Snapshot(path).keys() == {f"10.0.0.{number}" for number in range(41)}


def test_what_is_owed_is_the_latest_of_each_address(tmp_path: Path, clocks: Clocks, limit: int) -> None:
    book = Book()
    book.keep_changes()
    journal = clocks.journal(tmp_path / "x.csv")
    for _ in range(120):  # renewals for ever, and nothing can be written
        for number in range(100):
            grant(book, number, clocks.now)
        commit([book], journal)
    assert len(journal._owed) < 5000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    assert commit([book], journal)
    journal.close()
    assert len(Snapshot(tmp_path / "x.csv")) == 100


@pytest.mark.parametrize("jump_ns", [DAY_NS, -DAY_NS])
def test_a_wall_clock_that_jumps_takes_the_file_with_it(tmp_path: Path, clocks: Clocks, jump_ns: int) -> None:
    path, book = tmp_path / "x.csv", Book()
    book.keep_changes()
    journal = clocks.journal(path)
    for number in range(5):
        grant(book, number, clocks.now)
    assert commit([book], journal)
    clocks.go(10)
    clocks.wall += jump_ns
    journal.tick(clocks.now, lambda: everything(book))
    assert book.expire(clocks.now) == 0
    assert [row.expire for row in Snapshot(path).values()] == [(clocks.wall // SECOND_NS) + 590] * 5
    assert len(clocks.told) == 1
    clocks.go(1)
    journal.tick(clocks.now, lambda: everything(book))
    assert len(clocks.told) == 1
    journal.close()


@pytest.mark.parametrize(
    ("durability", "before", "after"), [(Durability.ALWAYS, 2, 2), (Durability.BATCH, 0, 1), (Durability.NEVER, 0, 0)]
)
def test_when_rows_reach_the_disk(
    tmp_path: Path, clocks: Clocks, monkeypatch: pytest.MonkeyPatch, durability: Durability, before: int, after: int
) -> None:
    book = Book()
    book.keep_changes()
    journal = clocks.journal(tmp_path / "x.csv", durability)
    journal.writer.sync()
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    for number in range(2):
        grant(book, number, clocks.now)
        assert commit([book], journal)
    assert len(synced) == before  # when the answers leave
    journal.tick(clocks.now, lambda: everything(book))
    deadline = time.monotonic() + 5
    while len(synced) < after and time.monotonic() < deadline:
        time.sleep(0.001)
    assert len(synced) == after
    journal.close()


def test_a_disk_that_fails_behind_our_back_is_told(
    tmp_path: Path, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: int) -> None:
        raise OSError(5, "Input/output error")

    journal = clocks.journal(tmp_path / "x.csv", Durability.BATCH)
    monkeypatch.setattr(os, "fdatasync", fail)
    for _ in range(2):
        journal.tick(clocks.now, lambda: iter(()))
        if journal._sync is not None:
            journal._sync.join()
    journal.close()
    assert "Input/output error" in clocks.told[0]
