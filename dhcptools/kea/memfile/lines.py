"""The lines of an open lease file by where they begin, read a window at a time.

Files are not mapped into memory: one that is cut off meanwhile would end the process instead of a read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

from dhcptools.kea.memfile.columns import Source
from dhcptools.kea.memfile.reader import LeaseFileError

_WINDOW_OCTETS: Final = 1 << 20


def lines_at(source: Source, places: Iterable[int]) -> Iterator[bytes]:
    """The lines that begin at these places, which ascend, without their newlines.

    LeaseFileError when there is nothing any more: somebody cut the file off.
    """
    window, base = b"", 0
    for at in places:
        end = window.find(b"\n", at - base)
        if end < 0:
            window, base = _window(source, at), at
            end = window.find(b"\n")
        yield window[at - base : end if end >= 0 else len(window)]


def _window(source: Source, at: int) -> bytes:
    """Octets from the beginning of a line on, past its end."""
    window = b""
    while more := os.pread(source.file.fileno(), _WINDOW_OCTETS, at + len(window)):
        window += more
        if b"\n" in more:
            break
    if not window:
        raise LeaseFileError(f"{source.path}: it was rewritten while it was read")
    return window
