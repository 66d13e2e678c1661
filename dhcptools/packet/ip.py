"""IPv4 headers with options (RFC 791) and IPv6 headers with their extension headers (RFC 8200)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from dhcptools.packet.checksum import checksum
from dhcptools.packet.errors import DecodeError, EncodeError

UDP: Final = 17
ICMPV6: Final = 58
HEADER4_OCTETS: Final = 20
HEADER6_OCTETS: Final = 40
HOP_BY_HOP: Final = 0
ROUTING: Final = 43
FRAGMENT: Final = 44
AUTHENTICATION: Final = 51  # RFC 4302 §2.2: counts words of four octets, less two
DESTINATION_OPTIONS: Final = 60
_EXTENSIONS: Final = frozenset((HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS))

_HEADER4: Final = struct.Struct("!BBHHHBBHII")
_HEADER6: Final = struct.Struct("!IHBB16s16s")


@dataclass(frozen=True, slots=True)
class IPv4:
    """An IPv4 header as it stands: ``total_length`` and ``checksum`` are what it says, right or wrong.

    ``flags`` are the three bits (2 don't fragment, 1 more fragments); ``fragment_offset`` counts octets.
    """

    source: IPv4Address
    destination: IPv4Address
    protocol: int
    ttl: int
    tos: int
    identification: int
    flags: int
    fragment_offset: int
    total_length: int
    checksum: int
    options: bytes = b""

    @property
    def fragment(self) -> bool:
        """Whether this is a part of a larger packet."""
        return self.fragment_offset > 0 or bool(self.flags & 1)


@dataclass(frozen=True, slots=True)
class Extension:
    """An IPv6 extension header: its number and all its octets, its own next-header octet first."""

    header: int
    data: bytes


@dataclass(frozen=True, slots=True)
class IPv6:
    """An IPv6 header as it stands, with its extension headers in order; ``protocol`` is what follows the last one.

    ``fragment_offset`` counts octets and is None where there is no fragment header.
    """

    source: IPv6Address
    destination: IPv6Address
    protocol: int
    hop_limit: int
    traffic_class: int
    flow_label: int
    payload_length: int
    extensions: tuple[Extension, ...] = ()
    fragment_offset: int | None = None
    more_fragments: bool = False

    @property
    def fragment(self) -> bool:
        """Whether this is a part of a larger packet; an atomic fragment (RFC 6946) is not."""
        return bool(self.fragment_offset) or self.more_fragments


class Located(NamedTuple):
    """A header, and where its payload starts and stops in the octets decoded."""

    header: IPv4 | IPv6
    start: int
    stop: int


def decode_ip(data: bytes, at: int, problems: list[DecodeError], *, checksums: bool = True) -> Located | None:
    """The IP header at ``at``, of the version it says; None when it cannot be read.

    Faults are added to ``problems``, with their offsets in ``data``. A length that lies is told and what is there is
    taken. ``checksums`` false leaves the header checksum alone.
    """
    version = data[at] >> 4 if at < len(data) else 0
    if version == 4:
        return _decode4(data, at, problems, checksums)
    if version == 6:
        return _decode6(data, at, problems)
    reason = f"IP version {version} is neither 4 nor 6" if at < len(data) else "no octets left for an IP header"
    problems.append(DecodeError(reason, at))
    return None


def _decode4(data: bytes, at: int, problems: list[DecodeError], checksums: bool) -> Located | None:
    there = len(data) - at
    if there < HEADER4_OCTETS:
        problems.append(DecodeError(f"an IPv4 header needs {HEADER4_OCTETS} octets, has {there}", at))
        return None
    first, tos, total, identification, fragment, ttl, protocol, check, source, destination = _HEADER4.unpack_from(
        data, at
    )
    octets = (first & 15) * 4
    if octets < HEADER4_OCTETS:
        problems.append(DecodeError(f"the IPv4 header says it has {octets} octets, 20 is the least", at))
        return None
    if octets > there:
        problems.append(DecodeError(f"the IPv4 header says it has {octets} octets, {there} are left", at))
        octets = there
    elif checksums and checksum(data[at : at + octets]):
        problems.append(DecodeError(f"wrong IPv4 header checksum {check:04x}", at + 10))
    stop = at + total
    if total < octets or total > there:
        problems.append(DecodeError(f"IPv4 says {total} octets, {there} are left", at + 2))
        stop = len(data)
    header = IPv4(
        IPv4Address(source), IPv4Address(destination), protocol, ttl, tos, identification, fragment >> 13,
        (fragment & 0x1FFF) * 8, total, check, data[at + HEADER4_OCTETS : at + octets],
    )  # fmt: skip  # one field a word
    return Located(header, at + octets, stop)


def _decode6(data: bytes, at: int, problems: list[DecodeError]) -> Located | None:
    there = len(data) - at
    if there < HEADER6_OCTETS:
        problems.append(DecodeError(f"an IPv6 header needs {HEADER6_OCTETS} octets, has {there}", at))
        return None
    first, octets, protocol, hop_limit, source, destination = _HEADER6.unpack_from(data, at)
    start, stop = at + HEADER6_OCTETS, at + HEADER6_OCTETS + octets
    if stop > len(data) or (octets == 0 and there > HEADER6_OCTETS and protocol != 59):
        problems.append(DecodeError(f"IPv6 says {octets} octets, {there - HEADER6_OCTETS} are left", at + 4))
        stop = len(data)
    extensions: list[Extension] = []
    fragment_offset, more = None, False
    while protocol in _EXTENSIONS and not fragment_offset:
        size = _extension_octets(data, protocol, start, stop)
        if start + size > stop:
            reason = f"IPv6 extension header {protocol} needs {size} octets, has {stop - start}"
            problems.append(DecodeError(reason, start))
            extensions.append(Extension(protocol, data[start:stop]))
            start = stop
            break
        extensions.append(Extension(protocol, data[start : start + size]))
        if protocol == FRAGMENT:
            word = data[start + 2] << 8 | data[start + 3]
            fragment_offset, more = word & 0xFFF8, bool(word & 1)
        protocol = data[start]
        start += size
    header = IPv6(
        IPv6Address(source), IPv6Address(destination), protocol, hop_limit, first >> 20 & 0xFF, first & 0xFFFFF,
        octets, tuple(extensions), fragment_offset, more,
    )  # fmt: skip  # one field a word
    return Located(header, start, stop)


def _extension_octets(data: bytes, header: int, start: int, stop: int) -> int:
    """How long an extension header says it is; 8, the least, when its length octet is not there."""
    if header == FRAGMENT or start + 2 > stop:
        return 8
    return (data[start + 1] + 2) * 4 if header == AUTHENTICATION else (data[start + 1] + 1) * 8


def encode_ip(
    source: IPv4Address | IPv6Address,
    destination: IPv4Address | IPv6Address,
    octets: int,
    *,
    hop_limit: int = 64,
    traffic_class: int = 0,
    identification: int = 0,
) -> bytes:
    """The header of a UDP packet with a payload of ``octets``; IPv4 with its checksum. Raises EncodeError."""
    if not (0 <= hop_limit <= 255 and 0 <= traffic_class <= 255 and 0 <= identification <= 0xFFFF):
        raise EncodeError("hop limit and traffic class are in 0..255, identification in 0..65535")
    if isinstance(source, IPv4Address) and isinstance(destination, IPv4Address):
        total = HEADER4_OCTETS + octets
        if total > 0xFFFF:
            raise EncodeError(f"{octets} octets do not fit an IPv4 packet, {0xFFFF - HEADER4_OCTETS} is the most")
        fields = [0x45, traffic_class, total, identification, 0, hop_limit, UDP, 0, int(source), int(destination)]
        fields[7] = checksum(_HEADER4.pack(*fields))
        return _HEADER4.pack(*fields)
    if isinstance(source, IPv6Address) and isinstance(destination, IPv6Address):
        if octets > 0xFFFF:
            raise EncodeError(f"{octets} octets do not fit an IPv6 packet, {0xFFFF} is the most")
        first = 6 << 28 | traffic_class << 20
        return _HEADER6.pack(first, octets, UDP, hop_limit, source.packed, destination.packed)
    raise EncodeError(f"{source} and {destination} are not of one family")
