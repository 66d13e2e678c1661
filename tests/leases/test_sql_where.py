from __future__ import annotations

from ipaddress import ip_network

import pytest

from dhcptools.leases.query import Query
from dhcptools.leases.sql_where import selection
from support.lease_tables import layout

NOW = 1795237300
FOUR = layout("mysql", 4)
SIX = layout("postgresql", 6, "inet")


def test_everything() -> None:
    found = selection(Query(NOW, all=True), FOUR)
    assert (found.where, found.parameters, found.descending, found.limit) == ("", (), False, None)


def test_what_is_over_or_gone_stays_there() -> None:
    found = selection(Query(NOW), FOUR)
    assert found.where == (
        "(COALESCE(state, 0) NOT IN (%s, %s)) AND (valid_lifetime = %s OR expire >= FROM_UNIXTIME(%s))"
    )
    assert found.parameters == (2, 3, 4294967295, NOW)
    assert "expire" not in selection(Query(1 << 40), FOUR).where


@pytest.mark.parametrize(
    ("states", "numbers"),
    [
        (["active"], (0, 4)), (["expired", "declined"], (0, 1, 4)), (["reclaimed"], (2,)), (["free"], ()),
        (["released", "default"], (0, 3)),
    ],
)  # fmt: skip  # small ones
def test_states(states: list[str], numbers: tuple[int, ...]) -> None:
    found = selection(Query(NOW, states=frozenset(states), limit=3), SIX)
    assert found.parameters == numbers
    assert found.limit is None  # what is active the database is not asked
    if not numbers:
        assert found.where == "(1 = 0)"


def test_clients_and_places() -> None:
    query = Query(
        NOW, all=True, hwaddr=b"\2", client_id=b"\1", subnet_ids=frozenset((9, 7, 1 << 40)), limit=3, descending=True,
        prefixes=(ip_network("10.0.0.0/31"),),
    )  # fmt: skip  # a query
    found = selection(query, FOUR)
    assert found.where == (
        "(hwaddr = %s) AND (client_id = %s) AND (subnet_id IN (%s, %s)) AND (address BETWEEN %s AND %s)"
    )
    assert found.parameters == (b"\2", b"\1", 7, 9, 0x0A000000, 0x0A000001)
    assert (found.limit, found.descending) == (3, True)
    assert "1 = 0" in selection(query, SIX).where  # there are no client identifiers
    assert "1 = 0" in selection(Query(NOW, all=True, duid=b"\0"), FOUR).where
    assert selection(Query(NOW, all=True, duid=b"\0"), SIX).parameters == (b"\0",)
    assert "1 = 0" in selection(Query(NOW, all=True, subnet_ids=frozenset((1 << 40,))), SIX).where


def test_what_ends_soon() -> None:
    found = selection(Query(NOW, all=True, expires_within=1 << 40), SIX)
    assert found.parameters == (4294967295, NOW, (1 << 31) - 1)
    assert "1 = 0" in selection(Query(1 << 40, all=True, expires_within=1), SIX).where


def test_a_limit_is_the_databases_when_it_can_tell_everything() -> None:
    text = layout("mysql", 6, "varchar")
    inside = (ip_network("2001:db8::/32"),)
    assert selection(Query(NOW, limit=3), SIX).limit == 3
    assert selection(Query(NOW, limit=3, hostname="pc*"), SIX).limit is None
    assert selection(Query(NOW, limit=3, sort="expires"), SIX).limit is None
    assert selection(Query(NOW, limit=3), text).limit is None
    assert selection(Query(NOW, limit=3, prefixes=inside, all=True), text).where == ""
