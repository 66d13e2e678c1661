"""Packed rows are a dictionary of rows, whatever happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.kea.memfile import known as module
from dhcptools.kea.memfile.columns import read_columns
from dhcptools.kea.memfile.known import Known, KnownRows
from dhcptools.kea.memfile.schema import Layout

DATA = Path(__file__).resolve().parents[2] / "data"
LAYOUTS = (Layout(4, 12), Layout(4, 11))
ADDRESSES = (
    "0.0.0.0", "10.0.0.0", "10.0.0.1", "10.0.1.0", "255.255.255.255", "::", "2001:db8::", "2001:db8::1",
    "2001:db8:0:1::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1%eth0",
)  # fmt: skip  # with zeros where octets of a text would be cut off
Rows = dict[str, Known]
STEPS = st.lists(st.tuples(st.sampled_from(ADDRESSES), st.integers(-4, 9)), max_size=40)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows are packed often."""
    with monkeypatch.context() as patch:
        patch.setattr(module, "_FEW", 3)
        patch.setattr(module, "_SOME", 2)
        yield


def built(steps: list[tuple[str, int]], family: int = 4) -> tuple[KnownRows, Rows]:
    rows, expected = KnownRows(family), Rows()
    for address, number in steps:
        if number < 0:
            assert rows.pop(address) == expected.pop(address, None)
            continue
        line, layout = f"{address},{'x' * number}".encode(), LAYOUTS[number % 2]
        assert rows.put(address, line, layout) == expected.get(address)
        expected[address] = Known(line, layout)
    return rows, expected


def check(rows: KnownRows, expected: Rows) -> None:
    assert len(rows) == len(expected)
    assert [rows.get(address) for address in ADDRESSES] == [expected.get(address) for address in ADDRESSES]


@settings(max_examples=300)
@given(steps=STEPS, family=st.sampled_from((4, 6)))
def test_it_is_a_dictionary(steps: list[tuple[str, int]], family: int) -> None:
    check(*built(steps, family))


@settings(max_examples=300)
@given(before=STEPS, after=STEPS)
def test_differences(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> None:
    (old, held), (new, holds) = built(before), built(after)
    found = list(old.differences(new))
    wanted = [(held.get(key), holds.get(key)) for key in {*held, *holds} if held.get(key) != holds.get(key)]
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))
    gone = [after is None for _, after in found]
    assert gone == sorted(gone, reverse=True)
    check(old, held)
    check(new, holds)


@pytest.mark.parametrize("name", ["kea22-leases4.csv", "kea22-leases6.csv"])
def test_the_rows_of_files_are_those_of_the_reader(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    text = (DATA / "kea22" / name).read_bytes()
    path.write_bytes(text)
    (tmp_path / "x.csv.1").write_bytes(
        text.replace(b",600,", b",700,") + b"2001:db8::99,1:2,,600,1999999999,1,0,0,,0,\n"
    )
    with read_columns(path) as columns:
        rows = KnownRows.of(columns)
        assert len(rows) == len(columns)
        for row in columns.rows():
            found = rows.get(row.address)
            assert found is not None
            assert found.row == row
    assert rows.get("192.0.2.99") is None
    assert rows.pop("192.0.2.99") is None
