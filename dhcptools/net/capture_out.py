"""Capture files, written packet by packet: pcap, one link type a file."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

_MICRO, _NANO = 0xA1B2C3D4, 0xA1B23C4D
_MOST_OCTETS: Final = 262144  # what other readers take


class LinkTypeError(ValueError):
    """A packet of another link type than the file's, which a pcap file cannot hold."""


class PcapWriter:
    """Writes the header with the first packet, and each packet as it comes; the caller opens, flushes and closes.

    Times are in microseconds, or with ``nanoseconds`` in those; a packet without a time is written as of 1970.
    """

    def __init__(self, file: BinaryIO, *, nanoseconds: bool = False) -> None:
        self._file = file
        self._tick_ns = 1 if nanoseconds else 1000
        self.link_type: int | None = None
        self.written = 0

    def write(self, time_ns: int | None, link_type: int, octets: bytes, length: int) -> None:
        """One packet. Raises LinkTypeError, and OSError."""
        if self.link_type is None:
            self.begin(link_type)
        elif link_type != self.link_type:
            raise LinkTypeError(f"a packet of link type {link_type} in a file of link type {self.link_type}")
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
