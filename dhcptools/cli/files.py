"""Files that others read while we write them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from dhcptools.cli.errors import ProblemError

_MODE = 0o644  # the mode of temporary files would keep a collector out


def replace_file(path: str, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the whole new one. ProblemError when that cannot be done."""
    target = Path(path)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor has no path
                file.write(text)
                file.flush()
                os.fchmod(descriptor, _MODE)
                os.fsync(descriptor)
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise ProblemError(
            f"cannot write {path}",
            f"{error.strerror or error}; a new file is written to {target.parent} and takes the place of the old one",
            f"choose a directory that this user (uid {os.geteuid()}) may write to",
        ) from error
