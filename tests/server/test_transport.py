"""Sockets around the engines: loopback for the loop itself, a veth pair for clients without address."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from ipaddress import IPv4Address

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.gate import Gate
from dhcpserver.scenario import Scenario
from dhcpserver.transport import Clock, Loop
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.dialogue import SERVER_DUID, config4, config6, discover, message6, na, opt4, relay6
from support.namespaces import Namespace, connect


def until(sock: socket.socket) -> Callable[[], bool]:
    """Stop the loop when an answer waits."""
    return lambda: bool(select.select([sock], [], [], 0)[0])


def test_dhcpv4_over_loopback_leaves_from_the_address_it_came_to() -> None:
    engine = Engine4(config4(), fallback=True)
    with Loop() as loop, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        port = loop.listen4(engine, "", 0)
        client.bind(("127.0.0.3", 0))
        client.sendto(b"too short", ("127.0.0.2", port))
        query = discover(1, opt4(82, b"\x13\0"), giaddr=IPv4Address("127.0.0.3"))
        client.sendto(query.encode(), ("127.0.0.2", port))
        loop.run(until(client), Clock(), lambda _: None)
        data, source = client.recvfrom(2000)
    assert source == ("127.0.0.2", port)
    assert Message4.decode(data).first(54) == IPv4Address("127.0.0.2").packed
    counters = engine.statistics()
    assert (counters["pkt4-received"], counters["pkt4-parse-failed"], counters["pkt4-offer-sent"]) == (2, 1, 1)


def test_dhcpv6_over_loopback() -> None:
    engine = Engine6(config6(), SERVER_DUID, fallback=True)
    with Loop() as loop, socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        port = loop.listen6(engine, "::1", 0)
        client.bind(("::1", 0))
        client.sendto(b"\1", ("::1", port))
        query = relay6(message6(1, na()), "::1", RawOption(135, b"\0\0"))
        client.sendto(query.encode(), ("::1", port))
        loop.run(until(client), Clock(), lambda _: None)
        data, source = client.recvfrom(2000)
    assert source[:2] == ("::1", port)
    assert decode6(data).msg_type == 13
    assert engine.statistics()["pkt6-parse-failed"] == 1


def test_replies_that_wait_leave_on_time() -> None:
    engine, gate = Engine4(config4(), fallback=True), Gate(Scenario.from_lines(["delay 20ms first=1"], 4))
    with Loop(gate) as loop, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        port = loop.listen4(engine, "127.0.0.1", 0)
        client.bind(("127.0.0.1", 0))
        query = discover(1, opt4(82, b"\x13\0"), giaddr=IPv4Address("127.0.0.1")).encode()
        began = time.monotonic_ns()
        client.sendto(query, ("127.0.0.1", port))
        loop.run(until(client), Clock(), lambda _: None)
        took_ms = (time.monotonic_ns() - began) / 1e6
    assert 20 <= took_ms < 500  # by its own time, and not by the tick of a second


def test_dhcpv6_replies_pass_the_gate() -> None:
    engine, gate = Engine6(config6(), SERVER_DUID, fallback=True), Gate(Scenario.from_lines(["wrong-xid"], 6))
    with Loop(gate) as loop, socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
        port = loop.listen6(engine, "::1", 0)
        client.bind(("::1", 0))
        query = relay6(message6(1, na()), "::1", RawOption(135, b"\0\0"))
        client.sendto(query.encode(), ("::1", port))
        loop.run(until(client), Clock(), lambda _: None)
        reply = decode6(client.recv(2000))
    assert isinstance(reply, RelayMessage6)
    inner = reply.relayed()
    assert isinstance(inner, Message6)
    assert inner.transaction_id != 0x123456


def test_the_tick_comes_and_watched_descriptors_are_called() -> None:
    seen: list[str] = []
    reader, writer = os.pipe()
    os.write(writer, b"x")
    with Loop() as loop:
        loop.watch(reader, lambda: seen.append(os.read(reader, 1).decode()))
        loop.run(lambda: len(seen) == 2, Clock(), lambda now: seen.append("tick") if now > 0 else None)
    os.close(reader)
    os.close(writer)
    assert sorted(seen) == ["tick", "x"]


def test_the_clock_goes_forward_only() -> None:
    clock = Clock()
    times = [clock() for _ in range(100)]
    assert times == sorted(times)


SERVE = """
import sys
from dhcpserver.serve import run
from dhcpserver.settings import Settings
family = int(sys.argv[1])
pools = ["192.0.2.10-192.0.2.20"] if family == 4 else ["2001:db8:1::10-2001:db8:1::20"]
settings = Settings.from_flags(family=family, pools=pools, interfaces=["eth0"], quiet=True)
run(settings, ready=lambda bound: print("ready", flush=True))
"""


def start(place: Namespace, family: int) -> subprocess.Popen[str]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    process = place.popen([sys.executable, "-c", SERVE, str(family)], env={**os.environ, "PYTHONPATH": path})
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_a_client_without_address_gets_its_lease_by_unicast_and_by_broadcast() -> None:
    with Namespace() as ours, Namespace(beside=ours) as theirs:
        connect(ours, theirs, ["192.0.2.1/24"])
        server = start(ours, 4)
        for extra in ([], ["-B"]):
            done = theirs.run(["udhcpc", "-i", "eth0", "-n", "-q", "-f", "-s", "/bin/true", *extra])
            assert "lease of 192.0.2.10 obtained from 192.0.2.1" in done.stderr + done.stdout
        end(server)


def test_dhcpv6_clients_are_heard_by_multicast() -> None:
    with Namespace() as ours, Namespace(beside=ours) as theirs:
        connect(ours, theirs, ["2001:db8:1::1/64"])
        server = start(ours, 6)
        with theirs.socket(socket.AF_INET6, device="eth0", address=("::", 546)) as client:
            index = _index(theirs)
            client.settimeout(10)
            client.sendto(message6(1, na()).encode(), ("ff02::1:2", 547, 0, index))
            reply = decode6(client.recv(2000))
        assert reply.msg_type == 2
        end(server)


def _index(place: Namespace) -> int:
    return int(place.run(["ip", "-o", "link", "show", "dev", "eth0"]).stdout.partition(":")[0])


@pytest.mark.parametrize("lines", [(), ("delay 5ms",)])
def test_replies_leave_when_their_batch_is_on_record(lines: tuple[str, ...]) -> None:
    engine = Engine4(config4(), fallback=True)
    gate = Gate(Scenario.from_lines(lines, 4)) if lines else None
    answers = iter([False])
    recorded = []

    def record() -> bool:
        recorded.append(engine.statistics()["pkt4-received"])
        return next(answers, True)

    with Loop(gate) as loop, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        loop.record = record
        port = loop.listen4(engine, "127.0.0.1", 0)
        client.bind(("127.0.0.1", 0))
        for number in (1, 2):  # the first is not on record; the second is a batch of its own
            query = discover(number, opt4(82, b"\x13\0"), giaddr=IPv4Address("127.0.0.1"))
            client.sendto(query.encode(), ("127.0.0.1", port))
            wanted = number
            loop.run(lambda wanted=wanted: len(recorded) >= wanted, Clock(), lambda _: None)  # type: ignore[misc] # a lambda's default has no type
        loop.run(until(client), Clock(), lambda _: None)
        reply = Message4.decode(client.recv(2000))
    assert reply.hardware_address == discover(2).hardware_address
    assert recorded == [1, 2]
    assert engine.statistics()["pkt4-offer-sent"] == 2
