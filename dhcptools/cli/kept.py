"""A file that is there whole or not at all: written beside its place, and moved there when it is complete."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from dhcptools.cli.errors import ProblemError


class KeptFile:
    """While entered, ``path`` can be written; until :meth:`write` has done so it stays what it was.

    It is tried at the start, so that a wrong path is not found out after the work. What cannot be replaced, a pipe or a
    device, is written to in place. ProblemError when that is not possible.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._beside: Path | None = None

    def __enter__(self) -> Self:
        try:
            mode = self._mode()
            if mode is not None:
                place = self._path.resolve()
                descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
                self._beside = Path(name)
                os.fchmod(descriptor, mode)
                os.close(descriptor)
        except OSError as error:
            raise self._problem(error) from error
        return self

    def write(self, text: str) -> None:
        """Put ``text`` in its place."""
        try:
            if self._beside is None:
                with self._path.open("w", encoding="utf-8") as device:
                    device.write(text)
                return
            with self._beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            self._beside.replace(self._path.resolve())
            self._beside = None
        except OSError as error:
            raise self._problem(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def _mode(self) -> int | None:
        """The permissions of the file to make; None for what is no file. OSError when it may not be written."""
        try:
            found = self._path.stat().st_mode
        except FileNotFoundError:
            umask = os.umask(0)
            os.umask(umask)
            return 0o666 & ~umask
        if stat.S_ISDIR(found):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found):
            return None
        with self._path.open("ab"):
            return stat.S_IMODE(found)

    def _problem(self, error: OSError) -> ProblemError:
        return ProblemError(
            f"cannot write {self._path}: {error.strerror}",
            "--output names the file that keeps the run",
            "name another file",
        )
