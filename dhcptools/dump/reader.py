"""Packets of capture files, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.dump.record import PORTS, Packet
from dhcptools.net.capture import open_capture, read_packets
from dhcptools.packet.definitions import STANDARD, Catalogue


def read_file(name: str, ports: frozenset[int] = PORTS, catalogue: Catalogue = STANDARD) -> Iterator[Packet]:
    """The packets from or to one of ``ports``. Raises CaptureError, after the packets that could be read."""
    with open_capture(name) as file:
        for each in read_packets(file):
            packet = Packet(each.number, each.time_ns, name, each.link_type, each.octets, each.length, catalogue)
            if not ports.isdisjoint(packet.ports):
                yield packet
