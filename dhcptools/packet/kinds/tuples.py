"""Opaque pieces behind length fields: Kea's tuple (RFC 3004, RFC 5970 §3.2, RFC 8572 §8.1)."""

from __future__ import annotations

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.kinds.string import STRING


class Piece(Kind):
    """Octets behind a length of ``width`` octets. The value is a str like that of STRING."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.name = "tuple"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> str:
        """Raises DecodeError when the length does not say what is there."""
        value, taken = self.take(data, at, context)
        if taken != len(data):
            raise DecodeError(f"{len(data) - taken} octets after the value", at + taken)
        return value

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[str, int]:
        """The value at the front of ``data``."""
        if len(data) < self.width:
            raise DecodeError(f"a length needs {self.width} octets, {len(data)} are left", at)
        length = int.from_bytes(data[: self.width])
        end = self.width + length
        if end > len(data):
            raise DecodeError(f"a length says {length} octets, {len(data) - self.width} are left", at)
        return STRING.decode(data[self.width : end]), end

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for more octets than the length can say."""
        octets = STRING.encode(value)
        if len(octets) >= 1 << 8 * self.width:
            raise EncodeError(f"{len(octets)} octets are too many for a length of {self.width} octets")
        return len(octets).to_bytes(self.width) + octets

    def parse(self, text: str) -> str:
        """The text as it stands. Raises EncodeError."""
        return STRING.parse(text)

    def text(self, value: Value) -> str:
        """The text, escaped."""
        return STRING.text(value)

    def json(self, value: Value) -> Json:
        """The text."""
        return STRING.json(value)


def OPAQUE_TUPLES(width: int) -> Array:  # noqa: N802 - reads as the name of a kind in a table row
    """One or more pieces, each behind a length of ``width`` octets. The value is a tuple of str."""
    return Array(Piece(width))


TUPLE8 = Piece(1)
TUPLE16 = Piece(2)
