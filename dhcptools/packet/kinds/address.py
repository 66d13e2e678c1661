"""Addresses, prefixes and port sets."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from typing import NamedTuple

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.scalar import exactly, number


class Address4(Kind):
    """An IPv4 address in four octets. The value is an IPv4Address."""

    name = "ipv4-address"
    octets = 4

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> IPv4Address:
        """Raises DecodeError when the length differs."""
        exactly(self.name, 4, data, at)
        return IPv4Address(data)

    def encode(self, value: Value) -> bytes:
        """An IPv4Address, its text or its number. Raises EncodeError."""
        return value.packed if isinstance(value, IPv4Address) else self.parse(value).packed

    def parse(self, text: str | int) -> IPv4Address:
        """Dotted decimal. Raises EncodeError."""
        try:
            return IPv4Address(text.strip() if isinstance(text, str) else text)
        except ValueError:
            raise EncodeError(f"{text!r} is no IPv4 address") from None


class Address6(Kind):
    """An IPv6 address in sixteen octets. The value is an IPv6Address."""

    name = "ipv6-address"
    octets = 16

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> IPv6Address:
        """Raises DecodeError when the length differs."""
        exactly(self.name, 16, data, at)
        return IPv6Address(data)

    def encode(self, value: Value) -> bytes:
        """An IPv6Address, its text or its number. Raises EncodeError."""
        return value.packed if isinstance(value, IPv6Address) else self.parse(value).packed

    def parse(self, text: str | int) -> IPv6Address:
        """Text of RFC 4291 §2.2 without a zone. Raises EncodeError."""
        try:
            value = IPv6Address(text.strip() if isinstance(text, str) else text)
        except ValueError:
            raise EncodeError(f"{text!r} is no IPv6 address") from None
        if value.scope_id is not None:
            raise EncodeError(f"{text!r} has a zone, which no option can hold")
        return value


class Prefix(Kind):
    """A length octet and just enough octets of the address: Kea's ipv6-prefix, and the same for IPv4.

    The value is an IPv6Interface (IPv4Interface), since a sender may leave bits set behind the prefix length in its
    last octet: they are kept, so that encode returns the octets that were decoded.
    """

    def __init__(self, interface: type[IPv4Interface] | type[IPv6Interface], bits: int, name: str) -> None:
        self.interface = interface
        self.bits = bits
        self.name = name

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> IPv4Interface | IPv6Interface:
        """Raises DecodeError for a length over the address, and for missing or surplus octets."""
        value, taken = self.take(data, at, context)
        if taken != len(data):
            raise DecodeError(f"{self.name} /{data[0]} needs {taken} octets, has {len(data)}", at)
        return value

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[IPv4Interface | IPv6Interface, int]:
        """The prefix at the front of ``data``."""
        if not data:
            raise DecodeError(f"{self.name} has no length octet", at)
        length = data[0]
        if length > self.bits:
            raise DecodeError(f"prefix length {length} is over {self.bits}", at)
        taken = 1 + (length + 7) // 8
        if len(data) < taken:
            raise DecodeError(f"{self.name} /{length} needs {taken} octets, {len(data)} are here", at)
        return self.interface((data[1:taken].ljust(self.bits // 8, b"\0"), length)), taken

    def encode(self, value: Value) -> bytes:
        """An interface, a network or its text. Raises EncodeError for bits behind the octets that are sent."""
        try:
            found = self.interface(str(value))
        except ValueError:
            raise EncodeError(f"{value!r} is no {self.name}") from None
        length = found.network.prefixlen
        octets = found.ip.packed
        used = (length + 7) // 8
        if any(octets[used:]):
            raise EncodeError(f"{value} has bits set behind its prefix length")
        return bytes((length,)) + octets[:used]

    def parse(self, text: str) -> IPv4Interface | IPv6Interface:
        """``2001:db8::/32``; the length must be there and no bit may be set behind it. Raises EncodeError."""
        text = text.strip()
        try:
            value = self.interface(text)
        except ValueError:
            raise EncodeError(f"{text!r} is no prefix: ADDRESS/LENGTH is needed") from None
        if "/" not in text:
            raise EncodeError(f"{text!r} has no prefix length: ADDRESS/LENGTH is needed")
        self.encode(value)
        return value

    def json(self, value: Value) -> Json:
        """ADDRESS/LENGTH."""
        return str(value)


class PortSet(NamedTuple):
    """A port set identifier of ``length`` bits (RFC 7597 §5.1)."""

    psid: int
    length: int

    def __str__(self) -> str:
        return f"{self.psid}/{self.length}"


class PortSetId(Kind):
    """Kea's psid: a length octet and the PSID left-aligned in two octets (RFC 7598 §4.5). The value is a PortSet."""

    name = "psid"
    octets = 3

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> PortSet:
        """Raises DecodeError for a length over 16 and for bits set behind it."""
        exactly(self.name, 3, data, at)
        length = data[0]
        if length > 16:
            raise DecodeError(f"PSID length {length} is over 16", at)
        field = int.from_bytes(data[1:])
        psid = field >> (16 - length)
        if psid << (16 - length) != field:
            raise DecodeError(f"PSID {field:#06x} has bits set behind its length {length}", at + 1)
        return PortSet(psid, length)

    def encode(self, value: Value) -> bytes:
        """A PortSet, a pair (psid, length) or their text. Raises EncodeError."""
        psid, length = self.parse(value) if isinstance(value, str) else value
        if not 0 <= length <= 16 or not 0 <= psid < 1 << length:
            raise EncodeError(f"PSID {psid}/{length} does not fit: 0..16 bits")
        return bytes((length,)) + int(psid << (16 - length)).to_bytes(2)

    def parse(self, text: str) -> PortSet:
        """``3/4``: PSID 3 of 4 bits. Raises EncodeError."""
        psid, slash, length = text.partition("/")
        if not slash:
            raise EncodeError(f"{text!r} is no PSID: PSID/LENGTH is needed")
        value = PortSet(number(psid), number(length))
        self.encode(value)
        return value

    def json(self, value: Value) -> Json:
        """PSID/LENGTH."""
        return str(value)


IPV4 = Address4()
IPV6 = Address6()
IPV4_PREFIX = Prefix(IPv4Interface, 32, "ipv4-prefix")
IPV6_PREFIX = Prefix(IPv6Interface, 128, "ipv6-prefix")
PSID = PortSetId()
