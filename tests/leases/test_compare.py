from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.compare import Difference, Rules, differences, walk
from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import Store
from dhcptools.leases.query import Query
from dhcptools.leases.results import Results

ONE = Lease("10.0.0.1", hwaddr=b"\x02" * 6, subnet_id=1, starts=1000, expires=1600, valid_lifetime=600)
HELD = Query(0)
RULES = Rules()
EVERYTHING = Query(0, all=True)


def found(before: list[Lease], after: list[Lease], rules: Rules = RULES) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(item.change, item.lease.address, item.fields) for item in walk(before, after, rules)]


def test_added_removed_and_changed() -> None:
    two, three = replace(ONE, address="10.0.0.2"), replace(ONE, address="10.0.0.10")
    moved = replace(two, hostname="pc", expires=1700)
    assert found([ONE, two], [moved, three]) == [
        ("removed", "10.0.0.1", ()), ("changed", "10.0.0.2", ("hostname", "expires")), ("added", "10.0.0.10", ()),
    ]  # fmt: skip  # in the order of addresses
    assert found([ONE, two], [ONE, two]) == []


def test_an_address_and_a_prefix_may_be_the_same_number() -> None:
    address = Lease("2001:db8::", "IA_NA", 128, duid=b"\0\1")
    prefix = Lease("2001:db8::", "IA_PD", 56, duid=b"\0\1")
    assert found([address], [prefix]) == [("removed", "2001:db8::", ()), ("added", "2001:db8::", ())]
    assert found([address, prefix], [prefix, replace(address, duid=b"\0\2")]) == [("changed", "2001:db8::", ("duid",))]


@pytest.mark.parametrize(("skew", "fields"), [(0, ("starts", "expires")), (1, ("starts", "expires")), (2, ())])
def test_clocks_of_partners_differ(skew: int, fields: tuple[str, ...]) -> None:
    late = replace(ONE, starts=1002, expires=1602)
    assert Rules(skew=skew).unlike(ONE, late) == fields


def test_what_a_store_does_not_know() -> None:
    simple = Lease("10.0.0.1", hwaddr=b"\x02" * 6, expires=1600)
    assert Rules(alike=False).unlike(ONE, simple) == ()
    assert Rules().unlike(ONE, replace(ONE, expires=None)) == ("expires",)
    assert Rules().unlike(ONE, replace(ONE, user_context={"a": 1})) == ("user_context",)
    assert Rules(alike=False).unlike(ONE, replace(simple, client_id=b"\1\2")) == ()
    assert Rules(alike=False).unlike(ONE, replace(simple, hwaddr=b"\3" * 6)) == ("hwaddr",)
    assert Rules(fields=("hostname",)).unlike(ONE, replace(ONE, expires=1)) == ()


def test_a_difference_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        _ = Difference(None, None).lease


def files(tmp_path: Path, before: list[bytes], after: list[bytes], family: int) -> tuple[Results, Results]:
    results = []
    for name, rows in (("a", before), ("b", after)):
        path = tmp_path / name
        path.write_bytes(find_schema(family).header + b"".join(rows))
        results.append(Results([Store("memfile", path)]))
    return results[0], results[1]


@pytest.mark.parametrize("query", [HELD, EVERYTHING], ids=["held", "everything"])
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from([0, 600, 700]), st.sampled_from([0, 1, 2]), st.booleans()),
        max_size=20,
    ),
    family=st.sampled_from([4, 6]),
)
def test_raw_rows_tell_the_same_as_leases(
    query: Query,
    rows: list[tuple[int, int, int, bool]],
    family: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    for last, valid, state, side in rows:
        line = (
            LeaseRow4(f"10.0.0.{last}", b"\2", b"", valid, 9000, 1, state=state).line()
            if family == 4
            else LeaseRow6(f"2001:db8::{last}:0", b"\0\1", valid, 9000, 1, 60, 0, 1, state=state).line()
        )
        sides[side].append(line)
        if last % 2:
            sides[not side].append(line)
    with_rows = files(tmp_path_factory.mktemp("rows"), *sides, family)
    with with_rows[0] as one, with_rows[1] as other:
        expected = list(walk(one.select(query), other.select(query), Rules(alike=False)))
        assert [
            (item.change, item.lease.address, item.fields)
            for item in differences(one, other, query, Rules(alike=False))
        ] == [(item.change, item.lease.address, item.fields) for item in expected]


def test_other_columns_or_addresses_of_the_other_family(tmp_path: Path) -> None:
    row = LeaseRow4("10.0.0.1", b"\2", b"", 600, 9000, 1)
    stranger = LeaseRow4("2001:db8::1", b"\2", b"", 600, 9000, 1)
    (tmp_path / "a").write_bytes(find_schema(4, "2.1").header + row.line(11))
    (tmp_path / "b").write_bytes(find_schema(4).header + row.line() + stranger.line())
    with Results([Store("memfile", tmp_path / "a")]) as one, Results([Store("memfile", tmp_path / "b")]) as other:
        assert [item.lease.address for item in differences(one, other, HELD, Rules())] == ["2001:db8::1"]
