"""The tokens of Kea's JSON dialect, one at a time, and what Kea's lexer says of octets that are none.

Every fault goes to ``report``, which may raise it; when it returns, the lexer goes on behind the fault with the token
that was most likely meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from dhcptools.kea.tree import DialectError, Include, Source

MAX_INCLUDES: Final = 10  # inside one another, as Kea's lexer
MAX_FILES: Final = 1000  # in all


class Token(NamedTuple):
    """``kind`` is a member of NAMES, or ``bad`` for what has been told as a fault and stands where a value may."""

    kind: str
    value: bool | int | float | str | None
    source: Source
    start: int
    stop: int


class Patch(NamedTuple):
    """A string that lacks one of its quotation marks: its octets, and its text as written."""

    start: int
    stop: int
    text: bytes


NAMES: Final = {
    "string": "constant string", "integer": "integer", "float": "floating point", "boolean": "boolean",
    "null": "null", "end": "end of file", ",": '","', ":": ":", "{": "{", "}": "}", "[": "[", "]": "]",
    "bad": "word",
}  # fmt: skip  # the names of Kea's grammar, and one of ours

LEX: Final = re.compile(
    rb"""(?P<blank>(?:[ \t\r\n]+ | \#[^\n]* | //[^\n]* | /\*(?s:.)*?\*/)+)
    | (?P<string>"[^\x00-\x1f"\\]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^\x00-\x1f"\\]*)*")
    | (?P<punctuation>[{}\[\],:])
    | (?P<float>-?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)? | -?\.[0-9]+(?:[eE][-+]?[0-9]+)? | -?[0-9]+[eE][-+]?[0-9]+)
    | (?P<integer>-?[0-9]+)
    | (?P<word>[A-Za-z]+)
    | (?P<include><\?[ \t]*include[ \t]*"(?P<name>[^"\n]+)"[ \t]*\?>)""",
    re.VERBOSE,
)
_DIRECTIVE: Final = re.compile(rb"<\?[ \t]*(?:include[ \t]*)?")
_WORDS: Final[dict[bytes, tuple[str, bool | None]]] = {
    b"true": ("boolean", True), b"false": ("boolean", False), b"null": ("null", None),
}  # fmt: skip  # three words
_REST: Final = re.compile(rb"[A-Za-z0-9_.+-]*")
_ESCAPE: Final = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPES: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_FILL: Final = rb'(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"'
_GOOD: Final = re.compile(rb'"[^\x00-\x1f"\\]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^\x00-\x1f"\\]*)*')
_FILLED: Final = re.compile(_FILL)
_BAD_ESCAPE: Final = re.compile(rb'\\(?:(?P<unicode>u[0-9A-Fa-f]{0,3})|)(?:(?P<end>")|(?s:.))')
_MAY_FOLLOW: Final = re.compile(rb"[ \t\r\n]*(?:[,:}\]]|\Z)")
_TAIL: Final = re.compile(rb"[\s,}\]:]*\Z|[\s,}\]:]+(?=\n)")
_LINE_TO_QUOTE: Final = re.compile(rb'[^\x00-\x1f"]*"')
# Quotation marks that word processors and web pages make of ", and apostrophes.
_QUOTES: Final = re.compile(rb"(?:\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]|'|\xe2\x80\xb3|`)")
_QUOTED: Final = re.compile(
    rb"""(?:\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]|\xe2\x80\xb3|'|`)
    (?P<body>(?:(?!\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]|\xe2\x80\xb3)[^"\n'`])*)
    (?P<close>\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb]|\xe2\x80\xb3|'|`|")""",
    re.VERBOSE,
)
_INT64: Final = 1 << 63


def fault(
    text: str, source: Source, start: int, stop: int | None = None, code: str = "syntax", near: int | None = None
) -> DialectError:
    """An error at octets ``start`` to ``stop``, one octet unless given."""
    end = max(start + 1, stop or start + 1)
    position = source.position(start)
    # Kea counts octets of a token along its first line, also when a string goes on in the next.
    return DialectError(text, position, position.column + end - start - 1, code, near, (source, start, end))


def quoted_otherwise(data: bytes, start: int) -> tuple[int, int, int] | None:
    """Where the opening mark of a string in other quotation marks ends, and where its closing mark begins and ends."""
    found = _QUOTED.match(data, start)
    return None if found is None else (found.start("body"), found.start("close"), found.end("close"))


