from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.model.overlap import inside_pools
from dhcptools.lint.model.values import show

TEXT = b"""{ "Dhcp6": { "subnet6": [ { "id": 1, "subnet": "2001:db8::/64",
    "pools": [ { "pool": "2001:db8::20-2001:db8::2f" }, { "pool": "2001:db8::10/124" }, { "pool": "nonsense" } ],
    "reservations": [ { "duid": "01", "ip-addresses": [ "2001:db8::f", "2001:db8::10", "2001:db8::1f" ] },
        { "duid": "02", "ip-addresses": [ "2001:db8::30", "2001:db8::2f" ] },
        { "duid": "03", "hostname": "a" } ] } ] } }"""


def test_reserved_addresses_that_a_pool_has_too() -> None:
    (subnet,) = Context(parse(TEXT), "x").subnets
    found = [(show(number, 6), node.value) for number, node in inside_pools(subnet)]
    assert [number for number, _ in found] == ["2001:db8::10", "2001:db8::1f", "2001:db8::2f"]
    assert all(number == text for number, text in found)
