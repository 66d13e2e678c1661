"""A capture file as columns, a buffer at a time: ten times as many packets a second as by objects.

Rules this file keeps:

- which packets are DHCP is decided as :func:`dhcptools.dump.quick.look` decides it; whatever is not of the common shape
  (two tags, fragments, IP options, cut ones, odd messages) is read by :class:`CaptureFiles` one by one, in its place;
- from a pcapng block on that changes what the others mean (a section, an interface), packets are read one by one;
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

from dhcptools.batch.chains import ENHANCED, PcapChain, PcapngChain
from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.overlapping import Overlapping
from dhcptools.batch.records import PADDING, Records
from dhcptools.dump.buffer import BUFFER_OCTETS, Buffer
from dhcptools.dump.columns import MOST_NS, Numbers, Part, Row, part_of, row_of
from dhcptools.dump.columns4 import HEAD4, part4
from dhcptools.dump.columns6 import HEAD6, part6
from dhcptools.dump.outer import OUTER, inside
from dhcptools.dump.quick import NO, look
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import Packet
from dhcptools.net.capture import Captured, CaptureError, PcapHead
from dhcptools.net.pcapng import CHANGING, PcapngHead
from dhcptools.packet.ip import UDP

_U: Final = np.uint64
_IHL5: Final = 0x45  # IPv4 with 20 octets of header
_TOGETHER: Final = 1024  # packets read one by one that are counted at a time
_LOOKED_AT: Final = 48  # octets of IP and UDP that are looked at


Head = PcapHead | PcapngHead


class Scan:
    """Reads one file, which stands behind its header ``head``; ``captured`` counts packets of every kind."""

    def __init__(self, name: str, file: BinaryIO, head: Head, files: CaptureFiles) -> None:
        """``files`` reads packets that are not of the common shape, and counts what is the matter with them."""
        self._name = name
        self._files = files
        self._file = file
        self._head = head
        self._chain = (
            PcapChain(head.order, head.record_octets) if isinstance(head, PcapHead) else PcapngChain(head.order)
        )
        self._outer = OUTER[head.link_type]
        self._ports = files.ports
        self._wanted: NDArray[np.bool_] = np.zeros(1 << 16, np.bool_)
        self._wanted[list(self._ports)] = True
        self._bounds(BUFFER_OCTETS)
        self.captured = 0
        self.odd = 0
        self.at = self.begin = head.octets
        self._rest = b""

    def _bounds(self, octets: int) -> None:
        """Make a buffer of so many octets."""
        self._buffer = Buffer(octets)
        self._records = Records(self._buffer.data, self._chain)
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
            changed = False
            if isinstance(self._head, PcapngHead):
                records, end, changed = self._blocks(self._head, records, end)
            if len(records):
                yield self._lot(records)
            end = min(end, size)
            self.at += end
            rest = bytes(view[end:size])
            view[: len(rest)] = rest
            size = len(rest)
            if changed or size == self._buffer.capacity:
                break  # told by the rest, as is a record longer than any packet
        self._rest = bytes(view[:size])

    def _blocks(self, head: PcapngHead, blocks: Integers, end: int) -> tuple[Integers, int, bool]:
        """Of pcapng blocks those with packets, up to one that needs to be understood; where that is, whether it is."""
        kind = self._native[blocks]
        packets = kind == ENHANCED
        strange = np.isin(kind, CHANGING)
        strange |= packets & (self._native[blocks + 8] >= head.interfaces)
        strange |= packets & (self._native[blocks + 20].astype(np.int64) + 32 > self._native[blocks + 4])
        if strange.any():
            first = int(np.argmax(strange))
            return blocks[:first][packets[:first]], int(blocks[first]), True
        return blocks[packets], end, False

    def parts(self) -> Iterator[list[Part]]:
        """All parts of a file that stands behind its header; their lines count on. Raises CaptureError."""
        yield from self.region(self.begin)
        yield from self.rest()

    def rest(self, *, last: bool = True) -> Iterator[list[Part]]:
        """What is not whole in the last region, and in the ``last`` file incomplete packets. Raises CaptureError."""
        yield from self._tail(self._rest, self.at, last)

    def start_near(self, begin: int, until: int) -> int | None:
        """Where a record may start, a little behind octet ``begin``."""
        with Path(self._name).open("rb") as file:
            file.seek(self.begin)
            first = file.read(16)
            file.seek(begin)
            octets = file.read(min(PADDING, until - begin))
        near = Records(bytearray(octets) + bytearray(PADDING), self._chain)
        found = near.guess(len(octets), first)
        return None if found is None else begin + found

    def _tail(self, rest: bytes, offset: int, last: bool) -> Iterator[list[Part]]:
        source = io.BufferedReader(_Joined(rest, self._file))
        rows: list[tuple[int, int | None, Row]] = []
        fault: CaptureError | None = None
        try:
            for captured in self._head.records(source, self.captured, offset):
                self.captured += 1
                rows += self._odd(captured)
                if len(rows) >= _TOGETHER:
                    yield [part_of(rows)]
                    rows = []
        except CaptureError as error:
            fault = error  # after what was there
        if last:
            rows += self._rows(self.captured, self._files.rest())
        if rows:
            yield [part_of(rows)]
        if fault is not None:
            raise fault

    def _lot(self, records: Integers) -> list[Part]:
        buffer, chain = self._buffer, self._chain
        at = records + chain.data
        header = self._native.columns(records, chain.data // 4)
        kept, length = header[chain.kept // 4], header[chain.length // 4]
        time_ns = self._times(header)
        line = np.arange(self.captured + 1, self.captured + 1 + len(records))
        self.captured += len(records)
        found = inside(buffer, self._outer, at)
        left = at + kept - found.ip  # octets of IP and what is in it
        whole = (kept == length) & (left >= _LOOKED_AT)
        four, six = whole & found.four, whole & found.six
        odd = ~(four | six | found.foreign)
        parts = []
        for mine, narrow, read, size in ((four, _plain4, part4, HEAD4), (six, _plain6, part6, HEAD6)):
            rows = np.flatnonzero(mine)
            if not len(rows):
                continue
            head = buffer.u64.columns(found.ip[rows], size // 8)
            ours, plain = narrow(head, left[rows], self._wanted)
            wanted = ours & plain
            if not wanted.all():
                odd[rows[ours & ~plain]] = True
                rows, head = rows[wanted], head[:, wanted]
            if len(rows):
                mac = None if found.mac is None else found.mac[rows]
                part, done = read(buffer, head, line[rows], found.ip[rows], mac, time_ns[rows])
                odd[rows[~done]] = True
                parts.append(part)
        rest: list[tuple[int, int | None, Row]] = []
        link_type = self._head.link_type
        for row in np.flatnonzero(odd):
            octets = buffer.octets(int(at[row]), int(kept[row]))
            captured = Captured(int(line[row]), int(time_ns[row]), link_type, octets, int(length[row]))
            rest += self._odd(captured)
        if rest:
            parts.append(part_of(rest))
        return parts

    def _times(self, header: NDArray[np.uint32]) -> Integers:
        if isinstance(self._head, PcapngHead):
            ticks = header[3].astype(np.int64) << 32 | header[4]
            there = (ticks >= 0) & (ticks <= (MOST_NS - 1) // self._head.tick_ns)
            return np.where(there, ticks * self._head.tick_ns, -1)
        time_ns: Integers = header[0].astype(np.int64) * 1_000_000_000
        time_ns += header[1].astype(np.int64) * self._head.tick_ns
        return time_ns

    def _odd(self, captured: Captured) -> Iterator[tuple[int, int | None, Row]]:
        """What one packet brings: nothing, itself, or what it completes."""
        if look(captured.link_type, captured.octets, self._ports) is not NO:
            self.odd += 1
            yield from self._rows(captured.number, self._files.read(self._name, captured))

    def _rows(self, line: int, packets: Iterable[Packet | None]) -> Iterator[tuple[int, int | None, Row]]:
        for each in packets:
            row = None if each is None else row_of(each)
            if each is not None and row is not None:
                yield line, each.time_ns, row


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


def _plain4(head: Numbers, left: Integers, wanted: Flags) -> tuple[Flags, Flags]:
    """Of IPv4 packets, as :func:`part4` takes them: which are for us or may be, and which of those are plain UDP."""
    usual = head[0] >> _U(56) == _IHL5
    total = (head[0] >> _U(32) & _U(0xFFFF)).astype(np.int64)
    whole = head[0] & _U(0x3FFF) == 0  # flags and offset of a fragment
    udp = head[1] >> _U(48) & _U(0xFF) == UDP
    ours = wanted[(head[2] >> _U(16) & _U(0xFFFF)).astype(np.int64)] | wanted[(head[2] & _U(0xFFFF)).astype(np.int64)]
    plain = usual & whole & (left >= total) & ((head[3] >> _U(48)).astype(np.int64) == total - 20) & (total >= 28)
    return ~usual | (udp & (ours | ~whole)), plain & udp


def _plain6(head: Numbers, left: Integers, wanted: Flags) -> tuple[Flags, Flags]:
    """The same of IPv6 packets; extension headers make them not plain."""
    octets = (head[0] >> _U(16) & _U(0xFFFF)).astype(np.int64)
    udp = head[0] >> _U(8) & _U(0xFF) == UDP
    ports = head[5]
    ours = wanted[(ports >> _U(48)).astype(np.int64)] | wanted[(ports >> _U(32) & _U(0xFFFF)).astype(np.int64)]
    plain = udp & (left >= octets + 40) & ((ports >> _U(16) & _U(0xFFFF)).astype(np.int64) == octets) & (octets >= 8)
    plain &= head[0] >> _U(60) == 6
    return ours | ~udp, plain
