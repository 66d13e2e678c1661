"""Usages for tests: a shared network, a subnet alone, and one that delegates prefixes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

from dhcptools.kea.model import Config, PdPool, Pool, Subnet
from dhcptools.leases.census import take
from dhcptools.leases.results import ListReading, Reading
from dhcptools.leases.usage import Usage, measure

NOW = 1795237300
DATA = Path(__file__).resolve().parents[1] / "data"

CONFIG4 = Config(4, (
    Subnet(1, IPv4Network("10.0.0.0/16"), (
        Pool(IPv4Address("10.0.1.0"), IPv4Address("10.0.1.255")),
        Pool(IPv4Address("10.0.2.0"), IPv4Address("10.0.2.31")),
    )),
    Subnet(20, IPv4Network("192.0.3.0/24"), (
        Pool(IPv4Address("192.0.3.10"), IPv4Address("192.0.3.19")),
        Pool(IPv4Address("192.0.3.100"), IPv4Address("192.0.3.199")),
    ), shared_network="campus"),
))  # fmt: skip  # a table
CONFIG6 = Config(6, (
    Subnet(1, IPv6Network("2001:db8:1::/48"), (
        Pool(IPv6Address("2001:db8:1::1:0"), IPv6Address("2001:db8:1::1:ffff")),
    ), (PdPool(IPv6Network("2001:db8:8000::/40"), 56),)),
))  # fmt: skip  # a table


def usage(reading: Reading, config: Config | None, family: int = 4) -> Usage:
    try:
        return measure(take(reading, family, NOW), config, "x.csv")
    finally:
        reading.close()


def nothing(config: Config | None = CONFIG4) -> Usage:
    return usage(ListReading([], []), config)
