"""Lease files written as Kea writes them: a header, then rows appended, whole batches in one write.

Rules this file keeps:

- one writer a file: the lock is held as long as the file is open;
- what is acknowledged stays: a batch that fails is cut back to whole rows, and the error says how many are there;
- readers see a whole state at any time: files are replaced by rename, in the order of Kea's own clean-up;
- a row cut off by a crash was never acknowledged: it is cut away before anything is appended to it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final, Self

from dhcptools.kea.memfile.reader import LeaseFileError, header_of
from dhcptools.kea.memfile.schema import Schema

_WRITE_OCTETS: Final = 1 << 20


class Durability(Enum):
    """When rows reach the disk itself, and so survive a loss of power; any of them survives the end of the process."""

    ALWAYS = "always"
    """Before ``append`` returns."""
    BATCH = "batch"
    """When ``sync`` is called, for all rows appended before it."""
    NEVER = "never"
    """When the kernel likes."""


class AppendError(OSError):
    """Rows could not be written. The first ``rows`` of the batch, ``octets`` long, are in the file, whole."""

    def __init__(self, error: OSError, path: Path, rows: int, octets: int) -> None:
        super().__init__(error.errno, error.strerror, str(path))
        self.rows = rows
        self.octets = octets


class OldSchemaError(LeaseFileError):
    """The file has other columns than the writer: read it and ``rewrite`` it first."""


class LeaseWriter:
    """An open lease file that rows of one schema are appended to.

    A missing or empty file gets a header. LeaseFileError when Kea would refuse the file, OldSchemaError when its
    columns are not those of ``schema`` (``convert=True`` opens it all the same, for ``rewrite``), BlockingIOError when
    another writer has it. ``cut_octets`` says how much of an unfinished last row was cut away.
    """

    def __init__(
        self, path: Path | str, schema: Schema, *, durability: Durability = Durability.BATCH, convert: bool = False
    ) -> None:
        self.path = Path(path)
        self.schema = schema
        self.durability = durability
        self.cut_octets = 0
        self._unsynced = False
        self._file = -1
        self._size = 0
        self._adopt(_locked(self.path))
        try:
            self._begin(convert)
        except BaseException:
            self.close()
            raise

    def _adopt(self, file: int) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = file
        self._size = os.fstat(file).st_size

    def _begin(self, convert: bool) -> None:
        whole = _whole_lines(self._file, self._size)
        if whole < self._size:
            os.ftruncate(self._file, whole)
            self.cut_octets = self._size - whole
            self._size = whole
        header = _first_line(self._file)
        if not header:
            os.ftruncate(self._file, 0)
            self._size = 0
            self.append([self.schema.header])
            sync_folder(self.path)
            return
        layout = header_of(self.path, header, self.schema.family)
        if (layout.known != len(self.schema.columns) or layout.extra) and not convert:
            raise OldSchemaError(
                f"{self.path}: columns of schema {layout.version}{' and more' if layout.extra else ''}, "
                f"not of {self.schema.version}"
            )

    @property
    def octets(self) -> int:
        """The length of the file."""
        return self._size

    def append(self, rows: Sequence[bytes]) -> None:
        """Append rows, each with its newline, in one write; AppendError says which ones are in the file if it fails."""
        batch = b"".join(rows)
        start = self._size
        done = 0
        try:
            while done < len(batch):
                done += os.write(self._file, memoryview(batch)[done:] if done else batch)
        except OSError as error:
            self._cut_back(error, rows, start, done)
        self._size = start + done
        self._unsynced = True
        if self.durability is Durability.ALWAYS:
            try:
                self.sync()
            except OSError as error:
                self._cut_back(error, rows, start, 0)

    def _cut_back(self, error: OSError, rows: Sequence[bytes], start: int, written: int) -> None:
        """Leave only whole rows of a failed batch, and raise."""
        count = octets = 0
        for row in rows:
            if octets + len(row) > written:
                break
            octets += len(row)
            count += 1
        self._size = start + octets
        self._unsynced = self._unsynced or count > 0
        os.ftruncate(self._file, self._size)
        raise AppendError(error, self.path, count, octets) from error

    def sync(self) -> None:
        """Wait until all appended rows are on the disk; nothing to do when they are, or with NEVER."""
        if self._unsynced and self.durability is not Durability.NEVER:
            os.fdatasync(self._file)
        self._unsynced = False

    def begin_sync(self) -> Callable[[], None] | None:
        """The same for another thread: what to call there, once; None when there is nothing to wait for.

        Rows that are appended meanwhile are for the next call. OSError when the disk fails.
        """
        if not self._unsynced or self.durability is Durability.NEVER:
            return None
        file = os.dup(self._file)
        self._unsynced = False

        def wait() -> None:
            try:
                os.fdatasync(file)
            finally:
                os.close(file)

        return wait

    def rotate(self) -> bool:
        """Rename the file to ``.1`` and go on in a new one, as Kea does before a clean-up.

        False, with nothing done, when an earlier clean-up has not finished with ``.1`` or ``.completed``.
        """
        copy = beside(self.path, ".1")
        if copy.exists() or beside(self.path, ".completed").exists():
            return False
        self.sync()
        fresh = beside(self.path, ".fresh")
        mode = os.fstat(self._file).st_mode
        write_file(fresh, [self.schema.header], mode)
        file = _locked(fresh)
        try:
            self.path.rename(copy)
            fresh.rename(self.path)
        except BaseException:
            os.close(file)
            raise
        self._adopt(file)
        sync_folder(self.path)
        return True

    def rewrite(self, rows: Iterable[bytes]) -> None:
        """Replace everything, siblings included, by these rows; every reader sees the old state or the new one.

        Beside siblings the rows must say what the files say, only shorter or in other columns: there the old file is
        still read after the new rows until it is replaced.
        """
        output, completed = beside(self.path, ".output"), beside(self.path, ".completed")
        mode = os.fstat(self._file).st_mode
        write_file(output, _with_header(self.schema, rows), mode)
        file = _locked(output)
        try:
            if any(beside(self.path, suffix).exists() for suffix in (".2", ".1", ".completed")):
                output.rename(completed)
                sync_folder(self.path)
                for suffix in (".2", ".1"):
                    beside(self.path, suffix).unlink(missing_ok=True)
                sync_folder(self.path)
                output = completed
            output.rename(self.path)
        except BaseException:
            os.close(file)
            raise
        self._adopt(file)
        self._unsynced = False
        sync_folder(self.path)

    def close(self) -> None:
        if self._file >= 0:
            file, self._file = self._file, -1
            try:
                if self._unsynced and self.durability is not Durability.NEVER:
                    os.fdatasync(file)
            finally:
                os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def beside(path: Path, suffix: str) -> Path:
    """The sibling of a lease file with this suffix."""
    return path.with_name(path.name + suffix)


def write_file(path: Path, rows: Iterable[bytes], mode: int = 0o640) -> None:
    """Write a new file with these rows and bring it to the disk; it is removed again when that fails."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode & 0o777)
    try:
        os.fchmod(file, mode & 0o777)
        with os.fdopen(os.dup(file), "wb", _WRITE_OCTETS) as buffered:
            buffered.writelines(rows)
        os.fsync(file)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(file)


