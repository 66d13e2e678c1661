"""From tokens to the tree of a file, with recovery: after a fault it goes on with what was most likely meant.

Nothing recurses. Members and items that need no second look, nearly all of a large file, cost one match of a regular
expression; the tokens of the lexer are for everything else.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Final

from dhcptools.kea.frames import Frame
from dhcptools.kea.lexer import NAMES, Lexer, Patch, Token, fault
from dhcptools.kea.tree import Bad, DialectError, Document, Entry, Node, NodeValue, Source

MAX_DEPTH: Final = 200  # maps and lists inside one another
_SCALARS: Final = frozenset(("string", "integer", "float", "boolean", "null", "bad"))
FREE: Final = frozenset(("user-context", "parameters"))  # what is below them may have any key
_COMMA: Final = "Extraneous comma. A piece of configuration may have been omitted."

# A member "key": value or an item, with the comma or closing bracket behind it, when nothing unusual is in between.
_SCALAR: Final = rb'"([^"\\\x00-\x1f]*)"|(-?[0-9]{1,18})(?![0-9.eE])|(true|false)(?![A-Za-z])'
_W: Final = rb"[ \t\r\n]*"
_MEMBER: Final = re.compile(rb'%s"([^"\\\x00-\x1f]*)"%s:%s(?:(?:%s)%s(,|\}|)|([{\[]))' % (_W, _W, _W, _SCALAR, _W))
_ITEM: Final = re.compile(rb"%s(?:(?:%s)%s(,|\]|)|([{\[]))" % (_W, _SCALAR, _W))
_AFTER: Final = re.compile(rb"%s([,}\]])" % _W)


class _StopError(Exception):
    """Ends a reading that cannot go on: too deep."""


class Parser:
    """Reads one document; ``strict`` raises the first fault, else all are kept."""

    def __init__(
        self, source: Source, include: Callable[[str], bytes], *, strict: bool, patches: Sequence[Patch] = ()
    ) -> None:
        self.strict = strict
        self.lexer = Lexer(source, include, self.report, patches)
        self.errors: list[DialectError] = []
        self.warnings: list[DialectError] = []
        self.frames: list[Frame] = []
        self.root: Node | None = None
        self.keys: dict[bytes, str] = {}
        self.tear: int | None = None  # where a bracket was missing or too many: other faults may follow from that

    def report(self, error: DialectError) -> None:
        if self.strict:
            raise error
        if error.code in {"string", "comment", "directive"} and error.place is not None:
            self._tear(error.place[1])
        last = self.errors[-1] if self.errors else None
        if last is None or last.place is None or error.place is None or last.place[:2] != error.place[:2]:
            self.errors.append(error)

    def _tear(self, at: int) -> None:
        if self.tear is None:
            self.tear = at

    def document(self) -> Document:
        with contextlib.suppress(_StopError):
            self._read()
        root = self.root
        if root is None:
            source = self.lexer.source
            root = self.frames[0].node if self.frames else Node({}, source, 0, 0)
        lexer = self.lexer
        return Document(
            root,
            tuple(self.warnings),
            tuple(lexer.files),
            tuple(self.errors),
            tuple(lexer.includes),
            self.tear,
            tuple(lexer.sources),
        )

    def _read(self) -> None:
        while True:
            if self.frames and self.frames[-1].state in {"first", "item"}:
                self._fast()
            token = self.lexer.token()
            if not self.frames:
                if self._outside(token):
                    return
            elif token.kind == "end":
                if self.tear is None:
                    self._unexpected(token, self.frames[-1].closing_words())
                self._close_all(token)
                return
            else:
                self._inside(self.frames[-1], token)

    # What is usual.

    def _fast(self) -> None:
        """Read members and items while they are plain; leaves the rest to the tokens."""
        lexer, frames = self.lexer, self.frames
        source, data, at, limit = lexer.source, lexer.data, lexer.at, lexer.limit
        keys, make = self.keys, tuple.__new__
        frame = frames[-1]
        mapping, node = frame.mapping, frame.node
        value: NodeValue
        key = ""
        while True:
            if mapping:
                found = _MEMBER.match(data, at)
                if found is None or found.end() > limit:
                    break
                name, text, number, word, tail, opening = found.groups()
                known = keys.get(name)
                if known is None:
                    known = keys[name] = name.decode("utf-8", "surrogateescape")
                key = known
                members: dict[str, Entry] = node.value  # type: ignore[assignment]  # of a map
                if key in members:
                    break
                frame.comma = None
                start = found.start(1) - 1
                stop = found.end(1) + 1
                if opening is not None:
                    frame.key = Token("string", key, source, start, stop)
                    at = found.end()
            else:
                found = _ITEM.match(data, at)
                if found is None or found.end() > limit:
                    break
                frame.comma = None
                text, number, word, tail, opening = found.groups()
                if opening is not None:
                    at = found.end()
            if opening is not None:
                if len(frames) >= MAX_DEPTH:
                    at -= 1
                    frame.state = "value"
                    break
                frame.state = "separator"
                mapping = opening == b"{"
                node = Node({} if mapping else [], source, at - 1, at)
                frame = Frame(node, self._name(frame), mapping)
                frames.append(frame)
                continue
            group = found.lastindex
            if text is not None:
                group = 2 if mapping else 1
                try:
                    value = text.decode()
                except UnicodeDecodeError:
                    value = text.decode("utf-8", "surrogateescape")
                made = Node(value, source, found.start(group) - 1, found.end(group) + 1)
            elif number is not None:
                group = 3 if mapping else 2
                made = Node(int(number), source, found.start(group), found.end(group))
            else:
                group = 4 if mapping else 3
                made = Node(word == b"true", source, found.start(group), found.end(group))
            if mapping:
                members[key] = make(Entry, (key, source, start, stop, made))
            else:
                node.value.append(made)  # type: ignore[union-attr]  # of a list
            at = found.end()
            if tail == b",":
                frame.comma = (source, at - 1)
                frame.state = "item"
                continue
            frame.state = "separator"
            if not tail:
                break
            # One bracket closes this, and more may follow.
            while True:
                node.stop, node.end_source = at, source
                frames.pop()
                if not frames:
                    self.root = node
                    lexer.at = at
                    return
                frame = frames[-1]
                self._store(frame, node)
                mapping, node = frame.mapping, frame.node
                after = _AFTER.match(data, at)
                if after is None:
                    break
                mark = after[1]
                if mark == b",":
                    at = after.end()
                    frame.comma = (source, at - 1)
                    frame.state = "item"
                    break
                if (mark == b"}") != mapping:
                    break
                at = after.end()
            if frame.state != "item":
                break
        lexer.at = at

    # What is not.

    def _outside(self, token: Token) -> bool:
        """Handle a token outside of the outermost map; true at the end."""
        if token.kind == "end":
            if self.root is None:
                self._unexpected(token, "{")
            return True
        if self.root is not None:
            if token.kind != "bad" and not (self.tear is not None and token.kind in {"}", "]", ","}):
                self._unexpected(token, "end of file")
            return True
        if token.kind == "{":
            self._push(token, "top level")
        else:
            self._unexpected(token, "{")
            if token.kind == "[":
                return True
            if token.kind == "string":  # the members of a map without its bracket
                self._push(token._replace(kind="{"), "top level")
                self._tear(token.start)
                self._inside(self.frames[-1], token)
        return False

    def _inside(self, frame: Frame, token: Token) -> None:
        kind = token.kind
        closing = "}" if frame.mapping else "]"
        state = frame.state
        if kind == closing and state not in {"colon", "value"}:
            self._close(frame, token)
        elif kind in {"}", "]"}:
            self._mismatch(frame, token)
        elif state in {"first", "item"}:
            self._start(frame, token)
        elif state == "colon":
            self._colon(frame, token)
        elif state == "value":
            self._value(frame, token)
        elif kind == ",":
            frame.comma = (token.source, token.start)
            frame.state = "item"
        elif kind != "bad":
            self._unexpected(token, frame.closing_words())
            if kind == ":" and self._implied(frame):
                return
            if not frame.mapping or kind == "string":  # a comma is missing
                self._start(frame, token)
            elif kind == ":":
                frame.state = "value"
                frame.key = None
            elif kind in {"{", "["}:
                frame.key = None
                self._value(frame, token)

    def _implied(self, frame: Frame) -> bool:
        """Whether a list holds the members of a map that lacks its bracket; go on in that map then."""
        items = frame.node.value
        if not isinstance(items, list) or not items or not isinstance(items[-1].value, str):
            return False
        key = items.pop()
        inner = Frame(Node({}, key.source, key.start, key.stop), self._name(frame), True)
        inner.key = Token("string", str(key.value), key.source, key.start, key.stop)
        inner.state, inner.implied = "value", True
        self.frames.append(inner)
        return True

    def _start(self, frame: Frame, token: Token) -> None:
        """The first token of a member or an item."""
        if token.kind == "," and frame.state == "item":
            self._extra_comma(frame)
            frame.comma = (token.source, token.start)
        elif not frame.mapping:
            self._value(frame, token)
        elif token.kind == "string":
            self._key(frame, token)
        elif token.kind == "bad":
            frame.key, frame.comma, frame.state = None, None, "colon"
        else:
            self._unexpected(token, frame.closing_words())
            frame.key, frame.comma = None, None
            if token.kind in {"{", "["}:
                self._value(frame, token)
            elif token.kind == ":":
                frame.state = "value"
            elif token.kind != ",":
                frame.state = "colon"

    def _key(self, frame: Frame, token: Token) -> None:
        entries = frame.node.value
        key = str(token.value)
        frame.key = token
        if isinstance(entries, dict) and key in entries and not self._merges(entries[key]):
            entry = entries[key]  # Kea counts lists and maps from their key, all else from its value
            keyed = frame.name != "JSON" and isinstance(entry.node.value, dict | list)
            before = entry.position if keyed else entry.node.position
            text = f"duplicate {key} entries in {frame.name} map (previous at {before})"
            self.report(fault(text, token.source, token.start, token.stop, "duplicate"))
            frame.key = None  # the first one counts
        frame.comma = None
        frame.state = "colon"

    @staticmethod
    def _merges(entry: Entry) -> bool:
        """Whether Kea merges another one with this: a user-context that has nothing but a comment."""
        value = entry.node.value
        return entry.key == "user-context" and isinstance(value, dict) and list(value) == ["comment"]

    def _colon(self, frame: Frame, token: Token) -> None:
        if token.kind == ":":
            frame.state = "value"
            return
        if token.kind == "bad":  # told already
            return
        self._unexpected(token, ":")
        if token.kind == ",":
            frame.state, frame.comma = "item", (token.source, token.start)
        else:
            self._value(frame, token)

    def _value(self, frame: Frame, token: Token) -> None:
        if token.kind in _SCALARS:
            kind = Bad if token.kind == "bad" else Node
            self._store(frame, kind(token.value, token.source, token.start, token.stop))
        elif token.kind in {"{", "["}:
            self._push(token, self._name(frame))
        else:
            self._unexpected(token, "" if frame.mapping else frame.closing_words())
            if token.kind == ",":
                frame.state, frame.comma = "item", None

    def _name(self, frame: Frame) -> str:
        """What a map inside a frame is called in messages: its key, its list's key, or JSON where any key is free."""
        if frame.name == "JSON" or frame.key is None:
            return frame.name
        name = str(frame.key.value)
        return "JSON" if name in FREE else name

    def _store(self, frame: Frame, node: Node) -> None:
        value, key = frame.node.value, frame.key
        if isinstance(value, list):
            value.append(node)
        elif isinstance(value, dict) and key is not None:
            value[str(key.value)] = Entry(str(key.value), key.source, key.start, key.stop, node)
        frame.comma = None
        frame.state = "separator"

    def _push(self, token: Token, name: str) -> None:
        if len(self.frames) >= MAX_DEPTH:
            text = f"memory exhausted: more than {MAX_DEPTH} levels"
            self.report(fault(text, token.source, token.start, None, "depth"))
            raise _StopError
        mapping = token.kind == "{"
        node = Node({} if mapping else [], token.source, token.start, token.stop)
        self.frames.append(Frame(node, name, mapping))

    def _close(self, frame: Frame, token: Token) -> None:
        self._extra_comma(frame)
        frame.node.stop, frame.node.end_source = token.stop, token.source
        self.frames.pop()
        if self.frames:
            self._store(self.frames[-1], frame.node)
        else:
            self.root = frame.node

    def _mismatch(self, frame: Frame, token: Token) -> None:
        """A closing bracket that is not this frame's turn, or another's."""
        closing = "}" if frame.mapping else "]"
        if frame.implied and frame.state in {"separator", "item"}:  # the map that was never opened
            frame.comma = None
            self._close(frame, token._replace(stop=token.start))
            self._close(self.frames[-1], token)
            return
        self._unexpected(token, frame.closing_words())
        frame.state, frame.comma = "separator", None
        if token.kind == closing:  # only the value was missing
            self._close(frame, token)
            return
        self._tear(token.start)
        if len(self.frames) > 1 and self.frames[-2].mapping == (token.kind == "}") and not frame.opened_so(token):
            self._close(frame, token._replace(stop=token.start))  # this one was left open
            self._close(self.frames[-1], token)
        elif len(self.frames) > 1:
            self._close(frame, token)  # it was opened by the wrong bracket, or is closed by it

    def _close_all(self, token: Token) -> None:
        while self.frames:
            self.frames[-1].comma = None
            self._close(self.frames[-1], token)

    def _extra_comma(self, frame: Frame) -> None:
        if frame.comma is not None:
            source, start = frame.comma
            self.warnings.append(fault(_COMMA, source, start, None, "comma"))
            frame.comma = None

    def _unexpected(self, token: Token, expecting: str) -> None:
        text = f"syntax error, unexpected {NAMES[token.kind]}"
        if expecting:
            text += f", expecting {expecting}"
        self.report(fault(text, token.source, token.start, token.stop))
