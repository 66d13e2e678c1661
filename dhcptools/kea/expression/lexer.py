"""From text to tokens, as Kea's flex scanner does: the longest match wins, the first rule among equals.

Rules this file keeps:

- keywords need no blank around them (``members`` is ``member`` and a stray ``s``), and are lower case;
- a word is an option's name only in front of ``]``; then it wins over a keyword of the same letters;
- locations count as Kea's: a newline between an option's name and ``]`` moves the name's location behind itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final, NamedTuple

from dhcptools.kea.expression.errors import ExpressionError, Location
from dhcptools.kea.expression.grammar import END, Version, keywords

_INT64: Final = 1 << 63

_BLANK: Final = re.compile(rb"[ \t]+|\n+")
_STRING: Final = re.compile(rb"'[^'\n]*'")
_HEX: Final = re.compile(rb"0[xX][0-9a-fA-F]+")
_INTEGER: Final = re.compile(rb"-?[0-9]+")
_NAME: Final = re.compile(rb"([A-Za-z](?:[-_A-Za-z0-9]*[A-Za-z0-9])?)([ \t\n]*)\]")
_ADDRESS: Final = re.compile(rb"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*")


class Token(NamedTuple):
    """A terminal of the grammar; ``text`` is its value, ``start`` and ``stop`` are offsets in octets."""

    kind: str
    text: str
    location: Location
    start: int
    stop: int


@cache
def _keyword_pattern(target: Version) -> re.Pattern[bytes]:
    words = sorted(keywords(target), key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, words)).encode())


def tokens(data: bytes, target: Version) -> Iterator[Token]:
    """The tokens of an expression, ``END`` last. Raises ExpressionError at the first octet no token begins with."""
    keyword = _keyword_pattern(target).match
    at, line, column = 0, 1, 1
    while at < len(data):
        blank = _BLANK.match(data, at)
        if blank is not None:
            newlines = blank.end() - at if data[at] == 0x0A else 0
            line, column = (line + newlines, 1) if newlines else (line, column + blank.end() - at)
            at = blank.end()
            continue
        kind, text, stop, weight = "", b"", at, 0
        for name, found in (
            ("constant string", _STRING.match(data, at)),
            ("constant hexstring", _HEX.match(data, at)),
            ("integer", _INTEGER.match(data, at)),
            ("option name", _NAME.match(data, at)),
            ("ip address", _ADDRESS.match(data, at)),
            ("", keyword(data, at)),
        ):
            if found is not None and found.end() - at > weight:
                kind, text, stop, weight = name or found[0].decode(), found[0], found.end(), found.end() - at
        if not weight:
            raise ExpressionError(
                f"Invalid character: {data[at : at + 1].decode('utf-8', 'surrogateescape')}",
                Location(line, column, line, column + 1), at, at + 1,
            )  # fmt: skip  # the place in two countings
        if kind == "option name":
            stop -= 1  # the bracket only follows
            width, newlines = stop - at, text.count(b"\n")
            name_stop = at + len(text.rstrip(b"]").rstrip(b" \t\n"))
            if newlines:
                line, column = line + newlines, 1
                location = Location(line, 1, line, 1)
            else:
                location = Location(line, column, line, column + width)
                column += width
            yield Token(kind, data[at:name_stop].decode("ascii"), location, at, name_stop)
            at = stop
            continue
        location = Location(line, column, line, column + stop - at)
        yield Token(kind, _value(kind, text, location, at, stop), location, at, stop)
        at, column = stop, column + stop - at
    yield Token(END, "", Location(line, column, line, column), at, at)


def _value(kind: str, text: bytes, location: Location, start: int, stop: int) -> str:
    value = text.decode("utf-8", "surrogateescape")
    if kind == "constant string":
        return value[1:-1]
    if kind == "integer":
        number = int(value) if len(value) <= 40 else _INT64
        if not -_INT64 <= number < _INT64:
            raise ExpressionError(f"Failed to convert {value} to an integer.", location, start, stop)
    elif kind == "ip address":
        try:
            inet_pton(AF_INET6 if ":" in value else AF_INET, value)
        except OSError:
            raise ExpressionError(f"Failed to convert {value} to an IP address.", location, start, stop) from None
    return value
