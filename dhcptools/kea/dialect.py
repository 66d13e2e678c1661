"""Kea's JSON dialect: JSON with comments, includes and forgiven commas, every value with its position.

Rules this file keeps:

- what Kea's lexer and grammar accept is accepted, what they refuse is refused with their words and place: lines and
  columns count from 1, columns in octets, a tab is one column;
- extra commas are accepted with a warning, as Kea does;
- ``<?include "file"?>`` may stand anywhere a token may, relative to the working directory, at most ten deep;
- only :class:`DialectError` is raised, and nesting is bounded by :data:`MAX_DEPTH`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from dhcptools.kea.tree import DialectError, Document, Entry, Node, Plain, Position, Source

__all__ = [
    "MAX_DEPTH", "DialectError", "Document", "Entry", "Node", "Plain", "Position", "Source", "load", "parse",
    "read_file",
]  # fmt: skip  # one door: readers need not know where the tree is defined

MAX_DEPTH: Final = 200  # maps and lists inside one another
MAX_INCLUDES: Final = 10  # as Kea's lexer


class _Token(NamedTuple):
    kind: str  # a member of _NAMES
    value: bool | int | float | str | None
    source: Source
    start: int
    stop: int


_NAMES: Final = {
    "string": "constant string", "integer": "integer", "float": "floating point", "boolean": "boolean",
    "null": "null", "end": "end of file", ",": '","', ":": ":", "{": "{", "}": "}", "[": "[", "]": "]",
}  # fmt: skip  # the names of Kea's grammar
_SCALARS: Final = frozenset(("string", "integer", "float", "boolean", "null"))

_LEX: Final = re.compile(
    rb"""(?P<blank>(?:[ \t\r\n]+ | \#[^\n]* | //[^\n]* | /\*(?s:.)*?\*/)+)
    | (?P<string>"[^\x00-\x1f"\\]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^\x00-\x1f"\\]*)*")
    | (?P<punctuation>[{}\[\],:])
    | (?P<float>-?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)? | -?\.[0-9]+(?:[eE][-+]?[0-9]+)? | -?[0-9]+[eE][-+]?[0-9]+)
    | (?P<integer>-?[0-9]+)
    | (?P<word>[A-Za-z]+)
    | (?P<include><\?[ \t]*include[ \t]*"(?P<name>[^"\n]+)"[ \t]*\?>)""",
    re.VERBOSE,
)
_WORDS: Final[dict[bytes, tuple[str, bool | None]]] = {
    b"true": ("boolean", True), b"false": ("boolean", False), b"null": ("null", None),
}  # fmt: skip  # three words
_ESCAPE: Final = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPES: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_INT64: Final = 1 << 63


def read_file(name: str) -> bytes:
    """How an include is opened by default: relative to the working directory, as Kea does. Raises OSError."""
    return Path(name).read_bytes()


def load(path: str) -> Document:
    """Parse a file. Raises OSError when it cannot be read, DialectError when Kea could not parse it."""
    return parse(read_file(path), path)


def parse(data: bytes, name: str = "<string>", *, include: Callable[[str], bytes] = read_file) -> Document:
    """Parse octets; ``include`` opens the files named inside. Raises DialectError."""
    lexer = _Lexer(Source(name, data), include)
    return _Parser(lexer).document()


def _fail(text: str, source: Source, start: int, stop: int | None = None) -> DialectError:
    position = source.position(start)
    last = source.position(max(start, (stop or start + 1) - 1))
    return DialectError(text, position, last.column if last.line == position.line else None)


