"""Capture files, written packet by packet: pcap, one link type a file, and pcapng, which has room for several."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final, Protocol

from dhcptools.packet.links import NAMES

_MICRO, _NANO = 0xA1B2C3D4, 0xA1B23C4D
_MOST_OCTETS: Final = 262144  # what other readers take
_SECTION, _INTERFACE, _ENHANCED = 0x0A0D0D0A, 1, 6
_ORDER: Final = 0x1A2B3C4D
_NAME, _RESOLUTION, _END_OF_OPTIONS = 2, 9, 0
_NANOSECONDS: Final = 9  # a power of ten


class LinkTypeError(ValueError):
    """A packet of another link type than the file's, which a pcap file cannot hold."""


class CaptureWriter(Protocol):
    """Writes the header with the first packet, and each packet as it comes; the caller opens, flushes and closes.

    A packet without a time is written as of 1970.
    """

    written: int

    def write(self, time_ns: int | None, link_type: int, octets: bytes, length: int, interface: str = "") -> None:
        """One packet, and the name of the interface that saw it. Raises LinkTypeError, and OSError."""
        ...

    def begin(self, link_type: int) -> None:
        """Write the header of the file, once; an empty file has it too."""
        ...


class PcapWriter:
    """A pcap file, which has no room for names of interfaces.

    Times are in microseconds, or with ``nanoseconds`` in those.
    """

    def __init__(self, file: BinaryIO, *, nanoseconds: bool = False) -> None:
        self._file = file
        self._tick_ns = 1 if nanoseconds else 1000
        self.link_type: int | None = None
        self.written = 0

    def write(self, time_ns: int | None, link_type: int, octets: bytes, length: int, interface: str = "") -> None:  # noqa: ARG002 - see the class
        """One packet. Raises LinkTypeError, and OSError."""
        if self.link_type is None:
            self.begin(link_type)
        elif link_type != self.link_type:
            raise LinkTypeError(f"a packet of link type {_named(link_type)} in a file of {_named(self.link_type)}")
        seconds, rest_ns = divmod(time_ns or 0, 1_000_000_000)
        head = struct.pack("=4I", seconds & 0xFFFFFFFF, rest_ns // self._tick_ns, len(octets), max(length, len(octets)))
        self._file.write(head + octets)
        self.written += 1

    def begin(self, link_type: int) -> None:
        """Write the header of the file, once; an empty file has it too."""
        if self.link_type is None:
            self.link_type = link_type
            magic = _NANO if self._tick_ns == 1 else _MICRO
            self._file.write(struct.pack("=IHHiIII", magic, 2, 4, 0, 0, _MOST_OCTETS, link_type))


class PcapngWriter:
    """A pcapng file (draft-ietf-opsawg-pcapng): an interface for each link type, and for each name of one.

    Times are in nanoseconds.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._interfaces: dict[tuple[int, str], int] = {}
        self.written = 0

    def write(self, time_ns: int | None, link_type: int, octets: bytes, length: int, interface: str = "") -> None:
        """One packet. Raises OSError."""
        number = self._interface(link_type, interface)
        time = (time_ns or 0) & 0xFFFFFFFFFFFFFFFF
        kept = len(octets)
        self._block(
            _ENHANCED, struct.pack("=5I", number, time >> 32, time & 0xFFFFFFFF, kept, max(length, kept)), octets
        )
        self.written += 1

    def begin(self, link_type: int) -> None:
        """Write the header of the file, once; an empty file has it too, and an interface."""
        if not self._interfaces:
            self._interface(link_type, "")

    def _interface(self, link_type: int, name: str) -> int:
        number = self._interfaces.get((link_type, name))
        if number is None:
            if not self._interfaces:
                self._block(_SECTION, struct.pack("=IHHq", _ORDER, 1, 0, -1))
            number = self._interfaces[link_type, name] = len(self._interfaces)
            options = _option(_RESOLUTION, bytes((_NANOSECONDS,))) + _option(_END_OF_OPTIONS)
            if name:
                options = _option(_NAME, name.encode("utf-8", "backslashreplace")) + options
            self._block(_INTERFACE, struct.pack("=HHI", link_type, 0, _MOST_OCTETS), options)
        return number

    def _block(self, kind: int, head: bytes, rest: bytes = b"") -> None:
        body = head + rest + bytes(-len(rest) % 4)
        total = len(body) + 12
        self._file.write(struct.pack("=II", kind, total) + body + struct.pack("=I", total))


def _named(link_type: int) -> str:
    return NAMES.get(link_type, str(link_type))


def _option(code: int, value: bytes = b"") -> bytes:
    return struct.pack("=HH", code, len(value)) + value + bytes(-len(value) % 4)
