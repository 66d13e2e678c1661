"""Settings from flags and from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dhcpserver.settings import Listen, Settings, SettingsError, parse_listen, parse_pool


def test_flags_make_one_subnet() -> None:
    settings = Settings.from_flags(
        pools=["192.0.2.10-192.0.2.200"],
        routers=["192.0.2.1"],
        options=["domain-name=example.org"],
        interfaces=["eth0"],
    )
    (subnet,) = settings.config.subnets
    assert (str(subnet.prefix), subnet.interface, subnet.authoritative) == ("192.0.2.0/24", "eth0", True)
    assert {option.code: option.data for option in subnet.options} == {15: b"example.org", 3: bytes((192, 0, 2, 1))}
    assert (settings.family, settings.server_port) == (4, 67)


def test_flags_for_dhcpv6() -> None:
    settings = Settings.from_flags(
        family=6, pools=["2001:db8::10-2001:db8::20"], prefixes=["2001:db8:100::/40/56"], listen=["[::1]:10547"]
    )
    (subnet,) = settings.config.subnets
    assert (str(subnet.prefix), subnet.pd_pools[0].delegated_length) == ("2001:db8::/64", 56)
    assert settings.listen == (Listen("::1", 10547),)


@pytest.mark.parametrize(
    ("text", "family", "listen"),
    [
        ("192.0.2.1", 4, Listen("192.0.2.1", 67)),
        ("192.0.2.1:1067", 4, Listen("192.0.2.1", 1067)),
        ("2001:db8::1", 6, Listen("2001:db8::1", 547)),
        ("[2001:db8::1]:1547", 6, Listen("2001:db8::1", 1547)),
        ("fe80::1%eth0", 6, Listen("fe80::1%eth0", 547)),
    ],
)
def test_listen(text: str, family: int, listen: Listen) -> None:
    assert parse_listen(text, family) == listen


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({}, "no pool"),
        ({"pools": ["192.0.2.1"]}, "nowhere to listen"),
        ({"pools": ["x"], "interfaces": ["a"]}, "'x' is no address"),
        ({"pools": ["192.0.2.9-192.0.2.1"], "interfaces": ["a"]}, "reversed"),
        ({"pools": ["2001:db8::1"], "interfaces": ["a"]}, "is IPv6"),
        ({"pools": ["192.0.2.1"], "subnet": "10.0.0.0/8", "interfaces": ["a"]}, "outside the subnet"),
        ({"pools": ["192.0.2.1"], "subnet": "10.0.0.1/8", "interfaces": ["a"]}, "is no prefix"),
        ({"pools": ["192.0.2.1"], "options": ["nosuch=1"], "interfaces": ["a"]}, "bad option"),
        ({"pools": ["192.0.2.1"], "listen": ["192.0.2.1:99999"]}, "cannot listen"),
        ({"family": 6, "prefixes": ["2001:db8::/40"], "interfaces": ["a"]}, "no prefix to delegate from"),
        ({"family": 6, "prefixes": ["2001:db8::/40/56"], "interfaces": ["a"]}, "no subnet"),
    ],
)
def test_faults_say_what_why_and_how(flags: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_flags(**flags)
    assert says in caught.value.what
    assert caught.value.why
    assert caught.value.fix
    assert "\n  fix: " in str(caught.value)


def test_a_pool_may_be_a_prefix() -> None:
    pool = parse_pool("192.0.2.0/30", 4)
    assert (str(pool.first), str(pool.last)) == ("192.0.2.0", "192.0.2.3")


def test_a_file_says_where_to_listen_unless_flags_do(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_text('{ "Dhcp4": { "interfaces-config": { "interfaces": [ "eth0", "eth1/192.0.2.1" ] } } }')
    settings = Settings.from_file(str(path))
    assert (settings.interfaces, settings.listen) == (("eth0",), (Listen("192.0.2.1", 67),))
    settings = Settings.from_file(str(path), interfaces=["eth9"])
    assert (settings.interfaces, settings.listen) == (("eth9",), ())
