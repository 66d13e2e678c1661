"""``dhcptool perf`` against servers that others wrote: what we count is what they count."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Dnsmasq, Kea, need

RATE = 1000
PERIOD_S = 5
SENT = RATE * PERIOD_S

KEA4 = {
    "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "subnet4": [{"id": 1, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.10.0.0-127.20.255.255"}]}],
}
KEA6 = {
    "interfaces-config": {"interfaces": ["lo/2001:db8::1"]},
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "preferred-lifetime": 3000,
    "subnet6": [{"id": 1, "subnet": "2001:db8::/32", "interface": "lo", "pools": [{"pool": "2001:db8:1::/64"}]}],
}


@pytest.fixture
def loopback() -> Iterator[Namespace]:
    with Namespace("127.0.0.2/8", "2001:db8::1/128", "2001:db8::2/128", "fe80::1/64") as namespace:
        yield namespace


def perf(place: Namespace, home: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
    done = place.run([*prefix, *command("perf", *arguments, "--json")], check=False, timeout=60, env=environment(home))
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def nothing_lost(exchange: dict[str, Any], sent: int = SENT) -> None:
    counts = {name: exchange[name] for name in ("sent", "received", "lost", "late", "in_flight", "nak", "rejected")}
    assert counts == {
        "sent": sent, "received": sent, "lost": 0, "late": 0, "in_flight": 0, "nak": 0, "rejected": 0,
    }  # fmt: skip  # one row


def test_kea_v4_counts_what_we_count(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path) as kea:
        code, report = perf(
            loopback, tmp_path, "-r", str(RATE), "-p", str(PERIOD_S), "-R", "5000", "-l", "127.0.0.2", "127.0.0.1"
        )
        counters = kea.statistics()
    assert code == 0, report
    nothing_lost(report["exchanges"]["discover_offer"])
    nothing_lost(report["exchanges"]["request_ack"])
    assert counters["pkt4-discover-received"] == SENT
    assert counters["pkt4-request-received"] == counters["pkt4-ack-sent"] == SENT
    assert report["addresses"]["distinct"] == SENT
    assert report["addresses"]["duplicate"] == 0


def test_kea_v6_counts_what_we_count(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 6, KEA6, tmp_path) as kea:
        code, report = perf(
            loopback, tmp_path, "-6", "-r", str(RATE), "-p", str(PERIOD_S), "-R", "5000", "--yes", "5000",
            "-l", "2001:db8::2", "2001:db8::1",
        )  # fmt: skip  # flags and their values
        counters = kea.statistics()
    assert code == 0, report
    nothing_lost(report["exchanges"]["solicit_advertise"])
    nothing_lost(report["exchanges"]["request_reply"])
    assert counters["pkt6-solicit-received"] == SENT
    assert counters["pkt6-request-received"] == counters["pkt6-reply-sent"] == SENT


def test_kea_on_the_same_address_without_root(loopback: Namespace, tmp_path: Path) -> None:
    """RFC 8357: the relay source port works from an unprivileged port, beside the server itself."""
    # Without capabilities even uid 0 may not bind port 67; its own files stay readable, wherever Python lives.
    powerless = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
    with Kea(loopback, 4, KEA4, tmp_path):
        code, report = perf(loopback, tmp_path, "-r", "100", "-n", "50", "127.0.0.1", prefix=powerless)
    assert code == 0, report
    nothing_lost(report["exchanges"]["request_ack"], 50)


@pytest.fixture
def link() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as server, Namespace(beside=server) as client:
        connect(
            server, client,
            ("192.0.2.1/24", "2001:db8:1::1/64"), ("192.0.2.2/24", "2001:db8:1::2/64"),
        )  # fmt: skip  # the two ends
        yield server, client


def test_dnsmasq_v4(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    with Dnsmasq(server, "eth0", ["192.0.2.10,192.0.2.250,255.255.255.0,1h"], tmp_path):
        code, report = perf(client, tmp_path, "-r", "200", "-p", "5", "-R", "100", "192.0.2.1")
    assert code == 0, report
    nothing_lost(report["exchanges"]["discover_offer"], 1000)
    nothing_lost(report["exchanges"]["request_ack"], 1000)
    assert report["addresses"]["distinct"] == 100


def test_dnsmasq_v6(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    with Dnsmasq(server, "eth0", ["2001:db8:1::1000,2001:db8:1::ffff,64,1h"], tmp_path):
        code, report = perf(client, tmp_path, "-6", "-r", "200", "-p", "5", "-R", "100", "2001:db8:1::1")
    assert code == 0, report
    nothing_lost(report["exchanges"]["request_reply"], 1000)


def test_perfdhcp_agrees_with_us_on_one_server(loopback: Namespace, tmp_path: Path) -> None:
    need("perfdhcp")
    with Kea(loopback, 4, KEA4, tmp_path) as kea:
        done: subprocess.CompletedProcess[str] = loopback.run(
            [
                "perfdhcp",
                "-4",
                "-l",
                "127.0.0.2",
                "-r",
                "200",
                "-R",
                "50",
                "-n",
                "200",
                "-n",
                "200",
                "-W",
                "1000000",
                "127.0.0.1",
            ],
            timeout=30,
        )
        before = kea.statistics()["pkt4-ack-sent"]
        code, report = perf(loopback, tmp_path, "-r", "200", "-n", "200", "-R", "50", "-l", "127.0.0.2", "127.0.0.1")
        after = kea.statistics()["pkt4-ack-sent"]
    assert code == 0
    assert done.stdout.count("received packets: 200") == 2
    assert after - before == before == report["exchanges"]["request_ack"]["received"] == 200
