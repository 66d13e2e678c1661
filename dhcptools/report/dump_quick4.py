"""DHCPv4 in Ethernet, written from the octets of its frame where that is of the common shape.

Rules this file keeps:

- the text is that of :meth:`dhcptools.report.dump_text.DumpText.whole`, octet for octet, or None; a property test
  holds the two equal;
- common shape: no VLAN tag, no IP options, no fragment, right lengths and checksums, the magic cookie, every option
  once and none overloaded, END, nothing but zeros behind it, and nothing wrong in any value;
- nothing depends on which packets were seen before.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from socket import inet_ntoa
from typing import Final

from dhcptools.packet.definitions import Catalogue
from dhcptools.packet.names4 import HARDWARE_TYPES, MESSAGE_TYPES_RFC, OPCODES
from dhcptools.packet.udp import HEADER_OCTETS as UDP_OCTETS
from dhcptools.packet.v4 import MAGIC_COOKIE, OVERLOAD
from dhcptools.report.dump_blocks import Blocks
from dhcptools.report.dump_colour import NAME, of_type, paint
from dhcptools.report.dump_line import one_line
from dhcptools.report.dump_time import stamp
from dhcptools.report.dump_tree import PAD, boot_fields, head4

HEAD: Final = struct.Struct("!6s6sHBBHHHBBH4s4sHHHHBBBBIHH4s4s4s4s")
"""Ethernet, IPv4 without options, UDP, and BOOTP up to giaddr."""

_IP, _UDP, _BOOTP, _XID, _SECS, _CIADDR, _CHADDR = 14, 34, 42, 46, 50, 54, 70
_SNAME, _FILE, _COOKIE, _OPTIONS = 86, 150, 278, 282
_EMPTY: Final = bytes(192)
_NONE: Final = bytes(4)
_SECOND: Final = " " * PAD
_MESSAGE_TYPE, _VENDOR_CLASS, _VENDOR_OPTIONS, _HOST_NAME, _FQDN = 53, 60, 43, 12, 81
_MOST_HEADS: Final = 4096


class Quick4:
    """Writes frames of the common shape."""

    def __init__(self, catalogue: Catalogue, *, colour: bool) -> None:
        self._blocks = Blocks(4, catalogue, colour=colour)
        self._colour = colour
        self._link = f"  {paint('link', NAME) if colour else 'link'}{'':<{PAD - 6}}"
        self._heads: dict[bytes, tuple[str, str]] = {}

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
        if size < _OPTIONS:
            return None
        (
            destination, source, ethertype, version, _, total, _, fragment, _, protocol, _, ip_source, ip_destination,
            source_port, destination_port, length, check, op, htype, hlen, hops, xid, secs, flags, ci, yi, si, gi,
        ) = HEAD.unpack_from(octets)  # fmt: skip  # the order of the wire
        end = _IP + total
        if (
            ethertype != 0x0800 or version != 0x45 or protocol != 17 or fragment & 0x3FFF or end > size
            or length != total - 20 or hlen > 16 or octets[_COOKIE:_OPTIONS] != MAGIC_COOKIE
        ):  # fmt: skip  # what the common shape is
            return None
        if checksums and not _right(octets, end, check, length):
            return None
        parts = split(octets, end)
        if parts is None:
            return None
        blocks = self._blocks
        blocks.make_room()
        layout = blocks.layout(bytes([part[0] for part in parts]))
        places = layout.places
        if not layout.once or OVERLOAD in places or _MESSAGE_TYPE not in places:
            return None
        if _VENDOR_OPTIONS in places:
            self._vendor(parts, places)
        kept = blocks.kept
        try:
            body = [kept[part] for part in parts]
        except KeyError:
            body = [kept.get(part) or blocks.add(part, part) for part in parts]
            if "" in body:
                return None
        code = parts[places[_MESSAGE_TYPE]][2]
        kind = MESSAGE_TYPES_RFC.get(code) or f"TYPE-{code}"
        found = blocks.facts
        facts = [found[parts[place]] for place in layout.facts]
        second, addresses, relay = "", "", ""
        if ci != _NONE:
            words = inet_ntoa(ci)
            second = f", ciaddr {words}"
            if ci != yi:
                addresses = f"  has {words}"
        if yi != _NONE:
            words = inet_ntoa(yi)
            second += f", yiaddr {words}"
            addresses += f"  address {words}"
        if si != _NONE:
            second += f", siaddr {inet_ntoa(si)}"
        if gi != _NONE:
            words = inet_ntoa(gi)
            second += f", giaddr {words}"
            relay = f"  relay {words}"
        if octets[_SNAME:_COOKIE] != _EMPTY:
            second += f", {_boot(octets[_SNAME:_FILE], octets[_FILE:_COOKIE])}"
        if second:
            second = f"{_SECOND}{second[2:]}\n"
        if addresses:
            facts.insert(1 if _HOST_NAME in places or _FQDN in places else 0, addresses)
        client = octets[_CHADDR : _CHADDR + hlen].hex(":") or "no hardware address"
        said = f"  {client}{''.join(facts)}{relay}"
        ends = inet_ntoa(ip_source), inet_ntoa(ip_destination)
        if line:
            return one_line(time_ns, kind, f"{xid:08x}", *ends, said, self._colour)
        if self._colour:
            kind = paint(kind, of_type(kind))
        fixed = octets[_BOOTP:_XID] + octets[_SECS:_CIADDR]
        before, after = self._heads.get(fixed) or self._head(fixed, op, htype, hlen, hops, secs, flags)
        if link is None:
            link = f"{source.hex(':')} > {destination.hex(':')}"
        return (
            f"{stamp(time_ns)}  {ends[0]} > {ends[1]}  {kind}{said}\n"
            f"{self._link}{link}, UDP {source_port} > {destination_port}, "
            f"{length - UDP_OCTETS} octets\n{before}{xid:08x}{after}{second}{layout.text % layout.pick(body)}\n"
        )

    def _head(self, fixed: bytes, op: int, htype: int, hlen: int, hops: int, secs: int, flags: int) -> tuple[str, str]:
        """What stands before and after the xid in the line of the header; kept by the octets it depends on."""
        if len(self._heads) >= _MOST_HEADS:
            self._heads.clear()
        name, kind = OPCODES.get(op, f"op {op}"), HARDWARE_TYPES.get(htype, f"htype {htype}")
        before, _, after = head4(name, 0, secs, flags, hops, kind, hlen).partition("00000000")
        if self._colour:
            before = before.replace("header", paint("header", NAME), 1)
        self._heads[fixed] = before, after
        return before, after

    def _vendor(self, parts: list[bytes], places: dict[int, int]) -> None:
        """Keep option 43 by the vendor class too, which decides what it means."""
        place = places[_VENDOR_OPTIONS]
        octets = parts[place]
        where = places.get(_VENDOR_CLASS)
        vendor_class = None if where is None else parts[where][2:]
        key = octets + (b"" if vendor_class is None else b"\0" + vendor_class)
        parts[place] = key
        if key not in self._blocks.kept:
            self._blocks.add(key, octets, vendor_class)


def split(octets: bytes, end: int) -> list[bytes] | None:
    """Every option with its code and length; None when they do not end in END and zeros."""
    parts: list[bytes] = []
    at = _OPTIONS
    try:
        while at < end:
            code = octets[at]
            if code == 255:
                return None if octets[at + 1 : end].strip(b"\0") else parts
            if code == 0:
                at += 1
                continue
            stop = at + 2 + octets[at + 1]
            parts.append(octets[at:stop])
            at = stop
    except IndexError:
        pass
    return None


def _right(octets: bytes, end: int, check: int, length: int) -> bool:
    """Whether the checksums of IP and UDP are right, or UDP's was left out or to a network card."""
    if int.from_bytes(octets[_IP:_UDP]) % 0xFFFF:
        return False
    if check == 0:
        return True
    number = int.from_bytes(octets[26:end])  # addresses, UDP header, payload
    if length & 1:
        number <<= 8
    if (number + 17 + length) % 0xFFFF == 0:
        return True
    return (int.from_bytes(octets[26:_UDP]) + 17 + length) % 0xFFFF == check % 0xFFFF


@lru_cache(maxsize=1024)
def _boot(sname: bytes, file: bytes) -> str:
    """The words of sname and file, one of which is not empty."""
    return ", ".join(boot_fields(sname, file))
