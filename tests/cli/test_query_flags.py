from __future__ import annotations

from dataclasses import fields
from ipaddress import IPv4Address

import click
import pytest

from dhcptools.cli.query import query
from dhcptools.cli.query_flags import Flags
from support.query_flags import flags


def test_every_option_has_its_field() -> None:
    names = {parameter.name for parameter in query.params if parameter.expose_value}
    assert names == {field.name for field in fields(Flags)}


def test_nothing_given_is_nothing_said() -> None:
    found = flags()
    assert (found.kind, found.interface, found.broadcast, found.secs, found.tries) == (None, None, None, None, 1)
    assert not found.exchange


def test_values_arrive() -> None:
    found = flags("request", "-i", "eth0", "--secs", "0x10", "--no-broadcast", "--ciaddr", "192.0.2.9",
                  "--option", "1=a", "--option", "2=b", "--mac", "own",
                  "--exec", "./hook")  # fmt: skip  # one line of a shell
    assert (found.kind, found.interface, found.secs, found.broadcast) == ("request", "eth0", 16, False)
    assert (found.ciaddr, found.option, found.mac) == (IPv4Address("192.0.2.9"), ("1=a", "2=b"), "own")
    assert found.hook == "./hook"
    assert flags("--dora").exchange
    assert flags("--sarr").exchange


@pytest.mark.parametrize(
    "arguments", [("--secs", "65536"), ("--vlan", "0"), ("--timeout", "0"), ("--style", "x"), ("a", "b")]
)
def test_what_is_out_of_range(arguments: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        flags(*arguments)
