"""What every kind must do with a vector: the five members agree, and no other length passes unnoticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Kind

AT = 240


@dataclass(frozen=True)
class Vector:
    """Octets with their value, text and JSON."""

    octets: bytes
    value: Any
    text: str
    json: Any
    context: Context = NOTHING


def check(kind: Kind, vector: Vector) -> None:
    """The five members on one vector."""
    decoded = kind.decode(vector.octets, AT, vector.context)
    assert decoded == vector.value
    assert kind.encode(vector.value) == vector.octets
    assert kind.text(decoded) == vector.text
    assert "\x1b" not in kind.text(decoded)
    assert kind.parse(vector.text) == vector.value
    assert kind.json(decoded) == vector.json


def check_wrong(kind: Kind, octets: bytes, offset: int, reason: str) -> None:
    """Octets that do not decode, and what the error says."""
    with pytest.raises(DecodeError, match=reason) as caught:
        kind.decode(octets, AT)
    assert caught.value.offset == AT + offset


def attempt(kind: Kind, octets: bytes, context: Context = NOTHING) -> Any:
    """The value, or the DecodeError, whose offset must lie in the slice."""
    try:
        return kind.decode(octets, AT, context)
    except DecodeError as error:
        caught = error
    assert AT <= caught.offset <= AT + len(octets)
    return caught


def check_prefixes(kind: Kind, octets: bytes) -> None:
    """Every prefix of good octets decodes to a value that encodes again, or raises DecodeError inside the slice."""
    for length in range(len(octets)):
        value = attempt(kind, octets[:length])
        if not isinstance(value, DecodeError):
            assert kind.decode(kind.encode(value), AT) == value


def check_any(kind: Kind, octets: bytes, context: Context = NOTHING) -> None:
    """Any octets at all: only DecodeError; what decodes has a text that reads back, JSON, and octets again."""
    value = attempt(kind, octets, context)
    if isinstance(value, DecodeError):
        return
    text = kind.text(value)
    assert text.isprintable()
    kind.json(value)
    again = kind.encode(value)
    assert kind.decode(again, AT, context) == value
    if not _padded(value):
        assert kind.parse(text) == value


def _padded(value: Any) -> bool:
    """Whether a container holds PAD or END, which its text leaves out."""
    return isinstance(value, tuple) and any(getattr(item, "name", "") in {"pad", "end"} for item in value)
