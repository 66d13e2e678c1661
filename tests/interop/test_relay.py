"""Clients behind a real relay, isc-dhcp-relay, in three namespaces; and servers that meet on one address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Dnsmasq, Kea, Program, need

SCRIPT = """#!/bin/sh
env >> {record}
exit 0
"""


@pytest.fixture
def places() -> Iterator[tuple[Namespace, Namespace, Namespace]]:
    """Server, relay and client: one link on each side of the relay."""
    with Namespace() as relay, Namespace(beside=relay) as server, Namespace(beside=relay) as client:
        connect(relay, server, ("192.0.2.2/24", "2001:db8:2::2/64"), ("192.0.2.1/24", "2001:db8:2::1/64"),
                names=("up0", "eth0"))  # fmt: skip  # both ends
        connect(relay, client, ("198.51.100.1/24", "2001:db8:1::1/64"), (), names=("down0", "eth0"))
        server.run(["ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.2"])
        server.run(["ip", "-6", "route", "add", "2001:db8:1::/64", "via", "2001:db8:2::2"])
        yield server, relay, client


def serving(place: Namespace, folder: Path, *arguments: str) -> Program:
    log = folder / "serve.log"
    program = Program(place, command("serve", "--verbose", *arguments), log, environment(folder))
    program.wait_for("serving")
    return program


def client_command(folder: Path, family: int) -> list[str]:
    script = folder / "script"
    script.write_text(SCRIPT.format(record=folder / "record"))
    script.chmod(0o755)
    files = ["-sf", str(script), "-lf", str(folder / "leases"), "-pf", str(folder / "pid"), "-cf", "/dev/null"]
    return ["dhclient", f"-{family}", "-1", "-d", "-v", *files, "eth0"]


def test_dhcpv4_through_a_relay_that_adds_option_82(
    places: tuple[Namespace, Namespace, Namespace], tmp_path: Path
) -> None:
    need("dhcrelay", "dhclient")
    server, relay, client = places
    flags = ["-d", "-4", "--no-pid", "-a", "-id", "down0", "-iu", "up0", "192.0.2.1"]
    pool = ("--interface", "eth0", "--pool", "198.51.100.10-198.51.100.99", "--subnet", "198.51.100.0/24")
    with (
        serving(server, tmp_path, *pool) as served,
        Program(relay, ["dhcrelay", *flags], tmp_path / "relay.log") as relaying,
    ):
        relaying.wait_for("Sending on   Socket/fallback")
        with Program(client, client_command(tmp_path, 4), tmp_path / "client.log") as dhclient:
            dhclient.wait_for("bound to 198.51.100.")
        served.wait_for("DHCPACK 198.51.100.10 for 3600 s to 198.51.100.1 port 67")
    assert " via 198.51.100.1: " in served.log.read_text()


def test_dhcpv6_through_a_relay(places: tuple[Namespace, Namespace, Namespace], tmp_path: Path) -> None:
    need("dhcrelay", "dhclient")
    server, relay, client = places
    flags = ["-d", "-6", "--no-pid", "-I", "-l", "down0", "-u", "2001:db8:2::1%up0"]
    pool = ("-6", "--interface", "eth0", "--pool", "2001:db8:1::10-2001:db8:1::99", "--subnet", "2001:db8:1::/64")
    with (
        serving(server, tmp_path, *pool) as served,
        Program(relay, ["dhcrelay", *flags], tmp_path / "relay.log") as relaying,
    ):
        relaying.wait_for("Sending on   Socket/")
        with Program(client, client_command(tmp_path, 6), tmp_path / "client.log") as dhclient:
            dhclient.wait_for("PRC: Bound to lease")
        served.wait_for("REPLY 2001:db8:1::10 for 3600 s to")
    assert " via 2001:db8:1::1: " in served.log.read_text()


def beside(place: Namespace, folder: Path, *arguments: str) -> str:
    """Start a server where one is running already: it refuses, and says why."""
    done = place.run(command("serve", *arguments), check=False, timeout=20, env=environment(folder))
    assert done.returncode == 4, done.stdout + done.stderr
    return done.stderr


def test_no_server_starts_beside_another(places: tuple[Namespace, Namespace, Namespace], tmp_path: Path) -> None:
    need("kea-dhcp4", "dnsmasq")
    server, _, _ = places
    ours = ("--interface", "eth0", "--pool", "192.0.2.10-192.0.2.20")
    subnet = {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.20"}]}
    kea = {
        "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "udp"},
        "lease-database": {"type": "memfile", "persist": False},
        "subnet4": [subnet],
    }
    said = []
    with serving(server, tmp_path, *ours):
        said.append(beside(server, tmp_path, *ours))
    with Kea(server, 4, kea, tmp_path):
        said.append(beside(server, tmp_path, *ours))
    with Dnsmasq(server, "eth0", ["192.0.2.10,192.0.2.20"], tmp_path):
        said.append(beside(server, tmp_path, *ours))
    for text in said:
        assert "Address already in use" in text
        assert "another program uses UDP port 67 there already, most likely a DHCP server" in text
        assert "ss -lunp" in text
