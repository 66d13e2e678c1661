from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest

from dhcptools.dump.reader import PART, CaptureFiles, Fault
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.exported import UPPER_PDU, export
from dhcptools.packet.frame import encode_frame
from support.captures import enhanced, interface, on_links, pcap, section
from support.dumped import CLIENT4, DISCOVER, EVERYBODY4, SOLICIT, capture, framed


def test_packets_of_a_file_from_or_to_dhcp_ports(tmp_path: Path) -> None:
    other = encode_frame(b"x" * 300, CLIENT4._replace(port=1234), EVERYBODY4._replace(port=53))
    path = tmp_path / "some.pcap"
    path.write_bytes(pcap([framed(DISCOVER), other, framed(SOLICIT)]))
    files = CaptureFiles([str(path)])
    assert [(each.number, each.family) for each in files] == [(1, 4), (3, 6)]
    assert files.captured == 3
    assert [each.number for each in CaptureFiles([str(path)], frozenset({53}))] == [2]


def test_a_file_cut_short_gives_what_is_there_and_the_others_go_on(tmp_path: Path) -> None:
    path = Path(capture(tmp_path / "a.pcap", DISCOVER, SOLICIT))
    path.write_bytes(path.read_bytes()[:-1])
    files = CaptureFiles([str(path), capture(tmp_path / "b.pcap", SOLICIT), str(tmp_path / "none")])
    assert [(Path(each.source).name, each.number) for each in files] == [("a.pcap", 1), ("b.pcap", 1)]
    told = [(Path(name).name, "cut short" in why or "No such file" in why) for name, why, _ in sorted(files.faults)]
    assert told == [
        ("a.pcap", True), ("none", True),
    ]  # fmt: skip  # both


def test_a_damaged_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap.gz"
    packed = gzip.compress(Path(capture(tmp_path / "a.pcap", *[DISCOVER] * 2000)).read_bytes(), 0)
    path.write_bytes(packed[: len(packed) // 2])
    files = CaptureFiles([str(path)])
    assert len(list(files)) == 999  # every packet that is there whole
    assert isinstance(files.faults[0], Fault)
    assert "packet 1000, at octet 357666, is cut short" in files.faults[0].why


def test_several_files_come_in_the_order_of_time(tmp_path: Path) -> None:
    one = tmp_path / "one.pcap"
    two = tmp_path / "two.pcap"
    one.write_bytes(pcap([framed(DISCOVER)] * 3))
    two.write_bytes(pcap([framed(SOLICIT)] * 3))
    found = [(Path(each.source).name, each.time_ns) for each in CaptureFiles([str(two), str(one)])]
    assert [time_ns for _, time_ns in found] == sorted(time_ns or 0 for _, time_ns in found)
    assert [name for name, _ in found] == ["two.pcap", "one.pcap"] * 3


def test_a_link_type_of_scapy(tmp_path: Path) -> None:
    head = bytes.fromhex("08000000") + b"\xff" * 6 + b"\2" * 6 + b"\4" * 6 + b"\0\0" + bytes.fromhex("aaaa030000000800")
    path = tmp_path / "wlan.pcap"
    path.write_bytes(pcap([head + framed(DISCOVER)[14:]], link=105))
    (packet,) = CaptureFiles([str(path)])
    assert packet.payload == DISCOVER.encode()
    path.write_bytes(pcap([b"x"], link=65000))
    files = CaptureFiles([str(path)])
    assert list(files) == []
    assert files.foreign == {65000: 1}


def test_fragments_are_put_together(tmp_path: Path) -> None:
    from dump.test_fragments import LONG4, fragments

    path = tmp_path / "parts.pcap"
    path.write_bytes(pcap([*fragments(framed(LONG4), 400), framed(DISCOVER)]))
    assert [packet.payload for packet in CaptureFiles([str(path)])] == [LONG4.encode(), DISCOVER.encode()]


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("order", ["<", ">"])
def test_shared_reading_gives_the_same_packets(tmp_path: Path, processes: int, order: str) -> None:
    frames = [framed(DISCOVER), framed(SOLICIT), bytes(70), framed(DISCOVER, tags=(VlanTag(7),)), b"\1"] * 200
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(frames, order=order, nanoseconds=True))
    plain = list(CaptureFiles([str(path)]))
    assert len(plain) == 600
    for process in range(processes):
        files = CaptureFiles([str(path)])
        found = list(files.shared(process, processes))
        assert len(found) == len(plain)
        assert files.captured == len(frames)
        for place, (packet, same) in enumerate(zip(found, plain, strict=True)):
            if packet is None:
                assert place // PART % processes != process
                continue
            assert (packet.number, packet.time_ns, packet.octets) == (same.number, same.time_ns, same.octets)


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("kind", ["pcapng", "cooked", "several"])
def test_other_files_are_shared_too(tmp_path: Path, processes: int, kind: str) -> None:
    from dump.test_fragments import LONG4, fragments

    names = [str(tmp_path / name) for name in ("a", "b")][: 2 if kind == "several" else 1]
    frames = [framed(DISCOVER), framed(SOLICIT), bytes(70), *fragments(framed(LONG4), 400)] * 150
    for name in names:
        if kind == "pcapng":
            blocks = [enhanced(octets, at * 1000) for at, octets in enumerate(frames)]
            Path(name).write_bytes(b"".join((section(), interface(), *blocks)))
        elif kind == "cooked":
            octets = [on_links(each)[6][1] for each in frames]
            Path(name).write_bytes(pcap(octets, link=276))
        else:
            Path(name).write_bytes(pcap(frames))
    plain = list(CaptureFiles(names))
    assert len(plain) == 450 * len(names)
    for process in range(processes):
        files = CaptureFiles(names)
        found = list(files.shared(process, processes))
        assert len(found) == len(plain)
        assert files.captured == len(frames) * len(names)
        for place, (packet, same) in enumerate(zip(found, plain, strict=True)):
            if packet is None:
                assert place // PART % processes != process
            else:
                assert (packet.number, packet.payload, packet.source) == (same.number, same.payload, same.source)
        left = sum(packet is None for packet in found)
        assert (left > 0) is (processes > 1)


@pytest.mark.parametrize("octets", [0, 1, 15, 16, 40, 100])
def test_shared_reading_tells_what_is_cut_short_as_reading_alone_does(tmp_path: Path, octets: int) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap([framed(DISCOVER)] * 3) + pcap([framed(DISCOVER)])[24:][:octets])
    alone, shared = CaptureFiles([str(path)]), CaptureFiles([str(path)])
    assert [packet.number for packet in alone] == [packet.number for packet in shared.shared(0, 1) if packet]
    assert alone.faults == shared.faults
    assert bool(alone.faults) == (octets > 0)
    assert alone.captured == shared.captured


