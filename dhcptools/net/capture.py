"""Capture files, read packet by packet: pcap (both byte orders, micro- and nanoseconds) and pcapng.

Rules this file keeps:

- one packet is held at a time, and no length in a file makes us read more than ``MOST_OCTETS``;
- a file that is cut short or damaged gives its whole packets, then CaptureError, which says where it broke;
- times are integer nanoseconds since 1970, None where the file has none.

Formats: draft-ietf-opsawg-pcap; pcapng is in :mod:`dhcptools.net.pcapng`.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from dhcptools.packet.frame import Frame
from dhcptools.packet.links import enter

MOST_OCTETS: Final = 1 << 24

_MAGIC: Final = {0xA1B2C3D4: (1000, 0), 0xA1B23C4D: (1, 0), 0xA1B2CD34: (1000, 8)}
"""By the first word of a file: nanoseconds of a tick, and what a packet's header has behind the usual 16 octets."""
_NG_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_BUFFER_OCTETS: Final = 1 << 18


class CaptureError(Exception):
    """A file that is no capture, or not whole; the text says what is wrong and where."""


class Captured(NamedTuple):
    """A packet of a file. ``number`` counts from 1 over all packets, as Wireshark numbers them.

    ``length`` is how long it was on the wire, more than ``octets`` has when the capture cut it. ``interface`` is the
    name of the interface where a pcapng file has it.
    """

    number: int
    time_ns: int | None
    link_type: int
    octets: bytes
    length: int
    interface: str = ""

    def frame(self) -> Frame | None:
        """Its layers down to UDP; None for a link type or protocol that cannot be entered."""
        return enter(self.link_type, self.octets).frame


@contextmanager
def open_capture(name: str, stop: Callable[[], bool] | None = None) -> Iterator[BinaryIO]:
    """A capture file, unpacked when gzip packed it; ``-`` is standard input. CaptureError when it cannot be.

    ``stop`` says when to wait no longer for more of a pipe.
    """
    try:
        with _opened(name, stop) as reader:
            if reader.peek(2)[:2] == _GZIP_MAGIC:
                from dhcptools.net.unpack import Unpacked  # noqa: PLC0415 - most files are not packed

                yield Unpacked(reader, _BUFFER_OCTETS)
            else:
                yield reader
    except OSError as error:
        raise CaptureError(f"cannot read {name}: {error.strerror or error}") from error


def is_stream(name: str) -> bool:
    """Whether a name is no regular file: a pipe, a terminal, standard input of those."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode if name == "-" else Path(name).stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _opened(name: str, stop: Callable[[], bool] | None) -> io.BufferedReader:
    if stop is not None and is_stream(name):
        from dhcptools.net.pipe import StoppablePipe  # noqa: PLC0415 - most captures are files

        descriptor = os.dup(sys.stdin.fileno()) if name == "-" else os.open(name, os.O_RDONLY | os.O_CLOEXEC)
        return io.BufferedReader(StoppablePipe(descriptor, stop), _BUFFER_OCTETS)
    if name == "-":
        return cast("io.BufferedReader", sys.stdin.buffer)
    return io.BufferedReader(io.FileIO(name), _BUFFER_OCTETS)


def read_packets(file: BinaryIO) -> Iterator[Captured]:
    """The packets of a capture file in their order. Raises CaptureError, after the packets that could be read."""
    number = 0
    try:
        for packet in _packets(file):
            number = packet.number
            yield packet
    except OSError as error:
        raise CaptureError(f"after packet {number}: {error}") from error


def _packets(file: BinaryIO) -> Iterator[Captured]:
    magic = file.read(4)
    if magic == _NG_MAGIC:
        from dhcptools.net.pcapng import Pcapng  # noqa: PLC0415 - it stands on this module

        return Pcapng(file).packets()
    head = pcap_head(file, magic)
    if head is not None:
        return pcap_records(file, head)
    raise CaptureError(f"neither pcap nor pcapng: it starts with {magic.hex() or 'nothing'}")


class PcapHead(NamedTuple):
    """What the header of a pcap file says: the order of octets, how long a tick is, what stands before a packet."""

    order: str
    tick_ns: int
    record_octets: int
    link_type: int

    @property
    def octets(self) -> int:
        """Of the file's header."""
        return 24

    def records(self, file: BinaryIO, number: int, at: int) -> Iterator[Captured]:
        """See :func:`pcap_records`."""
        return pcap_records(file, self, number, at)

    def time_ns(self, file: BinaryIO) -> int | None:
        """The time of the packet whose record the file stands before; None at its end."""
        record = file.read(8)
        if len(record) < 8:
            return None
        seconds, part = struct.unpack(self.order + "2I", record)
        return int(seconds) * 1_000_000_000 + int(part) * self.tick_ns


def pcap_head(file: BinaryIO, magic: bytes | None = None) -> PcapHead | None:
    """The header of a file at its start, which is read; None, with some octets read, when it is no pcap file.

    ``magic`` is the first four octets where those were read before.
    """
    magic = file.read(4) if magic is None else magic
    for order in ("<", ">"):
        if len(magic) == 4 and struct.unpack(order + "I", magic)[0] in _MAGIC:
            tick_ns, more = _MAGIC[struct.unpack(order + "I", magic)[0]]
            rest = exactly(file, 20, "the header of the file")
            return PcapHead(order, tick_ns, 16 + more, struct.unpack_from(order + "I", rest, 16)[0] & 0x03FFFFFF)
    return None


def pcap_records(file: BinaryIO, head: PcapHead, number: int = 0, at: int = 24) -> Iterator[Captured]:
    """The packets of a pcap file that stands at octet ``at``, behind ``number`` packets. Raises CaptureError."""
    _, tick_ns, size, link_type = head
    unpack = struct.Struct(head.order + "4I").unpack_from
    read = file.read
    while start := read(size):
        number += 1
        if len(start) < size:
            raise CaptureError(f"packet {number}, at octet {at}: its header is cut short")
        seconds, part, kept, length = unpack(start)
        if kept > MOST_OCTETS:
            raise CaptureError(f"packet {number}, at octet {at}: it says it has {kept} octets")
        octets = read(kept)
        if len(octets) < kept:
            raise CaptureError(f"packet {number}, at octet {at}, is cut short: {len(octets)} of {kept} octets")
        yield Captured(number, seconds * 1_000_000_000 + part * tick_ns, link_type, octets, length)
        at += size + kept


def exactly(file: BinaryIO, octets: int, what: str) -> bytes:
    """So many octets of a file. Raises CaptureError, which names ``what`` they are, for fewer or too many."""
    if octets > MOST_OCTETS:
        raise CaptureError(f"{what} says it has {octets} octets")
    data = file.read(octets)
    if len(data) < octets:
        raise CaptureError(f"{what} is cut short: {len(data)} of {octets} octets")
    return data
