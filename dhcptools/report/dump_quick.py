"""Packets of the common shape, of either family and on every common link, written from their octets.

Rules this file keeps:

- what :mod:`dhcptools.report.dump_quick4` and :mod:`dhcptools.report.dump_quick6` know is plain Ethernet; a packet
  behind VLAN tags, in a cooked capture, raw or on a loopback is given to them as if it were that, together with what
  is to be said of its link;
- what is said of a link depends on the octets of its header and the name of the interface alone, and is kept by them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from dhcptools.dump.quick import ip_at
from dhcptools.dump.record import Packet
from dhcptools.packet.definitions import Catalogue
from dhcptools.packet.ethernet import Ethernet, decode_ethernet
from dhcptools.packet.links import ETHERNET, SLL, SLL2, Cooked, cooked_header
from dhcptools.report.dump_quick4 import Quick4
from dhcptools.report.dump_quick6 import Quick6

Words = Callable[[int, Ethernet | None, Cooked | None, str], str]
"""What is said of a link: by its type, its header and the name of the interface."""

_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"
_ADDRESSES: Final = bytes(12)
_MOST_LINKS: Final = 8192


class Shaped(NamedTuple):
    """A packet as plain Ethernet, and what is to be said of its link; None where the octets say it."""

    octets: bytes
    link: str | None


class Links:
    """Gives packets the shape of plain Ethernet."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._kept: dict[tuple[int, bytes, str], str] = {}

    def shaped(self, packet: Packet) -> Shaped | None:
        """The packet in that shape, when it was kept whole and is all there is; None for links that are not common."""
        octets, link_type = packet.octets, packet.link_type
        if len(octets) != packet.length or not packet.untouched:
            return None
        if link_type == ETHERNET and octets[12:14] in (_IPV4, _IPV6):
            return Shaped(octets, None)
        at = ip_at(link_type, octets)
        if at < 0 or len(octets) <= at:
            return None
        version = octets[at] >> 4
        if version not in (4, 6):
            return None
        link = self._link(link_type, octets[:at], packet.interface)
        return Shaped(_ADDRESSES + (_IPV4 if version == 4 else _IPV6) + octets[at:], link)

    def _link(self, link_type: int, header: bytes, interface: str) -> str:
        key = (link_type, header, interface)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_LINKS:
                self._kept.clear()
            ethernet = decode_ethernet(header, [])[0] if link_type == ETHERNET else None
            cooked = cooked_header(link_type, header, []) if link_type in {SLL, SLL2} else None
            found = self._words(link_type, ethernet, None if cooked is None else cooked[0], interface)
            self._kept[key] = found
        return found


class Quick:
    """Writes text and lines."""

    def __init__(self, catalogue: Catalogue, words: Words = lambda *_: "", *, colour: bool) -> None:
        """``words`` are for text; a line says nothing of the link."""
        self._links = Links(words)
        self._four = Quick4(catalogue, colour=colour)
        self._six = Quick6(catalogue, colour=colour)

    def text(self, packet: Packet, *, line: bool = False) -> str | None:
        """The text of a packet, or its one line; None where its shape is not the common one."""
        shaped = self._links.shaped(packet)
        if shaped is None:
            return None
        octets, link = shaped
        quick = self._six if octets[12:14] == _IPV6 else self._four
        return quick.text(octets, packet.time_ns, checksums=packet.checksums, line=line, link=link)
