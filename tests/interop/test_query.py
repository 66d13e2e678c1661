"""``query`` against Kea, dnsmasq and our own server, in namespaces: as root, with CAP_NET_RAW alone, and as nobody."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcptools.net.link import LinkSocket
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.v4 import Message4
from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Dnsmasq, Kea, Program, need
from support.queries import reply4

AS_NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
WITH_RAW = [
    *AS_NOBODY,
    "--inh-caps",
    "-all,+net_raw",
    "--ambient-caps",
    "-all,+net_raw",
    "--bounding-set",
    "-all,+net_raw",
]
WITH_NOTHING = [*AS_NOBODY, "--inh-caps", "-all", "--bounding-set", "-all"]
DISK = {"type": "memfile", "persist": False}


@pytest.fixture
def places() -> Iterator[tuple[Namespace, Namespace]]:
    """A server and a client on one link; the client has no IPv4 address."""
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, ("192.0.2.1/24", "2001:db8:1::1/64"))
        yield server, client


def query(
    place: Namespace, folder: Path, *arguments: str, before: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    home = folder if before is None else Path("/nonexistent")  # nobody may not look into a test's folder
    line = [*(before or []), *command("query", "--timeout", "8", *arguments)]
    return place.run(line, check=False, timeout=40, env=environment(home))


def kea4(place: Namespace, folder: Path) -> Kea:
    subnet = {
        "id": 1,
        "subnet": "192.0.2.0/24",
        "pools": [{"pool": "192.0.2.10-192.0.2.20"}],
        "option-data": [
            {"name": "routers", "data": "192.0.2.1"},
            {"name": "domain-name-servers", "data": "192.0.2.8, 172.16.1.105"},
            {"name": "domain-name", "data": "home.example.com"},
            {"name": "domain-search", "data": "a.example, b.example"},
        ],
    }
    interfaces = {"interfaces": ["eth0"]}
    return Kea(place, 4, {"interfaces-config": interfaces, "lease-database": DISK, "subnet4": [subnet],
                          "authoritative": True}, folder)  # fmt: skip  # one configuration


def kea6(place: Namespace, folder: Path, server_id: dict[str, object]) -> Kea:
    subnet = {
        "id": 1,
        "subnet": "2001:db8:1::/64",
        "interface": "eth0",
        "pools": [{"pool": "2001:db8:1::10-2001:db8:1::20"}],
        "pd-pools": [{"prefix": "2001:db8:100::", "prefix-len": 40, "delegated-len": 56}],
        "option-data": [{"name": "dns-servers", "data": "2001:db8:1::53"}],
    }
    interfaces = {"interfaces": ["eth0"]}
    return Kea(place, 6, {"interfaces-config": interfaces, "lease-database": DISK, "subnet6": [subnet],
                          "server-id": server_id}, folder)  # fmt: skip  # one configuration


def test_kea_dhcp4_discover_takes_nothing_and_dora_gives_back(
    places: tuple[Namespace, Namespace], tmp_path: Path
) -> None:
    server, client = places
    with kea4(server, tmp_path) as kea:
        done = query(client, tmp_path, "discover", "-i", "eth0")
        assert done.returncode == 0, done.stderr
        assert "Received packet from 192.0.2.1:67:\n" in done.stdout
        assert "      6 (Domain Name Server Option): 192.0.2.8, 172.16.1.105\n" in done.stdout
        one = query(client, tmp_path, "discover", "-i", "eth0", "--print-only", "6", "-q")
        assert (one.returncode, one.stdout, one.stderr) == (0, "192.0.2.8, 172.16.1.105\n", "")
        assert kea.statistics()["subnet[1].assigned-addresses"] == 0

        lines = query(client, tmp_path, "--dora", "-i", "eth0", "--style", "dhclient-debug", "-q").stdout.splitlines()
        assert lines[0] == "DHCP State:          BOUND"
        assert "DNS Search List:     a.example. b.example." in lines
        assert kea.statistics()["subnet[1].assigned-addresses"] == 1
        done = query(client, tmp_path, "--dora", "-i", "eth0", "--release", "--env")
        assert done.returncode == 0, done.stderr
        assert "new_domain_name=home.example.com\n" in done.stdout
        assert kea.statistics()["pkt4-release-received"] == 1
        assert kea.statistics()["subnet[1].assigned-addresses"] == 1  # the first one's, which was not given back

        done = query(client, tmp_path, "request", "-i", "eth0", "--option", "50=198.51.100.9")
        assert done.returncode == 1, done.stdout
        assert "     53 (DHCP Message Type): nak\n" in done.stdout


def test_answers_reach_a_mac_that_is_not_ours_without_the_broadcast_flag(
    places: tuple[Namespace, Namespace], tmp_path: Path
) -> None:
    server, client = places
    with Dnsmasq(server, "eth0", ["192.0.2.30,192.0.2.40,1h"], tmp_path):  # Kea answers the frame's sender instead
        done = query(client, tmp_path, "discover", "-i", "eth0", "--no-broadcast", "--json", "-q")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert found["dhcp"]["flags"] == 0
        assert found["link"]["destination"] == found["dhcp"]["chaddr"]


@pytest.mark.parametrize(
    "server_id",
    [
        {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789abcdef", "persist": False},
        {"type": "LLT", "persist": False},
    ],
)
def test_kea_dhcp6(places: tuple[Namespace, Namespace], tmp_path: Path, server_id: dict[str, object]) -> None:
    server, client = places
    with kea6(server, tmp_path, server_id) as kea:
        done = query(client, tmp_path, "solicit", "-i", "eth0", "--ia-na", "any", "--ia-pd", "/56")
        assert done.returncode == 0, done.stderr
        assert "  msg-type=ADVERTISE " in done.stdout
        assert "(ia-pd): 1, " in done.stdout
        assert "(dns-servers): 2001:db8:1::53\n" in done.stdout
        assert "(serverid): 00:0" in done.stdout
        done = query(client, tmp_path, "information-request", "-i", "eth0", "--print-only", "dns-servers", "-q")
        assert (done.returncode, done.stdout) == (0, "2001:db8:1::53\n")
        assert kea.statistics()["subnet[1].assigned-nas"] == 0
        done = query(client, tmp_path, "--sarr", "-i", "eth0", "--ia-na", "any", "--ia-pd", "/56", "--release", "--env")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("reason=BOUND6\n") == 2
        assert "new_ip6_prefix=2001:db8:1" in done.stdout
        assert kea.statistics()["subnet[1].assigned-nas"] == 0
        assert kea.statistics()["subnet[1].assigned-pds"] == 0


def test_dnsmasq_and_firmware(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = places
    extra = ("--dhcp-match=set:efi64,option:client-arch,7", "--dhcp-boot=tag:efi64,boot.efi,tftp,192.0.2.9")
    with Dnsmasq(server, "eth0", ["192.0.2.30,192.0.2.40,1h"], tmp_path, *extra) as dnsmasq:
        done = query(client, tmp_path, "discover", "-i", "eth0", "--arch", "x64-uefi", "--json", "-q")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)["dhcp"]
        names = [option["value"].rstrip("\0") for option in found["options"] if option["code"] == 67]
        assert "boot.efi" in {found["file"], *names}
        done = query(client, tmp_path, "discover", "-i", "eth0", "--arch", "x64-uefi", "--print-only", "67", "-q")
        assert (done.returncode, done.stdout) == (0, "boot.efi\n")  # dnsmasq sends a zero octet at its end
        done = query(client, tmp_path, "--dora", "-i", "eth0", "--release", "-q")
        assert done.returncode == 0, done.stderr
        dnsmasq.wait_for("DHCPRELEASE(eth0)")
    assert (tmp_path / "dnsmasq.leases").read_text() == ""


def serving(place: Namespace, folder: Path, *arguments: str) -> Program:
    program = Program(place, command("serve", *arguments), folder / "serve.log", environment(folder))
    program.wait_for("serving")
    return program


POOL4 = ("--interface", "eth0", "--pool", "192.0.2.50-192.0.2.60")
POOL6 = ("-6", "--interface", "eth0", "--pool", "2001:db8:1::50-2001:db8:1::60")


def test_wait_hears_every_server(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    first, client = places
    with Namespace(beside=first) as second:
        first.run(["ip", "link", "del", "eth0"])
        client.run(["ip", "link", "add", "br0", "type", "bridge"], check=False)
        if client.run(["ip", "link", "show", "br0"], check=False).returncode:
            pytest.skip("this kernel has no bridges")
        client.run(["ip", "link", "set", "br0", "up"])
        for number, place in enumerate((first, second), 1):
            connect(client, place, (), (f"192.0.2.{number}/24",), names=(f"port{number}", "eth0"))
            client.run(["ip", "link", "set", f"port{number}", "master", "br0"])
        (tmp_path / "second").mkdir()
        with serving(first, tmp_path, *POOL4), serving(second, tmp_path / "second", *POOL4):
            done = query(client, tmp_path, "discover", "-i", "br0", "--wait", "--timeout", "2", "--json", "-q")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(each["ip"]["source"] for each in found) == ["192.0.2.1", "192.0.2.2"]
    assert len({each["link"]["source"] for each in found}) == 2


def test_with_only_cap_net_raw(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("setpriv")
    server, client = places
    with serving(server, tmp_path, *POOL4):
        done = query(client, tmp_path, "discover", "-i", "eth0", "--print-only", "yiaddr", before=WITH_RAW)
        assert (done.returncode, done.stdout) == (0, "192.0.2.50\n"), done.stderr
    with serving(server, tmp_path, *POOL6):
        done = query(client, tmp_path, "solicit", "-i", "eth0", "--print-only", "type", before=WITH_RAW)
        assert (done.returncode, done.stdout) == (0, "ADVERTISE\n"), done.stderr


def test_as_nobody_the_relay_works_and_the_rest_says_what_it_lacks(
    places: tuple[Namespace, Namespace], tmp_path: Path
) -> None:
    need("setpriv")
    server, client = places
    client.add_address("eth0", "192.0.2.2/24")
    client.add_address("eth0", "2001:db8:1::2/64")
    with serving(server, tmp_path, *POOL4):
        relay = ("discover", "--relay", "--target", "192.0.2.1", "--print-only", "yiaddr")
        done = query(client, tmp_path, *relay, before=WITH_NOTHING)
        assert (done.returncode, done.stdout) == (0, "192.0.2.50\n"), done.stderr
        assert "relay source port option of RFC 8357" in done.stderr
        giaddr = ("discover", "--giaddr", "192.0.2.2", "--target", "192.0.2.1", "--json", "-q")
        found = json.loads(query(client, tmp_path, *giaddr).stdout)  # as root: the relay agents' own port
        assert (found["udp"]["destination_port"], found["dhcp"]["giaddr"]) == (67, "192.0.2.2")
    with serving(server, tmp_path, *POOL6):
        relay = ("solicit", "--relay", "--target", "2001:db8:1::1", "--print-only", "type")
        done = query(client, tmp_path, *relay, before=WITH_NOTHING)
        assert (done.returncode, done.stdout) == (0, "ADVERTISE\n"), done.stderr
    for kind, lacks in (("discover", "CAP_NET_RAW"), ("solicit", "CAP_NET_BIND_SERVICE")):
        done = query(client, tmp_path, kind, "-i", "eth0", before=WITH_NOTHING)
        assert done.returncode == 4
        assert lacks in done.stderr
        assert "--relay --target SERVER" in done.stderr


def test_what_tcpdump_caught_is_sent_again(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("tcpdump")
    server, client = places
    file = tmp_path / "caught.pcap"
    with serving(server, tmp_path, *POOL4):
        line = ["tcpdump", "-Z", "root", "-i", "eth0", "-U", "--immediate-mode", "-c", "2", "-w", str(file), "udp"]
        with Program(server, line, tmp_path / "tcpdump.log") as tcpdump:
            tcpdump.wait_for("listening on")
            first = json.loads(query(client, tmp_path, "discover", "-i", "eth0", "--json", "-q").stdout)
            tcpdump.process.wait(10)
        again = query(client, tmp_path, "-i", "eth0", "--replay", f"{file}#1", "--mac", "captured", "--json", "-q")
        assert again.returncode == 0, again.stderr
        second = json.loads(again.stdout)
        assert second["dhcp"]["chaddr"] == first["dhcp"]["chaddr"]
        assert second["dhcp"]["yiaddr"] == first["dhcp"]["yiaddr"]
        assert second["dhcp"]["xid"] != first["dhcp"]["xid"]
        other = query(client, tmp_path, "-i", "eth0", "--replay", f"{file}#1", "--json", "-q")
        assert json.loads(other.stdout)["dhcp"]["chaddr"] != first["dhcp"]["chaddr"]
        assert query(client, tmp_path, "-i", "eth0", "--replay", f"{file}#2").returncode == 5  # the offer


def test_a_hook_gets_the_lease(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = places
    hook = tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$reason $interface $new_ip_address" >>{tmp_path}/seen\n')
    hook.chmod(0o755)
    with serving(server, tmp_path, *POOL4):
        done = query(client, tmp_path, "--dora", "-i", "eth0", "--exec", str(hook), "--release", "-q")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "seen").read_text() == "BOUND eth0 192.0.2.50\n"


def test_privileges_are_gone_before_an_answer_is_read(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = places
    with serving(server, tmp_path, *POOL4):
        line = command("query", "discover", "-i", "eth0", "-q", "--timeout", "8", "--exec", "/usr/bin/id")
        whose = environment(Path("/nonexistent")) | {"SUDO_UID": "65534", "SUDO_GID": "65534"}
        done = client.run(line, check=False, timeout=40, env=whose)
    assert done.returncode == 0, done.stderr
    assert "uid=65534" in done.stdout
    assert "uid=0" not in done.stdout


@pytest.mark.parametrize("own", [True, False], ids=["--vlan 7", "any"])
def test_a_tagged_link(places: tuple[Namespace, Namespace], tmp_path: Path, own: bool) -> None:
    """With --vlan the tag is on the request, and only answers with it are heard; without it every answer is."""
    server, client = places
    sock = server.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    seen: list[list[int]] = []

    def serve(link: LinkSocket) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until and not seen:
            if not select.select([link], [], [], 0.1)[0]:
                continue
            arrival = link.receive()
            frame = None if arrival is None else Frame.decode(arrival.whole, checksums=False)
            if frame is None or frame.ethernet is None or frame.udp is None or frame.udp.destination_port != 67:
                continue
            source = Endpoint(link.mac, IPv4Address("192.0.2.1"), 67)
            to = Endpoint(b"\xff" * 6, IPv4Address("255.255.255.255"), 68)
            wrong, right = (
                reply4(Message4.decode(frame.payload), 2, address=address).encode()
                for address in ("192.0.2.66", "192.0.2.77")
            )
            others = [(wrong, ()), (wrong, (VlanTag(8),))] if own else []
            for octets, tags in (*others, (right, (VlanTag(7),))):
                link.send(encode_frame(octets, source, to, tags=tags))
            seen.append([tag.vlan for tag in frame.ethernet.tags])

    with LinkSocket("eth0", sock=sock, ignore_outgoing=True) as link:
        thread = threading.Thread(target=serve, args=(link,))
        thread.start()
        done = query(client, tmp_path, "discover", "-i", "eth0", *(["--vlan", "7"] if own else []), "--json", "-q")
        thread.join()
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert seen == [[7] if own else []]
    assert (found["link"]["vlan"], found["dhcp"]["yiaddr"]) == (7, "192.0.2.77")


def test_the_time_is_kept_under_chatter(places: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    server, client = places
    client.add_address("eth0", "192.0.2.2/24")
    script = (
        "import socket, time\n"
        "sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "sock.bind(('192.0.2.1', 67))\n"
        "print('chatting', flush=True)\n"
        "while True:\n"
        "    sock.sendto(b'\\2' * 300, ('192.0.2.2', 68))\n"
        "    time.sleep(0.001)\n"
    )
    with Program(server, [sys.executable, "-c", script], tmp_path / "chatter.log") as chatter:
        chatter.wait_for("chatting")
        began = time.monotonic()
        done = query(client, tmp_path, "discover", "-i", "eth0", "--timeout", "1", "--tries", "2")
        took = time.monotonic() - began
    assert done.returncode == 1
    assert "Giving up after 2 tries.\n" in done.stderr
    assert "ignored: xid 0x02020202" in done.stderr
    assert 2 <= took < 6
