"""Option values that differ from client to client: ``host-name=pc{i:06}``, ``82.circuit-id=port-{i}``.

``{i}`` is the number of the client from 0, with the widths and bases of Python's formats: ``{i:06}``, ``{i:x}``,
``{i:08x}``, ``{i:X}``. ``{mac}`` is its MAC address, ``00:0c:01:02:03:04`` in text and six octets in hex.

Rules this file keeps:

- the object plane writes the option for one client; where digits change is found by writing it again with other digits,
  so any kind of value works in which digits stay digits, as text or as hex;
- clients whose values have the same widths share a template, and writing thousands is one store a digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers, Rows
from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.spec import parse_option

_FIELD: Final = re.compile(r"\{(i|mac)(?::([0-9]*)([dxX]?))?\}", re.ASCII)
_WIDTH_MOST: Final = 20
_MAC_DIGITS: Final = 12
_DIGITS: Final = {False: b"0123456789abcdef", True: b"0123456789ABCDEF"}


class Field(NamedTuple):
    """One ``{…}``: which value, in which base, how many digits at least."""

    name: str
    base: int
    width: int
    upper: bool = False

    def digits(self, number: int) -> int:
        """How many digits the value of a client has."""
        if self.name == "mac":
            return _MAC_DIGITS
        return max(self.width, len(_spell(number, self.base)))

    @property
    def breaks(self) -> list[int]:
        """Client numbers from which on there is one digit more."""
        if self.name == "mac":
            return []
        return [self.base**digits for digits in range(max(1, self.width), 17) if self.base**digits < 1 << 62]


class Mark(NamedTuple):
    """Where one digit stands: ``offset`` in the message, the value's digit ``rank`` from the right, octet or nibble."""

    offset: int
    field: Field
    rank: int
    text: bool
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """An option whose value has fields. ``text`` is that of ``--option``; ``family`` 4 or 6."""

    text: str
    family: int
    code: int
    pieces: tuple[str | Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields from left to right."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Field))

    def spell(self, words: Callable[[int, Field], str]) -> RawOption:
        """The option with the digits that ``words`` gives for each field and its place among the fields."""
        out, place = [], 0
        hexadecimal = self.text.partition("=")[2].strip().startswith("hex:")
        for piece in self.pieces:
            if isinstance(piece, str):
                out.append(piece)
                continue
            digits = words(place, piece)
            out.append(":".join(re.findall("..", digits)) if piece.name == "mac" and not hexadecimal else digits)
            place += 1
        return parse_option("".join(out), find_space(f"dhcp{self.family}", self.family))

    def render(self, number: int, mac: int) -> RawOption:
        """The option of one client. Raises EncodeError."""
        return self.spell(lambda _, field: _value(field, number, mac))


def parse_pattern(text: str, family: int) -> Pattern:
    """Read the text of ``--option`` with fields. Raises EncodeError that says what is wrong.

    A text without fields is a pattern that is the same for every client; ``{{`` and ``}}`` are braces.
    """
    name, equals, value = text.partition("=")
    pieces: list[str | Field] = [name + equals]
    at = 0
    while at < len(value):
        if value.startswith(("{{", "}}"), at):
            pieces.append(value[at])
            at += 2
        elif value[at] in "{}":
            found = _FIELD.match(value, at)
            if found is None:
                raise EncodeError(
                    f"{text!r}: after {value[:at]!r} stands no field; "
                    "fields are {i}, {i:06}, {i:x}, {i:08x} and {mac}, braces are {{ and }}"
                )
            pieces.append(_field(found, text))
            at = found.end()
        else:
            end = re.compile("[{}]").search(value, at)
            stop = len(value) if end is None else end.start()
            pieces.append(value[at:stop])
            at = stop
    made = Pattern(text, family, 0, tuple(pieces))
    code = made.render(0, 0).code
    made = Pattern(text, family, code, tuple(pieces))
    _marks((made,), lambda options: b"".join(option.data for option in options), 0)
    return made


def _field(found: re.Match[str], text: str) -> Field:
    name, width, base = found.group(1), found.group(2) or "", found.group(3) or ""
    if name == "mac":
        if width or base:
            raise EncodeError(f"{text!r}: {{mac}} has no format")
        return Field("mac", 16, _MAC_DIGITS)
    if width and (not width.startswith("0") or int(width) > _WIDTH_MOST):
        raise EncodeError(f"{text!r}: a width is written with a leading zero and is at most {_WIDTH_MOST}: {{i:06}}")
    return Field("i", 10 if base in {"", "d"} else 16, int(width or "0"), base == "X")


class Expansion:
    """The patterns of a run: which clients share a template, and the stores that make a row a client's own."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns
        fields = [field for pattern in patterns for field in pattern.fields]
        self._breaks = np.array(sorted({edge for field in fields for edge in field.breaks}), np.int64)
        self.varies = bool(fields)

    def groups(self, clients: Integers) -> Integers:
        """The group of each client, int64 (n,): clients of one group have values of the same widths."""
        return np.searchsorted(self._breaks, clients, "right").astype(np.int64)

    def first(self, group: int) -> int:
        """The lowest client number of a group."""
        return 0 if group == 0 else int(self._breaks[group - 1])

    def options(self, group: int) -> tuple[RawOption, ...]:
        """The options of the group's first client, with zeros for digits of a MAC."""
        return tuple(pattern.render(self.first(group), 0) for pattern in self.patterns)

    def marks(self, group: int, encode: Callable[[tuple[RawOption, ...]], bytes]) -> tuple[Mark, ...]:
        """Where each digit stands in the message that ``encode`` makes of options. Raises EncodeError."""
        return _marks(self.patterns, encode, self.first(group))


def stamp(rows: Rows, marks: Iterable[Mark], clients: Integers, macs: NDArray[np.uint64]) -> None:
    """Write the digits of each row's client; ``clients`` and ``macs`` are (n,)."""
    numbers = clients.astype(np.uint64)
    digits: dict[tuple[str, int, int], NDArray[np.uint8]] = {}
    halves: dict[int, NDArray[np.uint8]] = {}
    for mark in marks:
        field = mark.field
        key = (field.name, field.base, mark.rank)
        if key not in digits:
            value = macs if field.name == "mac" else numbers
            digits[key] = (value // np.uint64(field.base**mark.rank) % np.uint64(field.base)).astype(np.uint8)
        if mark.text:
            rows[:, mark.offset] = _letters(field.upper)[digits[key]]
        else:
            halves[mark.offset] = halves.get(mark.offset, np.uint8(0)) | (digits[key] << np.uint8(mark.shift))
    for offset, values in halves.items():
        rows[:, offset] = values


@lru_cache(2)
def _letters(upper: bool) -> NDArray[np.uint8]:
    return np.frombuffer(_DIGITS[upper], np.uint8)


def _marks(
    patterns: tuple[Pattern, ...], encode: Callable[[tuple[RawOption, ...]], bytes], first: int
) -> tuple[Mark, ...]:
    """Find the digits by writing all as 0, and then one field's digit as 1."""

    def written(which: tuple[int, int, int] | None) -> bytes:
        def words(pattern: int) -> Callable[[int, Field], str]:
            return lambda place, field: "".join(
                "1" if which == (pattern, place, rank) else "0" for rank in reversed(range(field.digits(first)))
            )

        return encode(tuple(pattern.spell(words(number)) for number, pattern in enumerate(patterns)))

    zero = written(None)
    marks = []
    for number, pattern in enumerate(patterns):
        for place, field in enumerate(pattern.fields):
            for rank in range(field.digits(first)):
                other = written((number, place, rank))
                at = [index for index, pair in enumerate(zip(zero, other, strict=False)) if pair[0] != pair[1]]
                change = (zero[at[0]], other[at[0]]) if len(at) == 1 and len(zero) == len(other) else (0, 0)
                if change == (0x30, 0x31):
                    marks.append(Mark(at[0], field, rank, text=True))
                elif field.base == 16 and _nibbles(pattern) and change in {(0x00, 0x01), (0x00, 0x10)}:
                    marks.append(Mark(at[0], field, rank, text=False, shift=0 if change[1] == 0x01 else 4))
                else:
                    raise EncodeError(
                        f"{pattern.text!r}: fields stand in text or, with an x, in hex:…, not in a value of this kind"
                    )
    return tuple(marks)


def _nibbles(pattern: Pattern) -> bool:
    return pattern.text.partition("=")[2].strip().startswith("hex:")


def _value(field: Field, number: int, mac: int) -> str:
    if field.name == "mac":
        return f"{mac:012x}"
    digits = _spell(number, field.base).rjust(field.width, "0")
    return digits.upper() if field.upper else digits


def _spell(number: int, base: int) -> str:
    return f"{number:x}" if base == 16 else f"{number}"
