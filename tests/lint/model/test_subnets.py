from __future__ import annotations

import pytest

from dhcptools.lint.model.subnets import read_range
from dhcptools.lint.model.values import Prefix, Range
from support.lint_contexts import context


def test_networks_and_subnets() -> None:
    made = context("""{ "Dhcp4": { "shared-networks": [ { "name": "n", "interface": "eth0",
        "relay": { "ip-addresses": [ "192.0.2.1", "bad", 3 ], "ip-address": "192.0.2.2" },
        "subnet4": [ { "id": 3, "subnet": "192.0.2.0/24", "client-class": "a", "client-classes": [ "b" ],
                       "require-client-classes": [ "c" ] }, { } ] }, { } ] } }""")
    network, bare = made.networks
    assert (network.label, bare.label) == ('shared network "n"', "shared-networks[1]")
    subnet, empty = network.subnets
    assert (subnet.id, subnet.label, subnet.interface) == (3, "192.0.2.0/24", "eth0")
    assert subnet.prefix == Prefix(0xC0000200, 24, 4)
    assert [number & 0xFF for number, _ in subnet.relays] == [1, 2]
    assert [item.text for item in subnet.guards] == ["a", "b"]
    assert [item.text for item in subnet.additional_classes] == ["c"]
    assert subnet.network is network
    assert (empty.prefix, empty.label, empty.guards) == (None, "subnet4[1]", [])


def test_pools() -> None:
    made = context("""{ "Dhcp6": { "subnet6": [ { "pools": [ { "pool": "2001:db8::1 - 2001:db8::5" }, { "pool": 1 } ],
        "pd-pools": [ { "prefix": "2001:db8::", "prefix-len": 32, "delegated-len": 48 }, { "prefix": "x" } ] } ] } }""")
    first, second = made.pools
    assert first.range == Range((0x20010DB8 << 96) + 1, (0x20010DB8 << 96) + 5)
    assert (second.range, second.label) == (None, "pools[1]")
    prefix, broken = made.pd_pools
    assert (prefix.prefix, prefix.delegated_length) == (Prefix(0x20010DB8 << 96, 32, 6), 48)
    assert prefix.label == "2001:db8::/32"
    assert broken.prefix is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.0.0.1-0.0.0.9", Range(1, 9)),
        (" 0.0.0.1  -  0.0.0.9 ", Range(1, 9)),
        ("0.0.1.0/24", Range(256, 511)),
        ("0.0.1.7 / 24", Range(256, 511)),
        ("0.0.0.9-0.0.0.1", None),
        ("0.0.0.9", None),
        ("0.0.0.9-", None),
        ("", None),
    ],
)
def test_ranges(text: str, wanted: Range | None) -> None:
    assert read_range(text, 4) == wanted


def test_guards_of_wider_scopes_and_areas() -> None:
    made = context("""{ "Dhcp4": { "shared-networks": [ { "client-class": "a", "subnet4": [
        { "pools": [ { "pool": "192.0.2.0/30" }, { "pool": "x" } ] } ] } ], "subnet4": [ { } ] } }""")
    free, inside = made.subnets
    assert (free.is_guarded, inside.is_guarded, inside.pools[0].is_guarded) == (False, True, True)
    assert [pool.area for pool in inside.pools] == ["192.0.2.0-192.0.2.3", ""]
    named = context('{ "Dhcp6": { "subnet6": [ { "id": 7, "pd-pools": [ { } ] }, { "subnet": "2001:db8::/64" } ] } }')
    assert [subnet.name for subnet in named.subnets] == ["7", "2001:db8::/64"]
    assert named.pd_pools[0].subnet is named.subnets[0]
