"""Leases that outlive the server: a lease file opened, read back, written and cleaned up for one engine."""

from __future__ import annotations

import errno
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from dhcpserver.cleaning import Cleaner
from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.fast4 import book4
from dhcpserver.fast6 import use_batches
from dhcpserver.filerows import Line, row4, row6, row6_among
from dhcpserver.journal import LeaseRow, commit
from dhcpserver.leasefile import load
from dhcpserver.leases import Book, State
from dhcpserver.memfile import Clock, Memfile, Tell
from dhcpserver.pools import Range
from dhcpserver.restore import Restored, restore
from dhcpserver.selection import Link
from dhcpserver.settings import Kept
from dhcpserver.store import ColumnBook
from dhcptools.kea.memfile.cleanup import clean_up
from dhcptools.kea.memfile.columns import Columns, read_columns
from dhcptools.kea.memfile.pidfile import wait_until_clean
from dhcptools.kea.memfile.reader import LeaseFileError
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.kea.memfile.writer import Durability, LeaseWriter
from dhcptools.net.errors import NetError

T = TypeVar("T")

QUIET_S: Final = 1  # of waiting for somebody else's clean-up before it is told
WAIT_S: Final = 30  # and before it is given up, as Kea does at once
_TRIES: Final = 3  # for a clean-up that begins between two looks: a new one takes its time to come
_TAKEN: Final = frozenset({errno.EBUSY, errno.ENOENT})
_MOST_BAD: Final = 10  # bad rows that are named
_MANY: Final = 50_000  # leases that a book of objects would be slow to get back
_MOST_FILES: Final = 2  # a clean file and the rows since: a third is what a clean-up left when it was broken off


class Persistence:
    """The lease file of an engine. Raises NetError when it cannot be used."""

    def __init__(self, kept: Kept, engine: Engine4 | Engine6, clock: Clock, wall: Clock, tell: Tell) -> None:
        self._tell = tell
        schema = find_schema(4 if isinstance(engine, Engine4) else 6)
        path = Path(kept.path)
        with _explained(path):
            writer = LeaseWriter(path, schema, durability=Durability(kept.fsync), convert=True)
        try:
            with _explained(path):
                _wait_for_others(path, tell)
                if writer.cut_octets:
                    tell(f"{path}: an unfinished last row of {writer.cut_octets} octets was cut off")
                opened = _patiently(path, tell, lambda: read_columns(path, family=schema.family, clients=True))
                with opened as columns:
                    self._told(columns)
                    if len(columns) > _MANY:
                        _use_columns(engine)
                    self.restored = _restore(engine, columns, clock(), wall())
                    dirty = bool(columns.bad) or columns.read > len(columns) or len(columns.files) > _MOST_FILES
                    old = any(_is_old(columns, path, len(schema.columns)))
                if old and not writer.rotate():
                    _patiently(path, tell, lambda: clean_up(path, schema))  # an earlier one that was broken off
                    writer.rotate()
        except BaseException:
            writer.close()
            raise
        self.cleaner = Cleaner(writer, kept.lfc_interval_s, clock(), tell)
        if old or (dirty and kept.lfc_interval_s):
            self.cleaner.start(clock())
        self.journal = Memfile(writer, _line(engine), clock, wall, tell)
        self._books = books_of(engine)
        for book in self._books:
            book.keep_changes()

    def record(self) -> bool:
        """Write what changed; whether replies may leave."""
        return commit(self._books, self.journal)

    def tick(self, now_ns: int) -> None:
        """To be called about once a second."""
        self.record()
        self.journal.tick(now_ns, self._everything)
        self.cleaner.tick(now_ns)

    def close(self) -> None:
        """Write what is not written yet and let the file go."""
        self.cleaner.close()
        self.record()
        self.journal.close()

    def _everything(self) -> Iterator[LeaseRow]:
        """The rows of all leases that somebody has or has declined."""
        for book in self._books:
            for address in [lease.address for lease in book.leases()]:
                lease = book.at(address)
                if lease is not None and lease.state in {State.DEFAULT, State.DECLINED}:
                    yield lease.row()

    def _told(self, columns: Columns) -> None:
        for note in columns.notes:
            self._tell(note)
        for bad in columns.bad[:_MOST_BAD]:
            self._tell(f"{bad}: left out")
        if len(columns.bad) > _MOST_BAD:
            self._tell(f"{len(columns.bad) - _MOST_BAD} more rows were left out")
        if columns.strangers:
            self._tell(f"{len(columns.strangers)} leases are of the other family and were left out")


