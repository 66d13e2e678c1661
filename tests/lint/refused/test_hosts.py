from __future__ import annotations

import pytest

from dhcptools.lint.refused import hosts
from dhcptools.lint.refused.hosts import identifier
from support.lint_refusals import one, told


def subnet(*reservations: str) -> str:
    members = f'"id": 1, "subnet": "192.0.2.0/24", "reservations": [ {", ".join(reservations)} ]'
    return f'{{"Dhcp4": {{"subnet4": [ {{{members}}} ]}}}}'


@pytest.mark.parametrize(
    ("reservation", "says"),
    [
        (
            '{"hw-address": "1", "ip-address": "10.0.0.1"}',
            "KL313: specified reservation '10.0.0.1'",
        ),
        ('{"hw-address": "1-2-3", "hostname": "a"}', "KL316: invalid host identifier value '1-2-3' (P)"),
        ('{"hw-address": "", "hostname": "a"}', "empty host identifier used (P)"),
        ('{"hw-address": "xyz", "hostname": "a"}', "invalid host identifier value 'xyz' (P)"),
        ('{"hw-address": "1", "duid": "2", "hostname": "a"}', "the 'hw-address' and 'duid' are mutually exclusive"),
        ('{"hostname": "a"}', "one of the supported identifiers must be specified for host reservation: circuit-id, "),
        ('{"hw-address": "1", "ip-address": "0.0.0.0"}', "must not make reservation for the '0.0.0.0' address"),
        ('{"hw-address": "1", "ip-address": "x"}', "Failed to convert string to address 'x': Invalid argument"),
        (f'{{"hw-address": "{"1:" * 20}1", "hostname": "a"}}', "address vector size exceeds MAX_HWADDR_LEN"),
    ],
)
def test_a_reservation(reservation: str, says: str) -> None:
    assert one(hosts, subnet(reservation)).startswith(says)


def test_two_of_them() -> None:
    first = '{"hw-address": "1:2", "ip-address": "192.0.2.5"}'
    same_address = '{"hw-address": "1:3", "ip-address": "192.0.2.5"}'
    assert one(hosts, subnet(first, same_address)).startswith("KL314")
    assert one(hosts, subnet(first, '{"hw-address": "0102", "hostname": "a"}')).startswith("KL315")
    assert told(hosts, subnet(first, '{"duid": "0102", "hostname": "a"}')) == []
    twice = subnet(first, same_address).replace('{"subnet4"', '{"ip-reservations-unique": false, "subnet4"')
    assert told(hosts, twice) == []


def test_dhcpv6() -> None:
    text = '{"Dhcp6": {"subnet6": [ {"subnet": "2001:db8::/64", "reservations": [ {"duid": "1", %s} ]} ]}}'
    assert one(hosts, text % '"ip-addresses": [ "2001:db9::1" ]').startswith("KL313")
    assert "requires prefix length" in one(hosts, text % '"prefixes": [ "2001:db9::" ]')
    assert "prefix length value 'x' is invalid" in one(hosts, text % '"prefixes": [ "2001:db9::/x" ]')


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("1:2", b"\1\2"), ("0x0102", b"\1\2"), ("123", b"\1\x23"), ("1 2 3", b"\1\2\3"), ("'a b'", b"a b"),
        ("1::2", None), ("1:2:", None), ("1:2 :3", None), ("0x", None), ("1:234", None), ("", None),
    ],
)  # fmt: skip  # as kea-dhcp4 -t judges them
def test_identifiers(text: str, octets: bytes | None) -> None:
    assert identifier(text) == octets
