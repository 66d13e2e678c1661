from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import click
import pytest

from dhcptools.cli.query_open import Way, open_way, own_mac
from dhcptools.net.errors import NetError
from dhcptools.net.privileges import CAP_NET_RAW, effective_capabilities
from dhcptools.probe.channel import UdpChannel
from dhcptools.probe.link_channel import LinkChannel
from support.query_flags import flags


def opened(*arguments: str, family: int = 4) -> Way:
    return open_way(flags(*arguments), family)


def closed(way: Way) -> Way:
    if isinstance(way.channel, UdpChannel):
        way.channel._socket.close()
    return way


def test_a_client_of_one_server() -> None:
    way = closed(opened("--target", "127.0.0.1", "--local-port", "40068", "--server-port", "40067"))
    assert (way.destination, way.port, way.relay, way.unicast) == (IPv4Address("127.0.0.1"), 40068, None, True)


def test_a_broadcast_by_udp() -> None:
    way = closed(opened("-i", "lo", "--udp", "--local-port", "40068"))
    assert (str(way.destination), way.unicast) == ("255.255.255.255", False)


def test_a_relay_agent_on_a_port_of_its_own() -> None:
    way = closed(opened("--relay", "--target", "127.0.0.1", "--server-port", "40067", "--local-port", "40069"))
    assert (way.relay, way.port, way.source_port) == (IPv4Address("127.0.0.1"), 40069, True)
    way = closed(opened("--relay", "--target", "::1", "--server-port", "40547", "--local-port", "40549", family=6))
    assert (way.relay, way.source_port) == (IPv6Address("::1"), True)


def test_a_giaddr_of_ours_is_listened_at_and_one_of_others_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    ports = ("--server-port", "40067", "--local-port", "40069")
    way = closed(opened("--giaddr", "127.0.0.3", "--target", "127.0.0.1", *ports))
    assert way.relay == IPv4Address("127.0.0.3")
    way = closed(opened("--giaddr", "192.0.2.77", "--target", "127.0.0.1", *ports))
    assert way.relay is None
    assert "giaddr 192.0.2.77 is no address of this host" in capsys.readouterr().err


def test_raw_frames_or_the_reason_why_not() -> None:
    if CAP_NET_RAW in effective_capabilities():
        way = opened("-i", "lo", "--local-port", "40068")
        assert isinstance(way.channel, LinkChannel)
        way.channel._link.close()
    else:
        with pytest.raises(NetError, match="CAP_NET_RAW"):
            opened("-i", "lo")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name an interface with -i"),
        (("--target", "255.255.255.255"), "name an interface with -i"),
        (("--raw", "--target", "192.0.2.1"), "raw frames need -i"),
        (("--raw", "--udp", "-i", "lo"), "--udp excludes"),
        (("--relay", "-i", "lo"), "name it with --target"),
        (("--relay", "--raw", "-i", "lo", "--target", "127.0.0.1"), "--relay works by UDP"),
    ],
)
def test_ways_that_lead_nowhere(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(click.UsageError) as raised:
        opened(*arguments)
    assert words in raised.value.message


def test_interfaces_that_are_not_there() -> None:
    with pytest.raises(NetError, match="no interface nosuch0"):
        opened("-i", "nosuch0")
    with pytest.raises(NetError, match="no interface nosuch0"):
        own_mac("nosuch0")
    with pytest.raises(NetError, match="link-local"):
        opened("-i", "lo", "--udp", family=6)


def test_the_mac_of_an_interface() -> None:
    assert own_mac("lo") == bytes(6)
    with pytest.raises(click.UsageError, match="needs -i"):
        own_mac(None)
