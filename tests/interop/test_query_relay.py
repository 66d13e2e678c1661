"""``query``, ``discover`` and ``ping`` with ISC dhcpd and Kea, behind isc-dhcp-relay too; and copies of answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import IscDhcpd, Kea, Program, need

DHCPD = """
ping-check false; authoritative; default-lease-time 900; log-facility local0;
subnet 192.0.2.0 netmask 255.255.255.0 {
    range 192.0.2.100 192.0.2.120; option domain-name-servers 192.0.2.53, 192.0.2.54;
}
subnet 198.51.100.0 netmask 255.255.255.0 {
    range 198.51.100.10 198.51.100.20; option routers 198.51.100.1;
    option domain-search "a.example", "b.example"; option domain-name-servers 192.0.2.53, 192.0.2.54;
}
"""
KEA6 = {
    "interfaces-config": {"interfaces": ["eth0/2001:db8:2::1"]},
    "lease-database": {"type": "memfile", "persist": False},
    "server-id": {"type": "LL", "persist": False},
    "subnet6": [
        {
            "id": 1, "subnet": "2001:db8:1::/64", "pools": [{"pool": "2001:db8:1::10-2001:db8:1::99"}],
            "pd-pools": [{"prefix": "2001:db8:100::", "prefix-len": 40, "delegated-len": 56}],
        }
    ],
}  # fmt: skip  # one network behind the relay


class House:
    """A server and a client with a relay between them."""

    def __init__(self, server: Namespace, relay: Namespace, client: Namespace, folder: Path) -> None:
        self.server = server
        self.relay = relay
        self.client = client
        self.folder = folder

    def run(self, *arguments: str, place: Namespace | None = None) -> subprocess.CompletedProcess[str]:
        words = command(*arguments)
        return (place or self.client).run(words, check=False, timeout=40, env=environment(self.folder))

    def answer(self, *arguments: str, place: Namespace | None = None) -> dict[str, Any]:
        done = self.run(*arguments, "--json", place=place)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def leases(self) -> int:
        return (self.folder / "dhcpd.leases").read_text().count("binding state active")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        relay = stack.enter_context(Namespace())
        server, client = (stack.enter_context(Namespace(beside=relay)) for _ in range(2))
        connect(relay, server, ("192.0.2.2/24", "2001:db8:2::2/64"), ("192.0.2.1/24", "2001:db8:2::1/64"),
                names=("up0", "eth0"))  # fmt: skip  # both ends
        connect(relay, client, ("198.51.100.1/24", "2001:db8:1::1/64"), (), names=("down0", "eth0"))
        server.run(["ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.2"])
        server.run(["ip", "-6", "route", "add", "2001:db8:1::/64", "via", "2001:db8:2::2"])
        yield House(server, relay, client, tmp_path)


def relaying(house: House, family: int) -> Program:
    need("dhcrelay")
    ends = {
        4: ["-a", "-id", "down0", "-iu", "up0", "192.0.2.1"],
        6: ["-I", "-l", "down0", "-u", "2001:db8:2::1%up0"],
    }[family]
    program = Program(house.relay, ["dhcrelay", "-d", f"-{family}", "--no-pid", *ends], house.folder / "relay.log")
    program.wait_for("Sending on   Socket/")
    return program


def test_dhcpv4(house: House) -> None:
    with IscDhcpd(house.server, "eth0", DHCPD, house.folder), relaying(house, 4):
        found = house.answer("query", "discover", "-i", "eth0", "--timeout", "8", "-q")
        assert found["dhcp"]["yiaddr"].startswith("198.51.100.")
        assert (found["dhcp"]["giaddr"], found["ip"]["source"]) == ("198.51.100.1", "198.51.100.1")
        value = house.run("query", "discover", "-i", "eth0", "--timeout", "8", "-q", "--print-only", "119")
        assert (value.returncode, value.stdout) == (0, "a.example, b.example\n"), value.stderr
        seen = house.answer("discover", "-4", "-i", "eth0", "--timeout", "1")
        (server,) = seen["servers"]
        assert (server["server_id"], server["source"]) == ("192.0.2.1", "198.51.100.1")
        assert house.leases() == 0

        done = house.run("query", "--dora", "-i", "eth0", "--timeout", "8", "--env")
        assert done.returncode == 0, done.stderr
        assert "reason=BOUND\n" in done.stdout
        assert "new_domain_name_servers='192.0.2.53 192.0.2.54'\n" in done.stdout
        assert house.leases() == 1


def test_dhcpv6(house: House) -> None:
    with Kea(house.server, 6, KEA6, house.folder) as kea, relaying(house, 6):
        wishes = ("-i", "eth0", "--ia-na", "any", "--ia-pd", "/56", "--timeout", "8", "-q")
        found = house.run("query", "solicit", *wishes, "--print-only", "ia-na")
        assert found.returncode == 0, found.stderr
        assert "2001:db8:1::" in found.stdout
        seen = house.answer("discover", "-6", "-i", "eth0", "--timeout", "1")
        (server,) = seen["servers"]
        assert [prefix.rpartition("/")[2] for prefix in server["prefixes"]] == ["56"]
        assert kea.statistics()["subnet[1].assigned-nas"] == 0
        done = house.run("query", "--sarr", *wishes, "--release", "--env")
        assert done.stdout.count("reason=BOUND6\n") == 2, done.stderr
        assert kea.statistics()["pkt6-release-received"] == 1


def test_isc_dhcpd_without_a_relay(house: House) -> None:
    """On its own link; and asked by us in the part of a relay agent for the network behind it."""
    near = house.relay
    with IscDhcpd(house.server, "eth0", DHCPD, house.folder):
        found = house.answer("query", "discover", "-i", "up0", "--timeout", "8", "-q", place=near)
        assert found["dhcp"]["yiaddr"].startswith("192.0.2.1")
        far = ("--relay", "--giaddr", "198.51.100.1", "--target", "192.0.2.1")
        found = house.answer("query", "discover", *far, "--timeout", "8", "-q", place=near)
        assert found["dhcp"]["yiaddr"].startswith("198.51.100.")
        asked = house.answer("ping", "-s", "192.0.2.1", "-c", "1", place=near)
        assert [reply["type"] for reply in asked["replies"]] == ["DHCPOFFER"]
        assert house.leases() == 0

        granted = house.run("query", "--dora", "-i", "up0", "--release", "--timeout", "8", "--json", "-q", place=near)
        assert granted.returncode == 0, granted.stderr
        address = json.loads(granted.stdout.splitlines()[-1])["dhcp"]["yiaddr"]
        mac = json.loads(granted.stdout.splitlines()[-1])["dhcp"]["chaddr"]
        assert f"lease {address} {{" in (house.folder / "dhcpd.leases").read_text()
        again = ("-s", "192.0.2.1", "-c", "1", "--request", "--address", address, "--mac", mac)
        code = house.run("ping", *again, "--json", place=near)
        assert json.loads(code.stdout)["replies"][0]["type"] in {"DHCPACK", "DHCPNAK"}, code.stderr


def test_copies_are_folded(house: House) -> None:
    words = command(
        "serve", "--interface", "eth0", "--pool", "192.0.2.50-192.0.2.60", "--fault", "duplicate 2 type=offer"
    )
    with Program(house.server, words, house.folder / "serve.log", environment(house.folder)) as server:
        server.wait_for("serving")
        waiting = ("query", "discover", "-i", "up0", "--wait", "--timeout", "1")
        done = house.run(*waiting, "--json", place=house.relay)
        (line,) = done.stdout.splitlines()
        assert (done.returncode, json.loads(line)["duplicates"]) == (0, 2)
        done = house.run(*waiting, place=house.relay)
        assert done.stdout.count("Received packet from 192.0.2.1:67:") == 1
        assert done.stderr.endswith("2 copies of answers left out.\n")