def test_shared_reading_of_what_is_no_pcap_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.pcapng", tmp_path / "b"
    good.write_bytes(section() + interface() + enhanced(framed(DISCOVER), 5))
    bad.write_bytes(b"no capture")
    assert len(list(CaptureFiles([str(good)]).shared(0, 2))) == 1
    assert len(list(CaptureFiles([str(good), str(good)]).shared(1, 2))) == 2
    files = CaptureFiles([str(bad)])
    assert list(files.shared(0, 2)) == []
    assert len(files.faults) == 1
    raw = tmp_path / "raw.pcap"
    raw.write_bytes(pcap([framed(DISCOVER)[14:]], link=101))
    assert len(list(CaptureFiles([str(raw)]).shared(0, 2))) == 1


def test_octets_changed_in_a_gzip_file(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(Path(capture(tmp_path / "a.pcap", *[DISCOVER, SOLICIT] * 4000)).read_bytes(), 1))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(40)
    path = tmp_path / "a.pcap.gz"
    path.write_bytes(packed)
    alone, shared = CaptureFiles([str(path)]), CaptureFiles([str(path)])
    assert len(list(alone)) < 8000
    assert len(list(shared.shared(0, 1))) < 8000
    assert len(alone.faults) == len(shared.faults) == 1


def test_messages_without_a_frame_among_others_of_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap([export(SOLICIT.encode(), 6), b"\0\x0c\0\4mdns" + bytes(4) + b"x", b""], link=UPPER_PDU))
    files = CaptureFiles([str(path)])
    (found,) = files
    assert (found.number, found.octets, found.family, found.problems) == (1, SOLICIT.encode(), 6, ())
    assert (files.captured, files.foreign, files.faults) == (3, {}, [])


def test_packets_that_were_cut_before_their_ports_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    whole = framed(DISCOVER)
    cut = [struct.pack("<4I", 1, 5, size, len(whole)) + whole[:size] for size in (20, 34, 37, 38, 300)]
    arp = struct.pack("<4I", 1, 5, 30, 60) + whole[:12] + b"\x08\x06" + bytes(16)
    path.write_bytes(pcap([]) + b"".join(cut) + arp)
    files = CaptureFiles([str(path)])
    found = list(files)
    assert [len(packet.octets) for packet in found] == [300]
    assert (files.cut_off, files.captured) == (3, 6)  # of 20 octets, nobody can tell whether they are UDP
