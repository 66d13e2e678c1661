"""Sockets served by the batch: many datagrams on loopback, each answered where it came from."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from ipaddress import IPv4Address

from dhcpserver.engine4 import Engine4
from dhcpserver.fast4 import book4
from dhcpserver.fastloop import FastEndpoint, endpoint4
from dhcptools.packet.v4 import Message4
from support.command import ROOT
from support.dialogue import SECOND, config4, discover, opt4, select4

GIADDR = IPv4Address("127.0.0.1")
PORTED = opt4(82, bytes((19, 0)))  # RFC 8357: answer to the source port


def served() -> tuple[Engine4, FastEndpoint, socket.socket, socket.socket]:
    config = config4({"subnet": "127.0.0.0/8", "pools": [{"pool": "127.1.0.0-127.1.255.255"}]})
    engine = Engine4(config)
    engine.book = book4()
    sock, relay = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    for one in (sock, relay):
        one.bind(("127.0.0.1", 0))
        one.settimeout(5)
    relay.connect(sock.getsockname())
    return engine, endpoint4(engine, sock), sock, relay


def replies(endpoint: FastEndpoint, relay: socket.socket, count: int, *, recorded: bool = True) -> list[Message4]:
    while endpoint.serve_one(SECOND):
        endpoint.flush(recorded=recorded)
    return [Message4.decode(relay.recv(2000)) for _ in range(count)]


def test_a_hundred_clients_are_answered_and_one_alone_too() -> None:
    engine, endpoint, sock, relay = served()
    told: list[str] = []
    endpoint.refused = lambda family, source, error, when: told.append(f"{family} {source}")
    with sock, relay:
        for client in range(100):
            relay.send(discover(client, PORTED, giaddr=GIADDR).encode())
        offers = {message.xid: message for message in replies(endpoint, relay, 100)}
        assert len({message.yiaddr for message in offers.values()}) == 100
        relay.send(select4(offers[7], 7, PORTED).encode())  # without giaddr: not to be answered at this port
        relay.send(b"too short")
        relay.send(bytes(3000))
        selecting = select4(offers[8], 8, PORTED)
        relay.send(Message4(**{**_fields(selecting), "giaddr": GIADDR}).encode())
        (ack,) = replies(endpoint, relay, 1)
        assert (ack.message_type, ack.yiaddr) == (5, offers[8].yiaddr)
        assert engine.statistics()["pkt4-parse-failed"] == 2
        assert told == ["4 127.0.0.1"]
        assert endpoint.fast.taken > 90


def _fields(message: Message4) -> dict[str, object]:
    return {name: getattr(message, name) for name in ("xid", "chaddr", "options")}


def test_what_is_not_on_record_is_not_sent() -> None:
    _, endpoint, sock, relay = served()
    with sock, relay:
        relay.send(discover(1, PORTED, giaddr=GIADDR).encode())
        replies(endpoint, relay, 0, recorded=False)
        relay.send(discover(2, PORTED, giaddr=GIADDR).encode())
        (only,) = replies(endpoint, relay, 1)
        assert only.xid == 2


def test_an_answer_that_cannot_leave_does_not_stop_the_others() -> None:
    _, endpoint, sock, relay = served()
    with sock, relay:
        relay.send(
            discover(1, giaddr=IPv4Address("127.255.255.255")).encode()
        )  # broadcast: EACCES without SO_BROADCAST
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 0)
        relay.send(discover(2, PORTED, giaddr=GIADDR).encode())
        (only,) = replies(endpoint, relay, 1)
        assert only.xid == 2


def test_a_client_without_address_is_answered_as_ever() -> None:
    engine, endpoint, sock, relay = served()
    with sock, relay:
        relay.send(discover(1, ciaddr=GIADDR, flags=0x8000).encode())
        assert replies(endpoint, relay, 0) == []
        assert engine.statistics()["pkt4-offer-sent"] == 1  # by broadcast or to ciaddr, at port 68


LOADS = """
import sys
from support.dialogue import discover
from test_fastloop import GIADDR, PORTED, replies, served
_, endpoint, sock, relay = served()
before = set(sys.modules)
with sock, relay:
    relay.send(discover(1, PORTED, giaddr=GIADDR).encode())
    assert replies(endpoint, relay, 1)
print(sorted(set(sys.modules) - before))
"""


def test_nothing_is_loaded_when_the_first_request_comes() -> None:
    """It would hold up its answer, and those of all that come meanwhile."""
    path = os.pathsep.join(str(ROOT / folder) for folder in (".", "server", "tests", "tests/server"))
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-c", LOADS]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=30)
    assert done.stdout == "[]\n", done.stdout + done.stderr
