from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import pytest

from dhcptools.leases.isc_config import DhcpdConfigError, is_dhcpd_config, named_lease_file, read_dhcpd_config

CONF = """# subnet { is a word
option domain-name "a;b{c";
lease-file-name "/tmp/x.leases";
shared-network campus {
  subnet 10.0.5.0 netmask 255.255.255.0 { range 10.0.5.0 10.0.5.49; }
  subnet 10.0.6.0 netmask 255.255.255.0 {
    pool { range 10.0.6.1 10.0.6.5; allow unknown-clients; } pool { range dynamic-bootp 10.0.6.10; }
  }
}
include "more.conf";
group { subnet 10.0.8.0 netmask 255.255.255.128 { option routers 10.0.8.1; } }
"""
MORE = "subnet 10.0.7.0 netmask 255.255.255.0 { range 10.0.7.1 10.0.7.10; host x { fixed-address 10.0.7.9; } }\n"
SIX = """subnet6 2001:db8::/32 {
  range6 2001:db8::1 2001:db8::9; pool6 { range6 2001:db8:1::/64 temporary; }
  prefix6 2001:db8:100:: 2001:db8:1ff:: /48;
}
"""


def test_subnets_networks_and_ranges(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.conf"
    path.write_text(CONF)
    (tmp_path / "more.conf").write_text(MORE)
    found = read_dhcpd_config(path)
    assert (found.family, is_dhcpd_config(path), named_lease_file(path)) == (4, True, Path("/tmp/x.leases"))
    assert [(subnet.id, str(subnet.prefix), subnet.shared_network) for subnet in found.subnets] == [
        (1, "10.0.5.0/24", "campus"), (2, "10.0.6.0/24", "campus"), (3, "10.0.7.0/24", ""), (4, "10.0.8.0/25", ""),
    ]  # fmt: skip  # in the order of the file
    pools = [(str(pool.first), str(pool.last)) for subnet in found.subnets for pool in subnet.pools]
    assert pools == [
        ("10.0.5.0", "10.0.5.49"), ("10.0.6.1", "10.0.6.5"), ("10.0.6.10", "10.0.6.10"), ("10.0.7.1", "10.0.7.10"),
    ]  # fmt: skip  # in the order of the file


def test_dhcpv6(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd6.conf"
    path.write_text(SIX)
    (subnet,) = read_dhcpd_config(path).subnets
    assert [(str(pool.first), str(pool.last)) for pool in subnet.pools] == [
        ("2001:db8::1", "2001:db8::9"), ("2001:db8:1::", "2001:db8:1:0:ffff:ffff:ffff:ffff"),
    ]  # fmt: skip  # a range and a prefix
    assert [(pool.prefix, pool.delegated_length) for pool in subnet.pd_pools] == [
        (IPv6Network("2001:db8:100::/40"), 48)
    ]
    assert named_lease_file(path) is None


@pytest.mark.parametrize(
    "text",
    [
        "subnet 10.0.0.0 netmask 255.255.255.0 { range; }", "subnet 10.0.0.0 netmask 1.2.3.4 { }",
        "subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.x; }", "subnet 10.0.0.0 netmask 255.255.255.0 {",
        "shared-network x { subnet6 y { } }", "subnet6 2001:db8::/32 { prefix6 2001:db8:: /48; }",
        'subnet 10.0.0.0 netmask 255.255.255.0 { }\ninclude "dhcpd.conf";',
    ],
)  # fmt: skip  # each wrong
def test_what_cannot_be_understood(text: str, tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.conf"
    path.write_text(text)
    with pytest.raises(DhcpdConfigError, match=r"dhcpd\.conf"):
        read_dhcpd_config(path)


def test_other_files(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert not is_dhcpd_config(path)
    path.write_text('{ "Dhcp4": { "subnet4": [\n subnet 1 ] } }')
    assert not is_dhcpd_config(path)
    path.write_text("authoritative;\n")
    assert (is_dhcpd_config(path), read_dhcpd_config(path).subnets) == (False, ())
    path.write_text("subnet 10.0.0.0 netmask 255.0.0.0 { }\n" + SIX)
    assert [subnet.prefix for subnet in read_dhcpd_config(path).subnets] == [IPv4Network("10.0.0.0/8")]
