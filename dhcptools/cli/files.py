"""Files that others read while we write them."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dhcptools.cli.errors import ProblemError

_MODE = 0o644  # the mode of temporary files would keep a collector out
_READABLE = 0o666


def replace_file(path: str, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the whole new one. ProblemError when that cannot be done."""
    with new_file(path, _MODE) as place:
        place.write_text(text, encoding="utf-8")


def check_place(path: str) -> None:
    """Whether :func:`replace_file` could write there: said before the work, not after it. ProblemError."""
    target = Path(path)
    try:
        if not target.name or target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(descriptor)
        Path(name).unlink()
    except OSError as error:
        raise _cannot_write(path, error) from error


def replace_octets(path: str, data: bytes) -> None:
    """Write ``data`` in the place of a file, in the same way; its mode and owner stay, a link to it stays a link."""
    target = Path(path).resolve()
    with new_file(path) as place:
        place.write_bytes(data)
        with contextlib.suppress(FileNotFoundError):  # a new file
            status = target.stat()
            give(place, status.st_uid, status.st_gid, path)


def give(place: Path, user: int, group: int, path: str) -> None:
    """Give a file to the owner of the one whose place it takes. ProblemError where this user may not."""
    made = place.stat()
    if (made.st_uid, made.st_gid) == (user, group):
        return
    try:
        os.chown(place, user, group)
    except PermissionError as error:
        raise ProblemError(
            f"cannot write {path}",
            f"it belongs to uid {user} and gid {group}; what uid {os.geteuid()} writes in its place would not",
            "run it as its owner, or as root; --diff shows what would change",
        ) from error


@contextlib.contextmanager
def new_file(path: str, mode: int | None = None) -> Iterator[Path]:
    """A place for a file that becomes ``path`` when it is whole; nothing is left of it when something goes wrong.

    Without ``mode`` it gets that of the file it replaces, or that of new files. A link stays a link; what cannot be
    replaced, a pipe or a device, is written to once all is there. ProblemError for an OSError.
    """
    target = Path(path).resolve()
    if _is_special(path):
        with _copied(path) as place:
            yield place
        return
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        place = Path(name)
        try:
            yield place
            with place.open("rb") as written:
                os.fchmod(written.fileno(), _mode_of(target) if mode is None else mode)
                os.fsync(written.fileno())
            place.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                place.unlink()
            raise
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: str, error: OSError) -> ProblemError:
    return ProblemError(
        f"cannot write {path or 'a file without a name'}",
        f"{error.strerror or error}; a new file is written to {Path(path).parent} and takes the place of the old one",
        f"choose a directory that this user (uid {os.geteuid()}) may write to",
    )


def _is_special(path: str) -> bool:
    """Whether it is there, and neither a file nor a folder."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - Path resolves /dev/stdout to a name that is none
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextlib.contextmanager
def _copied(path: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "whole")
        yield place
        try:
            with open(path, "wb") as device:  # noqa: PTH123 - see _is_special
                device.write(place.read_bytes())
        except OSError as error:
            raise ProblemError(f"cannot write {path}", error.strerror or str(error), "name a file") from error


def _mode_of(target: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return _READABLE & ~mask
