"""What clients hold, as columns: the answers of servers that later requests are made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers


@dataclass(slots=True)
class Leases:
    """n leases; every array is (n,) unless said. Times are in seconds, 2^32 - 1 is for ever, 0 is not told.

    ``client`` and ``link`` say who holds it and which relay address it was asked through. ``server`` is the server's
    address for DHCPv4, and the dialogue's number of its DUID for DHCPv6. ``address`` is uint32 for DHCPv4; for DHCPv6
    it is uint64 (n, 2), as ``prefix``: high and low 64 bits. ``prefix_length`` is 0 where no prefix is held.
    """

    client: Integers
    link: Integers
    server: NDArray[np.uint32]
    address: NDArray[np.uint32] | NDArray[np.uint64]
    prefix: NDArray[np.uint64]
    prefix_length: NDArray[np.uint8]
    t1_s: NDArray[np.uint32]
    t2_s: NDArray[np.uint32]
    preferred_s: NDArray[np.uint32]
    valid_s: NDArray[np.uint32]

    @classmethod
    def empty(cls, count: int, family: int) -> Self:
        """Room for ``count`` leases, all zero."""
        return cls(
            np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.uint32),
            np.zeros(count, np.uint32) if family == 4 else np.zeros((count, 2), np.uint64),
            np.zeros((count, 2), np.uint64), np.zeros(count, np.uint8),
            *(np.zeros(count, np.uint32) for _ in range(4)),
        )  # fmt: skip  # the order of the fields

    def __len__(self) -> int:
        return len(self.client)

    def take(self, which: Integers | Flags | slice) -> Self:
        """The leases at these places, in this order."""
        return type(self)(*(getattr(self, field.name)[which] for field in fields(self)))

    def put(self, which: Integers | slice, others: Leases) -> None:
        """Store ``others`` at these places."""
        for field in fields(self):
            getattr(self, field.name)[which] = getattr(others, field.name)
