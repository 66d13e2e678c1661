from __future__ import annotations

import click
import pytest

from dhcptools.cli.discover import discover
from dhcptools.cli.discover_values import duid_of, expectations_of, mac_of

CONTEXT = click.Context(discover)
PARAMETER = discover.params[0]


def test_what_is_meant() -> None:
    assert mac_of(CONTEXT, PARAMETER, None) is None
    assert mac_of(CONTEXT, PARAMETER, "02-00-5E-00-53-01") == bytes.fromhex("02005e005301")
    assert duid_of("00:03:00:01:02:00:5e:00:53:01").hex() == "0003000102005e005301"
    found = expectations_of((4, 6), ("192.0.2.1",), ("2001:db8::/32",), ("domain-search=example.org",))
    assert len(found.servers) == len(found.subnets) == 1
    assert [option.family for option in found.options] == [4, 6]


def test_what_is_not() -> None:
    with pytest.raises(click.BadParameter, match="no MAC address"):
        mac_of(CONTEXT, PARAMETER, "02:00")
    with pytest.raises(click.UsageError, match="not a DUID"):
        duid_of("x")
    for servers, subnets, options in ((("x",), (), ()), ((), ("192.0.2.1/24",), ()), ((), (), ("nosuch=1",))):
        with pytest.raises(click.UsageError):
            expectations_of((4,), servers, subnets, options)
