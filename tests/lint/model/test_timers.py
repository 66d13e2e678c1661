from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.model.timers import pairs, scopes

TEXT = b"""{ "Dhcp6": {
    "rebind-timer": 5000,
    "shared-networks": [ { "name": "n", "valid-lifetime": 4000, "subnet6": [
        { "id": 1, "subnet": "2001:db8:1::/64" },
        { "id": 2, "subnet": "2001:db8:2::/64", "rebind-timer": 4294967296 } ] } ],
    "subnet6": [ { "id": 3, "subnet": "2001:db8:3::/64", "rebind-timer": "x" } ] } }"""


def test_scopes_are_the_global_one_networks_and_subnets() -> None:
    assert [scope.key for scope in scopes(Context(parse(TEXT), "x"))] == ["", "shared-networks", *["subnet4"] * 3]


def test_pairs_are_told_where_one_of_the_two_is_written() -> None:
    context = Context(parse(TEXT), "x")
    found = [
        (pair.scope, pair.first, pair.second, pair.key) for pair in pairs(context, "rebind-timer", "valid-lifetime")
    ]
    assert found == [
        (context.top, 5000, 7200, "rebind-timer"),  # the built-in lifetime
        (context.networks[0], 5000, 4000, "valid-lifetime"),
    ]  # what is out of bounds or no number is left to others


def test_timers_have_no_built_in_value() -> None:
    assert list(pairs(Context(parse(TEXT), "x"), "renew-timer", "rebind-timer")) == []
