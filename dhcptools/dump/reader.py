"""Packets of capture files: one file after its own order, several in the order of time.

Rules this file keeps:

- memory does not grow with the files;
- a file that cannot be read to its end gives what is there, and a :class:`Fault`; the others go on;
- fragments are put together where the capture has all of them, and told where it has not.
"""

from __future__ import annotations

import heapq
import io
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from dhcptools.dump.fragments import Reassembler
from dhcptools.dump.quick import MAYBE, NO, YES, look
from dhcptools.dump.record import NO_LINK, PORTS, Packet
from dhcptools.net.capture import (
    MOST_OCTETS,
    Captured,
    CaptureError,
    PcapHead,
    open_capture,
    pcap_head,
    pcap_records,
    read_packets,
)
from dhcptools.net.scapylink import LinkReader
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.exported import UPPER_PDU, find_message
from dhcptools.packet.ip import UDP
from dhcptools.packet.links import NAMES

PART: Final = 256
"""Packets that a process works on before the next one's turn."""

_BLOCK_OCTETS: Final = 1 << 18


class Fault(NamedTuple):
    """A file that could not be read, or not to its end."""

    name: str
    why: str
    packets: int = 0
    """How many were read before."""


class CaptureFiles:
    """The DHCP packets of files, to be iterated once. What was counted and what failed stands in it afterwards."""

    def __init__(
        self,
        names: Iterable[str],
        ports: frozenset[int] = PORTS,
        catalogue: Catalogue = STANDARD,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """``stop`` says when to wait no longer for more of a pipe."""
        self._stop = stop
        self.names = self._names = tuple(names)
        self.ports = self._ports = ports
        self._catalogue = catalogue
        self.fragments = self._fragments = Reassembler()
        self._links = LinkReader()
        self.captured = 0
        self.cut_off = 0
        """UDP packets of which the capture kept too little to see their ports."""
        self.faults: list[Fault] = []

    def again(self) -> None:
        """Forget what was read: it will be from the start."""
        self.fragments = self._fragments = Reassembler()
        self.captured = self.cut_off = 0
        self.faults.clear()

    @property
    def orphans(self) -> int:
        """Fragments of which nobody can say whose they were."""
        return self._fragments.orphans

    @property
    def foreign(self) -> dict[int, int]:
        """Link types that could not be entered, and how many packets had them."""
        return self._links.refused

    def __iter__(self) -> Iterator[Packet]:
        """The packets from or to the ports."""
        for packet in self.candidates():
            if packet is not None:
                yield packet

    def shared(self, process: int, processes: int) -> Iterator[Packet | None]:
        """The same with None for packets that this process may leave to another one: it works on every so many parts.

        A part is PART packets. A pcap file is read many packets at a time.
        """
        swift = False
        if len(self._names) == 1:
            (name,) = self._names
            try:
                with open_capture(name) as file:
                    head = pcap_head(file)
                    if head is not None:
                        swift = True
                        yield from self._swift(name, file, head, process, processes)
            except CaptureError as error:
                swift = True
                self.faults.append(Fault(name, str(error), self.captured))
        if not swift:
            yield from self._one_by_one(process, processes)
        yield from filter(self._wanted, self._fragments.rest())

    def _one_by_one(self, process: int, processes: int) -> Iterator[Packet | None]:
        wanted = 0
        for name, captured in self._all():
            self.captured += 1
            others = wanted // PART % processes != process
            if others and look(captured.link_type, captured.octets, self._ports) is YES:
                wanted += 1
                yield None
                continue
            for packet in self.read(name, captured):
                if packet is not None:
                    wanted += 1
                    yield packet

    def _swift(
        self, name: str, file: BinaryIO, head: PcapHead, process: int, processes: int
    ) -> Iterator[Packet | None]:
        order, tick_ns, ahead, link_type = head
        unpack = struct.Struct(order + "4I").unpack_from
        ports, catalogue = self._ports, self._catalogue
        data, at, offset, number, wanted = b"", 0, 24, 0, 0
        while more := file.read(_BLOCK_OCTETS):
            data = data[at:] + more
            offset += at
            at, size = 0, len(data)
            while (start := at + ahead) <= size:
                seconds, part, kept, length = unpack(data, at)
                stop = start + kept
                if stop > size:
                    break
                at = stop
                number += 1
                octets = data[start:stop]
                seen = look(link_type, octets, ports)
                if seen is YES:
                    mine = wanted // PART % processes == process
                    wanted += 1
                    if mine:
                        time_ns = seconds * 1_000_000_000 + part * tick_ns
                        yield Packet(number, time_ns, name, link_type, octets, length, catalogue)
                    else:
                        yield None
                elif seen is MAYBE:
                    time_ns = seconds * 1_000_000_000 + part * tick_ns
                    for packet in self.read(name, Captured(number, time_ns, link_type, octets, length)):
                        if packet is not None:
                            wanted += 1
                            yield packet
            self.captured = number
            if at == 0 and size > MOST_OCTETS:
                break
        for captured in pcap_records(io.BytesIO(data[at:]), head, number, offset + at):  # what is cut short
            self.captured += 1
            yield from (packet for packet in self.read(name, captured) if packet is not None)

    def candidates(self) -> Iterator[Packet | None]:
        """The same with None for every packet that is not for us, so that counting them is possible."""
        for name, captured in self._all():
            self.captured += 1
            yield from self.read(name, captured)
        yield from self.rest()

    def rest(self) -> Iterator[Packet]:
        """Packets of which not all fragments came."""
        return filter(self._wanted, self._fragments.rest())

    def _all(self) -> Iterator[tuple[str, Captured]]:
        if len(self._names) == 1:
            return self._file(self._names[0])
        return heapq.merge(*map(self._file, self._names), key=lambda pair: pair[1].time_ns or 0)

    def _file(self, name: str) -> Iterator[tuple[str, Captured]]:
        number = 0
        try:
            with open_capture(name, self._stop) as file:
                for captured in read_packets(file):
                    number = captured.number
                    yield name, captured
        except CaptureError as error:
            self.faults.append(Fault(name, str(error), number))

    def read(self, name: str, captured: Captured) -> Iterator[Packet | None]:
        """What one captured packet brings: itself, what it completes, or None where it is not for us."""
        number, time_ns, link_type, octets, length, interface = captured
        seen = look(link_type, octets, self._ports)
        if seen is NO:
            yield None
            return
        if link_type == UPPER_PDU:
            yield self._exported(name, captured)
            return
        packet = Packet(number, time_ns, name, link_type, octets, length, self._catalogue, interface=interface)
        if seen is MAYBE:
            if link_type not in NAMES:
                below = self._links.enter(link_type, octets)
                if below is not None:
                    packet.enter(below)
            frame = packet.frame
            if frame is not None and frame.fragment and frame.ip is not None and frame.ip.protocol == UDP:
                yield from (each for each in self._fragments.feed(packet) if self._wanted(each))
                return
            if not self._wanted(packet):
                udp = frame is not None and frame.ip is not None and frame.ip.protocol == UDP
                self.cut_off += udp and frame is not None and frame.udp is None and len(octets) < length
                yield None
                return
        yield packet

    def _exported(self, name: str, captured: Captured) -> Packet | None:
        """A message without a frame around it."""
        number, time_ns, _, octets, length, _ = captured
        found = find_message(octets)
        if found is None:
            return None
        family, start = found
        return Packet(number, time_ns, name, NO_LINK, octets[start:], length - start, self._catalogue, bare=family)

    def _wanted(self, packet: Packet) -> bool:
        return not self._ports.isdisjoint(packet.ports)
