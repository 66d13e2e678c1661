"""The tree of a file in Kea's dialect: values and keys that know where they stand.

Positions are kept as offsets in octets and become lines and columns only when somebody asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# What a tree says once its positions are dropped.
Plain = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None


class Position(NamedTuple):
    """A place in a file: ``line`` and ``column`` count from 1, the column in octets."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class DialectError(ValueError):
    """A text that Kea's parser would refuse. ``str()`` is Kea's line ``FILE:LINE.COL[-COL]: text``.

    ``code`` says which kind of fault it is: syntax, duplicate, include, directive, loop, character, quote, case,
    escape, string, number, comment, comma, depth. ``near`` is Kea's offset into a string that is wrong inside.
    ``place`` is the file and its octets, start and stop, where there is one. ``hint`` is what it comes from, if known.
    """

    def __init__(
        self,
        text: str,
        position: Position,
        last_column: int | None = None,
        code: str = "syntax",
        near: int | None = None,
        place: tuple[Source, int, int] | None = None,
    ) -> None:
        super().__init__(text, position)
        self.text = text
        self.position = position
        self.last_column = position.column if last_column is None else last_column
        self.code = code
        self.near = near
        self.place = place
        self.hint = ""

    def explained(self, hint: str, start: int, stop: int) -> DialectError:
        """The same with what it comes from, and where that stands in its file."""
        source = None if self.place is None else self.place[0]
        place = None if source is None else (source, start, stop)
        made = DialectError(self.text, self.position, self.last_column, self.code, self.near, place)
        made.hint = hint
        return made

    @property
    def file(self) -> str:
        """The file it stands in, which may be an included one."""
        return self.position.file

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.position.line

    @property
    def column(self) -> int:
        """The column in octets, from 1."""
        return self.position.column

    def __str__(self) -> str:
        if self.code == "duplicate":
            return f"{self.position}: {self.text}"
        until = f"-{self.last_column}" if self.last_column > self.column else ""
        near = "" if self.near is None else f" (near {self.near})"
        return f"{self.file}:{self.line}.{self.column}{until}{near}: {self.text}"


class Source:
    """One file's octets; positions are worked out only when somebody asks."""

    __slots__ = ("_starts", "data", "name")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self._starts: list[int] | None = None

    def position(self, offset: int) -> Position:
        """Where an offset in octets lies."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer(b"\n", self.data))]
        line = bisect_right(self._starts, offset)
        return Position(self.name, line, offset - self._starts[line - 1] + 1)


class Node:
    """A value and where it stands: ``start`` and ``stop`` are offsets in octets of ``source``.

    ``value`` is None, a bool, an int, a float, a str, a list of nodes, or a dict from key to :class:`Entry`.
    """

    __slots__ = ("end_source", "source", "start", "stop", "value")

    def __init__(self, value: NodeValue, source: Source, start: int, stop: int) -> None:
        self.value = value
        self.source = source
        self.start = start
        self.stop = stop
        self.end_source = source  # another one when an include opens in one file and the map closes in the next

    @property
    def position(self) -> Position:
        """Where the value begins."""
        return self.source.position(self.start)

    @property
    def end(self) -> Position:
        """Where its last octet stands."""
        return self.end_source.position(max(self.stop - 1, 0))

    @property
    def kind(self) -> str:
        """What it is in Kea's words: ``map``, ``list``, ``constant string``, ``integer`` and so on."""
        return _KINDS[type(self.value)]

    def plain(self) -> Plain:
        """The value without positions. Recursion is bounded by MAX_DEPTH."""
        value = self.value
        if isinstance(value, dict):
            return {key: entry.node.plain() for key, entry in value.items()}
        if isinstance(value, list):
            return [item.plain() for item in value]
        return value


class Bad(Node):
    """A value that is none: what stands where it should be was told as a fault already. Its ``value`` is None."""

    __slots__ = ()


class Entry(NamedTuple):
    """One member of a map: the octets of its key, and its value."""

    key: str
    source: Source
    start: int
    stop: int
    node: Node

    @property
    def position(self) -> Position:
        """Where the key stands."""
        return self.source.position(self.start)


class Include(NamedTuple):
    """An ``<?include "name"?>``: ``target`` is the file as it was opened."""

    name: str
    source: Source
    start: int
    stop: int


NodeValue = bool | int | float | str | list[Node] | dict[str, Entry] | None
_KINDS: Final[dict[type, str]] = {
    type(None): "null", bool: "boolean", int: "integer", float: "floating point", str: "constant string",
    list: "list", dict: "map",
}  # fmt: skip  # a small table


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. ``warnings`` are the accepted faults, ``errors`` the others, in the order of the text.

    ``includes`` are the directives that were followed. ``tear`` is the octet where a bracket or a quotation mark first
    had no partner: what comes behind may be in another map than it was meant to be. ``sources`` are the files' octets.
    """

    root: Node
    warnings: tuple[DialectError, ...] = ()
    files: tuple[str, ...] = field(default=(), compare=False)
    errors: tuple[DialectError, ...] = ()
    includes: tuple[Include, ...] = field(default=(), compare=False)
    tear: int | None = None
    sources: tuple[Source, ...] = field(default=(), compare=False)
