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
    """Sends to one server. ``last_ns`` is when something left last."""

    def __init__(self, sock: Batches, address: tuple[str, int] | None) -> None:
        self._socket = sock
        self._address = address
        self.last_ns = 0

    def send(self, batch: Batch, first: int = 0, count: int | None = None) -> tuple[int, int]:
        """Send ``count`` rows from ``first`` on: how many the kernel took, and when it was asked.

        The clock is read before the call, so a time measured from it is never too short.
        """
        rows, lengths = batch
        after = len(rows) if count is None else first + count
        some = lengths if isinstance(lengths, int) else lengths[first:after]
        sent_ns = time.monotonic_ns()
        taken = self._socket.send(rows[first:after], some, self._address)
        if taken:
            self.last_ns = sent_ns
        return taken, sent_ns


def rest_of(batch: Batch, taken: int) -> Batch:
    """A copy of the rows behind the first ``taken``, whose matrix may be used again."""
    rows, lengths = batch
    return Batch(rows[taken:].copy(), lengths if isinstance(lengths, int) else lengths[taken:].copy())


def part_of(numbers: Integers, size: int) -> list[slice]:
    """Slices of at most ``size`` that cover ``numbers``."""
    return [slice(at, at + size) for at in range(0, len(numbers), size)]
