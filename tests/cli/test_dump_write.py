from __future__ import annotations

import io
from pathlib import Path

import pytest

from dhcptools.cli.dump_write import PacketFile
from dhcptools.cli.errors import ProblemError
from dhcptools.dump.record import NO_LINK, Packet
from dhcptools.net.capture import read_packets
from support.command import dhcptool
from support.dumped import DISCOVER, framed, packet


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


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot write"):
        PacketFile(str(tmp_path / "none" / "out.pcap"))
    file = PacketFile(str(tmp_path / "out.pcap"))
    with pytest.raises(ProblemError, match="packet 1 to"):
        file.write(Packet(1, 0, "hex", NO_LINK, DISCOVER.encode(), 300, bare=4))
    file.write(packet(DISCOVER))
    with pytest.raises(ProblemError, match="packet 2 of x"):
        file.write(Packet(2, 0, "x", 101, b"", 0))
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
