"""The clean-up keeps every lease at every step, and can be broken off anywhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dhcptools.kea.memfile.cleanup import Cleaned, clean_up
from dhcptools.kea.memfile.lease import LeaseRow4, line4
from dhcptools.kea.memfile.reader import LeaseFileError, Snapshot
from dhcptools.kea.memfile.schema import NEWEST4, NEWEST6, find_schema
from dhcptools.kea.memfile.writer import LeaseWriter, beside
from support.lease_rows import HEADER4, HEADER6


def row(number: int, valid: int = 600) -> bytes:
    return line4(f"10.0.0.{number}", b"\x02\0\0\0\0\1", b"", valid, 1999999999, 1, hostname=f"h{number}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leases.csv"


def test_while_a_writer_goes_on(path: Path) -> None:
    with LeaseWriter(path, NEWEST4) as writer:
        for turn in range(1, 4):
            writer.append([row(turn), row(turn + 1), row(9, turn), row(turn - 1, 0)])
            before = dict(Snapshot(path))
            assert writer.rotate()
            writer.append([row(100 + turn)])
            assert clean_up(path, NEWEST4) is not None
            writer.append([row(200 + turn)])
            assert dict(Snapshot(path)) == before | {
                f"10.0.0.{number}": Snapshot(path)[f"10.0.0.{number}"] for number in (100 + turn, 200 + turn)
            }
    assert {found.name for found in path.parent.iterdir()} == {"leases.csv", "leases.csv.2"}
    assert clean_up(path, NEWEST4) is None


def test_readers_beside_it_never_miss_a_lease(path: Path) -> None:
    """What was in the file before a reader began is in what it reads, whatever is renamed meanwhile."""
    with LeaseWriter(path, NEWEST4) as writer, ThreadPoolExecutor(1) as pool:
        writer.append([row(number) for number in range(250)])
        reading = pool.submit(lambda: [len(Snapshot(path)) for _ in range(30)])
        turns = 0
        while not reading.done() or turns < 5:
            assert writer.rotate()
            writer.append([row(turns % 250)])
            clean_up(path, NEWEST4)
            turns += 1
        assert set(reading.result()) == {250}


def test_what_it_says_and_keeps(path: Path) -> None:
    beside(path, ".2").write_bytes(NEWEST4.header + row(1) + row(2) + b"bad\n" + row(3))
    beside(path, ".1").write_bytes(NEWEST4.header + row(2, 0) + row(3, 700) + row(4)[:-1])
    assert clean_up(path, NEWEST4) == Cleaned(read=6, bad=1, kept=3)
    assert beside(path, ".2").read_bytes() == NEWEST4.header + row(1) + row(3, 700) + row(4)


def test_old_schemas_are_converted_and_strangers_kept(path: Path) -> None:
    old = b"10.0.0.%d,2:0,,600,1999999999,1,0,0,h,0,"
    stranger = LeaseRow4("2001:db8::1", b"\x02", b"", 600, 1999999999, 1)
    beside(path, ".1").write_bytes(HEADER4 + b"\n" + old % 1 + b"\n" + old % 2 + b",7\n" + stranger.line(11))
    leases = dict(Snapshot(path))
    assert clean_up(path, NEWEST4) == Cleaned(3, 0, 3)
    assert dict(Snapshot(path)) == leases
    assert beside(path, ".2").read_bytes() == NEWEST4.header + b"".join(
        [
            b"10.0.0.1,2:0,,600,1999999999,1,0,0,h,0,,0\n",
            b"10.0.0.2,02:00,,600,1999999999,1,0,0,h,0,,7\n",
            stranger.line(),
        ]
    )
    beside(path, ".1").write_bytes(NEWEST4.header + row(3))
    assert clean_up(path, find_schema(4, "2.1")) == Cleaned(4, 0, 4)
    assert dict(Snapshot(path)) == dict(Snapshot(path)) | {"10.0.0.3": Snapshot(path)["10.0.0.3"]}
    assert beside(path, ".2").read_bytes().startswith(HEADER4 + b"\n")


@pytest.mark.parametrize("left", [(".2", ".1", ".completed"), (".1", ".completed"), (".completed",)])
def test_going_on_after_a_crash(path: Path, left: tuple[str, ...]) -> None:
    path.write_bytes(NEWEST4.header + row(5))
    for suffix in left:
        beside(path, suffix).write_bytes(NEWEST4.header + row(1 if suffix == ".completed" else 2))
    beside(path, ".output").write_bytes(b"half a fi")
    before = dict(Snapshot(path))
    assert clean_up(path, NEWEST4) is None
    assert dict(Snapshot(path)) == before
    assert not beside(path, ".completed").exists()


def test_every_step_shows_all_leases(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside(path, ".2").write_bytes(NEWEST4.header + row(1) + row(2))
    beside(path, ".1").write_bytes(NEWEST4.header + row(2, 0) + row(3))
    path.write_bytes(NEWEST4.header + row(4))
    leases = dict(Snapshot(path))
    steps = 0

    def watched(name: str) -> None:
        original = getattr(Path, name)

        def step(self: Path, *arguments: object, **options: object) -> object:
            nonlocal steps
            steps += 1
            result = original(self, *arguments, **options)
            assert dict(Snapshot(path)) == leases
            return result

        monkeypatch.setattr(Path, name, step)

    for name in ("rename", "unlink"):
        watched(name)
    clean_up(path, NEWEST4)
    assert steps == 6  # the files, and who cleans up


def test_a_file_that_kea_refuses_stays(path: Path) -> None:
    beside(path, ".1").write_bytes(HEADER6 + b"\n")
    with pytest.raises(LeaseFileError, match="invalid column"):
        clean_up(path, NEWEST4)
    assert beside(path, ".1").exists()
    assert clean_up(path, NEWEST6) == Cleaned(0, 0, 0)
