"""Ethernet headers: MAC addresses, VLAN tags (IEEE 802.1Q, stacked as by 802.1ad) and PPPoE sessions (RFC 2516)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from dhcptools.packet.errors import DecodeError, EncodeError

ETHERTYPE_IPV4: Final = 0x0800
ETHERTYPE_IPV6: Final = 0x86DD
ETHERTYPE_PPPOE: Final = 0x8864  # RFC 2516 §4: the session stage
ETHERTYPE_VLAN: Final = 0x8100
VLAN_TYPES: Final = (ETHERTYPE_VLAN, 0x88A8, 0x9100)  # customer tag, service tag, and what was used before 802.1ad
HEADER_OCTETS: Final = 14
BROADCAST: Final = b"\xff" * 6

PPP_TYPES: Final = {0x0021: ETHERTYPE_IPV4, 0x0057: ETHERTYPE_IPV6}  # PPP protocol numbers
_PPPOE: Final = struct.Struct("!BBHHH")
_MOST_TAGS: Final = 8


@dataclass(frozen=True, slots=True)
class VlanTag:
    """One tag; ``vlan`` is its VLAN identifier, 0 for a priority alone, ``tpid`` the EtherType that announced it."""

    vlan: int
    priority: int = 0
    drop_eligible: bool = False
    tpid: int = ETHERTYPE_VLAN

    @classmethod
    def from_tci(cls, tci: int, tpid: int = ETHERTYPE_VLAN) -> VlanTag:
        """The tag whose two octets of control information are ``tci``."""
        return cls(tci & 0xFFF, tci >> 13, bool(tci & 0x1000), tpid)

    @property
    def tci(self) -> int:
        """The two octets of control information as an integer."""
        return self.priority << 13 | self.drop_eligible << 12 | self.vlan

    def encode(self) -> bytes:
        """The four octets that stand before the EtherType. Raises EncodeError."""
        if not (0 <= self.vlan <= 0xFFF and 0 <= self.priority <= 7 and 0 <= self.tpid <= 0xFFFF):
            raise EncodeError(f"no such VLAN tag: VLAN {self.vlan} (0..4095), priority {self.priority} (0..7)")
        return struct.pack("!HH", self.tpid, self.tci)


@dataclass(frozen=True, slots=True)
class Ethernet:
    """An Ethernet header, tags from the outermost, ``ethertype`` of what follows them (a length if below 1536).

    ``pppoe_session`` is the session's number where PPPoE stands between; ``ethertype`` is then of what PPP carries,
    or stays ``ETHERTYPE_PPPOE`` when that is not IP.
    """

    destination: bytes
    source: bytes
    ethertype: int
    tags: tuple[VlanTag, ...] = ()
    pppoe_session: int | None = None

    def encode(self) -> bytes:
        """The header's octets, without PPPoE. Raises EncodeError."""
        if len(self.destination) != 6 or len(self.source) != 6:
            raise EncodeError("a MAC address has 6 octets")
        tags = b"".join(tag.encode() for tag in self.tags)
        return self.destination + self.source + tags + self.ethertype.to_bytes(2)


class Entered(NamedTuple):
    """What tags and PPPoE lead to: an EtherType, and the offset of what follows it."""

    ethertype: int
    at: int
    tags: tuple[VlanTag, ...]
    pppoe_session: int | None


def decode_ethernet(data: bytes, problems: list[DecodeError]) -> tuple[Ethernet, int]:
    """The header and the offset of what follows; faults after the addresses are added to ``problems``.

    Raises DecodeError when there is no whole header.
    """
    if len(data) < HEADER_OCTETS:
        raise DecodeError(f"an Ethernet header needs {HEADER_OCTETS} octets, has {len(data)}", 0)
    inside = enter_ethertype(data, data[12] << 8 | data[13], HEADER_OCTETS, problems)
    return Ethernet(data[:6], data[6:12], inside.ethertype, inside.tags, inside.pppoe_session), inside.at


def enter_ethertype(data: bytes, ethertype: int, at: int, problems: list[DecodeError]) -> Entered:
    """Step over VLAN tags and a PPPoE session that an EtherType announces at ``at``; faults go to ``problems``."""
    tags: list[VlanTag] = []
    while ethertype in VLAN_TYPES and len(tags) < _MOST_TAGS:
        if at + 4 > len(data):
            problems.append(DecodeError(f"a VLAN tag needs 4 octets, has {len(data) - at}", at))
            break
        tags.append(VlanTag.from_tci(data[at] << 8 | data[at + 1], ethertype))
        ethertype = data[at + 2] << 8 | data[at + 3]
        at += 4
    session = None
    if ethertype == ETHERTYPE_PPPOE:
        if at + _PPPOE.size > len(data):
            problems.append(DecodeError(f"a PPPoE header needs {_PPPOE.size} octets, has {len(data) - at}", at))
        else:
            _, _, session, octets, protocol = _PPPOE.unpack_from(data, at)
            if at + 6 + octets > len(data):
                reason = f"PPPoE says {octets} octets, {len(data) - at - 6} are left"
                problems.append(DecodeError(reason, at + 4))
            ethertype = PPP_TYPES.get(protocol, ethertype)
            at += _PPPOE.size
    return Entered(ethertype, at, tuple(tags), session)


def multicast_mac(address: IPv4Address | IPv6Address) -> bytes | None:
    """The MAC address a broadcast or multicast address is sent to (RFC 1112 §6.4, RFC 2464 §7); None for unicast."""
    if isinstance(address, IPv6Address):
        return b"\x33\x33" + address.packed[12:] if address.is_multicast else None
    if address == IPv4Address(0xFFFFFFFF):
        return BROADCAST
    if address.is_multicast:
        return b"\x01\x00\x5e" + (int(address) & 0x7FFFFF).to_bytes(3)
    return None
