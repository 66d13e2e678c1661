"""Integers, flags and the empty option: values of a fixed count of octets, in network byte order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value

INFINITE = 0xFFFFFFFF  # RFC 2131 §3.3, RFC 9915 §7.7: for ever

_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)\Z")
_DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?\Z")
_SECONDS = (604800, 86400, 3600, 60, 1)


def number(text: str) -> int:
    """A decimal or 0x number. Raises EncodeError."""
    text = text.strip()
    if not _NUMBER.match(text):
        raise EncodeError(f"{text!r} is not a number")
    if len(text) > 40:
        raise EncodeError(f"{text[:40]}… is a number of too many digits")
    return int(text, 16) if "x" in text.lower() else int(text)


def exactly(kind: str, octets: int, data: bytes, at: int) -> None:
    """Raise DecodeError unless ``data`` has this many octets."""
    if len(data) != octets:
        raise DecodeError(f"{kind} needs {octets} octet{'s' if octets != 1 else ''}, has {len(data)}", at)


class Integer(Kind):
    """An integer of 1, 2 or 4 octets, perhaps with a lower bound than these can hold. The value is an int."""

    def __init__(self, octets: int, *, signed: bool = False, most: int | None = None) -> None:
        self.octets: int = octets
        self.signed = signed
        self.name = f"{'' if signed else 'u'}int{8 * octets}"
        half = 1 << (8 * octets - 1)
        self.least, self.most = (-half, half - 1) if signed else (0, 2 * half - 1)
        if most is not None:
            self.most = most

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> int:
        """Raises DecodeError when the length differs or the value is over its bound."""
        exactly(self.name, self.octets, data, at)
        value = int.from_bytes(data, signed=self.signed)
        if value > self.most:
            raise DecodeError(f"{value} is over {self.most}", at)
        return value

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for what is no integer or out of range."""
        if not isinstance(value, int):
            raise EncodeError(f"{self.name} needs an integer, got {value!r}")
        if not self.least <= value <= self.most:
            raise EncodeError(f"{value} is not in {self.least}..{self.most} ({self.name})")
        return value.to_bytes(self.octets, signed=self.signed)

    def parse(self, text: str) -> int:
        """A decimal or 0x number. Raises EncodeError."""
        value = number(text)
        if not self.least <= value <= self.most:
            raise EncodeError(f"{value} is not in {self.least}..{self.most} ({self.name})")
        return value


class Enum(Integer):
    """An unsigned integer of ``width`` octets whose values have names. The value is an int, also without a name."""

    def __init__(self, width: int, names: Mapping[int, str]) -> None:
        super().__init__(width)
        self.names = names

    def parse(self, text: str) -> int:
        """A number, or a name in any case. Raises EncodeError that lists the names."""
        wanted = text.strip().lower()
        for value, name in self.names.items():
            if name.lower() == wanted:
                return value
        if _NUMBER.match(wanted):
            return super().parse(wanted)
        raise EncodeError(f"{text!r} is neither a number nor one of: {', '.join(self.names.values())}")

    def text(self, value: Value) -> str:
        """The name, or the number where there is none."""
        return self.names.get(value, str(value))


class Duration(Integer):
    """Seconds in four octets; all ones mean for ever. The value is an int."""

    def __init__(self) -> None:
        super().__init__(4)

    def parse(self, text: str) -> int:
        """``3600``, ``1h``, ``1d12h``, ``infinite``. Raises EncodeError."""
        wanted = text.strip().lower()
        if wanted in {"infinite", "infinity", "forever"}:
            return INFINITE
        found = _DURATION.match(wanted)
        if wanted and found:
            value = sum(int(part[:12]) * unit for part, unit in zip(found.groups("0"), _SECONDS, strict=True))
            self.encode(value)
            return value
        if _NUMBER.match(wanted):
            return super().parse(wanted)
        raise EncodeError(f"{text!r} is no duration: 3600, 1h, 1d12h or infinite")

    def text(self, value: Value) -> str:
        """Seconds, or ``infinite``."""
        return "infinite" if value == INFINITE else str(value)


class Boolean(Kind):
    """One octet, 0 or 1 (RFC 2132 §4.1). The value is a bool."""

    name = "boolean"
    octets = 1

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bool:
        """Raises DecodeError when it is neither 0 nor 1."""
        exactly(self.name, 1, data, at)
        if data[0] > 1:
            raise DecodeError(f"boolean must be 0 or 1, is {data[0]}", at)
        return data == b"\1"

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for anything but True, False, 1 and 0."""
        if value not in (True, False):
            raise EncodeError(f"boolean needs true or false, got {value!r}")
        return bytes((int(value),))

    def parse(self, text: str) -> bool:
        """``true``, ``false``, ``1``, ``0``, ``yes``, ``no``, ``on``, ``off``. Raises EncodeError."""
        wanted = text.strip().lower()
        if wanted in {"true", "1", "yes", "on"}:
            return True
        if wanted in {"false", "0", "no", "off"}:
            return False
        raise EncodeError(f"{text!r} is neither true nor false")

    def text(self, value: Value) -> str:
        """``true`` or ``false``."""
        return "true" if value else "false"


class Empty(Kind):
    """An option that says all by being there. The value is None."""

    name = "empty"
    octets = 0

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> None:
        """Raises DecodeError when there are octets."""
        exactly(self.name, 0, data, at)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for a value that holds anything."""
        if value not in (None, True, b"", "", ()):
            raise EncodeError(f"this option holds no value, got {value!r}")
        return b""

    def parse(self, text: str) -> None:
        """No text at all. Raises EncodeError."""
        if text.strip():
            raise EncodeError(f"this option holds no value, got {text!r}")

    def text(self, value: Value) -> str:
        """Nothing."""
        return ""

    def json(self, value: Value) -> Json:
        """Null."""
        return None


UINT8 = Integer(1)
UINT16 = Integer(2)
UINT32 = Integer(4)
INT8 = Integer(1, signed=True)
INT16 = Integer(2, signed=True)
INT32 = Integer(4, signed=True)
PREFIX_LENGTH4 = Integer(1, most=32)
PREFIX_LENGTH6 = Integer(1, most=128)
DURATION32 = Duration()
BOOLEAN = Boolean()
EMPTY = Empty()
