"""Blocks of pcapng files (draft-ietf-opsawg-pcapng): both byte orders, several sections and interfaces.

Packets of all three block types are read; names, statistics, secrets, custom blocks and whatever else there is are
skipped. Errors and bounds are those of :mod:`dhcptools.net.capture`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple

from dhcptools.net.capture import Captured, CaptureError, PcapHead, exactly, pcap_head

_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
_ORDER: Final = 0x1A2B3C4D
_SECTION, _INTERFACE, _SIMPLE, _ENHANCED, _OBSOLETE = 0x0A0D0D0A, 1, 3, 6, 2
CHANGING: Final = (_SECTION, _INTERFACE, _SIMPLE, _OBSOLETE)
"""Types of blocks that change what others mean, or hold packets of another shape."""

_AROUND: Final = 12  # octets of a block around its body
_NAME, _TSRESOL, _TSOFFSET = 2, 9, 14


@dataclass(frozen=True, slots=True)
class _Interface:
    link_type: int
    kept_most: int
    ticks_per_s: int
    offset_s: int
    name: str


class PcapngHead(NamedTuple):
    """What stands before the packets of a pcapng section whose interfaces agree: ``octets`` of header.

    The order of octets, how long a tick of the clock is, the link type; ``known`` are the interfaces.
    """

    order: str
    tick_ns: int
    link_type: int
    octets: int
    known: tuple[_Interface, ...]

    @property
    def interfaces(self) -> int:
        """How many there are."""
        return len(self.known)

    def records(self, file: BinaryIO, number: int, _at: int) -> Iterator[Captured]:
        """The packets of what stands behind ``number`` packets. Raises CaptureError."""
        return Pcapng(file).more(self, number)

    def time_ns(self, file: BinaryIO) -> int | None:
        """The time of the packet whose block the file stands before; None when another one comes first."""
        block = file.read(20)
        if len(block) < 20 or struct.unpack_from(self.order + "I", block)[0] != _ENHANCED:
            return None
        high, low = struct.unpack_from(self.order + "2I", block, 12)
        return int(high << 32 | low) * self.tick_ns


def capture_head(file: BinaryIO) -> PcapHead | PcapngHead | None:
    """What stands before the packets of a file, which is read; None when it must be read packet by packet.

    Some octets may have been read then. Raises CaptureError.
    """
    magic = file.read(4)
    if magic != _MAGIC:
        return pcap_head(file, magic)
    return Pcapng(file).head() if hasattr(file, "peek") else None


class Pcapng:
    """The blocks of a file, after the four octets that say it is pcapng."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._order = "<"
        self._interfaces: list[_Interface] = []
        self._number = 0

    def packets(self) -> Iterator[Captured]:
        """The packets of a whole file."""
        return self._from(_SECTION)

    def _from(self, kind: int | None) -> Iterator[Captured]:
        while kind is not None:
            body = self._begin_section() if kind == _SECTION else self._body(kind)
            if kind == _INTERFACE:
                self._interfaces.append(self._interface(body))
            elif kind in (_SIMPLE, _ENHANCED, _OBSOLETE):
                self._number += 1
                try:
                    yield self._packet(kind, body)
                except struct.error:
                    raise CaptureError(f"packet {self._number}: its block is too short") from None
            kind = self._next_kind()

    def more(self, head: PcapngHead, number: int) -> Iterator[Captured]:
        """The packets of what stands behind ``number`` packets of a section with this head."""
        self._order, self._interfaces, self._number = head.order, list(head.known), number
        return self._from(self._next_kind())

    def head(self) -> PcapngHead | None:
        """What stands before the first packet; None when the interfaces do not agree, or there is none."""
        octets = len(self._begin_section()) + _AROUND
        while self._file.peek(4)[:4] == struct.pack(self._order + "I", _INTERFACE):  # type: ignore[attr-defined]
            body = self._body(self._next_kind() or 0)
            self._interfaces.append(self._interface(body))
            octets += len(body) + _AROUND
        known = tuple(self._interfaces)
        alike = {(each.link_type, each.ticks_per_s, each.offset_s) for each in known}
        if len(alike) != 1:
            return None
        ((link_type, ticks_per_s, offset_s),) = alike
        if offset_s or ticks_per_s > 1_000_000_000 or 1_000_000_000 % ticks_per_s:
            return None
        return PcapngHead(self._order, 1_000_000_000 // ticks_per_s, link_type, octets, known)

    def _next_kind(self) -> int | None:
        octets = self._file.read(4)
        if not octets:
            return None
        if len(octets) < 4:
            raise CaptureError(f"a block after packet {self._number} is cut short")
        return _SECTION if octets == _MAGIC else int(struct.unpack(self._order + "I", octets)[0])

    def _begin_section(self) -> bytes:
        head = exactly(self._file, 8, "a section header")
        for order in ("<", ">"):
            if struct.unpack_from(order + "I", head, 4)[0] == _ORDER:
                self._order = order
                self._interfaces = []
                return head[4:] + self._rest(struct.unpack_from(order + "I", head)[0], 12)
        raise CaptureError("a section header without byte order mark")

    def _body(self, kind: int) -> bytes:
        octets = exactly(self._file, 4, f"a block of type {kind}")
        return self._rest(struct.unpack(self._order + "I", octets)[0], 8)

    def _rest(self, total: int, taken: int) -> bytes:
        """The rest of a block of ``total`` octets of which ``taken`` were read, without the length at its end."""
        if total < taken + 4 or total % 4:
            raise CaptureError(f"a block after packet {self._number} says it has {total} octets")
        return exactly(self._file, total - taken, f"a block after packet {self._number}")[:-4]

    def _interface(self, body: bytes) -> _Interface:
        if len(body) < 8:
            raise CaptureError("an interface description is too short")
        link_type, _, kept_most = struct.unpack_from(self._order + "HHI", body)
        options = dict(self._options(body, 8))
        resolution = options.get(_TSRESOL, b"\x06")[:1] or b"\x06"
        base, power = (2, resolution[0] & 0x7F) if resolution[0] & 0x80 else (10, resolution[0])
        offset = options.get(_TSOFFSET, bytes(8))
        offset_s = struct.unpack(self._order + "q", offset)[0] if len(offset) == 8 else 0
        name = options.get(_NAME, b"").decode("utf-8", "backslashreplace")
        return _Interface(link_type, kept_most, int(base**power), offset_s, name)

    def _options(self, body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
        while at + 4 <= len(body):
            code, length = struct.unpack_from(self._order + "HH", body, at)
            if code == 0:
                return
            yield code, body[at + 4 : at + 4 + length]
            at += 4 + (length + 3) // 4 * 4

    def _packet(self, kind: int, body: bytes) -> Captured:
        order, number = self._order, self._number
        if kind == _SIMPLE:
            (length,) = struct.unpack_from(order + "I", body)
            interface = self._which(0)
            kept = min(length, interface.kept_most or length)
            return Captured(number, None, interface.link_type, body[4 : 4 + kept], length, interface.name)
        if kind == _ENHANCED:
            which, high, low, kept, length = struct.unpack_from(order + "5I", body)
        else:
            which, _, high, low, kept, length = struct.unpack_from(order + "HH4I", body)
        if kept > len(body) - 20:
            raise CaptureError(f"packet {number} says {kept} octets, its block has {len(body) - 20}")
        interface = self._which(which)
        ticks = high << 32 | low
        time_ns = interface.offset_s * 1_000_000_000 + ticks * 1_000_000_000 // interface.ticks_per_s
        return Captured(number, time_ns, interface.link_type, body[20 : 20 + kept], length, interface.name)

    def _which(self, number: int) -> _Interface:
        if number >= len(self._interfaces):
            raise CaptureError(f"packet {self._number} is of interface {number}, which the file does not describe")
        return self._interfaces[number]
