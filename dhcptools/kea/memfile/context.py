r"""What Kea accepts as a user context: a map in its own parser's JSON, with that parser's words for what is wrong.

It takes more than RFC 8259 (leading zeros and signs, control characters in strings, a comma before ``]``) and less
(``\u`` only up to 00ff, integers of 64 bits).
"""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

_WHITE: Final = b" \b\f\n\r\t"
_NUMBER: Final = re.compile(rb"[0-9+\-.eE]*")
_INTEGER: Final = re.compile(rb"[+-]?[0-9]+")
_WORD: Final = re.compile(rb"[A-Za-z]*")
_ESCAPED: Final = b'"/\\bfnrt'
_END: Final = -1


def _plain() -> re.Pattern[bytes]:
    """Maps up to four deep of simple values, as Kea writes them into a file: commas and ampersands escaped."""
    string = rb'"(?:[^"\\&,]|&#x2[6c])*+"'
    simple = string + rb"|-?[0-9]{1,18}|true|false|null"
    value = simple
    shape = b""
    for _ in range(4):
        # A map goes on after a comma only with a key; Kea lets a list end after one.
        shape = rb"\{ *+(?:" + string + rb" *+: *+(?:" + value + rb') *+(?:&#x2c *+(?=")|(?=\})))*+\}'
        entries = rb"\[ *+(?:(?:" + value + rb") *+(?:&#x2c *+|(?=\])))*+\]"
        value = simple + rb"|" + shape + rb"|" + entries
    return re.compile(shape)


PLAIN: Final = _plain()
"""Matches escaped contexts that Kea is certain to take; of others it says nothing."""


class ContextError(ValueError):
    """Kea discards the row; the text is its reason."""


def _small(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError(digits)
    return int(digits)


def _finite(digits: str) -> float:
    if math.isinf(value := float(digits)):
        raise ValueError(digits)
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


_quick = json.JSONDecoder(parse_int=_small, parse_float=_finite, parse_constant=_constant).decode


def check_context(text: bytes) -> None:
    """Raise ContextError when Kea would not take this unescaped, non-empty text."""
    # Standard JSON without escapes and large numbers means the same to both parsers.
    if b"\\" not in text:
        try:
            if isinstance(_quick(text.decode("latin-1")), dict):
                return
        except (ValueError, RecursionError):
            pass  # the exact walk names what is wrong, or accepts what only Kea does
    if not _Walk(text).document():
        raise ContextError(f"user context '{text.decode(errors='backslashreplace')}' is not a JSON map")


class _Walk:
    """Kea's parser, with its way of counting positions; containers are kept on a list, not on the call stack."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.column = 1

    def fail(self, what: str, column: int | None = None) -> NoReturn:
        raise ContextError(f"{what} in <string>:{self.line}:{self.column if column is None else column}")

    def peek(self) -> int:
        return self.text[self.at] if self.at < len(self.text) else _END

    def get(self) -> int:
        found = self.peek()
        self.at += found != _END
        self.column += 1
        return found

    def newline(self) -> None:
        self.line += 1
        self.column = 1

    def skip_white(self) -> None:
        while (found := self.peek()) != _END and found in _WHITE:
            self.at += 1
            if found == 0x0A:
                self.newline()
            else:
                self.column += 1

    def skip_to(self, wanted: bytes) -> int:
        """Take white space, one of ``wanted`` and the white space after it."""
        while (found := self.get()) != _END and found in _WHITE:
            if found == 0x0A:
                self.newline()
        if found == _END or found not in wanted:
            shown = "EOF" if found == _END else f"'{bytes((found,)).decode(errors='backslashreplace')}'"
            self.fail(f'{shown} read, one of "{wanted.decode()}" expected')
        self.skip_white()
        return found

    def string(self) -> None:
        if self.get() != 0x22:
            self.fail("String expected")
        while (found := self.get()) != 0x22:
            if found == _END:
                self.fail("Unterminated string")
            if found == 0x5C:
                self.escape()

    def escape(self) -> None:
        if self.peek() == 0x75:
            for back in (0, 2):
                self.get()
                if self.peek() != 0x30:
                    self.fail("Unsupported unicode escape", self.column - back)
            for back in (3, 4):
                self.get()
                if self.peek() == _END or self.peek() not in b"0123456789abcdefABCDEF":
                    self.fail("Not hexadecimal in unicode escape", self.column - back)
        elif self.peek() == _END or self.peek() not in _ESCAPED:
            self.fail("Bad escape")
        self.get()

    def take(self, pattern: re.Pattern[bytes]) -> bytes:
        found = pattern.match(self.text, self.at)
        word = b"" if found is None else found.group()
        self.at += len(word)
        self.column += len(word)
        return word

    def number(self) -> None:
        start = self.column
        number = self.take(_NUMBER)
        if any(mark in number for mark in b".eE"):
            try:
                _finite(number.decode())
            except ValueError:
                self.fail(f"Number overflow: {number.decode()}", start)
            return
        digits = number.lstrip(b"+-0")
        size = int(digits or b"0") if _INTEGER.fullmatch(number) and len(digits) <= 19 else 1 << 64
        if size > (1 << 63) - (not number.startswith(b"-")):
            self.fail(f"Number overflow: {number.decode()}", start)

    def word(self, what: str, *words: bytes) -> None:
        start = self.column
        if (word := self.take(_WORD)) not in words:
            self.fail(f"Bad {what} value: {word.decode()}", start)

    def value(self) -> int:
        """Take a scalar, or the opening of a container, whose octet is returned (0 for a scalar)."""
        self.skip_white()
        first = self.peek()
        if first == _END:
            raise ContextError("nothing read")
        if first in b"0123456789-+.":
            self.number()
        elif first in b"tf":
            self.word("boolean", b"true", b"false")
        elif first == 0x6E:
            self.word("null", b"null")
        elif first == 0x22:
            self.string()
        elif first in b"[{":
            self.get()
            self.skip_white()
            return first
        else:
            self.get()
            self.fail(f"error: unexpected character {bytes((first,)).decode(errors='backslashreplace')}")
        return 0

    def key(self) -> None:
        self.string()
        self.skip_to(b":")

    def document(self) -> bool:
        """Walk the whole text; whether it is a map."""
        is_map = False
        closers: list[bytes] = []
        first = True
        while first or closers:
            opened = self.value()
            is_map = is_map or (first and opened == 0x7B)
            first = False
            if opened == 0x7B and not self.opened_map():
                closers.append(b",}")
                self.key()
                continue
            if opened == 0x5B and not self.closed_list():
                closers.append(b",]")
                continue
            self.close(closers)
        self.skip_white()
        if self.peek() != _END:
            self.fail("Extra data")
        return is_map

    def opened_map(self) -> bool:
        """Whether the map just opened is empty; then its end is taken (Kea does not count that octet)."""
        if self.peek() == _END:
            self.fail("Unterminated map, <string> or } expected")
        if self.peek() != 0x7D:
            return False
        self.at += 1
        return True

    def closed_list(self) -> bool:
        """Whether a list ends here; then its end is taken."""
        if self.peek() != 0x5D:
            return False
        self.get()
        return True

    def close(self, closers: list[bytes]) -> None:
        """After a value: go on in the innermost container, or close it and those that end with it."""
        while closers:
            found = self.skip_to(closers[-1])
            if found == 0x2C and closers[-1] == b",}":
                self.key()
                return
            if found == 0x2C and not self.closed_list():
                return
            closers.pop()
