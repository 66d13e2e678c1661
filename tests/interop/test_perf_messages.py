"""Kea answers every kind of request that a load run writes, through as many relays as asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dhcptools.perf.content import Ask, Content
from dhcptools.perf.dialogue import Dialogue
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import Exchange, Plan
from support.namespaces import Namespace
from support.peers import Kea, need
from support.perf_messages import matrix, octets

COUNT = 20
LINKS = ("2001:db8::2", "2001:db8::3")
STORE = {"lease-database": {"type": "memfile", "persist": False}, "valid-lifetime": 3600}
KEA4: dict[str, Any] = {
    "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
    "renew-timer": 900, "rebind-timer": 1800, **STORE,
    "subnet4": [{"id": 1, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.10.0.0-127.20.255.255"}]}],
}  # fmt: skip  # a server
KEA6: dict[str, Any] = {
    "interfaces-config": {"interfaces": ["lo/2001:db8::1"]}, **STORE,
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False},
    "subnet6": [
        {
            "id": 1, "subnet": "2001:db8::/32", "rapid-commit": True, "pools": [{"pool": "2001:db8:1::/64"}],
            "pd-pools": [{"prefix": "2001:db8:8000::", "prefix-len": 40, "delegated-len": 64}],
        }
    ],
}  # fmt: skip  # a server


@pytest.fixture
def loopback() -> Iterator[Namespace]:
    need("kea-dhcp4", "kea-dhcp6")
    with Namespace("127.0.0.2/8", "2001:db8::1/128", "2001:db8::2/128", "2001:db8::3/128") as namespace:
        yield namespace


def talk(sock: socket.socket, to: tuple[str, int], dialogue: Dialogue, kind: str, leases: Leases | None) -> Leases:
    """Send COUNT requests of a kind, await the answers, which must be what they should be; what they give."""
    stage, numbers = dialogue.kinds.index(kind), np.arange(COUNT)
    for packet in octets(dialogue.message(kind, numbers, leases)):
        sock.sendto(packet, to)
    found = dialogue.read(*matrix([sock.recv(4096) for _ in range(COUNT)]))
    for flags in (found.valid, found.complete, found.accepted, found.stage == stage):
        assert flags.all(), kind
    order = np.argsort(found.numbers)
    assert found.numbers[order].tolist() == numbers.tolist()
    clients = dialogue.clients(found.numbers) if leases is None else leases.client[found.numbers]
    links = dialogue.links(found.numbers) if leases is None else leases.link[found.numbers]
    assert dialogue.same_client(clients).all()
    assert found.bound.all() == (kind in {"request", "renew", "rebind", "reboot"})
    return dialogue.leases(order, clients[order], links[order])


@pytest.mark.parametrize("relays", [1, 2, 5])
def test_kea_answers_every_request_v6(loopback: Namespace, tmp_path: Path, relays: int) -> None:
    content = Content(
        asks=Ask.BOTH, relays=relays, links=LINKS, seed=relays, patterns=(parse_pattern("15=user{i}", 6),)
    )
    kinds = ("solicit", "request", "renew", "rebind", "confirm", "decline", "release")
    plan = Plan(LINKS[1], LINKS[0], Exchange.SARR, max_starts=1, clients=COUNT, content=content)
    dialogue = Dialogue6(plan, kinds)
    with Kea(loopback, 6, KEA6, tmp_path), loopback.socket(socket.AF_INET6, address=("2001:db8::2", 0)) as sock:
        sock.settimeout(5)
        to = ("2001:db8::1", 547)
        offered = talk(sock, to, dialogue, "solicit", None)
        leases = talk(sock, to, dialogue, "request", offered)
        assert leases.address.tolist() == offered.address.tolist()
        assert leases.prefix.tolist() == offered.prefix.tolist()
        assert set(leases.prefix_length.tolist()) == {64}
        assert set(leases.valid_s.tolist()) == {3600}
        for kind in ("renew", "rebind"):
            assert talk(sock, to, dialogue, kind, leases).address.tolist() == leases.address.tolist()
        for kind in ("confirm", "release", "decline"):
            talk(sock, to, dialogue, kind, leases)


def test_kea_answers_every_request_v4(loopback: Namespace, tmp_path: Path) -> None:
    texts = ("host-name=pc{i}", "82.circuit-id=port-{i}", "82.remote-id=hex:{mac}", "user-class=u{i:03}")
    content = Content(broadcast=True, patterns=tuple(parse_pattern(text, 4) for text in texts))
    kinds = ("discover", "request", "renew", "rebind", "reboot", "inform", "release", "decline")
    plan = Plan("127.0.0.1", "127.0.0.2", max_starts=1, clients=COUNT, content=content)
    dialogue = Dialogue4(plan, kinds)
    with Kea(loopback, 4, KEA4, tmp_path) as kea, loopback.socket(address=("127.0.0.2", 0)) as sock:
        sock.settimeout(5)
        to = ("127.0.0.1", 67)
        leases = talk(sock, to, dialogue, "request", talk(sock, to, dialogue, "discover", None))
        assert len(set(leases.address.tolist())) == COUNT
        assert (set(leases.t1_s.tolist()), set(leases.t2_s.tolist())) == ({900}, {1800})
        for kind in ("renew", "rebind", "reboot"):
            assert talk(sock, to, dialogue, kind, leases).address.tolist() == leases.address.tolist()
        for packet in octets(dialogue.message("release", np.arange(COUNT), leases)):
            sock.sendto(packet, to)
        talk(sock, to, dialogue, "discover", None)  # Kea has read what came before
        counters = kea.statistics()
    assert counters["pkt4-release-received"] == COUNT
    assert counters["subnet[1].assigned-addresses"] == 0
