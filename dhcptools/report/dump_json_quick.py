"""Packets of the common shape as JSON, written from their octets.

Rules this file keeps:

- the text is that of :func:`~dhcptools.report.dump_json.packet_object`, character for character, or None; property
  tests hold the two equal;
- common shape: plain Ethernet, or what was given its shape, IPv4 without options or IPv6 without extension headers, no
  fragment, every length and checksum right, no DHCPv4 option twice and none overloaded, nothing wrong in any value;
- nothing depends on which packets were seen before.
"""

from __future__ import annotations

import json
import struct
from functools import lru_cache
from socket import inet_ntoa
from typing import Final

from dhcptools.packet.definitions import Catalogue
from dhcptools.packet.names4 import message_type_name
from dhcptools.packet.v4 import MAGIC_COOKIE, OVERLOAD
from dhcptools.report.dump_json_options import Options6, OptionTexts, address6, message_head, placed
from dhcptools.report.message_json import header_text

_HEAD4: Final = struct.Struct("!6s6sHBBHHHBBH4s4sHHHHBBBBIHH4s4s4s4s")
_HEAD6: Final = struct.Struct("!6s6sHIHBB16s16sHHHH")
_IP, _UDP4, _BOOTP, _CHADDR, _SNAME, _COOKIE, _OPTIONS = 14, 34, 42, 70, 86, 278, 282
_DHCP6: Final = 62
_EMPTY: Final = bytes(192)
_NO_FILE: Final = '"sname":"","file":""'
_MESSAGE_TYPE, _VENDOR_CLASS, _VENDOR_OPTIONS = 53, 60, 43
_KINDS: Final = tuple(json.dumps(message_type_name(number)) for number in range(256))
_AT4: Final = tuple(f'{offset},"source":"options"}}' for offset in range(2048))
_END6: Final = ',"source":"options"}'
_RIGHT, _NONE, _OFFLOADED = "right", "none", "offloaded"


