"""Octets with bounds, link-layer addresses, and addresses that are cut short."""

from __future__ import annotations

from ipaddress import IPv6Address

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.scalar import exactly, number
from dhcptools.packet.kinds.string import Octets


class FixedOctets(Octets):
    """A fixed count of octets without a format of their own. The value is bytes."""

    def __init__(self, octets: int) -> None:
        self.octets: int = octets

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Raises DecodeError when the length differs."""
        exactly(self.name, self.octets, data, at)
        return data

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError when the length differs."""
        out = super().encode(value)
        if len(out) != self.octets:
            raise EncodeError(f"{self.octets} octets are needed, got {len(out)}")
        return out


class BoundedOctets(Octets):
    """From ``least`` to ``most`` octets without a format of their own. The value is bytes."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Raises DecodeError for a length outside the bounds."""
        if not self.least <= len(data) <= self.most:
            raise DecodeError(f"{self.least} to {self.most} octets are needed, {len(data)} are here", at)
        return data

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for a length outside the bounds."""
        out = super().encode(value)
        if not self.least <= len(out) <= self.most:
            raise EncodeError(f"{self.least} to {self.most} octets are needed, got {len(out)}")
        return out


class HardwareAddress(Octets):
    """A link-layer address. The value is bytes, the text has colons."""

    def text(self, value: Value) -> str:
        """``02:00:5e:00:00:02``."""
        return bytes(value).hex(":")

    def json(self, value: Value) -> Json:
        """As its text."""
        return self.text(value)


class FixedHardwareAddress(FixedOctets):
    """A link-layer address of a fixed length. The value is bytes, the text has colons."""

    def text(self, value: Value) -> str:
        """``02:00:5e:00:00:02``."""
        return bytes(value).hex(":")

    def json(self, value: Value) -> Json:
        """As its text."""
        return self.text(value)


class CountedHardwareAddress(HardwareAddress):
    """A link-layer address behind a length of two octets (RFC 8947 §11.2). The value is bytes."""

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Raises DecodeError when the length does not say what is there."""
        value, taken = self.take(data, at, context)
        if taken != len(data):
            raise DecodeError(f"{len(data) - taken} octets after the address", at + taken)
        return value

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[bytes, int]:
        """The address at the front of ``data``."""
        if len(data) < 2:
            raise DecodeError(f"a length needs 2 octets, {len(data)} are left", at)
        end = 2 + int.from_bytes(data[:2])
        if end > len(data):
            raise DecodeError(f"a length says {end - 2} octets, {len(data) - 2} are left", at)
        return data[2:end], end

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for more octets than the length can say."""
        out = super().encode(value)
        if len(out) > 0xFFFF:
            raise EncodeError(f"{len(out)} octets are too many for a length of 2 octets")
        return len(out).to_bytes(2) + out


class CutAddress6(Kind):
    """The front of an IPv6 address, ``least`` to 16 octets. The value is bytes, the text an address.

    Fewer octets than 16 are said in the text (``2001:db8:: in 12 octets``), so that nothing is lost.
    """

    name = "ipv6-address"

    def __init__(self, least: int = 0) -> None:
        self.least = least

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Raises DecodeError for a length outside the bounds."""
        if not self.least <= len(data) <= 16:
            raise DecodeError(f"{self.least} to 16 octets of an address are needed, {len(data)} are here", at)
        return data

    def encode(self, value: Value) -> bytes:
        """Octets, or an IPv6Address for all 16. Raises EncodeError."""
        out = value.packed if isinstance(value, IPv6Address) else value
        if not isinstance(out, bytes) or not self.least <= len(out) <= 16:
            raise EncodeError(f"{self.least} to 16 octets of an address are needed, got {value!r}")
        return out

    def parse(self, text: str) -> bytes:
        """An address, with ``in N octets`` when it is cut. Raises EncodeError."""
        address, _, count = text.strip().partition(" in ")
        try:
            packed = IPv6Address(address).packed
        except ValueError:
            raise EncodeError(f"{address!r} is no IPv6 address") from None
        octets = number(count.removesuffix("octets").strip()) if count else 16
        if not self.least <= octets <= 16 or any(packed[octets:]):
            raise EncodeError(f"{address} does not fit in {octets} octets")
        return packed[:octets]

    def text(self, value: Value) -> str:
        """The address, and how many octets of it there are when they are not 16."""
        address = str(IPv6Address(bytes(value).ljust(16, b"\0")))
        return address if len(value) == 16 else f"{address} in {len(value)} octets"

    def json(self, value: Value) -> Json:
        """The address."""
        return str(IPv6Address(bytes(value).ljust(16, b"\0")))


HARDWARE = HardwareAddress()
HARDWARE48 = FixedHardwareAddress(6)
HARDWARE_COUNTED = CountedHardwareAddress()
OCTETS8 = FixedOctets(8)
