from __future__ import annotations

from ipaddress import IPv6Address
from pathlib import Path

from dhcptools.net.linklocal import link_local

TABLE = """\
00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000002 02 40 00 80     eth0
fe800000000000000000000000000007 02 40 20 40     eth0
fe800000000000000000000000000008 02 40 20 88     eth0
fe800000000000000000000000000002 02 40 20 80     eth0
fe800000000000000000000000000003 02 40 20 80     eth0
fe800000000000000000000000000009 03 40 20 40     eth1
"""


def test_the_first_usable_one_of_the_interface(tmp_path: Path) -> None:
    table = tmp_path / "if_inet6"
    table.write_text(TABLE)
    assert link_local("eth0", table) == IPv6Address("fe80::2")
    assert link_local("lo", table) is None
    assert link_local("eth1", table) is None  # tentative
    assert link_local("eth", table) is None


def test_without_ipv6_there_is_none(tmp_path: Path) -> None:
    assert link_local("eth0", tmp_path / "absent") is None


def test_the_table_of_this_host_can_be_read() -> None:
    assert link_local("no such interface") is None
