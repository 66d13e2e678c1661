"""What a kind is: one value format that knows how to decode, encode, parse and print.

Every kind has the same members in the same order, so that reading one teaches all. Kinds hold no state beyond their
parameters and can be shared. The names are those of Kea's option definitions wherever Kea has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from dhcptools.packet.errors import DecodeError

if TYPE_CHECKING:
    from dhcptools.packet.definitions import Catalogue

# What JSON can say, as our renderers use it.
Json = None | bool | int | str | list[Any] | dict[str, Any]

# What a decoded value may be. Containers hold dhcptools.packet.kinds.space.SubOption, records are tuples.
Value = Any


@dataclass(frozen=True, slots=True)
class Context:
    """What a value's meaning may depend on: the rest of its message.

    ``vendor_class`` is option 60 (v4) and chooses the space of option 43. ``depth`` counts nested containers.
    ``catalogue`` holds the user's own definitions, None for the standard ones alone.
    """

    vendor_class: bytes | None = None
    depth: int = 0
    catalogue: Catalogue | None = None

    def deeper(self) -> Context:
        """The context of a value inside this one."""
        return Context(self.vendor_class, self.depth + 1, self.catalogue)


NOTHING = Context()
MAX_DEPTH = 16  # containers inside containers that are decoded; deeper ones stay octets, with a problem


class Kind:
    """One value format. Subclasses implement the five members; all are pure.

    - ``decode(data, at, context)``: octets → value; raises DecodeError with an offset counted from ``at``;
    - ``encode(value)``: value → octets; raises EncodeError;
    - ``parse(text)``: what a user types → value; raises EncodeError that names the format wanted;
    - ``text(value)``: value → one line, with no control characters; ``parse(text(v)) == v`` wherever text is complete;
    - ``json(value)``: value → JSON, octets as lower-case hex, addresses as text.

    ``octets`` is the length of every value on the wire, None when it varies. A kind of varying length that knows where
    its value ends overrides ``take``, so that arrays and records can hold it anywhere.
    """

    name: str = "binary"
    octets: int | None = None

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Value:
        raise NotImplementedError  # abstract

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[Value, int]:
        """Decode the value at the front of ``data``; returns it with the count of octets it took."""
        if self.octets is None:
            return self.decode(data, at, context), len(data)
        if len(data) < self.octets:
            raise DecodeError(f"{self.name} needs {self.octets} octets, {len(data)} are here", at)
        return self.decode(data[: self.octets], at, context), self.octets

    def encode(self, value: Value) -> bytes:
        raise NotImplementedError  # abstract

    def parse(self, text: str) -> Value:
        raise NotImplementedError  # abstract

    def text(self, value: Value) -> str:
        return str(value)

    def json(self, value: Value) -> Json:
        if isinstance(value, bool | int | str) or value is None:
            return value
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, IPv4Address | IPv6Address):
            return str(value)
        if isinstance(value, Sequence):
            return [self.json(item) for item in value]
        return self.text(value)
