"""Appending, crashes, full disks, replacement: what is acknowledged is there, and every reader sees a whole state."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.kea.memfile import writer as writer_module
from dhcptools.kea.memfile.lease import LeaseRow4, line4
from dhcptools.kea.memfile.reader import LeaseFileError, Snapshot
from dhcptools.kea.memfile.schema import NEWEST4, NEWEST6, find_schema
from dhcptools.kea.memfile.writer import AppendError, Durability, LeaseWriter, OldSchemaError, write_file


def row(number: int, valid: int = 600) -> bytes:
    return line4(f"10.0.0.{number}", b"\x02\0\0\0\0\1", b"", valid, 1999999999, 1, hostname=f"h{number}")


def names(path: Path) -> set[str]:
    return {found.name for found in path.parent.iterdir()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leases.csv"


@pytest.mark.parametrize("durability", Durability)
def test_a_new_file_has_a_header_and_then_rows(path: Path, durability: Durability) -> None:
    with LeaseWriter(path, NEWEST4, durability=durability) as writer:
        assert path.read_bytes() == NEWEST4.header
        writer.append([row(1), row(2)])
        assert path.read_bytes() == NEWEST4.header + row(1) + row(2)
        writer.sync()
        assert writer.octets == path.stat().st_size
    with LeaseWriter(path, NEWEST4) as writer:
        writer.append([row(3)])
        writer.append([])
    assert path.read_bytes() == NEWEST4.header + row(1) + row(2) + row(3)


def test_a_batch_is_one_write_and_is_synced_when_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    write, sync = os.write, os.fdatasync

    def counted(file: int, data: bytes) -> int:
        calls.append("write")
        return write(file, data)

    monkeypatch.setattr(os, "write", counted)
    monkeypatch.setattr(os, "fdatasync", lambda file: (calls.append("sync"), sync(file)))
    for durability, wanted in {
        Durability.ALWAYS: ["write", "sync", "write", "sync"],
        Durability.BATCH: ["write", "write", "sync"],
        Durability.NEVER: ["write", "write"],
    }.items():
        with LeaseWriter(path, NEWEST4, durability=durability) as writer:
            calls.clear()
            writer.append([row(number) for number in range(100)])
            writer.append([row(1)])
            writer.sync()
            writer.sync()
            assert calls == wanted, durability
        calls.clear()
        path.unlink()


def test_an_unfinished_last_row_is_cut_away(path: Path) -> None:
    for rest in (b"10.0.0.2,02", row(2)[:-1], b"x" * 9000):
        path.write_bytes(NEWEST4.header + row(1) + rest)
        with LeaseWriter(path, NEWEST4) as writer:
            assert writer.cut_octets == len(rest)
            writer.append([row(3)])
        assert path.read_bytes() == NEWEST4.header + row(1) + row(3)


def test_an_unfinished_header_is_written_anew(path: Path) -> None:
    path.write_bytes(NEWEST4.header[:20])
    LeaseWriter(path, NEWEST4).close()
    assert path.read_bytes() == NEWEST4.header


def test_one_writer_a_file(path: Path) -> None:
    with LeaseWriter(path, NEWEST4), pytest.raises(BlockingIOError, match="another process writes this lease file"):
        LeaseWriter(path, NEWEST4)
    LeaseWriter(path, NEWEST4).close()


def test_other_columns_need_a_rewrite(path: Path) -> None:
    old = find_schema(4, "2.1")
    lease = LeaseRow4("10.0.0.1", b"\x02", b"", 600, 1999999999, 1)
    path.write_bytes(old.header + lease.line(11))
    with pytest.raises(OldSchemaError, match=r"columns of schema 2\.1, not of 3\.0"):
        LeaseWriter(path, NEWEST4)
    with LeaseWriter(path, NEWEST4, convert=True) as writer:
        writer.rewrite(found.line() for found in Snapshot(path).values())
        writer.append([row(2)])
    assert path.read_bytes() == NEWEST4.header + lease.line() + row(2)
    with pytest.raises(LeaseFileError, match="invalid column"):
        LeaseWriter(path, NEWEST6)


class Full:
    """A disk with room for so many octets: the write that needs more is cut short, the next one fails."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._write = os.write

    def __call__(self, file: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._write(file, memoryview(data)[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("spare", [0, 1, 30, 54])
def test_a_full_disk_leaves_whole_rows(path: Path, monkeypatch: pytest.MonkeyPatch, spare: int) -> None:
    batch = [row(2), row(3), row(4)]
    assert len(row(1)) > 54
    with LeaseWriter(path, NEWEST4) as writer:
        writer.append([row(1)])
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", Full(len(row(2)) + spare))
            with pytest.raises(AppendError, match="No space left on device") as error:
                writer.append(batch)
        assert (error.value.errno, error.value.rows, error.value.octets) == (errno.ENOSPC, 1, len(row(2)))
        assert path.read_bytes() == NEWEST4.header + row(1) + row(2)
        writer.append(batch[error.value.rows :])
    assert path.read_bytes() == NEWEST4.header + row(1) + b"".join(batch)


def test_rows_that_do_not_reach_the_disk_are_not_acknowledged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with LeaseWriter(path, NEWEST4, durability=Durability.ALWAYS) as writer:
        writer.append([row(1)])
        with monkeypatch.context() as patched:
            patched.setattr(os, "fdatasync", broken)
            with pytest.raises(AppendError) as error:
                writer.append([row(2)])
        assert error.value.rows == 0
    assert path.read_bytes() == NEWEST4.header + row(1)


@pytest.fixture
def small_files() -> Iterator[None]:
    """A limit of the kernel's own on the length of files: EFBIG, after a short write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_the_kernel_ends_a_file(path: Path, small_files: None) -> None:
    with LeaseWriter(path, NEWEST4) as writer:
        with pytest.raises(AppendError) as error:
            writer.append([row(number) for number in range(20)])
        assert 0 < error.value.rows < 20
        assert len(Snapshot(path)) == error.value.rows
        assert not Snapshot(path).bad


def test_rotation_goes_on_in_a_new_file(path: Path) -> None:
    with LeaseWriter(path, NEWEST4) as writer:
        path.chmod(0o604)
        writer.append([row(1), row(2)])
        assert writer.rotate()
        writer.append([row(3), row(1, 0)])
        assert not writer.rotate()
        assert set(Snapshot(path)) == {"10.0.0.2", "10.0.0.3"}
        assert path.read_bytes() == NEWEST4.header + row(3) + row(1, 0)
        assert names(path) == {"leases.csv", "leases.csv.1"}
        assert stat.S_IMODE(path.stat().st_mode) == 0o604
        with pytest.raises(BlockingIOError):
            LeaseWriter(path, NEWEST4)


def test_rewriting_replaces_all_files(path: Path) -> None:
    for suffix in (".1", ".2"):
        writer_module.beside(path, suffix).write_bytes(NEWEST4.header + row(9))
    with LeaseWriter(path, NEWEST4) as writer:
        writer.append([row(1)])
        writer.rewrite([row(1), row(2)])
        writer.append([row(3)])
        with pytest.raises(BlockingIOError):
            LeaseWriter(path, NEWEST4)
    assert path.read_bytes() == NEWEST4.header + row(1) + row(2) + row(3)
    assert names(path) == {"leases.csv"}


@pytest.mark.parametrize("siblings", [True, False])
def test_every_step_of_a_rewrite_shows_a_whole_state(
    path: Path, monkeypatch: pytest.MonkeyPatch, siblings: bool
) -> None:
    """A reader at any step, and a crash there, finds the old leases or the new ones."""
    seen: list[set[str]] = []

    def watched(name: str) -> None:
        original = getattr(Path, name)

        def step(self: Path, *arguments: object, **options: object) -> object:
            seen.append(set(Snapshot(path)))
            result = original(self, *arguments, **options)
            seen.append(set(Snapshot(path)))
            return result

        monkeypatch.setattr(Path, name, step)

    if siblings:
        writer_module.beside(path, ".2").write_bytes(NEWEST4.header + row(1) + row(8))
        writer_module.beside(path, ".1").write_bytes(NEWEST4.header + row(8, 0))
    old = {"10.0.0.1", "10.0.0.2"} if siblings else {"10.0.0.2"}
    new = old if siblings else {"10.0.0.7"}
    with LeaseWriter(path, NEWEST4) as writer:
        writer.append([row(2), row(3), row(3, 0)])
        for name in ("rename", "unlink"):
            watched(name)
        writer.rewrite([row(int(address.rpartition(".")[2])) for address in new])
    assert all(found in (old, new) for found in seen)
    assert (seen[0], seen[-1]) == (old, new)
    assert len(seen) == (8 if siblings else 2)


def test_a_file_that_cannot_be_written_whole_is_not_left_behind(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield b"x\n"
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        write_file(tmp_path / "out", lines())
    assert list(tmp_path.iterdir()) == []


def test_a_sync_for_another_thread_is_for_what_was_written_before_it(tmp_path: Path) -> None:
    with LeaseWriter(tmp_path / "x.csv", NEWEST4) as writer:
        wait = writer.begin_sync()
        assert wait is not None  # for the header
        wait()
        assert writer.begin_sync() is None
        writer.append([b"10.0.0.1,,01:02,600,1,1,0,0,,0,,0\n"])
        wait = writer.begin_sync()
        assert wait is not None
        assert writer.rotate()  # the file is another one meanwhile
        wait()
    with LeaseWriter(tmp_path / "y.csv", NEWEST4, durability=Durability.NEVER) as writer:
        writer.append([b"10.0.0.1,,01:02,600,1,1,0,0,,0,,0\n"])
        assert writer.begin_sync() is None


def test_a_device_is_no_lease_file() -> None:
    with pytest.raises(OSError, match="a device or a pipe is no lease file"):
        LeaseWriter("/dev/full", NEWEST4)
