from __future__ import annotations

import pytest

from dhcptools.lint.refused import hosts
from support.lint_refusals import one


def subnet(*reservations: str) -> str:
    members = f'"id": 1, "subnet": "192.0.2.0/24", "reservations": [ {", ".join(reservations)} ]'
    return f'{{"Dhcp4": {{"subnet4": [ {{{members}}} ]}}}}'


@pytest.mark.parametrize(
    ("reservation", "says"),
    [
        ('{"hw-address": "1", "duid": "2", "hostname": "a"}', "the 'hw-address' and 'duid' are mutually exclusive"),
        ('{"hostname": "a"}', "one of the supported identifiers must be specified for host reservation: circuit-id, "),
        ('{"hw-address": "1", "ip-address": "0.0.0.0"}', "must not make reservation for the '0.0.0.0' address"),
        ('{"hw-address": "1", "ip-address": "x"}', "Failed to convert string to address 'x': Invalid argument"),
        (f'{{"hw-address": "{"1:" * 20}1", "hostname": "a"}}', "address vector size exceeds MAX_HWADDR_LEN"),
    ],
)
def test_a_reservation(reservation: str, says: str) -> None:
    assert one(hosts, subnet(reservation)).startswith(says)


def test_dhcpv6() -> None:
    text = '{"Dhcp6": {"subnet6": [ {"subnet": "2001:db8::/64", "reservations": [ {"duid": "1", %s} ]} ]}}'
    assert "requires prefix length" in one(hosts, text % '"prefixes": [ "2001:db9::" ]')
    assert "prefix length value 'x' is invalid" in one(hosts, text % '"prefixes": [ "2001:db9::/x" ]')
