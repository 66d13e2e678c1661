"""What the structured kinds of DHCPv4 share: a bounded reader of octets, and ``name=value`` texts.

The reader never looks past its slice and names the offset of the first octet that is missing or left over.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds import scalar
from dhcptools.packet.kinds.base import NOTHING, Context, Kind, Value
from dhcptools.packet.kinds.string import json_text
from dhcptools.packet.kinds.syntax import decoded, encoded, escape, split, unescape


class Reader:
    """Octets taken from the front, one field after the other; ``what`` names the value in every error."""

    __slots__ = ("_at", "_data", "_next", "_what")

    def __init__(self, data: bytes, at: int, what: str) -> None:
        self._data = data
        self._at = at
        self._next = 0
        self._what = what

    @property
    def left(self) -> int:
        """How many octets are not yet taken."""
        return len(self._data) - self._next

    @property
    def offset(self) -> int:
        """Where the next octet stands, counted as the offsets of errors are."""
        return self._at + self._next

    def take(self, octets: int, field: str) -> bytes:
        """The next octets; DecodeError when fewer are left."""
        if octets > self.left:
            raise DecodeError(f"{self._what}: {field} needs {octets} octets, {self.left} are left", self.offset)
        start = self._next
        self._next += octets
        return self._data[start : self._next]

    def uint(self, octets: int, field: str) -> int:
        """The next octets as an unsigned big-endian integer."""
        return int.from_bytes(self.take(octets, field))

    def ipv4(self, field: str) -> IPv4Address:
        """The next four octets as an address."""
        return IPv4Address(self.take(4, field))

    def counted(self, field: str) -> bytes:
        """An octet of length and that many octets."""
        return self.take(self.uint(1, f"{field} length"), field)

    def rest(self) -> bytes:
        """All that is left, possibly nothing."""
        return self.take(self.left, "rest")

    def done(self) -> None:
        """Raise DecodeError unless every octet was taken."""
        if self.left:
            raise DecodeError(f"{self._what}: {self.left} octets left over", self.offset)

    def fail(self, reason: str, back: int = 0) -> DecodeError:
        """The error for a field that starts ``back`` octets before the next one."""
        return DecodeError(f"{self._what}: {reason}", self.offset - back)


class Structured(Kind):
    """A kind read field by field: ``read`` takes what it needs, and what it leaves over is an error.

    ``what`` names the value in errors.
    """

    what: str

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Value:
        """Raises DecodeError for fields that are not there and for octets left over."""
        reader = Reader(data, at, self.what)
        value = self.read(reader)
        reader.done()
        return value

    def read(self, reader: Reader) -> Value:
        """The value at the reader; raises DecodeError."""
        raise NotImplementedError  # abstract


def show(octets: bytes) -> str:
    r"""Octets as text, with ``\xNN`` for what does not print."""
    return escape(decoded(octets))


def unshow(text: str) -> bytes:
    """The octets of :func:`show`. Raises EncodeError."""
    return encoded(unescape(text))


def shown_json(octets: bytes) -> str:
    """Octets as text that JSON can say."""
    return json_text(decoded(octets))


def fields(text: str) -> list[tuple[str, str]]:
    """``a=1, b=2`` as pairs; EncodeError for a part without ``=``."""
    found = []
    for part in split(text):
        name, equals, value = part.partition("=")
        if not equals:
            raise EncodeError(f"{part!r} is not of the form name=value")
        found.append((name.strip(), value))
    return found


def mapping(text: str, needed: tuple[str, ...], what: str) -> dict[str, str]:
    """``a=1, b=2`` with exactly these names, each once; EncodeError otherwise."""
    pairs = fields(text)
    found = dict(pairs)
    if len(found) != len(pairs) or set(found) != set(needed):
        raise EncodeError(f"{what} wants {', '.join(name + '=…' for name in needed)}, got {text!r}")
    return found


def number(text: str, most: int, what: str) -> int:
    """A decimal or 0x number in 0..most; EncodeError otherwise."""
    try:
        value = scalar.number(text)
    except EncodeError as error:
        raise EncodeError(f"{what}: {error.reason}") from None
    return within(value, most, what)


def within(value: object, most: int, what: str) -> int:
    """The value when it is an integer in 0..most; EncodeError otherwise."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise EncodeError(f"{what}: {value!r} is not in 0..{most}")
    return value


def named(text: str, names: Mapping[int, str], most: int, what: str) -> int:
    """A number, or one of the names."""
    word = text.strip().lower()
    for code, name in names.items():
        if name.lower() == word:
            return code
    return number(text, most, what)


def counted(octets: bytes, what: str) -> bytes:
    """An octet of length and the octets; EncodeError when there are more than 255."""
    if len(octets) > 255:
        raise EncodeError(f"{what} has {len(octets)} octets, 255 is the most")
    return bytes((len(octets),)) + octets