def books_of(engine: Engine4 | Engine6) -> tuple[Book, ...]:
    """The books of an engine: of addresses, and of prefixes for DHCPv6."""
    if isinstance(engine, Engine4):
        return (engine.book,)
    return (engine.bindings.addresses.book, engine.bindings.prefixes.book)


def _use_columns(engine: Engine4 | Engine6) -> None:
    """Keep the leases of an engine, which has none yet, as columns."""
    if isinstance(books_of(engine)[0], ColumnBook):
        return
    if isinstance(engine, Engine4):
        engine.book = book4()
    else:
        use_batches(engine)


def _restore(engine: Engine4 | Engine6, columns: Columns, now_ns: int, wall_ns: int) -> Restored:
    """Put the leases of a file into the books of an engine."""
    links = engine.links.all
    collecting = gc.isenabled()
    gc.disable()  # a million leases are made, and none of them is garbage
    try:
        if isinstance(engine, Engine4):
            by_hardware = [link.subnet.id for link in links if not link.subnet.match_client_id]
            loaded = load(columns, now_ns, wall_ns, by_hardware)
            return restore(engine.book, loaded, [pool.range for link in links for pool in link.pools])
        loaded = load(columns, now_ns, wall_ns)
        addresses, prefixes = books_of(engine)
        first = restore(addresses, loaded.only(np.flatnonzero(~loaded.prefix)), _ranges(links, prefixes=False))
        second = restore(prefixes, loaded.only(np.flatnonzero(loaded.prefix)), _ranges(links, prefixes=True))
        return Restored(*(one + other for one, other in zip(first, second, strict=True)))
    finally:
        if collecting:
            gc.enable()


def _ranges(links: tuple[Link, ...], *, prefixes: bool) -> list[Range]:
    return [pool.range for link in links for pool in (link.pd_pools if prefixes else link.pools)]


def _line(engine: Engine4 | Engine6) -> Line:
    if isinstance(engine, Engine4):
        return row4
    whole = [pool for pool in _ranges(engine.links.all, prefixes=True) if pool.length == 128]
    return row6_among(whole) if whole else row6


def _is_old(columns: Columns, path: Path, width: int) -> Iterator[bool]:
    """Whether the file that rows are appended to has other columns than they have."""
    for source in columns.sources:
        yield source.path == path and (source.layout.known != width or bool(source.layout.extra))


def _wait_for_others(path: Path, tell: Tell) -> None:
    """Let a clean-up end that Kea, or a server of ours that was killed, has left behind. Raises NetError."""
    pid = wait_until_clean(path, QUIET_S)
    if pid is None:
        return
    tell(f"{path}: process {pid} is cleaning up this file: waiting until it has ended, {WAIT_S} s at most")
    if wait_until_clean(path, WAIT_S) is not None:
        why = f"process {pid} cleans up this file (kea-lfc, or another server's): leases would be lost between the two"
        raise NetError(f"cannot keep leases in {path}", why, f"wait until it has ended: ps -p {pid}", errno.EBUSY)


def _patiently(path: Path, tell: Tell, act: Callable[[], T]) -> T:
    """What ``act`` gives, tried again when a clean-up that began meanwhile took files away. OSError, NetError."""
    for _ in range(_TRIES):
        try:
            return act()
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
            _wait_for_others(path, tell)
    return act()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Errors of a lease file as NetError."""
    what = f"cannot keep leases in {path}"
    try:
        yield
    except BlockingIOError as error:
        why = "another server keeps its leases in this file now, and would give the same addresses away"
        raise NetError(what, why, "stop it, or name another file with --lease-file", error.errno) from error
    except LeaseFileError as error:
        raise NetError(what, str(error), "name another file with --lease-file, or move this one away") from error
    except OSError as error:
        why = f"{error.filename or path}: {error.strerror}"
        raise NetError(what, why, "name a file in a folder where this user may make files", error.errno) from error
