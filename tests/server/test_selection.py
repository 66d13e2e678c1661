"""Finding subnets, pools and reservations."""

from __future__ import annotations

from ipaddress import IPv4Address

from dhcpserver.selection import Links
from support.dialogue import config4, config6, read


def at(text: str) -> int:
    return int(IPv4Address(text))


def test_the_longest_prefix_wins() -> None:
    subnets = [
        {"id": 1, "subnet": "10.0.0.0/8"},
        {"id": 2, "subnet": "10.1.0.0/16"},
        {"id": 3, "subnet": "10.1.2.0/24"},
    ]
    links = Links(read(Dhcp4={"subnet4": subnets}))
    found = [links.by_address(at(text), set()) for text in ("10.9.9.9", "10.1.9.9", "10.1.2.9", "11.0.0.1")]
    assert [link and link.subnet.id for link in found] == [1, 2, 3, None]


def test_a_guarded_subnet_is_for_its_class() -> None:
    links = Links(config4({"client-class": "gold"}))
    assert links.by_address(at("192.0.2.5"), {"ALL"}) is None
    assert links.by_interface("eth0", {"ALL"}) is None
    assert links.by_address(at("192.0.2.5"), {"gold"}) is links.all[0]


def test_subnets_of_a_shared_network_stand_together() -> None:
    members = [{"id": 1, "subnet": "192.0.2.0/24"}, {"id": 2, "subnet": "198.51.100.0/24", "client-class": "gold"}]
    links = Links(read(Dhcp4={"shared-networks": [{"name": "n", "subnet4": members}]}))
    second = links.all[1]
    assert [link.subnet.id for link in links.together(second)] == [2, 1]
    assert [link.admits(()) for link in links.all] == [True, False]
    assert second.admits({"gold"})


def test_pools_of_delegated_prefixes() -> None:
    link = Links(config6()).all[0]
    (pool,) = link.pd_pools
    assert (pool.range.count, pool.range.length) == (4, 56)
    assert link.pool_of(pool.range.first, (), prefixes=True) is pool
    assert link.pool_of(pool.range.first, ()) is None


def test_reservations_in_the_order_of_the_configuration() -> None:
    hosts = [{"hw-address": "01", "hostname": "hardware"}, {"client-id": "02", "hostname": "client"}]
    identity = {"hw-address": b"\1", "client-id": b"\2"}
    found = Links(config4({"reservations": hosts})).all[0].hosts.find(identity)
    assert found is not None
    assert found.hostname == "hardware"
    order = config4({"reservations": hosts}, **{"host-reservation-identifiers": ["client-id", "hw-address"]})
    found = Links(order).all[0].hosts.find(identity)
    assert found is not None
    assert found.hostname == "client"
