"""How the records of capture files are chained: where the length of one stands, and what one looks like.

Records of pcap files have 16 or more octets of header and then the packet; a pcapng file is made of blocks, whose
packets stand behind 28 octets (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng §4.3).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np

from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.overlapping import Overlapping

MOST_KEPT: Final = 1 << 18
"""Octets of a record, to look like one."""

ENHANCED: Final = 6
"""The type of the block that has a packet and its time."""


class Chain(ABC):
    """Offsets in a record: ``data`` of the packet, ``kept`` and ``length`` of the numbers that say its octets.

    A record is followed by the next one ``added`` octets behind what the number at ``step`` says.
    """

    data: int
    kept: int
    length: int
    step: int
    added: int
    least: int
    """Octets of the shortest record, and what must be there of one for its length to be read."""

    multiple: int = 1
    """Of what the octets of a record are a multiple."""

    def __init__(self, order: str) -> None:
        """``order`` is that of octets: ``<`` or ``>``."""
        self.order = order

    @abstractmethod
    def mark(self, first: bytes, /) -> tuple[bytes, int]:
        """Octets that every record like the ``first`` one has, and where in it they are."""

    @abstractmethod
    def likely(self, words: Overlapping, at: Integers, stop: int) -> tuple[Flags, Integers]:
        """Which places, all before ``stop`` (n,), look like records, and where the next ones would start."""


class PcapChain(Chain):
    """Records of a pcap file; ``ahead`` is the octets of a record's header."""

    def __init__(self, order: str, ahead: int) -> None:
        super().__init__(order)
        self.data = self.added = self.least = ahead
        self.kept = self.step = 8
        self.length = 12

    def mark(self, first: bytes, /) -> tuple[bytes, int]:
        """The half of the seconds that hardly changes."""
        at = 2 if self.order == "<" else 0
        return first[at : at + 2], at

    def likely(self, words: Overlapping, at: Integers, stop: int) -> tuple[Flags, Integers]:
        part, kept, length = (words[at + skip].astype(np.int64) for skip in (4, 8, 12))
        likely = (part < 1_000_000_000) & (kept >= 14) & (kept <= length) & (length <= MOST_KEPT)
        return likely & (at + self.data <= stop), at + self.data + kept


class PcapngChain(Chain):
    """Blocks of a pcapng file, of which those with packets are looked for."""

    data, kept, length, step, added, least, multiple = 28, 20, 24, 4, 0, 12, 4

    def mark(self, _first: bytes, /) -> tuple[bytes, int]:
        """The type of the block."""
        return ENHANCED.to_bytes(4, "little" if self.order == "<" else "big"), 0

    def likely(self, words: Overlapping, at: Integers, stop: int) -> tuple[Flags, Integers]:
        kind, total, kept = (words[at + skip].astype(np.int64) for skip in (0, 4, 20))
        then = at + total
        likely = (
            (kind == ENHANCED)
            & (total % self.multiple == 0)
            & (total >= kept + 32)
            & (total <= MOST_KEPT)
            & (then <= stop)
        )
        again = words[np.where(likely, then - 4, at)]  # the length stands at the end too
        return likely & (again == total), then
