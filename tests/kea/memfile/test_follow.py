from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.kea.memfile.follow import Follower, Step
from dhcptools.kea.memfile.lease import LeaseRow, LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.schema import Schema, find_schema

Follow = Callable[[Path], Follower]
OLD, NEW = find_schema(4, "2.1"), find_schema(4)


def row(last: int, expire: int, valid: int = 600) -> LeaseRow4:
    return LeaseRow4(f"10.0.0.{last}", b"\2", b"", valid, expire, 1)


class Server:
    """Kea's part: appends, rotates, and cleans up step by step, each step as Kea makes it."""

    def __init__(self, folder: Path, schema: Schema = NEW) -> None:
        self.path = folder / "x.csv"
        self.schema = schema
        self.path.write_bytes(schema.header)
        self.rows: list[LeaseRow] = []
        self.rotations = 0
        self.expire = 1000
        self._half = b""
        self._clean: Iterator[None] = iter(())

    def file(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def append(self, lease: LeaseRow, cut: int = 0) -> None:
        line = lease.line(len(self.schema.columns))
        self.rows.append(lease)
        with self.path.open("ab") as file:
            file.write(self._half + line[: len(line) - cut])
        self._half = line[len(line) - cut :] if cut else b""

    def settle(self) -> None:
        """Write the rest of a line."""
        if not self._half:
            return
        with self.path.open("ab") as file:
            file.write(self._half)
        self._half = b""

    def rename(self) -> None:
        self.settle()
        if not self.file(".1").exists() and not self.file(".completed").exists():
            self.path.rename(self.file(".1"))
            self.rotations += 1

    def create(self) -> None:
        if not self.path.exists():
            self.path.write_bytes(self.schema.header)

    def clean(self) -> None:
        """One step of kea-lfc."""
        if next(self._clean, "over") == "over":
            self._clean = self._lfc() if self.file(".1").exists() else iter(())

    def _lfc(self) -> Iterator[None]:
        kept: dict[bytes, bytes] = {}
        for suffix in (".2", ".1"):
            if self.file(suffix).exists():
                for line in self.file(suffix).read_bytes().splitlines()[1:]:
                    kept[line.split(b",")[0]] = line
        lines = [line for line in kept.values() if line.split(b",")[3] != b"0"]
        self.file(".output").write_bytes(self.schema.header + b"".join(line + b"\n" for line in lines[:1]))
        yield
        self.file(".output").write_bytes(self.schema.header + b"".join(line + b"\n" for line in lines))
        yield
        self.file(".output").rename(self.file(".completed"))
        yield
        self.file(".2").unlink(missing_ok=True)
        yield
        self.file(".1").unlink()
        yield
        self.file(".completed").rename(self.file(".2"))


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Followers that have started, closed after the test."""
    with ExitStack() as stack:

        def begin(path: Path) -> Follower:
            follower = stack.enter_context(Follower(path))
            follower.start().close()
            return follower

        yield begin


def effects(rows: list[LeaseRow], known: dict[str, LeaseRow]) -> list[Step]:
    """What rows do to leases, one step a row."""
    steps = []
    for lease in rows:
        before = known.pop(lease.address, None)
        if not lease.removed:
            known[lease.address] = lease
        elif before is None:
            continue
        steps.append(Step(before, None if lease.removed else lease))
    return steps


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("row"), st.integers(0, 3), st.sampled_from([0, 600, 600])),
        st.tuples(st.just("half"), st.integers(0, 3), st.integers(1, 30)),
        st.sampled_from([("rename",), ("create",), ("clean",), ("clean",), ("clean",), ("poll",), ("poll",)]),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(before=st.lists(st.integers(0, 3), max_size=4), actions=ACTIONS, often=st.booleans())
def test_every_change_once_whatever_happens_between(
    before: list[int], actions: list[tuple[str, int, int]], often: bool
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        server = Server(Path(folder))
        for last in before:
            server.append(row(last, 1))
        follower = stack.enter_context(Follower(server.path))
        follower.start().close()
        known = {lease.address: lease for lease in server.rows}
        server.rows.clear()
        server.rotations = 0

        def look() -> None:
            server.settle()  # so that what was written is what can be seen
            seen = list(follower.poll())
            if not server.path.exists():
                list(follower.poll())
            written = effects(server.rows, expected := dict(known))
            if server.rotations <= 1:
                assert seen == written
            for step in seen:
                address = (step.before or step.after or row(0, 0)).address
                assert step.before == known.pop(address, None)
                assert step != Step(None, None)
                if step.after is not None:
                    known[address] = step.after
            assert known == expected
            server.rows.clear()
            server.rotations = 0

        for name, *values in actions:
            if name in {"row", "half"}:
                server.create()
                server.expire += 1
                lease = row(values[0], server.expire, values[1] if name == "row" else 600)
                server.append(lease, cut=values[1] if name == "half" else 0)
                if name == "half":
                    seen = list(follower.poll()) if len(server.rows) == 1 and not server.rotations else []
                    assert seen == []  # no half line is told
            elif name == "poll":
                look()
            else:
                {"rename": server.rename, "create": server.create, "clean": server.clean}[name]()
            if often:
                look()
        look()
        assert follower.bad == []
        assert {lease.address: lease for lease in map(follower.get, known) if lease} == known
        assert len(follower) == len(known)


def test_a_rotation_while_the_clean_up_runs(tmp_path: Path, follow: Follow) -> None:
    server = Server(tmp_path)
    server.append(row(1, 10))
    server.rename()
    follower = follow(server.path)  # in the very moment without a file
    assert list(follower.poll()) == []
    server.create()
    server.append(row(2, 20))
    assert [step.after for step in follower.poll()] == [row(2, 20)]


def test_files_that_others_replace_or_cut_off(tmp_path: Path, follow: Follow) -> None:
    server = Server(tmp_path)
    for last in (1, 2):
        server.append(row(last, 10))
    follower = follow(server.path)
    other = tmp_path / "other"
    other.write_bytes(NEW.header + row(1, 10).line() + row(3, 10).line())
    other.rename(server.path)
    assert list(follower.poll()) == [Step(row(2, 10), None), Step(None, row(3, 10))]
    server.path.write_bytes(NEW.header + row(1, 10).line())
    assert list(follower.poll()) == [Step(row(3, 10), None)]
    os.truncate(server.path, 0)
    assert list(follower.poll()) == [Step(row(1, 10), None)]
    server.path.unlink()
    assert list(follower.poll()) == []
    server.create()
    server.append(row(4, 10))
    assert list(follower.poll()) == [Step(None, row(4, 10))]


def test_other_columns_after_an_upgrade(tmp_path: Path, follow: Follow) -> None:
    server = Server(tmp_path, OLD)
    server.append(row(1, 10))
    follower = follow(server.path)
    server.rename()
    server.schema = NEW
    server.create()
    server.append(row(1, 20))
    assert list(follower.poll()) == [Step(row(1, 10), row(1, 20))]


def test_rows_that_cannot_be_read_have_their_place(tmp_path: Path, follow: Follow) -> None:
    server = Server(tmp_path)
    server.append(row(1, 10))
    follower = follow(server.path)
    with server.path.open("ab") as file:
        file.write(b"\nnonsense\n")
    server.append(row(2, 10))
    assert [step.after for step in follower.poll()] == [row(2, 10)]
    (bad,) = follower.bad
    assert (bad.line, bad.row) == (4, 2)


@pytest.mark.parametrize("stranger", ["2001:db8::5", "fe80::1%7"])
def test_addresses_of_the_other_family(tmp_path: Path, follow: Follow, stranger: str) -> None:
    server = Server(tmp_path)
    odd = LeaseRow4(stranger, b"\2", b"", 600, 9, 1)
    server.append(odd)
    follower = follow(server.path)
    server.append(row(1, 10))
    assert follower.get(stranger) == odd
    assert list(follower.poll()) == [Step(None, row(1, 10))]
    assert follower.get("10.0.0.9") is None


def test_dhcpv6(tmp_path: Path, follow: Follow) -> None:
    path = tmp_path / "x.csv"
    lease = LeaseRow6("2001:db8::1", b"\0\1", 600, 900, 1, 60, 0, 1)
    path.write_bytes(find_schema(6).header + lease.line())
    follower = follow(path)
    path.write_bytes(path.read_bytes() + LeaseRow6("2001:db8::1", b"\0\1", 0, 300, 1, 60, 0, 1).line())
    assert list(follower.poll()) == [Step(lease, None)]
    assert follower.family == 6