class Lexer:
    """Reads tokens from ``data`` at ``at``, following includes; both may be moved by the parser's fast path."""

    def __init__(
        self,
        source: Source,
        include: Callable[[str], bytes],
        report: Callable[[DialectError], None],
        patches: Sequence[Patch] = (),
    ) -> None:
        self.patches = sorted(patches, reverse=True)
        self.include = include
        self.report = report
        self.source = source
        self.data = source.data
        self.at = 0
        self.outer: list[tuple[Source, int]] = []
        self.files = [source.name]
        self.sources = [source]
        self.looped = False
        self.includes: list[Include] = []

    def token(self) -> Token:
        """Read the next token; at the end of everything one of kind ``end``, again and again."""
        while True:
            source, start = self.source, self.at
            if self.patches and start >= self.limit:
                patch = self.patches.pop()
                self.at = patch.stop
                return Token("string", self._string(b'"%s"' % patch.text, source, start), source, start, patch.stop)
            found = LEX.match(self.data, start)
            if found is None:
                if start < len(self.data):
                    token = self._refuse(source, start)
                    if token is not None:
                        return token
                elif self.outer:
                    self.source, self.at = self.outer.pop()
                    self.data = self.source.data
                else:
                    return Token("end", None, source, start, start)
                continue
            self.at = stop = found.end()
            kind = found.lastgroup
            if kind == "blank":
                continue
            if kind == "punctuation":
                return Token(found[0].decode(), None, source, start, stop)
            if kind == "string":
                return Token("string", self._string(found[0], source, start), source, start, stop)
            if kind == "include":
                self._open(found["name"], source, start)
                continue
            return self._word(kind or "", found[0], source, start, stop)

    @property
    def limit(self) -> int:
        """Where the next string begins that lacks a mark."""
        return self.patches[-1].start if self.patches and self.source is self.sources[0] else 1 << 62

    def _word(self, kind: str, text: bytes, source: Source, start: int, stop: int) -> Token:
        if kind == "integer":
            number = int(text) if len(text) <= 20 else _INT64
            if -_INT64 <= number < _INT64:
                return Token("integer", number, source, start, stop)
            what = f"Failed to convert {text.decode()} to an integer."
            self.report(fault(what, source, start, stop, "number"))
            return Token("bad", None, source, start, stop)
        if kind == "float":
            return Token("float", float(text), source, start, stop)
        if text in _WORDS:
            name, value = _WORDS[text]
            return Token(name, value, source, start, stop)
        lower = text.lower()
        if lower in _WORDS:
            what = f"JSON {lower.decode()} reserved keyword is lower case only"
            self.report(fault(what, source, start, stop, "case"))
            name, value = _WORDS[lower]
            return Token(name, value, source, start, stop)
        self.report(fault(f"Invalid character: {chr(text[0])}", source, start, None, "character"))
        return self._bad(source, start)

    def _bad(self, source: Source, start: int) -> Token:
        """A run of letters and digits that are no token, as one."""
        found = _REST.match(source.data, start)
        self.at = max(start + 1, found.end() if found else 0)
        return Token("bad", None, source, start, self.at)

    def _open(self, name: bytes, source: Source, start: int) -> None:
        path = name.decode("utf-8", "surrogateescape")
        if self.looped:
            return
        if len(self.outer) >= MAX_INCLUDES or len(self.files) > MAX_FILES:
            self.looped = True
            self.report(fault("Too many nested include.", source, start, self.at, "loop"))
            return
        try:
            data = self.include(path)
        except (OSError, ValueError) as error:
            refused = fault(f"Can't open include file {path}", source, start, self.at, "include")
            refused.hint = getattr(error, "strerror", None) or str(error)
            self.report(refused)
            return
        self.files.append(path)
        self.includes.append(Include(path, source, start, self.at))
        self.outer.append((source, self.at))
        self.source, self.at = Source(path, data), 0
        self.sources.append(self.source)
        self.data = data

    def _refuse(self, source: Source, start: int) -> Token | None:
        """Tell of octets that begin no token, and go on behind them; None when what they stand for is a blank."""
        data = source.data
        if data.startswith(b"/*", start):
            what = f"Comment not closed. (/* in line {source.position(start).line}"
            self.report(fault(what, source, start, start + 2, "comment"))
            self.at = len(data)
            return None
        if data[start] == 0x22:
            return self._bad_string(source, start)
        directive = _DIRECTIVE.match(data, start)
        if directive is not None:
            at = directive.end()
            what = f"Invalid character: {chr(data[at])}" if at < len(data) else "Directive not closed."
            self.report(fault(what, source, at, None, "directive"))
            end = data.find(b"\n", start)
            self.at = len(data) if end < 0 else end
            return None
        if data[start] == 0x2D:
            self.report(fault("Failed to convert - to a floating point.", source, start, None, "number"))
            return self._bad(source, start)
        octet = data[start]
        shown = chr(octet) if 0x20 < octet < 0x7F else f"\\x{octet:02x}"
        quote = _QUOTES.match(data, start)
        code = "character" if quote is None else "quote"
        end = start + 1 if quote is None else quote.end()
        self.report(fault(f"Invalid character: {shown}", source, start, None, code))
        if quote is not None:
            whole = _QUOTED.match(data, start)
            if whole is not None:
                self.at = whole.end()
                return Token("string", whole["body"].decode("utf-8", "surrogateescape"), source, start, self.at)
        if octet >= 0x80 and quote is None:  # a blank that is none, a byte order mark: all octets of it
            while end < len(data) and 0x80 <= data[end] < 0xC0:
                end += 1
        self.at = end
        if octet == 0x3D:
            return Token(":", None, source, start, end)  # = for :
        return self._bad(source, start) if chr(octet) in "+._" else None

    def _bad_string(self, source: Source, start: int) -> Token:
        """Tell of a string that is none, and find where it was meant to end."""
        data = source.data
        good = _GOOD.match(data, start)
        bad = start + 1 if good is None else good.end()
        line = _LINE_TO_QUOTE.match(data, start + 1)
        closing = _FILLED.match(data, bad)
        escape = _BAD_ESCAPE.match(data, bad)
        if escape is not None and line is not None:
            self.at = line.end()
            what = "Bad escape"
            if escape["end"]:
                what = "Overflow unicode escape" if escape["unicode"] else "Overflow escape"
                self.at = escape.end()
            shown = data[start : self.at].decode("utf-8", "backslashreplace")
            self.report(fault(f"{what} in {shown}", source, start, self.at, "escape", bad - start + 1))
            return Token("bad", None, source, start, self.at)
        if bad < len(data) and closing is not None:
            stop = closing.end()
            shown = data[start:stop].decode("utf-8", "backslashreplace")
            self.report(fault(f"Invalid control in {shown}", source, start, stop, "string", bad - start))
            if line is None and _MAY_FOLLOW.match(data, stop):  # a string over several lines
                self.at = stop
                return Token("bad", None, source, start, stop)
        else:
            self.report(fault('Invalid character: "', source, start, None, "string"))
        self.at = line.end() if line is not None else self._end_of_line(start + 1)
        return Token("bad", None, source, start, self.at)

    def _end_of_line(self, start: int) -> int:
        """Where a string ends that lacks its closing quotation mark: at what may follow it on its line."""
        rest = self.data.find(b"\n", start)
        stop = len(self.data) if rest < 0 else rest
        tail = _TAIL.search(self.data, start, stop)
        return stop if tail is None else tail.start()

    def _string(self, text: bytes, source: Source, start: int) -> str:
        """The value of a quoted string; octets that are not UTF-8 become surrogate escapes."""
        body = text[1:-1]
        if b"\\" in body:
            unicode = re.search(rb"(?:^|[^\\])(?:\\\\)*(\\u(?!00))", body)
            if unicode is not None:
                what = f"Unsupported unicode escape in {text.decode('utf-8', 'backslashreplace')}"
                near = unicode.start(1) + 3
                self.report(fault(what, source, start, start + len(text), "escape", near))
                body = _ESCAPE.sub(lambda m: _octets(m, any_unicode=True), body)
            else:
                body = _ESCAPE.sub(_octets, body)
        return body.decode("utf-8", "surrogateescape")


def _octets(found: re.Match[bytes], any_unicode: bool = False) -> bytes:
    """Translate an escape: Kea stores one octet for a code point up to 255, not its UTF-8."""
    if found[1] is None:
        return _ESCAPES.get(found[2], found[2])
    number = int(found[1], 16)
    return chr(number).encode("utf-8", "surrogatepass") if any_unicode and number > 0xFF else bytes((number & 0xFF,))
