"""Reservations: identifiers in every spelling, addresses inside their subnet, faults with their place."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from dhcptools.kea.reader import ConfigError
from support.dialogue import config4, config6


@pytest.mark.parametrize(
    ("kind", "text", "octets"),
    [
        ("hw-address", "1a:1B:1c:1d:1e:1f", bytes.fromhex("1a1b1c1d1e1f")),
        ("hw-address", "1:2:3:4:5:6", bytes.fromhex("010203040506")),
        ("client-id", "01020304", bytes.fromhex("01020304")),
        ("client-id", "0x0102", bytes.fromhex("0102")),
        ("circuit-id", "'eth0/1'", b"eth0/1"),
        ("duid", "00:03:00:01:02", bytes.fromhex("0003000102")),
    ],
)
def test_identifiers(kind: str, text: str, octets: bytes) -> None:
    (host,) = config4({"reservations": [{kind: text, "ip-address": "192.0.2.5"}]}).subnets[0].reservations
    assert (host.identifier_type, host.identifier, host.addresses) == (kind, octets, (ip_address("192.0.2.5"),))


def test_dhcpv6_hosts_have_addresses_and_prefixes() -> None:
    host = {"duid": "0003", "ip-addresses": ["2001:db8:1::5"], "prefixes": ["2001:db8:5::/48"], "hostname": "five"}
    (found,) = config6({"reservations": [host]}).subnets[0].reservations
    assert found.addresses == (ip_address("2001:db8:1::5"),)
    assert found.prefixes == (ip_network("2001:db8:5::/48"),)
    assert found.hostname == "five"


def test_global_reservations_need_no_subnet() -> None:
    config = config4(reservations=[{"hw-address": "020000000001", "ip-address": "203.0.113.5"}])
    assert config.reservations[0].addresses == (ip_address("203.0.113.5"),)


def test_flex_id_is_named_and_matches_nobody() -> None:
    config = config4({"reservations": [{"flex-id": "'s0mEVaLue'", "ip-address": "192.0.2.206"}]})
    (notice,) = [item for item in config.notices if "flex-id" in item.text]
    assert str(notice).startswith("test.conf:1:")
    assert config.subnets[0].reservations[0].identifier_type not in config.host_identifiers


@pytest.mark.parametrize(
    ("hosts", "says"),
    [
        ([{"ip-address": "192.0.2.5"}], "exactly one identifier"),
        ([{"hw-address": "01", "duid": "02"}], "exactly one identifier"),
        ([{"hw-address": "zz"}], "not hexadecimal"),
        ([{"hw-address": ""}], "is empty"),
        ([{"hw-address": "01", "ip-address": "198.51.100.1"}], "outside its subnet"),
        ([{"hw-address": "01", "ip-address": "x"}], "no address"),
        ([{"hw-address": "01", "next-server": "x"}], "next-server"),
        ([{"hw-address": "01"}, {"hw-address": "01"}], "two reservations for one client"),
    ],
)
def test_faults(hosts: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ConfigError, match=r"test\.conf:1:") as caught:
        config4({"reservations": hosts})
    assert says in str(caught.value)
