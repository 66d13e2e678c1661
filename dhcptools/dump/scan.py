"""A pcap file of Ethernet as columns, a buffer at a time: ten times as many packets a second as by objects.

Rules this file keeps:

- which packets are DHCP is decided as :func:`dhcptools.dump.quick.look` decides it; whatever is not of the common shape
  (tags, fragments, IP options, cut packets, odd messages) goes through :class:`Packet` one by one, in its place;
- memory does not grow with the file;
- a file that is damaged or cut short gives what is there, and CaptureError.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.records import PADDING, Overlapping, Records
from dhcptools.dump.buffer import BUFFER_OCTETS, Buffer
from dhcptools.dump.columns import Part, Row, part_of, row_of
from dhcptools.dump.columns4 import part4
from dhcptools.dump.columns6 import part6
from dhcptools.dump.fragments import Reassembler
from dhcptools.dump.quick import NO, look
from dhcptools.dump.record import Packet
from dhcptools.net.capture import PcapHead, pcap_records
from dhcptools.packet.ip import UDP
from dhcptools.packet.links import ETHERNET

_IPV4: Final = 0x0800_45
_SHORTEST: Final = 62  # octets of a frame that `look` looks at


class Scan:
    """Reads one file, which stands behind its header ``head``; ``captured`` counts packets of every kind."""

    def __init__(
        self, name: str, file: BinaryIO, head: PcapHead, ports: Iterable[int], fragments: Reassembler | None = None
    ) -> None:
        self._name = name
        self._file = file
        self._head = head
        self._ports = frozenset(ports)
        self._wanted: NDArray[np.bool_] = np.zeros(1 << 16, np.bool_)
        self._wanted[list(self._ports)] = True
        self._fragments = fragments or Reassembler()
        self._bounds(BUFFER_OCTETS)
        self.captured = 0
        self.odd = 0
        self.fragmented = False
        self.at = 24
        self._rest = b""

    def _bounds(self, octets: int) -> None:
        """Make a buffer of so many octets."""
        self._buffer = Buffer(octets)
        self._records = Records(self._buffer.data, self._head.order, self._head.record_octets)
        self._native = Overlapping(self._buffer.data, self._head.order + "u4")

    def region(self, begin: int, until: int | None = None) -> Iterator[list[Part]]:
        """The parts of what stands from octet ``begin``, where the file stands too, to ``until``, or to its end.

        ``at`` is then where the first record starts that was not whole.
        """
        size, left = 0, None if until is None else until - begin
        self.at = begin
        view = memoryview(self._buffer.data)
        while left != 0:
            room = self._buffer.capacity if left is None else min(self._buffer.capacity, size + left)
            more = self._file.readinto(view[size:room])  # type: ignore[attr-defined]
            if not more:
                break
            left = None if left is None else left - more
            size += more
            records, end = self._records.find(size)
            if len(records):
                yield self._lot(records)
            end = min(end, size)
            self.at += end
            rest = bytes(view[end:size])
            view[: len(rest)] = rest
            size = len(rest)
            if size == self._buffer.capacity:
                break  # a record longer than any packet: told by the rest
        self._rest = bytes(view[:size])

    def parts(self) -> Iterator[list[Part]]:
        """All parts of a file that stands behind its header; their lines count on. Raises CaptureError."""
        yield from self.region(24)
        yield from self.rest()

    def rest(self) -> Iterator[list[Part]]:
        """What is not whole in the last region, and incomplete packets. Raises CaptureError."""
        yield from self._tail(self._rest, self.at)

    def start_near(self, begin: int, until: int) -> int | None:
        """Where a record may start, a little behind octet ``begin``."""
        with Path(self._name).open("rb") as file:
            file.seek(24)
            first = file.read(16)
            file.seek(begin)
            octets = file.read(min(PADDING, until - begin))
        near = Records(bytearray(octets) + bytearray(PADDING), self._head.order, self._head.record_octets)
        found = near.guess(len(octets), first)
        return None if found is None else begin + found

    def _tail(self, rest: bytes, offset: int) -> Iterator[list[Part]]:
        source = io.BufferedReader(_Joined(rest, self._file))
        rows: list[tuple[int, int | None, Row]] = []
        for captured in pcap_records(source, self._head, self.captured, offset):
            self.captured += 1
            packet = Packet(captured.number, captured.time_ns, self._name, ETHERNET, captured.octets, captured.length)
            rows += self._odd(self.captured, packet)
        left = [(self.captured, each.time_ns, row) for each in self._fragments.rest() if (row := self._row(each))]
        if rows or left:
            yield [part_of([*rows, *left])]

    def _lot(self, records: Integers) -> list[Part]:
        buffer, head = self._buffer, self._head
        at = records + head.record_octets
        kept, length = self._native[records + 8], self._native[records + 12]
        time_ns = self._native[records].astype(np.int64) * 1_000_000_000
        time_ns += self._native[records + 4].astype(np.int64) * head.tick_ns
        line = np.arange(self.captured + 1, self.captured + 1 + len(records))
        self.captured += len(records)
        word = buffer.u32[at + 12]
        ethertype = word >> 16
        whole = (kept == length) & (kept >= _SHORTEST)
        four = whole & (word >> 8 == _IPV4)
        six = whole & (ethertype == 0x86DD)
        odd = ~(four | six)
        parts = []
        for mine, narrow, read in ((four, _plain4, part4), (six, _plain6, part6)):
            rows = np.flatnonzero(mine)
            if not len(rows):
                continue
            ours, plain = narrow(buffer, at[rows], kept[rows], self._wanted)
            odd[rows[ours & ~plain]] = True
            rows = rows[ours & plain]
            if len(rows):
                part, done = read(buffer, line[rows], at[rows], time_ns[rows])
                odd[rows[~done]] = True
                parts.append(part)
        rest: list[tuple[int, int | None, Row]] = []
        for row in np.flatnonzero(odd):
            octets = buffer.octets(int(at[row]), int(kept[row]))
            if look(ETHERNET, octets, self._ports) is NO:
                continue
            number = int(line[row])
            rest += self._odd(number, Packet(number, int(time_ns[row]), self._name, ETHERNET, octets, int(length[row])))
        if rest:
            parts.append(part_of(rest))
        return parts

    def _odd(self, number: int, packet: Packet) -> Iterator[tuple[int, int | None, Row]]:
        """What one packet brings: nothing, itself, or what it completes."""
        self.odd += 1
        frame = packet.frame
        found: Iterable[Packet] = (packet,)
        if frame is not None and frame.fragment and frame.ip is not None and frame.ip.protocol == UDP:
            self.fragmented = True
            found = self._fragments.feed(packet)
        for each in found:
            row = self._row(each)
            if row is not None:
                yield number, each.time_ns, row

    def _row(self, packet: Packet) -> Row | None:
        return None if self._ports.isdisjoint(packet.ports) else row_of(packet)


class _Joined(io.RawIOBase):
    """What was read already, then the file."""

    def __init__(self, rest: bytes, file: BinaryIO) -> None:
        super().__init__()
        self._rest = rest
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        octets = self._rest[: len(target)] or self._file.read(len(target))
        self._rest = self._rest[len(octets) :]
        target[: len(octets)] = octets
        return len(octets)


def _plain4(buffer: Buffer, at: Integers, kept: Integers, wanted: Flags) -> tuple[Flags, Flags]:
    """Of IPv4 frames with 20 octets of header: which are for us or may be, and which of those are plain UDP."""
    word = buffer.u64[at + 16].astype(np.uint64)  # total length, identification, fragment, time to live, protocol
    total = (word >> np.uint64(48)).astype(np.int64)
    udp = word & np.uint64(0xFF) == UDP
    whole = (word >> np.uint64(16)) & np.uint64(0x3FFF) == 0
    ports = buffer.u32[at + 34]
    ours = wanted[ports >> 16] | wanted[ports & 0xFFFF]
    plain = whole & (kept >= total + 14) & (buffer.u16[at + 38] == total - 20) & (total >= 28)
    return udp & (ours | ~whole), plain


def _plain6(buffer: Buffer, at: Integers, kept: Integers, wanted: Flags) -> tuple[Flags, Flags]:
    """The same of IPv6 frames; extension headers make them not plain."""
    octets = buffer.u16[at + 18].astype(np.int64)
    udp = buffer.flat[at + 20] == UDP
    ports = buffer.u32[at + 54]
    ours = wanted[ports >> 16] | wanted[ports & 0xFFFF]
    plain = udp & (kept >= octets + 54) & (buffer.u16[at + 58] == octets) & (octets >= 8)
    plain &= buffer.flat[at + 14] >> 4 == 6
    return ours | ~udp, plain
