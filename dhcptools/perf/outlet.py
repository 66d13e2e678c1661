"""Where a run's requests leave: a socket of batches and the address they go to."""

from __future__ import annotations

import time
from typing import Protocol

from dhcptools.batch.columns import Integers, Lengths, Rows
from dhcptools.net.collect import Received
from dhcptools.perf.dialogue import Batch


class Batches(Protocol):
    """A socket that moves batches of DHCP messages; :class:`~dhcptools.net.mmsg.BatchSocket` is one."""

    @property
    def refused(self) -> int:
        """ICMP errors met."""
        raise NotImplementedError  # abstract

    @property
    def dropped(self) -> int:
        """Datagrams lost because nobody read them in time."""
        raise NotImplementedError  # abstract

    def fileno(self) -> int:
        """The descriptor, for select."""
        raise NotImplementedError  # abstract

    def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
        """Send; how many leading rows were taken."""
        raise NotImplementedError  # abstract

    def receive(self) -> Received | None:
        """Take what is waiting; None when nothing is."""
        raise NotImplementedError  # abstract


class Outlet:
    """Sends to one server. ``last_ns`` is when something left last.

    Once something has left an error no longer ends the run, as a route may come back: what did not leave stays owed.
    ``failures`` counts such errors, ``why`` is the last one; ``failing``: the last attempt was one.
    """

    def __init__(self, sock: Batches, address: tuple[str, int] | None) -> None:
        self._socket = sock
        self._address = address
        self.last_ns = 0
        self.failures = 0
        self.why = ""
        self.failing = False
        self._left = False

    def send(self, batch: Batch, first: int = 0, count: int | None = None) -> tuple[int, int]:
        """Send ``count`` rows from ``first`` on: how many the kernel took, and when it was asked.

        The clock is read before the call, so a time measured from it is never too short. OSError when nothing has ever
        left and nothing can.
        """
        rows, lengths = batch
        after = len(rows) if count is None else first + count
        some = lengths if isinstance(lengths, int) else lengths[first:after]
        sent_ns = time.monotonic_ns()
        try:
            taken = self._socket.send(rows[first:after], some, self._address)
        except OSError as error:
            if not self._left:
                raise
            self.failures += 1
            self.why = error.strerror or str(error)
            self.failing = True
            return 0, sent_ns
        self.failing = False
        if taken:
            self.last_ns = sent_ns
            self._left = True
        return taken, sent_ns

    def left(self, sent_ns: int) -> None:
        """Something was sent by another way, the last of it at ``sent_ns``."""
        self.last_ns = max(self.last_ns, sent_ns)
        self._left = True


def rest_of(batch: Batch, taken: int) -> Batch:
    """A copy of the rows behind the first ``taken``, whose matrix may be used again."""
    rows, lengths = batch
    return Batch(rows[taken:].copy(), lengths if isinstance(lengths, int) else lengths[taken:].copy())


def part_of(numbers: Integers, size: int) -> list[slice]:
    """Slices of at most ``size`` that cover ``numbers``."""
    return [slice(at, at + size) for at in range(0, len(numbers), size)]
