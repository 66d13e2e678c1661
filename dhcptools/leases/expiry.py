"""When leases expire: a queue whose beginning is an array, so that a million leases cost little.

A server may take a lease back in the second in which it expires: then it has expired all the same, and that is told
before. What was over when it began is not told.
"""

from __future__ import annotations

import heapq
import socket
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.columns import Columns
from dhcptools.leases.changes import Change, expired
from dhcptools.leases.lease import HELD, Lease


class Expiries:
    """Addresses by the second in which their leases expire."""

    def __init__(self) -> None:
        self._began = 0
        self._told: set[str] = set()
        self._times: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._addresses = b""
        self._width = 4
        self._at = 0
        self._heap: list[tuple[int, str]] = []

    def begin(self, now: int) -> None:
        """Leave out what is over by now."""
        self._began = now

    def load(self, columns: Columns, now: int) -> None:
        """Begin with the leases of a file that clients hold now and that will expire."""
        self.begin(now)
        wanted = columns.active(now) & (columns.valid_lifetime != 0xFFFFFFFF)
        order = np.flatnonzero(wanted)
        order = order[np.argsort(columns.expire[order], kind="stable")]
        self._times = columns.expire[order]
        self._width = 4 if columns.family == 4 else 16
        addresses = columns.address[order]
        self._addresses = addresses.astype(addresses.dtype.newbyteorder(">")).tobytes()
        self._at = 0

    def add(self, lease: Lease) -> None:
        """Expect the end of one more lease, if a client has it and it ends."""
        if lease.state in HELD and lease.expires is not None and lease.expires >= self._began:
            heapq.heappush(self._heap, (lease.expires, lease.address))

    def told(self, found: Change) -> Iterator[Change]:
        """The change, and before it the end of the lease when it says that there was one that nobody told."""
        before, late = found.before, found.lease.address not in self._told
        self._told.discard(found.lease.address)
        ended = found.event == "reclaim" and before is not None and before.state in HELD
        if late and ended and before is not None and before.expires is not None and before.expires >= self._began:
            yield expired(before, found.time)
        yield found

    def due(self, now: int, leases: Callable[[str], Iterable[Lease]]) -> Iterator[Change]:
        """What expired since the last time; ``leases`` finds the present leases of an address."""
        for expires, address in self._passed(now):
            for lease in leases(address):
                if lease.expires == expires and lease.state in HELD and address not in self._told:
                    self._told.add(address)
                    yield expired(lease, now)

    def _passed(self, now: int) -> Iterator[tuple[int, str]]:
        """The entries whose time has passed; some hold no longer."""
        while self._at < len(self._times) and self._times[self._at] < now:
            packed = self._addresses[self._at * self._width : (self._at + 1) * self._width]
            family = socket.AF_INET if self._width == 4 else socket.AF_INET6
            self._at += 1
            yield int(self._times[self._at - 1]), socket.inet_ntop(family, packed)
        while self._heap and self._heap[0][0] < now:
            yield heapq.heappop(self._heap)