class _Lexer:
    def __init__(self, source: Source, include: Callable[[str], bytes]) -> None:
        self.include = include
        self.stack: list[tuple[Source, int]] = [(source, 0)]
        self.files = [source.name]

    def tokens(self) -> Iterator[_Token]:
        source, at = self.stack[-1]
        match = _LEX.match
        while True:
            found = match(source.data, at)
            if found is None:
                if at < len(source.data):
                    raise self._refuse(source, at)
                self.stack.pop()
                if not self.stack:
                    yield _Token("end", None, source, at, at)
                    return
                source, at = self.stack[-1]
                continue
            start, at = found.span()
            kind = found.lastgroup
            text = source.data[start:at]
            if kind == "blank":
                continue
            if kind == "punctuation":
                yield _Token(text.decode(), None, source, start, at)
            elif kind == "string":
                yield _Token("string", _string(text, source, start), source, start, at)
            elif kind == "integer":
                number = int(text) if len(text) <= 20 else _INT64
                if not -_INT64 <= number < _INT64:
                    raise _fail(f"Failed to convert {text.decode()} to an integer.", source, start, at)
                yield _Token("integer", number, source, start, at)
            elif kind == "float":
                yield _Token("float", float(text), source, start, at)
            elif kind == "word":
                yield self._word(text, source, start, at)
            else:
                self.stack[-1] = (source, at)
                source, at = self._open(found["name"], source, start), 0
                self.stack.append((source, at))

    def _word(self, text: bytes, source: Source, start: int, stop: int) -> _Token:
        if text in _WORDS:
            kind, value = _WORDS[text]
            return _Token(kind, value, source, start, stop)
        lower = text.lower()
        if lower in _WORDS:
            raise _fail(f"JSON {lower.decode()} reserved keyword is lower case only", source, start, stop)
        raise _fail(f"Invalid character: {chr(text[0])}", source, start)

    def _open(self, name: bytes, source: Source, start: int) -> Source:
        if len(self.stack) > MAX_INCLUDES:
            raise _fail("Too many nested include.", source, start)
        path = name.decode("utf-8", "surrogateescape")
        try:
            data = self.include(path)
        except (OSError, ValueError) as error:
            raise _fail(f"Can't open include file {path}: {error}", source, start) from None
        self.files.append(path)
        return Source(path, data)

    @staticmethod
    def _refuse(source: Source, at: int) -> DialectError:
        data = source.data
        if data.startswith(b"/*", at):
            return _fail(f"Comment not closed. (/* in line {source.position(at).line})", source, at)
        if data[at] == 0x22:
            return _bad_string(source, at)
        if data.startswith(b"<?", at):
            return _fail("Directive not closed.", source, at)
        octet = data[at]
        shown = chr(octet) if 0x20 < octet < 0x7F else f"\\x{octet:02x}"
        return _fail(f"Invalid character: {shown}", source, at)


def _bad_string(source: Source, at: int) -> DialectError:
    good = re.compile(rb'"[^\x00-\x1f"\\]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^\x00-\x1f"\\]*)*')
    found = good.match(source.data, at)
    stop = found.end() if found is not None else at + 1
    shown = source.data[at:stop].decode("utf-8", "backslashreplace")
    if source.data[stop : stop + 2] == b"\\u":
        return _fail(f"Overflow unicode escape in {shown}", source, at, stop)
    if source.data[stop : stop + 1] == b"\\":
        return _fail(f"Bad escape in {shown}", source, at, stop)
    if stop < len(source.data):
        return _fail(f"Invalid control in {shown}", source, at, stop)
    return _fail(f"Bad string: {shown}", source, at, stop)


def _string(text: bytes, source: Source, start: int) -> str:
    """The value of a quoted string; octets that are not UTF-8 become surrogate escapes."""
    body = text[1:-1]
    if b"\\" in body:
        unicode = re.search(rb"(?:^|[^\\])(?:\\\\)*\\u(?!00)", body)
        if unicode is not None:
            raise _fail(f"Unsupported unicode escape in {text.decode('utf-8', 'backslashreplace')}", source, start)
        body = _ESCAPE.sub(
            lambda m: bytes((int(m[1], 16),)) if m[1] is not None else _ESCAPES.get(m[2], m[2]), body
        )  # Kea stores the octet of \u00ff, not its UTF-8
    return body.decode("utf-8", "surrogateescape")


class _Frame:
    """An open map or list. ``state`` is what may come: first, item, key's colon, value, separator."""

    __slots__ = ("comma", "key", "name", "node", "state")

    def __init__(self, node: Node, name: str) -> None:
        self.node = node
        self.name = name
        self.state = "first"
        self.key: _Token | None = None
        self.comma: _Token | None = None


