from __future__ import annotations

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.model.effective import (
    addresses_in,
    given_to,
    lacking,
    options_of,
    reserves_globally,
    reserves_in_subnet,
    reserves_out_of_pool,
)

TEXT = b"""{ "Dhcp4": {
    "option-data": [ { "name": "routers", "data": "192.0.2.1" }, { "name": "routers", "data": "192.0.2.2" },
        { "space": "vendor-4491", "code": 3, "data": "01" } ],
    "shared-networks": [ { "name": "n", "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" },
        { "id": 2, "subnet": "198.51.100.0/24",
          "option-data": [ { "code": 3, "data": "198.51.100.1, x, 198.51.100.2" } ] } ] } ] } }"""


def test_options_of_the_narrowest_scope_that_has_any() -> None:
    context = Context(parse(TEXT), "x")
    wide, own = (options_of(context, subnet, 3) for subnet in context.subnets)
    assert [option.data for option in wide] == ["192.0.2.1", "192.0.2.2"]
    assert [hex(number) for option in own for number, _ in addresses_in(option)] == ["0xc6336401", "0xc6336402"]
    assert options_of(context, context.subnets[0], 6) == []


def test_subnets_that_lack_an_option() -> None:
    pools = '"pools": [ { "pool": "192.0.2.8/29"%s } ]'
    text = f'{{"Dhcp4": {{"subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24", {pools} }} ]%s}}}}'

    def found(option: str, more: str = "") -> int:
        return len(list(lacking(Context(parse((text % (option, more)).encode()), "x"), 3)))

    given = '"option-data": [ { "code": 3, "data": "192.0.2.1" } ]'
    assert (found(""), found(f", {given}")) == (1, 0)
    assert found("", f', "client-classes": [ {{ "name": "a", {given} }} ]') == 0
    assert found("", f", {given}") == 0


def test_octets_are_not_read_as_addresses() -> None:
    context = Context(
        parse(b'{ "Dhcp4": { "option-data": [ { "code": 3, "csv-format": false, "data": "192.0.2.1" } ] } }'), "x"
    )
    assert list(addresses_in(context.options[0])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (False, True, False)),
        ('"reservations-global": true', (True, True, False)),
        ('"reservations-in-subnet": false', (False, False, False)),
        ('"reservations-out-of-pool": true', (False, True, True)),
        ('"reservation-mode": "global"', (True, False, False)),
        ('"reservation-mode": "out-of-pool"', (False, True, True)),
        ('"reservation-mode": "disabled"', (False, False, False)),
        ('"reservation-mode": "all"', (False, True, False)),
    ],
)
def test_how_reservations_are_looked_for(text: str, expected: tuple[bool, bool, bool]) -> None:
    text = f'{{ "Dhcp4": {{ {text + "," if text else ""} "subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24" }} ] }} }}'
    (subnet,) = Context(parse(text.encode()), "x").subnets
    assert (reserves_globally(subnet), reserves_in_subnet(subnet), reserves_out_of_pool(subnet)) == expected


def test_what_clients_of_subnets_may_get() -> None:
    text = b"""{ "Dhcp4": { "option-data": [ { "code": 3, "data": "192.0.2.1" } ], "subnet4": [
        { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.10/32" },
            { "pool": "192.0.2.11/32", "option-data": [ { "code": 3, "data": "192.0.2.2" } ] } ] } ] } }"""
    context = Context(parse(text), "x")
    assert [option.data for _, option in given_to(context, 3)] == ["192.0.2.1", "192.0.2.2"]
