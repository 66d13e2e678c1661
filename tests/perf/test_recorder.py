"""Runs against the built-in server: what is kept of every packet is what was sent and granted."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from dhcpserver.embedded import Embedded
from dhcptools.measure.details import Details
from dhcptools.net.sockets import route_source
from dhcptools.packet.v4 import Message4
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Exchange, Plan


def details(exchange: Exchange) -> Details:
    with Embedded(exchange.family) as server:
        local = route_source(server.address, server.port)
        made = run(
            Plan(
                server.address, local, exchange, server_port=server.port, relay_port=True, rate_pps=200,
                max_starts=6, clients=3, details=True, embedded=True,
            ),
            stop=lambda: False,
        )  # fmt: skip  # a small plan
    assert made.details is not None
    return made.details


@pytest.mark.parametrize(
    ("exchange", "names", "first"),
    [
        (Exchange.DORA, ["discover_offer", "request_ack"], bytes.fromhex("01000c01020304")),
        (Exchange.SARR, ["solicit_advertise", "request_reply"], bytes.fromhex("0001000100000000000c01020304")),
    ],
)
def test_leases_times_packets_and_server(exchange: Exchange, names: list[str], first: bytes) -> None:
    kept = details(exchange)
    assert list(kept.leases) == list(kept.times) == names
    for name in names:
        assert len(kept.leases[name]) == len(kept.times[name]) == 6
        assert all(0 <= times.sent_ns <= times.received_ns for times in kept.times[name])
        assert len({row.client for row in kept.leases[name]}) == 3
        assert all(ip_address(row.address).version == exchange.family for row in kept.leases[name])
    assert kept.leases[names[0]][0].client == first
    assert list(kept.packets) == (["discover", "request"] if exchange.family == 4 else ["solicit", "request"])
    assert kept.server


def test_the_first_packets_are_what_was_sent() -> None:
    kept = details(Exchange.DORA)
    discover, request = (Message4.decode(octets) for octets in kept.packets.values())
    assert (discover.message_type, request.message_type) == (1, 3)
    assert discover.xid == request.xid
    assert str(ip_address(request.first(50) or b"")) == kept.leases["request_ack"][0].address
