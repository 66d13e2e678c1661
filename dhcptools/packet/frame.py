"""Frames that carry UDP datagrams: Ethernet, VLAN tags, PPPoE, IPv4 and IPv6, read and written.

Rules this file keeps:

- decode raises :class:`DecodeError` only when there is no Ethernet header; every later fault is listed in ``problems``
  with its offset in the frame, and what is there is used;
- what is not IP, or not UDP, or a fragment after the first is no fault: ``payload`` is then what could not be entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ethernet import ETHERTYPE_IPV4, ETHERTYPE_IPV6, Ethernet, VlanTag, decode_ethernet
from dhcptools.packet.ip import UDP, IPv4, IPv6, decode_ip, encode_ip
from dhcptools.packet.udp import Udp, decode_udp, encode_udp


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame holds, from the outside in; a layer that is absent or cannot be read is None.

    ``payload`` is what the innermost layer that was read carries, from octet ``payload_offset`` of the frame;
    ``trailer`` what follows it, such as the padding of a short Ethernet frame.
    """

    ethernet: Ethernet | None
    ip: IPv4 | IPv6 | None
    udp: Udp | None
    payload: bytes
    payload_offset: int
    trailer: bytes = b""
    problems: tuple[DecodeError, ...] = ()

    @classmethod
    def decode(cls, data: bytes, *, checksums: bool = True) -> Frame:
        """Read a frame that starts with an Ethernet header; DecodeError when it has none.

        ``checksums`` false for frames whose checksums were left to a network card (see ``Arrival``).
        """
        problems: list[DecodeError] = []
        ethernet, at = decode_ethernet(data, problems)
        if ethernet.ethertype not in (ETHERTYPE_IPV4, ETHERTYPE_IPV6):
            return cls(ethernet, None, None, data[at:], at, b"", tuple(problems))
        return _inside(data, at, ethernet, problems, checksums)

    @classmethod
    def decode_ip(cls, data: bytes, at: int = 0, *, checksums: bool = True) -> Frame:
        """Read a packet whose IP header stands at ``at``; offsets are those in ``data``. Never raises."""
        return _inside(data, at, None, [], checksums)

    @property
    def fragment(self) -> bool:
        """Whether the IP packet is a part of a larger one."""
        return self.ip is not None and self.ip.fragment


def _inside(data: bytes, at: int, ethernet: Ethernet | None, problems: list[DecodeError], checksums: bool) -> Frame:
    located = decode_ip(data, at, problems, checksums=checksums)
    if located is None:
        return Frame(ethernet, None, None, data[at:], at, b"", tuple(problems))
    ip, start, stop = located
    udp = None
    after = stop
    if ip.protocol == UDP and not ip.fragment_offset:
        found = decode_udp(data, start, stop, ip, problems, checksums=checksums)
        if found is not None:
            udp, start, after = found
    return Frame(ethernet, ip, udp, data[start:after], start, data[after:], tuple(problems))


class Endpoint(NamedTuple):
    """One end of a datagram on an Ethernet link; ``mac`` has six octets."""

    mac: bytes
    address: IPv4Address | IPv6Address
    port: int


def encode_frame(
    payload: bytes,
    source: Endpoint,
    destination: Endpoint,
    *,
    tags: Sequence[VlanTag] = (),
    hop_limit: int = 64,
    traffic_class: int = 0,
    identification: int = 0,
) -> bytes:
    """A UDP datagram in IP in Ethernet, ``tags`` from the outermost, checksums right, unpadded. Raises EncodeError."""
    datagram = encode_udp(payload, source.address.packed, destination.address.packed, source.port, destination.port)
    packet = encode_ip(
        source.address,
        destination.address,
        len(datagram),
        hop_limit=hop_limit,
        traffic_class=traffic_class,
        identification=identification,
    )
    ethertype = ETHERTYPE_IPV4 if source.address.version == 4 else ETHERTYPE_IPV6
    return Ethernet(destination.mac, source.mac, ethertype, tuple(tags)).encode() + packet + datagram
