"""UDP headers (RFC 768) and what their length and checksum are worth."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from dhcptools.packet.checksum import ones_sum, pseudo_header
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ip import UDP as PROTOCOL
from dhcptools.packet.ip import IPv4, IPv6

HEADER_OCTETS: Final = 8
_HEADER: Final = struct.Struct("!4H")


class Check(Enum):
    """What is known of a UDP checksum."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"  # 0: the sender made none (allowed in IPv4, RFC 768)
    OFFLOADED = "offloaded"  # the pseudo-header alone: a network card was to finish it
    UNKNOWN = "unknown"  # not looked at, or octets are missing


@dataclass(frozen=True, slots=True)
class Udp:
    """A UDP header as it stands: ``length`` and ``checksum`` are what it says, right or wrong."""

    source_port: int
    destination_port: int
    length: int
    checksum: int
    check: Check = Check.UNKNOWN


class LocatedUdp(NamedTuple):
    """A header, and where its payload starts and stops in the octets decoded."""

    header: Udp
    start: int
    stop: int


def decode_udp(
    data: bytes, start: int, stop: int, ip: IPv4 | IPv6, problems: list[DecodeError], *, checksums: bool = True
) -> LocatedUdp | None:
    """The UDP header at ``start`` of a packet that stops at ``stop``; None when there is no whole header.

    A length that lies is told in ``problems`` and what is there is taken, except that the first fragment of a packet
    is known to be incomplete.
    """
    there = stop - start
    if there < HEADER_OCTETS:
        problems.append(DecodeError(f"a UDP header needs {HEADER_OCTETS} octets, has {there}", start))
        return None
    source_port, destination_port, length, check = _HEADER.unpack_from(data, start)
    end = start + length
    whole = HEADER_OCTETS <= length <= there
    if not whole:
        end = stop
    if not ip.fragment and length != there:
        problems.append(DecodeError(f"UDP says {length} octets, {there} are left", start + 4))
    state = Check.UNKNOWN
    if checksums and whole and not ip.fragment:
        state = _check(data[start:end], ip, check)
        if state is Check.WRONG:
            problems.append(DecodeError(f"wrong UDP checksum {check:04x}", start + 6))
        elif state is Check.NONE and isinstance(ip, IPv6):
            problems.append(DecodeError("no UDP checksum, IPv6 demands one (RFC 8200 §8.1)", start + 6))
    return LocatedUdp(Udp(source_port, destination_port, length, check, state), start + HEADER_OCTETS, end)


def _check(segment: bytes, ip: IPv4 | IPv6, found: int) -> Check:
    if found == 0:
        return Check.NONE
    pseudo = pseudo_header(ip.source.packed, ip.destination.packed, PROTOCOL, len(segment))
    if ones_sum(pseudo + segment) == 0xFFFF:
        return Check.RIGHT
    return Check.OFFLOADED if found == ones_sum(pseudo) else Check.WRONG


def encode_udp(payload: bytes, source: bytes, destination: bytes, source_port: int, destination_port: int) -> bytes:
    """Header and payload with the checksum for packed addresses of 4 or 16 octets. Raises EncodeError."""
    length = HEADER_OCTETS + len(payload)
    if length > 0xFFFF:
        raise EncodeError(f"{len(payload)} octets do not fit a UDP datagram, {0xFFFF - HEADER_OCTETS} is the most")
    if not (0 <= source_port <= 0xFFFF and 0 <= destination_port <= 0xFFFF):
        raise EncodeError(f"ports are in 0..65535, not {source_port} and {destination_port}")
    bare = _HEADER.pack(source_port, destination_port, length, 0) + payload
    found = 0xFFFF - ones_sum(pseudo_header(source, destination, PROTOCOL, length) + bare)
    # A sum of 0 is sent as its other form, because 0 says that there is none (RFC 768).
    return bare[:6] + (found or 0xFFFF).to_bytes(2) + payload
