from __future__ import annotations

import errno
import json
import os
import sys
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import numpy as np
import pytest
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, IPv6
from scapy.layers.l2 import Dot1Q, Ether

from dhcptools.batch.columns import Rows
from dhcptools.net.linkbatch import ReceivedFrames
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.v4 import Message4
from dhcptools.perf.content import Content
from dhcptools.perf.l2 import LinkBatches
from dhcptools.perf.l2_family import OnLink4, OnLink6
from dhcptools.perf.plan import Exchange, Plan
from support.namespaces import Namespace, connect
from support.peers import Kea

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import json, sys
from dhcptools.perf.content import Content
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Plan
values = json.loads(sys.argv[1])
plan = Plan("192.0.2.1", "192.0.2.2", content=Content(relays=0), rate_pps=200, clients=100, drop_time_s=2.0, **values)
result = run(plan, stop=lambda: False)
print(json.dumps([[e.name, e.sent, e.received, e.orphans, e.duplicates] for e in result.exchanges.values()]
                 + [result.addresses_distinct]))
"""


def go(space: Namespace, **values: object) -> list[object]:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"}
    done = space.run([sys.executable, "-c", RUN, json.dumps(values)], env=environment, timeout=30)
    return list(json.loads(done.stdout))


@pytest.fixture
def ends(tmp_path: Path) -> object:
    with Namespace() as near, Namespace(beside=near) as far:
        connect(near, far, ["192.0.2.2/24"], ["192.0.2.1/24"])
        yield near, far


def device(space: Namespace) -> str:
    shown = space.run(["ip", "-o", "-4", "addr", "show", "scope", "global"]).stdout
    return shown.split()[1].partition("@")[0]


def test_clients_with_macs_of_their_own_get_leases_from_kea(ends: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    near, far = ends
    configuration = {
        "interfaces-config": {"interfaces": [device(far)], "dhcp-socket-type": "raw"},
        "lease-database": {"type": "memfile", "persist": False},
        "subnet4": [{"subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.50 - 192.0.2.250"}]}],
    }
    with Kea(far, 4, configuration, tmp_path):
        found = go(near, interface=device(near), max_starts=100, renew_rate_pps=40)
    assert found[0] == ["discover_offer", 100, 100, 0, 0]
    assert found[1] == ["request_ack", 100, 100, 0, 0]
    assert isinstance(found[2], list)
    assert found[2][1] == found[2][2] > 5
    assert found[3] == 100


class Wire:
    """Stands in for the interface: remembers frames, and brings them back as if the other end had sent them."""

    refused = dropped = 0

    def __init__(self, most: int = 1 << 20) -> None:
        self.frames: list[bytes] = []
        self.arriving: list[bytes] = []
        self._most = most

    def send(self, rows: Rows, lengths: int) -> int:
        taken = min(len(rows), self._most - len(self.frames))
        self.frames += [row[:lengths].tobytes() for row in rows[:taken]]
        return taken

    def receive(self) -> ReceivedFrames | None:
        if not self.arriving:
            return None
        octets, self.arriving = self.arriving, []
        rows = np.zeros((len(octets), 1600), np.uint8)
        for line, frame in enumerate(octets):
            rows[line, : len(frame)] = np.frombuffer(frame, np.uint8)
        lengths = np.array([len(frame) for frame in octets], np.int32)
        kinds = np.zeros(len(octets), np.uint8)
        return ReceivedFrames(rows, lengths, np.arange(1, len(octets) + 1), kinds, lengths)


def batches(wire: Wire, vlan: int | None = None) -> LinkBatches:
    return LinkBatches(wire, OnLink4(68, 67), vlan)  # type: ignore[arg-type]


def messages(*ciaddrs: str) -> Rows:
    octets = [
        Message4(chaddr=bytes((2, 0, 0, 0, 0, line)).ljust(16, b"\0"), ciaddr=IPv4Address(text)).encode(minimum=300)
        for line, text in enumerate(ciaddrs)
    ]
    return np.frombuffer(b"".join(octets), np.uint8).reshape(len(octets), -1).copy()


def test_frames_are_those_of_their_clients() -> None:
    wire = Wire()
    rows = messages("0.0.0.0", "192.0.2.50")
    assert batches(wire, vlan=7).send(rows, 300) == 2
    for line, octets in enumerate(wire.frames):
        frame = Frame.decode(octets)
        assert not frame.problems
        assert frame.ethernet is not None
        assert frame.ethernet.source == bytes((2, 0, 0, 0, 0, line))
        assert frame.ethernet.destination == b"\xff" * 6
        assert [tag.vlan for tag in frame.ethernet.tags] == [7]
        assert str(frame.ip.source if frame.ip else "") == ("0.0.0.0", "192.0.2.50")[line]
        assert frame.payload == rows[line].tobytes()


def test_lengths_may_differ_and_a_full_link_is_told() -> None:
    wire = Wire(most=3)
    sent = batches(wire).send(messages(*["0.0.0.0"] * 5), np.array([300, 300, 290, 290, 300]))
    assert sent == 3
    assert [len(frame) - 42 for frame in wire.frames] == [300, 300, 290]


def test_answers_to_clients_are_taken_and_the_rest_is_not() -> None:
    wire = Wire()
    server, client = (Endpoint(bytes(6), IPv4Address(f"192.0.2.{end}"), port) for end, port in ((1, 67), (50, 68)))
    wire.arriving = [
        encode_frame(b"to a client", server, client),
        encode_frame(b"to a server", client, server),
        b"short",
    ]
    received = batches(wire).receive()
    assert received is not None
    assert received.rows[0, :11].tobytes() == b"to a client"
    assert (received.lengths.tolist(), received.arrived_ns.tolist(), received.ports.tolist()) == ([11], [1], [67])
    assert batches(wire).receive() is None


def test_a_link_that_goes_down_brings_nothing() -> None:
    class Down(Wire):
        number = errno.ENETDOWN

        def receive(self) -> ReceivedFrames | None:
            raise OSError(self.number, os.strerror(self.number))

    wire = Down()
    assert batches(wire).receive() is None
    wire.number = errno.EBADF
    with pytest.raises(OSError, match="Bad file descriptor"):
        batches(wire).receive()


def test_what_is_for_all_need_not_be_heard() -> None:
    wire = Wire()
    server, client = Endpoint(bytes(6), IPv4Address("192.0.2.1"), 67), Endpoint(bytes(6), IPv4Address("192.0.2.5"), 68)
    wire.arriving = [
        encode_frame(b"to all", server, client._replace(mac=b"\xff" * 6)),
        encode_frame(b"to us", server, client._replace(mac=b"\2" + bytes(5))),
    ]
    received = LinkBatches(wire, OnLink4(68, 67), own_only=True).receive()  # type: ignore[arg-type]
    assert received is not None
    assert [row[:length].tobytes() for row, length in zip(received.rows, received.lengths, strict=True)] == [b"to us"]


def test_a_server_that_looks_for_a_dhcpv6_client_finds_it() -> None:
    wire = Wire()
    content = Content(relays=0)
    plan = Plan("ff02::1:2", "::", Exchange.SARR, max_starts=1, clients=2, interface="eth0", content=content)
    server, client = (Endpoint(bytes(6), IPv6Address(f"fe80::{end}"), port) for end, port in ((1, 547), (2, 546)))
    solicitations = [
        Ether(src="02:00:00:00:00:09", dst="33:33:ff:02:03:04")
        / IPv6(src="fe80::1", dst="ff02::1:ff02:304", hlim=255)
        / ICMPv6ND_NS(tgt=f"fe80::20c:1ff:fe02:30{last}")
        for last in (4, 5, 6)  # the last one is no client of this run
    ]
    wire.arriving = [encode_frame(b"reply", server, client), *map(bytes, solicitations)]
    received = LinkBatches(wire, OnLink6(plan), 7).receive()  # type: ignore[arg-type]
    assert received is not None
    assert received.rows[0, : received.lengths[0]].tobytes() == b"reply"
    found = [Ether(frame) for frame in wire.frames]
    assert [frame.src for frame in found] == ["00:0c:01:02:03:04", "00:0c:01:02:03:05"]
    assert {(frame[Dot1Q].vlan, frame[ICMPv6ND_NA].S) for frame in found} == {(7, 1)}
