"""From a file to the model: inheritance, defaults, faults with their place, and what is not served."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from dhcptools.kea.config import load_config, read_config
from dhcptools.kea.dialect import parse
from dhcptools.kea.model import Lifetime
from dhcptools.kea.reader import ConfigError
from support.dialogue import config4, config6, read


def test_scalars_go_down_from_global_through_the_network_to_the_subnet() -> None:
    network = {
        "name": "n", "rebind-timer": 20, "interface": "eth1", "relay": {"ip-addresses": ["192.0.2.9"]},
        "option-data": [{"name": "domain-name", "data": "net"}],
        "subnet4": [
            {"id": 1, "subnet": "192.0.2.0/24", "valid-lifetime": 40},
            {"id": 2, "subnet": "198.51.100.0/24", "interface": "eth2", "authoritative": False},
        ],
    }  # fmt: skip  # a network
    top = {"renew-timer": 10, "valid-lifetime": 30, "max-valid-lifetime": 90, "authoritative": True}
    first, second = read(Dhcp4={**top, "shared-networks": [network]}).subnets
    assert (first.timers.renew, first.timers.rebind, first.interface) == (10, 20, "eth1")
    assert (first.valid, second.valid) == (Lifetime(40, 40, 90), Lifetime(30, 30, 90))
    assert (second.interface, first.authoritative, second.authoritative) == ("eth2", True, False)
    assert first.relays == second.relays == (ip_address("192.0.2.9"),)
    assert (first.options, first.network_options[0].data, first.shared_network) == ((), b"net", "n")


def test_the_defaults_are_keas() -> None:
    four, six = config4().subnets[0], config6().subnets[0]
    assert (four.valid.default, four.timers.calculate, four.authoritative, four.match_client_id) == (
        7200,
        False,
        False,
        True,
    )
    assert (six.valid.default, six.preferred.default, six.timers.calculate, six.rapid_commit) == (
        7200,
        3600,
        True,
        False,
    )
    assert config4().host_identifiers == ("hw-address", "duid", "circuit-id", "client-id")


def test_pools_in_both_spellings() -> None:
    pools = config4({"pools": [{"pool": "192.0.2.0/28"}, {"pool": "192.0.2.32-192.0.2.40"}]}).subnets[0].pools
    assert [(str(pool.first), str(pool.last)) for pool in pools] == [
        ("192.0.2.0", "192.0.2.15"),
        ("192.0.2.32", "192.0.2.40"),
    ]


def test_delegation_and_server_id_of_dhcpv6() -> None:
    config = config6(**{"server-id": {"type": "LL", "identifier": "020000000001"}})
    pool = config.subnets[0].pd_pools[0]
    assert (pool.prefix, pool.delegated_length) == (ip_network("2001:db8:100::/54"), 56)
    assert config.server_duid == bytes.fromhex("00030001020000000001")


def test_missing_ids_are_numbered_behind_the_largest() -> None:
    subnets = [{"id": 7, "subnet": "192.0.2.0/24"}, {"subnet": "198.51.100.0/24"}, {"subnet": "203.0.113.0/24"}]
    assert [subnet.id for subnet in read(Dhcp4={"subnet4": subnets}).subnets] == [7, 8, 9]


def test_what_is_not_served_is_named_with_its_place() -> None:
    text = b"""{ "Dhcp4": {
 "loggers": [],
 "valid-lifetime": 5, "x": 1,
 "subnet4": [ { "subnet": "192.0.2.0/24", "y": 2 } ], } }"""
    notices = [str(notice) for notice in read_config(parse(text, "f")).notices]
    assert notices == [
        'f:2:2: "loggers" in Dhcp4 is not served and has no effect',
        'f:3:23: "x" in Dhcp4 is not served and has no effect',
        'f:4:43: "y" in subnet4[0] is not served and has no effect',
        "f:4:53: Extraneous comma. A piece of configuration may have been omitted.",
    ]


def test_a_class_with_a_test_is_served() -> None:
    config = config4(**{"client-classes": [{"name": "c", "test": "member('ALL')", "valid-lifetime": 9}]})
    assert config.notices == ()
    assert config.names is not None
    assert config.classes[0].valid == Lifetime(9, 9, 9)
    assert config4().names is None


@pytest.mark.parametrize(
    ("subnet", "says"),
    [
        ({"subnet": "192.168.2.0.24"}, "prefix/len expected"),
        ({"subnet": "192.0.2.0"}, "prefix/len expected"),
        ({"pools": [{"pool": "198.51.100.1-198.51.100.2"}]}, "outside its subnet"),
        ({"pools": [{"pool": "192.0.2.9-192.0.2.1"}]}, "reversed"),
        ({"pools": [{"pool": "192.0.2.9"}]}, "invalid pool"),
        ({"pools": [{"pool": "192.0.2.1-192.0.2.9"}, {"pool": "192.0.2.9-192.0.2.10"}]}, "overlaps"),
        ({"pools": [{}]}, "missing parameter 'pool'"),
        ({"valid-lifetime": 5, "min-valid-lifetime": 6}, "outside its bounds"),
        ({"next-server": "x"}, "next-server is no IPv4 address"),
        ({"server-hostname": "x" * 64}, "server-hostname is too long"),
        ({"relay": {"ip-addresses": ["x"]}}, "bad relay address"),
        ({"id": "1"}, "must be an integer"),
    ],
)
def test_faults_of_a_subnet(subnet: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config4(subnet)
    assert says in str(caught.value)
    assert caught.value.position.file == "test.conf"


def test_subnets_are_unique_and_the_top_level_is_one_key() -> None:
    twice = {"id": 1, "subnet": "198.51.100.0/24"}
    with pytest.raises(ConfigError, match="two subnets have the id 1"):
        config4(more=[twice])
    with pytest.raises(ConfigError, match="two subnets have the prefix"):
        config4(more=[{"id": 2, "subnet": "192.0.2.0/24"}])
    with pytest.raises(ConfigError, match="no DHCP configuration"):
        read(Dhcp4={}, Dhcp6={})
    with pytest.raises(ConfigError, match="no such socket type"):
        config4(**{"interfaces-config": {"dhcp-socket-type": "tcp"}})


def test_delegated_prefixes_are_longer_than_their_pool() -> None:
    pool = {"prefix": "2001:db8::", "prefix-len": 56, "delegated-len": 48}
    with pytest.raises(ConfigError, match="does not fit"):
        config6({"pd-pools": [pool]})
    with pytest.raises(ConfigError, match="invalid excluded prefix"):
        config6({"pd-pools": [{**pool, "delegated-len": 60, "excluded-prefix": "x", "excluded-prefix-len": 64}]})
    inside = {"excluded-prefix": "2001:db8:1::", "excluded-prefix-len": 64}
    with pytest.raises(ConfigError, match="excluded prefix 2001:db8:1::/64 does not fit"):
        config6({"pd-pools": [{**pool, "delegated-len": 60, **inside}]})
    with pytest.raises(ConfigError, match="invalid prefix"):
        config6({"pd-pools": [{**pool, "prefix": "2001:db8::1"}]})


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_text('{ "Dhcp4": { "interfaces-config": { "interfaces": [ "eth0" ], "dhcp-socket-type": "udp" } } }')
    config = load_config(str(path))
    assert (config.interfaces.names, config.interfaces.raw, config.notices) == (("eth0",), False, ())
