"""DHCPv6 in Ethernet, written from the octets of its frame where that is of the common shape.

The rules are those of :mod:`dhcptools.report.dump_quick4`. Common shape: no VLAN tag, no extension header, right
lengths and checksum, options that end with the message, and nothing wrong in any value; relay messages as well, while
each carries one message and no DHCPv4 is inside.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Final, NamedTuple

from dhcptools.packet.definitions import Catalogue
from dhcptools.packet.names6 import RELAY_FORW, RELAY_REPL, message_name
from dhcptools.packet.udp import HEADER_OCTETS as UDP_OCTETS
from dhcptools.report.dump_blocks import Blocks
from dhcptools.report.dump_colour import NAME, of_type, paint
from dhcptools.report.dump_facts import chain, relays_fact
from dhcptools.report.dump_line import one_line
from dhcptools.report.dump_time import stamp
from dhcptools.report.dump_tree import PAD, indented, label

HEAD: Final = struct.Struct("!6s6sHIHBB16s16s4H")
"""Ethernet, IPv6, UDP."""

_IP, _UDP, _MESSAGE, _ADDRESSES = 14, 54, 62, 22
_RELAY_OCTETS, _RELAY_MSG, _DHCPV4_MSG = 34, 9, 87
_MOST_RELAYS: Final = 8  # RFC 9915 §7.6; longer chains are for the objects
_OPTION: Final = struct.Struct("!HH").unpack_from


class _Layer(NamedTuple):
    """A message: its text, its types from the outside in, its facts and transaction, and the links its relays said."""

    text: str
    types: list[str]
    facts: str
    xid: str
    links: list[str]


class Quick6:
    """Writes frames of the common shape."""

    def __init__(self, catalogue: Catalogue, *, colour: bool) -> None:
        self._blocks = Blocks(6, catalogue, colour=colour)
        self._colour = colour
        names = [paint(name, NAME) if colour else name for name in ("link", "header")]
        self._link = f"  {names[0]}{'':<{PAD - 6}}"
        self._header = f"  {names[1]}{'':<{PAD - 8}}"
        self._relay_msg = label(_RELAY_MSG, catalogue.space("dhcp6", 6).by_code(_RELAY_MSG).name)[PAD:] + "\n"

    def text(
        self,
        octets: bytes,
        time_ns: int | None,
        *,
        checksums: bool = True,
        line: bool = False,
        link: str | None = None,
    ) -> str | None:
        """The text of a frame that was kept whole, or its one line; None where the shape is not the common one.

        ``link`` is what is said of the link instead of the frame's addresses.
        """
        size = len(octets)
        if size < _MESSAGE + 4:
            return None
        (
            destination, source, ethertype, first, payload, protocol, _, ip_source, ip_destination,
            source_port, destination_port, length, check,
        ) = HEAD.unpack_from(octets)  # fmt: skip  # the order of the wire
        end = _UDP + payload
        if ethertype != 0x86DD or first >> 28 != 6 or protocol != 17 or length != payload or end > size or length < 12:
            return None
        if checksums and not _right(octets, end, check, length):
            return None
        self._blocks.make_room()
        layer = self._message(octets, _MESSAGE, end, 0)
        if layer is None:
            return None
        kind = chain(layer.types)
        said = f"{layer.facts}{relays_fact(layer.links)}"
        ends = address(ip_source), address(ip_destination)
        if line:
            return one_line(time_ns, kind, layer.xid, *ends, said, self._colour)
        if self._colour:
            kind = paint(kind, of_type(kind))
        if link is None:
            link = f"{source.hex(':')} > {destination.hex(':')}"
        return (
            f"{stamp(time_ns)}  {ends[0]} > {ends[1]}  {kind}{said}\n"
            f"{self._link}{link}, UDP {source_port} > {destination_port}, "
            f"{length - UDP_OCTETS} octets\n{layer.text}\n"
        )

    def _message(self, octets: bytes, at: int, end: int, depth: int) -> _Layer | None:
        if end - at < 4:
            return None
        msg_type = octets[at]
        relay = msg_type in (RELAY_FORW, RELAY_REPL)
        xid = ""
        if relay and (end - at < _RELAY_OCTETS or depth >= _MOST_RELAYS):
            return None
        found = split(octets, at + (_RELAY_OCTETS if relay else 4), end)
        if found is None:
            return None
        parts, codes = found
        blocks = self._blocks
        layout = blocks.layout(codes)
        if _DHCPV4_MSG in layout.places:
            return None
        inner = None
        kept = blocks.kept
        name = message_name(msg_type)
        if relay:
            if codes.count(_RELAY_MSG) > 1:
                return None
            link = address(octets[at + 2 : at + 18])
            head = f"{name}, hop-count {octets[at + 1]}, link {link}, peer {address(octets[at + 18 : at + 34])}"
            if _RELAY_MSG in layout.places:
                place = layout.places[_RELAY_MSG]
                start = at + _RELAY_OCTETS + sum(map(len, parts[:place])) + 4
                inner = self._message(octets, start, start + len(parts[place]) - 4, depth + 1)
                if inner is None:
                    return None
        else:
            link, xid = "", octets[at + 1 : at + 4].hex()
            head = f"{name}, transaction 0x{xid}"
        if inner is None:
            body = [kept.get(part) or blocks.add(part, part) for part in parts]
        else:
            body = [
                kept.get(part) or blocks.add(part, part)
                if code != _RELAY_MSG
                else self._relay_msg + indented(inner.text)
                for code, part in zip(codes, parts, strict=True)
            ]
        if "" in body:
            return None
        text = f"{self._header}{head}\n{layout.body(body) if body else ''}"
        if relay:
            if inner is None:
                return _Layer(text, [name], "", "", [link])
            return _Layer(text, [name, *inner.types], inner.facts, inner.xid, [link, *inner.links])
        facts = blocks.facts
        return _Layer(text, [name], "".join([facts[parts[place]] for place in layout.facts]), xid, [])


def split(octets: bytes, at: int, end: int) -> tuple[list[bytes], tuple[int, ...]] | None:
    """Every option with its code and length, and the codes; None when they do not end with the message."""
    parts: list[bytes] = []
    codes: list[int] = []
    while at + 4 <= end:
        code, length = _OPTION(octets, at)
        stop = at + 4 + length
        if stop > end:
            return None
        parts.append(octets[at:stop])
        codes.append(code)
        at = stop
    return (parts, tuple(codes)) if at == end else None


def _right(octets: bytes, end: int, check: int, length: int) -> bool:
    """Whether the checksum of UDP is right, or was left to a network card."""
    if check == 0:
        return False
    number = int.from_bytes(octets[_ADDRESSES:end])  # addresses, UDP header, payload
    if length & 1:
        number <<= 8
    if (number + 17 + length) % 0xFFFF == 0:
        return True
    return (int.from_bytes(octets[_ADDRESSES:_UDP]) + 17 + length) % 0xFFFF == check % 0xFFFF


@lru_cache(maxsize=8192)
def address(packed: bytes) -> str:
    """An IPv6 address as text."""
    return str(IPv6Address(packed))
