"""DHCP Unique Identifiers (RFC 9915 §11): DUID-LLT, DUID-EN, DUID-LL, DUID-UUID and any other.

Rules this file keeps:

- a DUID is its octets: two DUIDs are equal when their octets are (RFC 9915 §11 forbids more than that comparison);
- ``decode(octets).encode() == octets`` for 1 to 130 octets, of whatever type, whole or not;
- the fields of the four known types are a reading on top, None where the type has no such field or is cut short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.names6 import DUID_EN, DUID_LL, DUID_LLT, DUID_TYPES, DUID_UUID

MAX_OCTETS: Final = 130  # RFC 9915 §11.1: two octets of type and at most 128 of identifier
ETHERNET: Final = 1  # hardware type, RFC 826 registry
EPOCH_UNIX_S: Final = 946684800  # 2000-01-01 00:00:00 UTC, where the time of a DUID-LLT starts (RFC 9915 §11.2)


@dataclass(frozen=True, slots=True)
class Duid:
    """One DUID. ``octets`` is the whole of it, with the two octets of type."""

    octets: bytes

    def encode(self) -> bytes:
        """The octets. Raises EncodeError when they are not 1 to 130."""
        if not 1 <= len(self.octets) <= MAX_OCTETS:
            raise EncodeError(f"a DUID has 1 to {MAX_OCTETS} octets, this one {len(self.octets)}")
        return self.octets

    @property
    def duid_type(self) -> int | None:
        """The type, None when there are fewer than two octets."""
        return int.from_bytes(self.octets[:2]) if len(self.octets) >= 2 else None

    @property
    def problem(self) -> str | None:
        """Why this is not a whole DUID of its type; None when it is, or when the type is not known."""
        least = {DUID_LLT: 9, DUID_EN: 7, DUID_LL: 5, DUID_UUID: 18}.get(self.duid_type or 0, 3)
        name = self.type_name
        if len(self.octets) < least:
            return f"{name} has at least {least} octets, this one {len(self.octets)}"
        if self.duid_type == DUID_UUID and len(self.octets) > least:
            return f"{name} has {least} octets, this one {len(self.octets)}"
        return None

    @property
    def type_name(self) -> str:
        """``DUID-LLT``, ``DUID-EN``, ``DUID-LL``, ``DUID-UUID``; ``DUID-n`` for others, ``DUID`` without a type."""
        if self.duid_type is None:
            return "DUID"
        return DUID_TYPES.get(self.duid_type, f"DUID-{self.duid_type}")

    @property
    def hardware_type(self) -> int | None:
        """Of a DUID-LLT or DUID-LL: the hardware type, 1 for Ethernet."""
        if self.problem is None and self.duid_type in (DUID_LLT, DUID_LL):
            return int.from_bytes(self.octets[2:4])
        return None

    @property
    def time_s(self) -> int | None:
        """Of a DUID-LLT: seconds since 2000-01-01 00:00 UTC, modulo 2^32."""
        if self.problem is None and self.duid_type == DUID_LLT:
            return int.from_bytes(self.octets[4:8])
        return None

    @property
    def link_layer_address(self) -> bytes | None:
        """Of a DUID-LLT or DUID-LL: the link-layer address."""
        if self.problem is None and self.duid_type in (DUID_LLT, DUID_LL):
            return self.octets[8:] if self.duid_type == DUID_LLT else self.octets[4:]
        return None

    @property
    def enterprise(self) -> int | None:
        """Of a DUID-EN: the enterprise number."""
        return int.from_bytes(self.octets[2:6]) if self.problem is None and self.duid_type == DUID_EN else None

    @property
    def identifier(self) -> bytes | None:
        """Of a DUID-EN: the identifier; of a DUID-UUID: the 16 octets; of an unknown type: all after the type."""
        if self.problem is not None or self.duid_type in (DUID_LLT, DUID_LL):
            return None
        return self.octets[6:] if self.duid_type == DUID_EN else self.octets[2:]

    def __str__(self) -> str:
        """Kea's form: two hexadecimal digits an octet, separated by colons."""
        return self.octets.hex(":")

    def describe(self) -> str:
        """The fields for people: ``DUID-LLT 1 02:00:5e:00:00:02 time 848552547`` or plain octets."""
        if self.link_layer_address is not None:
            when = "" if self.time_s is None else f" time {self.time_s}"
            return f"{self.type_name} {self.hardware_type} {self.link_layer_address.hex(':')}{when}"
        if self.enterprise is not None and self.identifier is not None:
            return f"{self.type_name} {self.enterprise} {self.identifier.hex()}"
        if self.duid_type == DUID_UUID and self.identifier is not None:
            digits = self.identifier.hex()
            return f"{self.type_name} {'-'.join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))}"
        return f"{self.type_name} {self}"


def decode(data: bytes, offset: int = 0) -> Duid:
    """Decode an option's value. Raises DecodeError when it has not 1 to 130 octets."""
    if not data:
        raise DecodeError("an empty DUID", offset)
    if len(data) > MAX_OCTETS:
        raise DecodeError(f"a DUID has at most {MAX_OCTETS} octets, this one {len(data)}", offset + MAX_OCTETS)
    return Duid(bytes(data))


def parse(text: str) -> Duid:
    """Read hexadecimal digits, with or without colons or hyphens. Raises EncodeError."""
    digits = text.strip().removeprefix("0x")
    try:
        if ":" in digits or "-" in digits:
            octets = bytes(_octet(part) for part in digits.replace("-", ":").split(":"))
        else:
            octets = bytes.fromhex(digits)
    except ValueError:
        reason = f"{text!r} is not a DUID: hexadecimal octets wanted, such as 00:03:00:01:02:00:00:00:00:01"
        raise EncodeError(reason) from None
    duid = Duid(octets)
    duid.encode()
    return duid


def llt(link_layer_address: bytes, time_s: int, hardware_type: int = ETHERNET) -> Duid:
    """A DUID-LLT (RFC 9915 §11.2); ``time_s`` counts from 2000-01-01 00:00 UTC and is taken modulo 2^32."""
    head = DUID_LLT.to_bytes(2) + _unsigned("hardware_type", hardware_type, 2) + (time_s & 0xFFFFFFFF).to_bytes(4)
    return _checked(head + link_layer_address)


def en(enterprise: int, identifier: bytes) -> Duid:
    """A DUID-EN (RFC 9915 §11.3)."""
    return _checked(DUID_EN.to_bytes(2) + _unsigned("enterprise", enterprise, 4) + identifier)


def ll(link_layer_address: bytes, hardware_type: int = ETHERNET) -> Duid:
    """A DUID-LL (RFC 9915 §11.4)."""
    return _checked(DUID_LL.to_bytes(2) + _unsigned("hardware_type", hardware_type, 2) + link_layer_address)


def uuid(identifier: bytes) -> Duid:
    """A DUID-UUID (RFC 9915 §11.5, RFC 6355) from the 16 octets of a UUID."""
    return _checked(DUID_UUID.to_bytes(2) + identifier)


def _checked(octets: bytes) -> Duid:
    duid = Duid(octets)
    duid.encode()
    if duid.problem is not None:
        raise EncodeError(duid.problem)
    return duid


def _unsigned(name: str, value: int, octets: int) -> bytes:
    try:
        return value.to_bytes(octets)
    except OverflowError:
        raise EncodeError(f"{name} {value} is not in 0..{(1 << 8 * octets) - 1}") from None


def _octet(part: str) -> int:
    if not 1 <= len(part) <= 2:
        raise ValueError(part)
    return int(part, 16)