def _with_header(schema: Schema, rows: Iterable[bytes]) -> Iterable[bytes]:
    yield schema.header
    yield from rows


def _locked(path: Path) -> int:
    """Open for appending and lock; BlockingIOError when another process has the lock."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            _refuse_special(file, path)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file), path.stat()):
                    return file
        except BlockingIOError as error:
            os.close(file)
            raise BlockingIOError(error.errno, "another process writes this lease file", str(path)) from None
        except BaseException:
            os.close(file)
            raise
        os.close(file)  # it was renamed meanwhile


def _refuse_special(file: int, path: Path) -> None:
    if not stat.S_ISREG(os.fstat(file).st_mode):
        raise OSError(errno.EINVAL, "a device or a pipe is no lease file", str(path))


def _first_line(file: int) -> bytes:
    """The first line that is not blank, as the header is found."""
    with os.fdopen(os.dup(file), "rb") as lines:
        lines.seek(0)
        for line in lines:
            if text := line.rstrip(b"\n"):
                return text
    return b""


def _whole_lines(file: int, size: int) -> int:
    """The length of the file up to its last newline."""
    end = size
    while end > 0:
        start = max(0, end - 4096)
        newline = os.pread(file, end - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


def sync_folder(path: Path) -> None:
    """Bring the names in the folder to the disk."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
