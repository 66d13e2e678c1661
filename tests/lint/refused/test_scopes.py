from __future__ import annotations

import pytest

from dhcptools.lint.refused import scopes
from support.lint_refusals import one, told

FORMATS = "There are two acceptable formats <min address-max address> or <prefix/len>"


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ('"pools": [ { "pool": "x" } ]', f"invalid pool definition: x. {FORMATS} (P)"),
        ('"pools": [ { "pool": "192.0.2.1-x" } ]', "Failed to parse pool definition: 192.0.2.1-x (P)"),
        (
            '"pools": [ { "pool": "2001:db8::/64" } ]',
            "Failed to create pool defined by: 2001:db8::/64 (P)",
        ),
        ('"require-client-classes": [ "" ]', "invalid class name (P)"),
        ('"relay": { "ip-addresses": [ "x" ] }', "address x is not a valid: IPv4address (P)"),
        ('"next-server": "x"', "invalid parameter next-server : x (P)"),
        (
            f'"server-hostname": "{"a" * 64}"',
            "server-hostname must be at most 63 bytes long, it is 64 (P)",
        ),
        ('"4o6-subnet": "x/5"', "Failed to convert string to address 'x': Invalid argument"),
        ('"4o6-subnet": "x"', "Missing / in the 4o6-subnet parameter:x, expected format: prefix6/length"),
        (
            '"4o6-subnet": "::/129"',
            (
                "subnet configuration failed: Invalid prefix length specified in 4o6-subnet parameter: ::/129, "
                "expected 0..128 value"
            ),
        ),
        ('"4o6-subnet": "x/1"', "Failed to convert string to address 'x': Invalid argument"),
    ],
)
def test_subnets_of_dhcpv4(members: str, says: str) -> None:
    assert one(scopes, f'{{"Dhcp4": {{"subnet4": [ {{"id": 1, "subnet": "192.0.2.0/24", {members}}} ]}}}}') == says


@pytest.mark.parametrize(
    ("pool", "says"),
    [
        ('"prefix": "x"', "Failed to convert string to address 'x': Invalid argument"),
        ('"prefix": "::", "prefix-len": 0, "delegated-len": 48', "Invalid prefix length: 0"),
        (
            '"prefix": "::", "prefix-len": 56, "delegated-len": 52',
            "Delegated length (52) must be longer than or equal to prefix length (56)",
        ),
        (
            '"prefix": "::", "prefix-len": 40, "delegated-len": 48, "excluded-prefix": "::", "excluded-prefix-len": 1',
            "Excluded prefix (1) must be longer than or equal to the delegated prefix length (48)",
        ),
        (
            '"prefix": "2001:db8::", "prefix-len": 40, "delegated-len": 48, "excluded-prefix-len": 56',
            "excluded prefix ::/56 must have the same common prefix part of 48 as the delegated prefix 2001:db8::/48",
        ),
        (
            '"prefix": "2001:db8::", "prefix-len": 40, "delegated-len": 48, "excluded-prefix": "2001:db8::"',
            "invalid excluded prefix 2001:db8::/0",
        ),
        (
            (
                '"prefix": "2001:db8::", "prefix-len": 40, "delegated-len": 48, "excluded-prefix": "2001:db8::", '
                '"excluded-prefix-len": 48'
            ),
            (
                "length of the excluded prefix 2001:db8::/48 must be greater than the length of the delegated prefix "
                "2001:db8::/48"
            ),
        ),
    ],
)
def test_prefix_pools(pool: str, says: str) -> None:
    text = f'{{"Dhcp6": {{"subnet6": [ {{"id": 1, "subnet": "2001:db8::/64", "pd-pools": [ {{{pool}}} ]}} ]}}}}'
    assert one(scopes, text) == f"{says} (P)"


def test_what_is_there_twice() -> None:
    assert "duplicate network 'n'" in one(scopes, '{"Dhcp4": {"shared-networks": [ {"name": "n"}, {"name": "n"} ]}}')
    assert "missing mandatory 'name'" in one(scopes, '{"Dhcp4": {"shared-networks": [ {"name": ""} ]}}')


def test_ids_that_kea_makes() -> None:
    text = '{"Dhcp4": {"subnet4": [ {"id": 1, "subnet": "192.0.2.0/24"}, {"subnet": "192.0.3.0/24"} ]}}'
    assert one(scopes, text) == "ID of the new IPv4 subnet '1' is already in use (P)"
    assert told(scopes, text, (2, 6, 0)) == []
    assert told(scopes, text.replace('"id": 1', '"id": 9')) == []


def test_interface_or_interface_id() -> None:
    text = '{"Dhcp6": {"subnet6": [ {"id": 1, "subnet": "2001:db8::/64", "interface": "a", "interface-id": "b"} ]}}'
    assert "cannot be defined at the same time" in one(scopes, text)
