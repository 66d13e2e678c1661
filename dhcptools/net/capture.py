"""Capture files, read packet by packet: pcap (both byte orders, micro- and nanoseconds) and pcapng.

Rules this file keeps:

- one packet is held at a time, and no length in a file makes us read more than ``MOST_OCTETS``;
- a file that is cut short gives its whole packets, then CaptureError; blocks of unknown types are skipped;
- times are integer nanoseconds since 1970, None where the file has none.

Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

import gzip
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from dhcptools.packet.frame import Frame
from dhcptools.packet.links import enter

MOST_OCTETS: Final = 1 << 24

_PCAP_MAGIC: Final = {0xA1B2C3D4: 1000, 0xA1B23C4D: 1}  # nanoseconds of a tick of the second field
_NG_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_NG_ORDER: Final = 0x1A2B3C4D
_SECTION, _INTERFACE, _SIMPLE, _ENHANCED, _OBSOLETE = 0x0A0D0D0A, 1, 3, 6, 2
_TSRESOL, _TSOFFSET = 9, 14


class CaptureError(Exception):
    """A file that is no capture, or not whole; the text says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A packet of a file. ``number`` counts from 1 over all packets, as Wireshark numbers them.

    ``length`` is how long it was on the wire, more than ``octets`` has when the capture cut it.
    """

    number: int
    time_ns: int | None
    link_type: int
    octets: bytes
    length: int

    def frame(self) -> Frame | None:
        """Its layers down to UDP; None for a link type or protocol that cannot be entered."""
        return enter(self.link_type, self.octets).frame


@contextmanager
def open_capture(name: str) -> Iterator[BinaryIO]:
    """A capture file, unpacked when gzip packed it; ``-`` is standard input. CaptureError when it cannot be."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            reader = cast("BinaryIO", file)
            if reader.peek(2)[:2] == _GZIP_MAGIC:  # type: ignore[attr-defined]  # both are buffered readers
                with gzip.GzipFile(fileobj=reader) as unpacked:
                    yield cast("BinaryIO", unpacked)
            else:
                yield reader
    except (OSError, EOFError) as error:
        raise CaptureError(f"cannot read {name}: {error}") from error


def read_packets(file: BinaryIO) -> Iterator[Captured]:
    """The packets of a capture file in their order. Raises CaptureError, after the packets that could be read."""
    magic = file.read(4)
    if magic == _NG_MAGIC:
        yield from _Pcapng(file).packets()
        return
    for order in ("<", ">"):
        if len(magic) == 4 and struct.unpack(order + "I", magic)[0] in _PCAP_MAGIC:
            yield from _pcap(file, order, _PCAP_MAGIC[struct.unpack(order + "I", magic)[0]])
            return
    raise CaptureError(f"neither pcap nor pcapng: it starts with {magic.hex() or 'nothing'}")


def _pcap(file: BinaryIO, order: str, tick_ns: int) -> Iterator[Captured]:
    head = _exactly(file, 20, "the header of the file")
    link_type = struct.unpack_from(order + "I", head, 16)[0] & 0x0FFFFFFF
    number = 0
    while start := file.read(16):
        number += 1
        if len(start) < 16:
            raise CaptureError(f"packet {number}: its header is cut short")
        seconds, part, kept, length = struct.unpack(order + "4I", start)
        octets = _exactly(file, kept, f"packet {number}")
        yield Captured(number, seconds * 1_000_000_000 + part * tick_ns, link_type, octets, length)


@dataclass(frozen=True, slots=True)
class _Interface:
    link_type: int
    kept_most: int
    ticks_per_s: int
    offset_s: int


class _Pcapng:
    """The blocks of a file, after the four octets that say it is pcapng."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._order = "<"
        self._interfaces: list[_Interface] = []
        self._number = 0

    def packets(self) -> Iterator[Captured]:
        kind: int | None = _SECTION
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

    def _next_kind(self) -> int | None:
        octets = self._file.read(4)
        if not octets:
            return None
        if len(octets) < 4:
            raise CaptureError(f"a block after packet {self._number} is cut short")
        return _SECTION if octets == _NG_MAGIC else int(struct.unpack(self._order + "I", octets)[0])

    def _begin_section(self) -> bytes:
        head = _exactly(self._file, 8, "a section header")
        for order in ("<", ">"):
            if struct.unpack_from(order + "I", head, 4)[0] == _NG_ORDER:
                self._order = order
                self._interfaces = []
                return head[4:] + self._rest(struct.unpack_from(order + "I", head)[0], 12)
        raise CaptureError("a section header without byte order mark")

    def _body(self, kind: int) -> bytes:
        octets = _exactly(self._file, 4, f"a block of type {kind}")
        return self._rest(struct.unpack(self._order + "I", octets)[0], 8)

    def _rest(self, total: int, taken: int) -> bytes:
        """The rest of a block of ``total`` octets of which ``taken`` were read, without the length at its end."""
        if total < taken + 4 or total % 4:
            raise CaptureError(f"a block after packet {self._number} says it has {total} octets")
        return _exactly(self._file, total - taken, f"a block after packet {self._number}")[:-4]

    def _interface(self, body: bytes) -> _Interface:
        if len(body) < 8:
            raise CaptureError("an interface description is too short")
        link_type, _, kept_most = struct.unpack_from(self._order + "HHI", body)
        options = dict(self._options(body, 8))
        resolution = options.get(_TSRESOL, b"\x06")[:1] or b"\x06"
        base, power = (2, resolution[0] & 0x7F) if resolution[0] & 0x80 else (10, resolution[0])
        offset = options.get(_TSOFFSET, bytes(8))
        offset_s = struct.unpack(self._order + "q", offset)[0] if len(offset) == 8 else 0
        return _Interface(link_type, kept_most, int(base**power), offset_s)

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
            return Captured(number, None, interface.link_type, body[4 : 4 + kept], length)
        if kind == _ENHANCED:
            which, high, low, kept, length = struct.unpack_from(order + "5I", body)
        else:
            which, _, high, low, kept, length = struct.unpack_from(order + "HH4I", body)
        if kept > len(body) - 20:
            raise CaptureError(f"packet {number} says {kept} octets, its block has {len(body) - 20}")
        interface = self._which(which)
        ticks = high << 32 | low
        time_ns = interface.offset_s * 1_000_000_000 + ticks * 1_000_000_000 // interface.ticks_per_s
        return Captured(number, time_ns, interface.link_type, body[20 : 20 + kept], length)

    def _which(self, number: int) -> _Interface:
        if number >= len(self._interfaces):
            raise CaptureError(f"packet {self._number} is of interface {number}, which the file does not describe")
        return self._interfaces[number]


def _exactly(file: BinaryIO, octets: int, what: str) -> bytes:
    if octets > MOST_OCTETS:
        raise CaptureError(f"{what} says it has {octets} octets")
    data = file.read(octets)
    if len(data) < octets:
        raise CaptureError(f"{what} is cut short: {len(data)} of {octets} octets")
    return data
