from __future__ import annotations

from decimal import Decimal
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6
from dhcptools.kea.sql.rows import row_of
from support.lease_tables import layout, row4, row6

FOUR = layout("mysql", 4)
TEXT = layout("mysql", 6, "varchar")
BINARY = layout("mysql", 6, "binary")
INET = layout("postgresql", 6, "inet")


def test_a_row_of_dhcpv4() -> None:
    found = row_of(row4(1, hostname="PC1", client_id=None, user_context='{ "a": 1 }', pool_id=3, state=None), FOUR)
    assert found == LeaseRow4(
        "10.0.0.1", b"\2\0\0\0\0\1", b"", 600, 1795237600, 7, False, False, "pc1", 0, '{ "a": 1 }', 3
    )  # fmt: skip  # in the order of the fields
    assert row_of(row4(1, hostname=b"\xe9", expire=Decimal(5)), FOUR).expire == 5


def test_an_infinite_lease_began_when_it_expires() -> None:
    found = row_of(row4(1, valid_lifetime=4294967295, expire=1795237162), FOUR)
    assert (found.cltt, found.infinite, found.active(1 << 40)) == (1795237162, True, True)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("2001:db8::1:2:34", INET), ("2001:db8::1:2:34", TEXT), (b"2001:db8::1:2:34", TEXT),
        (IPv6Address("2001:db8::1:2:34"), INET), (IPv6Address("2001:db8::1:2:34").packed, BINARY),
        ("2001:0DB8::1:2:34", TEXT),
    ],
)  # fmt: skip  # one a schema
def test_an_address_is_the_same_in_every_schema(address: object, where: object) -> None:
    found = row_of(row6(address), where)  # type: ignore[arg-type]  # a layout
    assert isinstance(found, LeaseRow6)
    assert (found.address, found.iaid, found.pool_id, found.hwtype) == ("2001:db8::1:2:34", 4294967295, 0, None)


def test_sixteen_octets_that_look_like_a_text_are_an_address() -> None:
    assert row_of(row6(b"2001:db8::1:2:34"), BINARY).address == "3230:3031:3a64:6238:3a3a:313a:323a:3334"


def test_hardware_addresses_of_dhcpv6() -> None:
    found = row_of(row6("::1", hwaddr=b"\2\0", hwtype=1, hwaddr_source=None), INET)
    assert isinstance(found, LeaseRow6)
    assert (found.hwaddr, found.hwtype, found.hwaddr_source) == (b"\2\0", 1, 0)


@pytest.mark.parametrize(
    ("values", "layout", "reason"),
    [
        (row4(1, expire=None), FOUR, "expire is NULL"),
        (row4(1, address=1 << 32), FOUR, "more than 32 bits"),
        (row4(1, subnet_id=-1), FOUR, "subnet_id is -1"),
        (row4(1, valid_lifetime="x"), FOUR, "no integer"),
        (row4(1, hwaddr="x"), FOUR, "where octets belong"),
        (row6("x"), INET, "no IPv6 address"),
        (row6(b"\xff"), TEXT, "no IPv6 address"),
        (row6(b"\0" * 15), BINARY, "no IPv6 address"),
        (row6(None), INET, "no IPv6 address"),
    ],
)
def test_rows_that_cannot_be_understood(values: tuple[object, ...], layout: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        row_of(values, layout)  # type: ignore[arg-type]  # a layout


VALUES = st.none() | st.integers() | st.booleans() | st.text(max_size=4) | st.binary(max_size=17) | st.floats()


@given(st.lists(VALUES, min_size=18, max_size=18))
def test_any_values_are_a_row_or_a_value_error(values: list[object]) -> None:
    for count, where in ((12, FOUR), (18, TEXT), (18, BINARY), (18, INET)):
        try:
            row_of(values[:count], where)
        except ValueError:
            continue
