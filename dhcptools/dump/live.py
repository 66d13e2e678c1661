"""Packets of a link, as they come."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator

from dhcptools.dump.fragments import Reassembler
from dhcptools.dump.quick import MAYBE, YES, look
from dhcptools.dump.record import PORTS, Packet
from dhcptools.net.ring import ANY, RingLink
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.ip import UDP

WAIT_S = 0.2


class LiveLink:
    """The DHCP packets of an interface, or of ``any``. The link is the caller's to close.

    Every turn gives a list: what came in one block, or nothing after ``WAIT_S``, so that whoever shows packets can
    flush, and stop.
    """

    def __init__(self, link: RingLink, ports: frozenset[int] = PORTS, catalogue: Catalogue = STANDARD) -> None:
        self._link = link
        self._ports = ports
        self._catalogue = catalogue
        self._fragments = Reassembler()
        self._names: dict[int, str] = {}
        self.captured = 0

    def turns(self, stop: Callable[[], bool]) -> Iterator[list[Packet]]:
        """Until ``stop`` says so; then what is there already, and incomplete packets. Raises NetError."""
        while not stop():
            yield self._turn() if self._link.wait(WAIT_S) else []
        while batch := self._turn():
            yield batch
        yield [packet for packet in self._fragments.rest() if self._wanted(packet)]

    def _turn(self) -> list[Packet]:
        found: list[Packet] = []
        for time_ns, link_type, octets, length, interface, checksums in self._link.receive():
            self.captured += 1
            name = self._name(interface)
            packet = Packet(
                self.captured, time_ns, name, link_type, octets, length, self._catalogue, checksums=checksums,
                interface=name,
            )  # fmt: skip  # as it came
            found.extend(self._whole(packet))
        return found

    def _whole(self, packet: Packet) -> Iterable[Packet]:
        seen = look(packet.link_type, packet.octets, self._ports)
        if seen is not MAYBE:
            return (packet,) if seen is YES else ()
        frame = packet.frame
        if frame is not None and frame.fragment and frame.ip is not None and frame.ip.protocol == UDP:
            return [each for each in self._fragments.feed(packet) if self._wanted(each)]
        return (packet,) if self._wanted(packet) else ()

    def _wanted(self, packet: Packet) -> bool:
        return not self._ports.isdisjoint(packet.ports)

    def _name(self, interface: int) -> str:
        name = self._names.get(interface)
        if name is None:
            try:
                name = socket.if_indextoname(interface)
            except OSError:
                name = ANY if self._link.interface == ANY else self._link.interface
            self._names[interface] = name
        return name
