"""The journal that writes a lease file of Kea's memfile format.

Rules this file keeps:

- one write a batch, before any of its replies leaves (RFC 2131 §4.3.1);
- what a full disk refused is kept, the latest row of each address, and is the first to be written when there is room;
- trouble is told when it begins, once a minute while it lasts, and when it is over;
- the server's clock never jumps; when the wall clock does, the times in the file follow it, and no lease ends of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from threading import Thread
from typing import Final

from dhcpserver.filerows import Line, rows_of
from dhcpserver.journal import Changes, LeaseRow
from dhcpserver.leases import SECOND_NS
from dhcptools.kea.memfile.writer import AppendError, Durability, LeaseWriter

TELL_EVERY_NS: Final = 60 * SECOND_NS
JUMP_NS: Final = 2 * SECOND_NS  # the wall clock against ours, before leases are written anew
_MANY: Final = 4096  # rows kept back before older rows of one address are thrown away
_ANEW_A_TICK: Final = 20_000

Tell = Callable[[str], None]
Clock = Callable[[], int]


class Memfile:
    """Writes with ``writer``; ``line`` makes a row of a lease.

    ``clock`` is the server's own and ``wall`` the time of day, both in nanoseconds. ``tell`` gets lines for people.
    """

    def __init__(self, writer: LeaseWriter, line: Line, clock: Clock, wall: Clock, tell: Tell) -> None:
        self.writer = writer
        self.unanswered = 0  # batches whose replies were kept in
        self._line = line
        self._clock = clock
        self._wall = wall
        self._tell = tell
        self._owed: list[bytes] = []
        self._told_ns: int | None = None  # when trouble was last told, None when there is none
        self._sync: Thread | None = None
        self._sync_error: OSError | None = None
        self._offset = wall() - clock()  # what all rows of the file were written with
        self._anew: Iterator[LeaseRow] = iter(())  # whose times in the file are of a wall clock that has jumped

    @property
    def behind(self) -> bool:
        """Whether an earlier call failed, and what it brought is not on record yet."""
        return self._told_ns is not None

    def append(self, changes: Sequence[Changes]) -> None:
        """Write the rows of changes. Raises OSError when it cannot."""
        now = self._clock()
        wall = self._wall() - now
        lines = [line for chunk in changes for line in rows_of(chunk, self._line, now, wall)]
        self._write(lines, now)

    def _write(self, lines: list[bytes], now_ns: int) -> None:
        if self._owed:
            lines = [*self._owed, *lines]
        try:
            self.writer.append(lines)
        except OSError as error:
            written = error.rows if isinstance(error, AppendError) else 0
            self._owed = _latest(lines[written:]) if len(lines) > _MANY else lines[written:]
            self.unanswered += 1
            self._trouble(error, now_ns)
            raise
        if self._told_ns is not None:
            self._owed = []
            self._told_ns = None
            self._tell(f"{self.writer.path}: leases are written again; {self.unanswered} batches went unanswered")
            self.unanswered = 0

    def _trouble(self, error: OSError, now_ns: int) -> None:
        if self._told_ns is None or now_ns - self._told_ns >= TELL_EVERY_NS:
            self._told_ns = now_ns
            self._tell(
                f"{self.writer.path}: cannot write leases: {error.strerror}; nobody is answered until there is room"
            )

    def tick(self, now_ns: int, everything: Callable[[], Iterator[LeaseRow]]) -> None:
        """To be called about once a second: catches up after trouble, syncs, and follows the wall clock.

        ``everything`` gives the rows of all leases that somebody has, each as it is when it is taken.
        """
        if self.behind:
            with suppress(OSError):
                self._write([], now_ns)
        self._begin_sync()
        wall = self._wall() - now_ns
        if abs(wall - self._offset) > JUMP_NS:
            jump = (wall - self._offset) / SECOND_NS
            self._tell(f"the wall clock went {jump:+.0f} s: leases stay, and are written with their new times")
            self._offset = wall
            self._anew = everything()
        some = list(islice(self._anew, _ANEW_A_TICK))
        if some:
            with suppress(OSError):  # what could not be written is owed
                self.append([some])

    def _begin_sync(self) -> None:
        """With BATCH bring to the disk what was written since the last time, beside the service."""
        if self.writer.durability is not Durability.BATCH or (self._sync is not None and self._sync.is_alive()):
            return
        error, self._sync_error = self._sync_error, None
        if error is not None:
            self._tell(f"{self.writer.path}: leases may not be on the disk: {error.strerror}")
        wait = self.writer.begin_sync()
        if wait is not None:
            self._sync = Thread(target=self._wait, args=(wait,), daemon=True)
            self._sync.start()

    def _wait(self, wait: Callable[[], None]) -> None:
        try:
            wait()
        except OSError as error:
            self._sync_error = error

    def close(self) -> None:
        """Write what is owed if that is possible now, and bring all to the disk."""
        if self._sync is not None:
            self._sync.join()
        with suppress(OSError):
            if self.behind:
                self._write([], self._clock())
        try:
            self.writer.close()
        except OSError as error:
            self._tell(f"{self.writer.path}: leases may not be on the disk: {error.strerror}")


def _latest(lines: list[bytes]) -> list[bytes]:
    """The last row of each address, in the order of those."""
    found: dict[bytes, bytes] = {}
    for line in lines:
        address = line[: line.index(b",")]
        found.pop(address, None)
        found[address] = line
    return list(found.values())