class _Parser:
    def __init__(self, lexer: _Lexer) -> None:
        self.lexer = lexer
        self.warnings: list[DialectError] = []
        self.frames: list[_Frame] = []
        self.root: Node | None = None

    def document(self) -> Document:
        for token in self.lexer.tokens():
            if not self.frames:
                self._outside(token)
                continue
            self._inside(self.frames[-1], token)
        if self.root is None:
            raise AssertionError  # the end token never passes without a root
        return Document(self.root, tuple(self.warnings), tuple(self.lexer.files))

    def _outside(self, token: _Token) -> None:
        if self.root is not None:
            if token.kind != "end":
                raise self._unexpected(token, "end of file")
        elif token.kind == "{":
            self._push(token, "top level")
        else:
            raise self._unexpected(token, "{")

    def _inside(self, frame: _Frame, token: _Token) -> None:
        mapping = isinstance(frame.node.value, dict)
        closing = "}" if mapping else "]"
        state = frame.state
        if state in {"first", "item"}:
            if token.kind == closing:
                self._close(frame, token)
            elif state == "item" and token.kind == ",":
                self._extra_comma(frame)
                frame.comma = token
            elif not mapping:
                self._value(frame, token)
            elif token.kind == "string":
                self._key(frame, token)
            else:
                raise self._unexpected(token, "constant string or }" if state == "first" else "constant string")
        elif state == "colon":
            if token.kind != ":":
                raise self._unexpected(token, ":")
            frame.state = "value"
        elif state == "value":
            self._value(frame, token)
        elif token.kind == closing:
            self._close(frame, token)
        elif token.kind == ",":
            frame.comma = token
            frame.state = "item"
        else:
            raise self._unexpected(token, f'"," or {closing}')

    def _key(self, frame: _Frame, token: _Token) -> None:
        entries = frame.node.value
        if isinstance(entries, dict) and token.value in entries:
            before = entries[str(token.value)].position
            text = f"duplicate {token.value} entries in {frame.name} map (previous at {before})"
            raise _fail(text, token.source, token.start, token.stop)
        frame.key = token
        frame.comma = None
        frame.state = "colon"

    def _value(self, frame: _Frame, token: _Token) -> None:
        if token.kind in _SCALARS:
            self._store(frame, Node(token.value, token.source, token.start, token.stop))
        elif token.kind in {"{", "["}:
            self._push(token, str(frame.key.value) if frame.key is not None else frame.name)
        else:
            raise self._unexpected(token, "")

    def _store(self, frame: _Frame, node: Node) -> None:
        value, key = frame.node.value, frame.key
        if isinstance(value, list):
            value.append(node)
        elif isinstance(value, dict) and key is not None:
            value[str(key.value)] = Entry(str(key.value), key.source, key.start, key.stop, node)
        frame.comma = None
        frame.state = "separator"

    def _push(self, token: _Token, name: str) -> None:
        if len(self.frames) >= MAX_DEPTH:
            raise _fail(f"memory exhausted: more than {MAX_DEPTH} levels", token.source, token.start)
        node = Node({} if token.kind == "{" else [], token.source, token.start, token.stop)
        self.frames.append(_Frame(node, name))

    def _close(self, frame: _Frame, token: _Token) -> None:
        self._extra_comma(frame)
        frame.node.stop, frame.node.end_source = token.stop, token.source
        self.frames.pop()
        if self.frames:
            self._store(self.frames[-1], frame.node)
        else:
            self.root = frame.node

    def _extra_comma(self, frame: _Frame) -> None:
        if frame.comma is not None:
            text = "Extraneous comma. A piece of configuration may have been omitted."
            self.warnings.append(_fail(text, frame.comma.source, frame.comma.start))
            frame.comma = None

    @staticmethod
    def _unexpected(token: _Token, expecting: str) -> DialectError:
        text = f"syntax error, unexpected {_NAMES[token.kind]}"
        if expecting:
            text += f", expecting {expecting}"
        return _fail(text, token.source, token.start, token.stop)
