"""Kea's JSON dialect: JSON with comments, includes and forgiven commas, every value with its position.

Rules this file keeps:

- what Kea's lexer and grammar accept is accepted, what they refuse is refused with their words and place: lines and
  columns count from 1, columns in octets, a tab is one column;
- extra commas are accepted with a warning, as Kea does;
- ``<?include "file"?>`` may stand anywhere a token may, relative to the working directory, at most ten deep;
- :func:`parse` raises the first fault as :class:`DialectError`; :func:`recover` keeps them all and goes on, so that one
  reading tells of every mistake;
- nesting is bounded by :data:`MAX_DEPTH`, and nothing recurses.
"""

from __future__ import annotations

import errno
import gc
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from dhcptools.kea.lexer import Patch
from dhcptools.kea.parser import MAX_DEPTH, Parser
from dhcptools.kea.repair import lost_mark, most
from dhcptools.kea.tree import Bad, DialectError, Document, Entry, Include, Node, Plain, Position, Source

__all__ = [
    "MAX_DEPTH", "MOST_OCTETS", "Bad", "DialectError", "Document", "Entry", "Include", "Node", "Plain", "Position",
    "Source", "load", "parse", "read_file", "read_include", "recover", "refuse_special",
]  # fmt: skip  # one door: readers need not know where the tree is defined

MOST_OCTETS: Final = 1 << 28
"""Of a file; a configuration with a million reservations has a tenth of that."""


def read_file(name: str) -> bytes:
    """The octets of a file. Raises OSError.

    What goes on without end, as ``/dev/zero`` does, is no file to read either.
    """
    with Path(name).open("rb") as file:
        octets = file.read(MOST_OCTETS + 1)
    if len(octets) > MOST_OCTETS:
        raise OSError(errno.EFBIG, f"over {MOST_OCTETS >> 20} MiB", name)
    return octets


def refuse_special(name: str) -> None:
    """Raises OSError for what may keep a reader waiting for ever: pipes, sockets, devices. What is not there passes."""
    try:
        mode = Path(name).stat().st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a regular file", name)


def read_include(name: str) -> bytes:
    """How an include is opened by default: relative to the working directory, as Kea does. Raises OSError."""
    refuse_special(name)
    return read_file(name)


def load(path: str) -> Document:
    """Parse a file. Raises OSError when it cannot be read, DialectError when Kea could not parse it."""
    return parse(read_file(path), path)


def parse(data: bytes, name: str = "<string>", *, include: Callable[[str], bytes] = read_include) -> Document:
    """Parse octets; ``include`` opens the files named inside. Raises DialectError."""
    return _run(Parser(Source(name, data), include, strict=True))


def recover(data: bytes, name: str = "<string>", *, include: Callable[[str], bytes] = read_include) -> Document:
    """Parse octets to the end whatever they are; what is wrong is in ``Document.errors``. Never raises.

    Where a value cannot be read there is a :class:`Bad` one; of two equal keys the first counts.
    """
    kept: dict[str, bytes] = {}

    def again(path: str) -> bytes:
        """Reads a file once, however often the text is read that includes it."""
        if path not in kept:
            kept[path] = include(path)
        return kept[path]

    document = _run(Parser(Source(name, data), again, strict=False))
    told: list[DialectError] = []
    patches: list[Patch] = []
    tried: set[int] = set()
    while document.errors and len(patches) < most(document):
        lost = lost_mark(document, tried)
        if lost is None:
            break
        patches.append(lost.patch)
        told.append(lost.error.explained(lost.hint, lost.patch.start, lost.patch.stop))
        document = _run(Parser(document.sources[0], again, strict=False, patches=patches))
    if not told:
        return document
    own = document.sources[0].name
    places = {error.position for error in told}
    others = (error for error in document.errors if error.position not in places)
    errors = sorted((*told, *others), key=lambda error: (error.file != own, error.line, error.column))
    return replace(document, errors=tuple(errors))


def _run(parser: Parser) -> Document:
    """Nothing that is parsed can be garbage: looking for it takes half of the time of a large file."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return parser.document()
    finally:
        if enabled:
            gc.enable()
