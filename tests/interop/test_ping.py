"""``dhcptool ping`` against servers that others wrote: it is believed, and it leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Dnsmasq, Kea

KEA4 = {
    "interfaces-config": {"interfaces": ["eth0/192.0.2.1"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "authoritative": True,
    "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.100-192.0.2.199"}]}],
}
KEA6 = {
    "interfaces-config": {"interfaces": ["eth0/2001:db8:1::1"]},
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False},
    "lease-database": {"type": "memfile", "persist": False},
    "subnet6": [{"id": 1, "subnet": "2001:db8:1::/64", "interface": "eth0", "pools": [{"pool": "2001:db8:1::/112"}]}],
}
MAC = "02:00:5e:00:53:01"


@pytest.fixture
def link() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, ("192.0.2.1/24", "2001:db8:1::1/64"), ("192.0.2.2/24", "2001:db8:1::2/64"))
        yield server, client


def ping(place: Namespace, home: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
    done = place.run(
        [*prefix, *command("ping", "-c", "1", *arguments, "--json")], check=False, timeout=20, env=environment(home)
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def hooks() -> list[dict[str, str]]:
    """Where this distribution has Kea's lease commands."""
    found = sorted(Path("/usr/lib").rglob("libdhcp_lease_cmds.so"))
    return [{"library": str(found[0])}] if found else []


def test_kea_v4(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    libraries = hooks()
    assert libraries, "kea-dhcp4 came without libdhcp_lease_cmds.so"
    with Kea(server, 4, KEA4 | {"hooks-libraries": libraries}, tmp_path) as kea:
        code, offered = ping(client, tmp_path, "-s", "192.0.2.1")
        assert (code, offered["replies"][0]["type"]) == (0, "DHCPOFFER")
        assert kea.command("lease4-get-all")["arguments"]["leases"] == []  # an offer is no lease

        code, granted = ping(client, tmp_path, "-s", "192.0.2.1", "--request", "--address", "192.0.2.150", "--mac", MAC)
        assert (code, granted["replies"][0]["type"]) == (0, "DHCPACK")
        assert kea.statistics()["pkt4-release-received"] == 1
        left = [lease for lease in kea.command("lease4-get-all")["arguments"]["leases"] if lease["state"] == 0]
        assert left == []

        held = ("-s", "192.0.2.1", "--request", "--address", "192.0.2.151")
        assert ping(client, tmp_path, *held, "--mac", MAC, "--keep")[0] == 0
        code, refused = ping(client, tmp_path, *held, "--mac", "02:00:5e:00:53:02")  # another's address
        assert (code, refused["refused"]) == (1, 1), str(refused)
        assert refused["replies"][0]["type"] == "DHCPNAK"

        code, informed = ping(client, tmp_path, "-s", "192.0.2.1", "--inform")
        assert (code, informed["replies"][0]["type"]) == (0, "DHCPACK")
        assert kea.statistics()["pkt4-release-received"] == 1


def test_kea_v6(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    with Kea(server, 6, KEA6, tmp_path) as kea:
        code, offered = ping(client, tmp_path, "-s", "2001:db8:1::1")
        assert (code, offered["replies"][0]["type"]) == (0, "Advertise")
        assert offered["replies"][0]["server_id"].startswith("00:02:00:00:09:bf")  # a DUID-EN
        assert ping(client, tmp_path, "-s", "2001:db8:1::1", "--inform")[0] == 0
        assert kea.statistics()["subnet[1].assigned-nas"] == 0

        renew = ("-s", "2001:db8:1::1", "--request", "--address", "2001:db8:1::15")
        code, renewed = ping(client, tmp_path, *renew)
        assert (code, renewed["replies"][0]["yiaddr"]) == (0, "2001:db8:1::15")
        assert kea.statistics()["subnet[1].assigned-nas"] == 0  # nobody's, and given back
        assert ping(client, tmp_path, *renew, "--mac", MAC)[0] == 0
        assert kea.statistics()["subnet[1].assigned-nas"] == 1  # a client's, and left to it
        assert kea.statistics()["pkt6-release-received"] == 1


def test_without_capabilities(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    powerless = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
    with Kea(server, 4, KEA4 | {"hooks-libraries": []}, tmp_path):
        assert ping(client, tmp_path, "-s", "192.0.2.1", prefix=powerless)[0] == 0


def test_dnsmasq(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = link
    ranges = ["192.0.2.10,192.0.2.250,255.255.255.0,1h", "2001:db8:1::1000,2001:db8:1::ffff,64,1h"]
    with Dnsmasq(server, "eth0", ranges, tmp_path):
        assert ping(client, tmp_path, "-s", "192.0.2.1")[0] == 0
        assert ping(client, tmp_path, "-s", "192.0.2.1", "--inform")[0] == 0
        assert ping(client, tmp_path, "-s", "2001:db8:1::1")[0] == 0
        assert (tmp_path / "dnsmasq.leases").read_text().count("192.0.2.") == 0
