from __future__ import annotations

import io
from pathlib import Path

import pytest

from dhcptools.cli.dump_write import PacketFile
from dhcptools.cli.errors import ProblemError
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import NO_LINK, Packet
from dhcptools.net.capture import read_packets
from support.captures import pcap
from support.command import dhcptool
from support.dumped import DISCOVER, SOLICIT, framed, packet


def test_packets_as_they_were(tmp_path: Path) -> None:
    file = PacketFile(str(tmp_path / "out.pcap"))
    file.write(packet(DISCOVER))
    file.flush()
    found = list(read_packets(io.BytesIO((tmp_path / "out.pcap").read_bytes())))
    assert [(each.time_ns, each.octets) for each in found] == [(packet(DISCOVER).time_ns, framed(DISCOVER))]
    file.close()
    assert file.written == 1


def test_nanoseconds_where_there_are_some(tmp_path: Path) -> None:
    file = PacketFile(str(tmp_path / "out.pcap"))
    octets = framed(DISCOVER)
    file.write(Packet(1, 1_000_000_007, "x", 1, octets, len(octets)))
    file.close()
    (found,) = read_packets(io.BytesIO((tmp_path / "out.pcap").read_bytes()))
    assert found.time_ns == 1_000_000_007


def test_a_file_without_packets_is_whole(tmp_path: Path) -> None:
    PacketFile(str(tmp_path / "out.pcap")).close()
    assert list(read_packets(io.BytesIO((tmp_path / "out.pcap").read_bytes()))) == []


@pytest.mark.parametrize("name", ["out.pcap", "out.pcapng"])
def test_messages_without_a_frame(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    file = PacketFile(str(path))
    messages = (DISCOVER.encode(), 4), (SOLICIT.encode(), 6)
    for octets, family in messages:
        file.write(Packet(1, 1000, "hex", NO_LINK, octets, len(octets), bare=family))
    file.close()
    found = list(CaptureFiles([str(path)]))
    assert [(each.payload, each.family) for each in found] == list(messages)
    assert [(each.length, each.time_ns, each.problems) for each in found] == [
        (len(octets), 1000, ()) for octets, _ in messages
    ]


def test_several_link_types(tmp_path: Path) -> None:
    first, second, out = tmp_path / "a.pcap", tmp_path / "b.pcap", tmp_path / "out.PcapNG"
    first.write_bytes(pcap([framed(DISCOVER)]))
    second.write_bytes(pcap([framed(SOLICIT)[14:]], link=101))
    ran = dhcptool(tmp_path, "dump", "-r", str(first), str(second), "-w", str(out))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert out.read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"
    found = list(CaptureFiles([str(out)]))
    assert [(each.link_type, each.octets) for each in found] == [(1, framed(DISCOVER)), (101, framed(SOLICIT)[14:])]
    one = dhcptool(tmp_path, "dump", "-r", str(out), "--filter", "link.type=raw", "-w", str(tmp_path / "one.pcap"))
    assert "1 packet written" in one.stderr
    assert [each.link_type for each in CaptureFiles([str(tmp_path / "one.pcap")])] == [101]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot write"):
        PacketFile(str(tmp_path / "none" / "out.pcap"))
    file = PacketFile(str(tmp_path / "out.pcap"))
    file.write(packet(DISCOVER))
    with pytest.raises(ProblemError, match="packet 2 of x") as raised:
        file.write(Packet(2, 0, "x", 101, b"", 0))
    assert ".pcapng" in raised.value.fix
    file.close()
    with pytest.raises(ProblemError, match="cannot write"):
        PacketFile(str(tmp_path / "out.pcap"), [str(tmp_path / "." / "out.pcap")])


def test_what_was_there_stays_until_a_packet_comes(tmp_path: Path) -> None:
    kept, new = tmp_path / "kept.pcap", tmp_path / "new.pcap"
    kept.write_bytes(b"kept")
    for path in (kept, new):
        ran = dhcptool(tmp_path, "dump", "-r", str(tmp_path / "absent.pcap"), "-w", str(path))
        assert ran.returncode == 5
    assert kept.read_bytes() == b"kept"
    assert not new.exists()
