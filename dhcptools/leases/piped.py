"""Leases that come through a pipe: ``-``, and what a shell puts in place of ``<(zcat kea-leases4.csv.gz)``.

Lease files are read by places, and more than once, which a pipe does not allow: what comes out of it is kept in a file
without a name, and the pipe's descriptor becomes that file's, so that its name goes on working.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dhcptools.leases.faults import StoreError

STDIN: Final = {"-": "/dev/stdin"}
"""What stands for standard input."""
_DESCRIPTOR: Final = re.compile(r"/dev/fd/([0-9]+)|/proc/self/fd/([0-9]+)|/dev/std(in)")
_HEAD_OCTETS: Final = 65536


def piped(source: str) -> tuple[Path, int] | None:
    """The name and the descriptor of a pipe that this process holds; None for everything else."""
    source = STDIN.get(source, source)
    found = _DESCRIPTOR.fullmatch(source)
    if found is None:
        return None
    number = next((int(text) for text in found.groups() if text and text.isdigit()), 0)
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        return None
    if stat.S_ISCHR(mode) and os.isatty(number):
        raise StoreError(
            "cannot read leases from a terminal", "nobody types them", "put a lease file into it: leases show - <FILE"
        )
    return (Path(source), number) if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else None


def keep(descriptor: int, known: Callable[[], object]) -> None:
    """Put all that comes out of a pipe into a file in its place.

    ``known`` is called when its beginning is there, and raises what it thinks of it: an endless pipe of something else
    fills no disk.
    """
    with tempfile.TemporaryFile() as file, os.fdopen(os.dup(descriptor), "rb") as pipe:
        file.write(pipe.read(_HEAD_OCTETS))
        file.flush()
        os.dup2(file.fileno(), descriptor)
        known()
        shutil.copyfileobj(pipe, file, 1 << 20)


def refuse_special(path: Path) -> None:
    """StoreError for a pipe or a socket in the file system, on which a reader would wait for ever."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - Path.stat would do the same
    except OSError:
        return  # who opens it says why
    if stat.S_ISFIFO(mode):
        raise StoreError(
            f"cannot read {path}", "it is a named pipe", f"read it as standard input: leases show - <{path}"
        )
    if stat.S_ISSOCK(mode):
        raise StoreError(f"cannot read {path}", "it is a socket", f"ask the server behind it: unix:{path}")
