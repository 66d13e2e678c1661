"""What a rule says about a place in a file, and the edits that would mend it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

from dhcptools.kea.tree import Entry, Node, Position, Source


class Severity(StrEnum):
    """How bad it is: ``error`` stops the server or breaks clients, ``warning`` surprises, ``info`` is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Spot(Protocol):
    """A place in octets: a value (:class:`Node`) or a key (:class:`Entry`)."""

    @property
    def source(self) -> Source: ...
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


class Place(NamedTuple):
    """Octets of a file that are neither a value nor a key."""

    source: Source
    start: int
    stop: int


class Edit(NamedTuple):
    """Octets ``start`` to ``stop`` of a file become ``text``."""

    source: Source
    start: int
    stop: int
    text: bytes


class Fix(NamedTuple):
    """Edits that belong together. ``safe`` ones do not change what a working server does."""

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True


class Finding(NamedTuple):
    """One thing found. Offsets are octets of ``source``, ``stop`` excluded; ``pointer`` is a JSON pointer.

    ``kea`` is what Kea says of it, where Kea refuses or warns.
    """

    rule: str
    severity: Severity
    message: str
    source: Source
    start: int
    stop: int
    fix: Fix | None = None
    pointer: str = ""
    origin: Literal["dhcptool", "kea"] = "dhcptool"
    kea: str = ""

    @property
    def position(self) -> Position:
        """File, line and column of the first octet."""
        return self.source.position(self.start)

    @property
    def end(self) -> Position:
        """File, line and column of the last octet."""
        return self.source.position(max(self.start, self.stop - 1))


def span(at: Spot) -> tuple[Source, int, int]:
    """What to underline: keys and scalars as a whole, of maps and lists the opening bracket."""
    if isinstance(at, Node) and isinstance(at.value, dict | list):
        return at.source, at.start, at.start + 1
    return at.source, at.start, at.stop


__all__ = ["Edit", "Entry", "Finding", "Fix", "Node", "Place", "Position", "Severity", "Source", "Spot", "span"]