class QuickJson:
    """Writes what it can."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._four = OptionTexts(4, catalogue)
        self._six = Options6(catalogue)
        self._order: dict[bytes, bool] = {}  # option codes of a message, and whether they are of the common shape

    def text(self, octets: bytes, head: str, checksums: bool, link: str | None = None) -> str | None:
        """The object of a frame that was kept whole; ``head`` is what stands before ``link``.

        ``link`` is the object of the link where it is not that of the frame.
        """
        kind = octets[12:14]
        if kind == b"\x08\x00":
            return self._text4(octets, head, checksums, link)
        return self._text6(octets, head, checksums, link) if kind == b"\x86\xdd" else None

    def _text4(self, octets: bytes, head: str, checksums: bool, link: str | None) -> str | None:
        size = len(octets)
        if size < _OPTIONS:
            return None
        (
            destination, source, _, version, tos, total, identification, fragment, ttl, protocol, _, ip_source,
            ip_destination, source_port, destination_port, length, check, op, htype, hlen, hops, xid, secs, flags,
            ci, yi, si, gi,
        ) = _HEAD4.unpack_from(octets)  # fmt: skip  # the order of the wire
        stop = _IP + total
        if (
            version != 0x45 or protocol != 17 or fragment & 0x3FFF or stop > size or length != total - 20 or hlen > 16
            or octets[_COOKIE:_OPTIONS] != MAGIC_COOKIE
        ):  # fmt: skip  # what the common shape is
            return None
        state = "unknown"
        if checksums:
            if int.from_bytes(octets[_IP:_UDP4]) % 0xFFFF:
                return None
            found = _state(octets, 26, stop, check, length)
            if found is None:
                return None
            state = found
        options = self._options4(octets, stop)
        if options is None:
            return None
        boot = _NO_FILE if octets[_SNAME:_COOKIE] == _EMPTY else _boot(octets[_SNAME:_COOKIE])
        link = link or _ethernet(source, destination)
        return (
            f'{head}"link":{link},"ip":{{"version":4,"source":"{inet_ntoa(ip_source)}","destination":'
            f'"{inet_ntoa(ip_destination)}","ttl":{ttl},"tos":{tos},"identification":{identification}}},'
            f'"udp":{{"source_port":{source_port},"destination_port":{destination_port},"length":{length},'
            f'"checksum":"{state}"}},"dhcp":{{"family":4,"type":{options[0]},"op":{op},"htype":{htype},"hlen":{hlen},'
            f'"hops":{hops},"xid":{xid},"secs":{secs},"flags":{flags},"ciaddr":"{inet_ntoa(ci)}","yiaddr":'
            f'"{inet_ntoa(yi)}","siaddr":"{inet_ntoa(si)}","giaddr":"{inet_ntoa(gi)}","chaddr":'
            f'"{octets[_CHADDR : _CHADDR + hlen].hex(":")}",{boot},"options":[{options[1]}],"hex":'
            f'"{octets[_BOOTP:stop].hex()}"}},"problems":[]}}\n'
        )

    def _options4(self, octets: bytes, stop: int) -> tuple[str, str] | None:
        """The message type and the objects of the options."""
        kept = self._four.kept
        parts: list[bytes] = []
        places: list[int] = []
        at = _OPTIONS
        try:
            while (code := octets[at]) != 255:
                if code == 0:
                    at += 1
                    continue
                after = at + 2 + octets[at + 1]
                places.append(at - _BOOTP)
                parts.append(octets[at:after])
                at = after
        except IndexError:
            return None
        if at >= stop or at >= len(_AT4):
            return None
        codes = bytes([part[0] for part in parts])
        good = self._order.get(codes)
        if good is None:
            good = len(set(codes)) == len(codes) and OVERLOAD not in codes and _MESSAGE_TYPE in codes
            if len(self._order) < 4096:
                self._order[codes] = good
        if not good:
            return None
        if _VENDOR_OPTIONS in codes:
            self._vendor(parts, codes)
        out: list[str] = []
        for part, place in zip(parts, places, strict=True):
            found = kept.get(part, "")
            if found == "":
                found = self._four.add(part, part)
            if isinstance(found, str):
                out.append(found + _AT4[place])
            elif found is None:
                return None
            else:
                out.append(f"{placed(found, place)}{_END6}")
        kind = parts[codes.index(_MESSAGE_TYPE)]
        return _KINDS[kind[2]], ",".join(out)

    def _vendor(self, parts: list[bytes], codes: bytes) -> None:
        """Know option 43 by the vendor class too, which decides what it means."""
        place = codes.index(_VENDOR_OPTIONS)
        where = codes.find(_VENDOR_CLASS)
        vendor_class = None if where < 0 else parts[where][2:]
        octets = parts[place]
        key = octets if vendor_class is None else octets + b"\0" + vendor_class
        parts[place] = key
        if key not in self._four.kept:
            self._four.add(key, octets, vendor_class)

    def _text6(self, octets: bytes, head: str, checksums: bool, link: str | None) -> str | None:
        if len(octets) < _DHCP6:
            return None
        (
            destination, source, _, first, total, protocol, hop_limit, ip_source, ip_destination, source_port,
            destination_port, length, check,
        ) = _HEAD6.unpack_from(octets)  # fmt: skip  # the order of the wire
        stop = 54 + total
        if first >> 28 != 6 or protocol != 17 or length != total or length < 8 or stop > len(octets):
            return None
        state = "unknown"
        if checksums:
            found = _state(octets, 22, stop, check, length)
            if found is None or found is _NONE:
                return None
            state = found
        begun = message_head(octets, _DHCP6, stop, '"family":6,"type":"{1}","msg_type":{0},')
        if begun is None:
            return None
        message = octets[_DHCP6:stop]
        options = self._six.area(message, begun[1] - _DHCP6, len(message), _END6)
        if options is None:
            return None
        link = link or _ethernet(source, destination)
        return (
            f'{head}"link":{link},"ip":{{"version":6,"source":"{address6(ip_source)}","destination":'
            f'"{address6(ip_destination)}","hop_limit":{hop_limit},"traffic_class":{first >> 20 & 0xFF}}},'
            f'"udp":{{"source_port":{source_port},"destination_port":{destination_port},"length":{length},'
            f'"checksum":"{state}"}},"dhcp":{{{begun[0]}"options":[{options}],"hex":"{message.hex()}"}},'
            '"problems":[]}\n'
        )


def _ethernet(source: bytes, destination: bytes) -> str:
    addresses = f'"source":"{source.hex(":")}","destination":"{destination.hex(":")}"'
    return f'{{"type":"ethernet","number":1,{addresses},"vlan":[]}}'


def _state(octets: bytes, addresses: int, stop: int, check: int, length: int) -> str | None:
    """What the UDP checksum is worth, None when it is wrong; ``addresses`` is where those of IP start."""
    if check == 0:
        return _NONE
    number = int.from_bytes(octets[addresses:stop])
    if length & 1:
        number <<= 8
    if (number + 17 + length) % 0xFFFF == 0:
        return _RIGHT
    pseudo = (int.from_bytes(octets[addresses : 34 if addresses == 26 else 54]) + 17 + length) % 0xFFFF
    return _OFFLOADED if (pseudo or 0xFFFF) == check else None


@lru_cache(maxsize=1024)
def _boot(octets: bytes) -> str:
    """The members of sname and file, one after the other."""
    members = {**header_text("sname", octets[:64]), **header_text("file", octets[64:])}
    return json.dumps(members, separators=(",", ":"))[1:-1]
