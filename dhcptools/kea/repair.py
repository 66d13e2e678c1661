"""A string that lost one of its quotation marks: where the mark was, judged by the line it stands in.

A mark that is missing turns what is text and what is not around, down to the next mark that is too many, and one slip
would be told of a dozen times. So the line is read with a mark put at every place where one could have been; of the
readings that make sense the one with the least text in its strings is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from dhcptools.kea.lexer import LEX, Patch
from dhcptools.kea.tree import DialectError, Document

MOST: Final = 20
"""Marks that are looked for in one file, each at the cost of reading it again; two in files that are not small."""
_SMALL: Final = 1 << 18  # octets
_LONGEST: Final = 400  # octets of a line
_CODES: Final = frozenset(("character", "string", "syntax", "number", "quote"))
_MARK: Final = re.compile(rb'(?<!\\)(?:\\\\)*"')
_NAME: Final = re.compile(rb'"[A-Za-z0-9_.-]+"')
_ODD: Final = re.compile(rb'(?<=")\s|\s\Z|[{}\[\]]|[,:]\s')  # seldom in a text
_VALUES: Final = frozenset(("string", "float", "integer", "word"))
_WORDS: Final = frozenset((b"true", b"false", b"null"))


class Lost(NamedTuple):
    """A fault that a lost mark explains, and the string that was meant."""

    error: DialectError
    patch: Patch
    hint: str


def most(document: Document) -> int:
    """How many lost marks are worth looking for."""
    return MOST if len(document.sources[0].data) < _SMALL else 2


def lost_mark(document: Document, tried: set[int]) -> Lost | None:
    """The first fault of the file itself that a lost mark explains; ``tried`` are the lines looked at before."""
    source = document.sources[0]
    data = source.data
    for error in document.errors:
        if error.place is None or error.place[0] is not source or error.code not in _CODES:
            continue
        begin = data.rfind(b"\n", 0, error.place[1]) + 1
        if begin in tried:
            continue
        tried.add(begin)
        end = data.find(b"\n", begin)
        line = data[begin : len(data) if end < 0 else end]
        if len(line) > _LONGEST or len(_MARK.findall(line)) % 2 == 0 or (error.code == "quote" and _other(line)):
            continue
        best = min(_readings(line), default=None)
        if best is not None:
            start, stop, value, opening = best[1:]
            text = value.decode("utf-8", "backslashreplace")
            hint = f"a quotation mark is missing {'before' if opening else 'behind'} {text}"
            return Lost(error, Patch(begin + start, begin + stop, value), hint)
    return None


def _other(line: bytes) -> bool:
    """Whether other marks stand for quotation marks, rather than apostrophes inside of a text."""
    return line.count(b"'") % 2 == 1 or not line.isascii()


def _readings(line: bytes) -> Iterator[tuple[tuple[int, int], int, int, bytes, bool]]:
    """Readings that make sense: their weight, then start, stop and text of the string, and if its first mark lacks."""
    for at in range(len(line) + 1):
        if at and line[at - 1] == 0x5C:
            continue
        whole = line[:at] + b'"' + line[at:]
        tokens = _tokens(whole)
        if tokens is None or not _sensible(whole, tokens):
            continue
        strings = [(start, stop) for kind, start, stop in tokens if kind == "string"]
        odd = sum(_ODD.search(whole, start + 1, stop - 1) is not None for start, stop in strings)
        weight = odd, sum(stop - start for start, stop in strings)
        for start, stop in strings:
            if start <= at < stop:
                yield weight, start, stop - 1, whole[start + 1 : stop - 1], start == at


def _tokens(line: bytes) -> list[tuple[str, int, int]] | None:
    """Kind, start and stop of each token; None when something is none."""
    found = []
    at = 0
    while at < len(line):
        match = LEX.match(line, at)
        if match is None or match.lastgroup in {None, "include"}:
            return None
        kind, at = str(match.lastgroup), match.end()
        if kind == "word" and match[0] not in _WORDS:
            return None
        if kind != "blank":
            found.append((kind if kind != "punctuation" else match[0].decode(), match.start(), at))
    return found


def _sensible(line: bytes, tokens: list[tuple[str, int, int]]) -> bool:
    """Whether no two values touch, and what stands before a colon is a name."""
    before = ""
    for kind, _start, _stop in tokens:
        if before in _VALUES and (kind in _VALUES or kind in {"{", "["}):
            return False
        if kind == ":" and before != "string":
            return False
        if before == ":" and kind in {"}", "]", ",", ":"}:
            return False
        if before == "," and kind in {",", "}", "]"}:
            return False
        if before in {"{", "["} and kind in {",", ":"}:
            return False
        if before == "{" and kind in _VALUES and kind != "string":
            return False
        before = kind
    for (kind, start, stop), (after, _, _) in pairwise(tokens):
        if kind == "string" and after == ":" and not _NAME.fullmatch(line[start:stop]):
            return False
    return True
