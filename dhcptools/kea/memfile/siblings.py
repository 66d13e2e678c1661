"""The files beside a lease file that Kea's clean-up (LFC) leaves, opened as one consistent set.

The clean-up renames ``X`` to ``X.1``, writes ``X.2`` and ``X.1`` together to ``X.output``, renames that to
``X.completed``, removes ``X.2`` and ``X.1`` and renames ``X.completed`` to ``X.2``. So the leases are in
``X.completed`` and ``X``, or, when there is no ``X.completed``, in ``X.2``, ``X.1`` and ``X``, the oldest first.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path

ATTEMPTS = 200


class LeaseFiles:
    """The open files of one set, the oldest first; a context manager that closes them."""

    def __init__(self, files: list[tuple[Path, FileIO]], stack: ExitStack) -> None:
        self.files = files
        self._stack = stack

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> LeaseFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def reading_order(path: Path) -> list[Path]:
    """The existing files that hold the leases of ``path``, the oldest first."""

    def beside(suffix: str) -> Path:
        return path.with_name(path.name + suffix)

    done = beside(".completed")
    exists = os.path.exists  # which is False in a folder that is closed to us, where Path.exists raises
    wanted = [done] if exists(done) else [beside(".2"), beside(".1")]
    return [found for found in [*wanted, path] if exists(found)]


def open_files(path: Path, *, siblings: bool = True) -> LeaseFiles:
    """Open ``path`` and its siblings so that nothing was renamed meanwhile: all that is read belongs together.

    FileNotFoundError when there is none of them, PermissionError where that cannot be seen, OSError (EBUSY) when the
    files never stand still.
    """
    for _ in range(ATTEMPTS):
        order = reading_order(path) if siblings else [path]
        if not order:
            if not _anywhere(path):
                path.stat()  # FileNotFoundError, or PermissionError in a folder that is closed to us
            continue  # renamed between two looks, from a name not looked at yet to one that was
        stack = ExitStack()
        try:
            files = [(found, stack.enter_context(FileIO(found))) for found in order]
            if not siblings or (order == reading_order(path) and all(_same(found, file) for found, file in files)):
                return LeaseFiles(files, stack)
        except FileNotFoundError:
            if not siblings:
                raise
        except BaseException:
            stack.close()
            raise
        stack.close()
    raise OSError(errno.EBUSY, "the lease files were renamed again and again while they were opened", str(path))


def open_only(paths: Iterable[Path]) -> LeaseFiles:
    """Open just these files, those of them that exist, in this order."""
    with ExitStack() as stack:
        files = []
        for path in paths:
            with suppress(FileNotFoundError):
                files.append((path, stack.enter_context(FileIO(path))))
        return LeaseFiles(files, stack.pop_all())
    raise AssertionError("unreachable")  # the stack does not swallow errors


def _anywhere(path: Path) -> bool:
    """Whether any of the files exists, looked for in the order in which leases wander, so that no rename hides them."""
    return any(os.path.exists(f"{path}{suffix}") for suffix in ("", ".1", ".completed", ".2"))  # noqa: PTH110 - as above


def _same(path: Path, file: FileIO) -> bool:
    """Whether the name still means the open file; FileNotFoundError when it is gone."""
    now, opened = path.stat(), os.fstat(file.fileno())
    return (now.st_dev, now.st_ino) == (opened.st_dev, opened.st_ino)
