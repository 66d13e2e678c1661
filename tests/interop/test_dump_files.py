"""Capture files that Wireshark's programs wrote, and ours read by them; real exchanges, live and from files."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.dump.hextext import read_hex
from dhcptools.dump.reader import CaptureFiles
from support.captures import pcap
from support.command import command, dhcptool, environment
from support.dumped import DISCOVER, SOLICIT, capture, framed
from support.malformed import BAD4, BAD6
from support.namespaces import Namespace, connect
from support.peers import Dnsmasq, need

PACKETS = [framed(DISCOVER), framed(SOLICIT), *BAD4.values(), *BAD6.values()]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("dump") / "packets.pcap"
    path.write_bytes(pcap(PACKETS))
    return str(path)


def read(name: str) -> list[tuple[int | None, bytes]]:
    files = CaptureFiles([name])
    found = [(packet.time_ns, packet.octets) for packet in files]
    assert files.faults == []
    return found


@pytest.mark.parametrize("kind", ["pcap", "nsecpcap", "modpcap", "pcapng"])
def test_files_of_editcap(original: str, tmp_path: Path, kind: str) -> None:
    need("editcap")
    name = str(tmp_path / kind)
    subprocess.run(["editcap", "-F", kind, original, name], check=True)
    assert read(name) == read(original)


def test_a_merged_file_of_several_interfaces(original: str, tmp_path: Path) -> None:
    need("mergecap")
    name, again = str(tmp_path / "merged.pcapng"), capture(tmp_path / "again.pcap", DISCOVER, SOLICIT)
    subprocess.run(["mergecap", "-F", "pcapng", "-I", "none", "-w", name, original, again], check=True)
    assert sorted(read(name), key=lambda each: each[1]) == sorted(
        [*read(original), *read(again)], key=lambda each: each[1]
    )


def test_what_we_write_wireshark_reads(original: str, tmp_path: Path) -> None:
    need("tshark")
    name = str(tmp_path / "out.pcap")
    ran = dhcptool(tmp_path, "dump", "-r", original, "--type", "discover,solicit", "-w", name)
    assert ran.returncode == 0
    fields = ["-T", "fields", "-e", "frame.number", "-e", "frame.time_epoch"]
    told = subprocess.run(["tshark", "-n", "-r", name, *fields], capture_output=True, text=True, check=True)
    times = [float(line.split("\t")[1]) for line in told.stdout.splitlines()]
    assert times == [pytest.approx((time_ns or 0) / 1e9) for time_ns, _ in read(name)]
    assert len(times) > 20


def test_link_types_and_bare_messages_in_pcapng_for_wireshark(tmp_path: Path) -> None:
    need("tshark")
    bare, raw, out = (str(tmp_path / name) for name in ("bare.pcapng", "raw.pcap", "out.pcapng"))
    assert dhcptool(tmp_path, "dump", "--hex", SOLICIT.encode().hex(), "-w", bare).returncode == 0
    Path(raw).write_bytes(pcap([framed(DISCOVER)[14:]], link=101))
    ethernet = capture(tmp_path / "ethernet.pcap", DISCOVER)
    assert dhcptool(tmp_path, "dump", "-r", bare, raw, ethernet, "-w", out).returncode == 0
    fields = ["-T", "fields", "-e", "frame.encap_type", "-e", "dhcp.id", "-e", "dhcpv6.xid"]
    told = subprocess.run(["tshark", "-n", "-r", out, *fields], capture_output=True, text=True, check=True)
    rows = [line.split("\t")[1:] for line in told.stdout.splitlines()]
    assert sorted(rows) == [["", "0xabcdef"], ["0x11223344", ""], ["0x11223344", ""]]
    assert len({line.split("\t")[0] for line in told.stdout.splitlines()}) == 3


@pytest.mark.parametrize("flags", [["tcpdump", "-nxx"], ["tcpdump", "-nXX"], ["tcpdump", "-nx"], ["tshark", "-nx"]])
def test_hexadecimal_text_of_others(original: str, flags: list[str]) -> None:
    need(flags[0])
    ran = subprocess.run([*flags, "-c", "2", "-r", original], capture_output=True, text=True, check=True)
    found = list(read_hex(ran.stdout))
    assert [each.packet.payload for each in found] == [DISCOVER.encode(), SOLICIT.encode()]
    assert {each.taken_for for each in found} == {"an IP packet" if flags[1] == "-nx" and flags[0] == "tcpdump" else
                                                  "an Ethernet frame"}  # fmt: skip  # tcpdump -x leaves the link out


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as client, Namespace(beside=client) as server:
        connect(client, server, [], ["192.0.2.1/24"])
        yield client, server


@pytest.mark.parametrize("interface", ["eth0", "any"])
def test_an_exchange_of_others_beside_tcpdump(
    spaces: tuple[Namespace, Namespace], tmp_path: Path, interface: str
) -> None:
    need("udhcpc", "dnsmasq", "tcpdump")
    client, server = spaces
    seen = tmp_path / "tcpdump.pcap"
    ours = server.popen(
        command("dump", "-i", interface, "--json", "-4"), stderr=subprocess.PIPE, env=environment(tmp_path)
    )
    assert ours.stderr is not None
    assert ours.stdout is not None
    assert "listening" in ours.stderr.readline()
    other = server.popen(
        ["tcpdump", "-i", "eth0", "--immediate-mode", "-Z", "root", "-U", "-w", str(seen), "udp port 67"]
    )
    assert other.stdout is not None
    assert "listening" in other.stdout.readline()
    with Dnsmasq(server, "eth0", ["192.0.2.100,192.0.2.150,1h"], tmp_path):
        client.run(["udhcpc", "-i", "eth0", "-n", "-q", "-s", "/bin/true"], timeout=20)
    lines = [json.loads(ours.stdout.readline()) for _ in range(4)]
    assert [line["dhcp"]["type"] for line in lines] == ["DHCPDISCOVER", "DHCPOFFER", "DHCPREQUEST", "DHCPACK"]
    assert all(line["problems"] == [] for line in lines)
    ours.send_signal(signal.SIGINT)
    other.send_signal(signal.SIGINT)
    assert ours.wait(10) == 130
    assert other.wait(10) == 0
    theirs = list(CaptureFiles([str(seen)]))
    assert [packet.payload.hex() for packet in theirs] == [line["dhcp"]["hex"] for line in lines]
