from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.dump import scan
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import Packet
from dhcptools.dump.scan import Scan
from dhcptools.dump.summarise import summarise
from dhcptools.dump.summary import Summary
from dhcptools.net.capture import open_capture, pcap_head
from dhcptools.net.pcapng import capture_head
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_json import summary_object
from support.captures import block, enhanced, interface, section
from support.summaries import both, gathered, same
from support.talks import dora, four, over6, relinked, sarr, six, tagged, written, written_ng

ANY = st.sampled_from(
    [
        *dora(), *sarr(), *sarr(9, relays=1), *sarr(12, relays=2), *dora(20, relay="192.0.2.3", xid=9),
        four("nak", 3, RawOption(56, b"no")), four("inform", ciaddr="192.0.2.9"), four("ack", 1, yiaddr="0.0.0.0"),
        four("request", ciaddr="192.0.2.10"), four("discover", 0, RawOption(60, b"MSFT 5.0"), RawOption(12, b"pc")),
        four("discover", 0, RawOption(60, bytes(90))), four("ack", 0, RawOption(80, b"")), four("leasequery"),
        four("discover", 0, RawOption(52, b"\1")), four("discover", 0, RawOption(12, b"a"), RawOption(12, b"b")),
        six("reply", 6, status=2), six("reply", 6, RawOption(13, b"\0\5")), six("reply", 7, RawOption(14, b"")),
        six("information-request", duid=b""), six("solicit", 0, RawOption(16, b"\0\0\1\x37\0\4MSFT")),
        six("request", 0, RawOption(300, b"x")), six("renew", duid=b"\0\2" + bytes(40)), six("reply", address=""),
        six("solicit", 1, RawOption(18, b"if"), relays=1), *map(over6, dora(30, xid=11)),
        *(over6(each, relays=1) for each in dora(40, xid=12)), over6(four("nak", 3, RawOption(56, b"no"))),
        six("dhcpv4-query", 50), six("dhcpv4-response", 51),
    ]
)  # fmt: skip  # every shape that is told apart


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, min_size=1, max_size=40), st.sampled_from("<>"))
def test_both_ways_count_the_same(tmp_path: Path, packets: list[Packet], order: str) -> None:
    told = both(tmp_path / "a.pcap", packets, order)
    assert sum(each["messages"] for each in told["types"]) == told["messages"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANY, st.integers(12, 400), st.binary(min_size=1, max_size=6)), min_size=1, max_size=12))
def test_both_ways_count_the_same_of_damaged_packets(tmp_path: Path, damaged: list[tuple[Packet, int, bytes]]) -> None:
    packets = []
    for packet, at, octets in damaged:
        broken = packet.octets[:at] + octets + packet.octets[at + len(octets) :]
        packets.append(Packet(1, packet.time_ns, "x", 1, broken, len(broken)))
    both(tmp_path / "a.pcap", packets)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, min_size=1, max_size=20), st.sampled_from("<>"), st.data())
@pytest.mark.parametrize("link_type", [1, 101, 113, 276])
def test_every_link_type_counts_the_same(
    tmp_path: Path, link_type: int, packets: list[Packet], order: str, data: st.DataObject
) -> None:
    addresses = st.sampled_from([None, b"", bytes(6), b"\2" * 8])
    other = [relinked(each, link_type, address=data.draw(addresses)) for each in packets]
    both(tmp_path / "a.pcap", other, order)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANY, st.lists(st.sampled_from([0x8100, 0x88A8, 0x9100, 0x0806]), max_size=2)), min_size=1))
def test_tags_of_vlans_change_nothing(tmp_path: Path, packets: list[tuple[Packet, list[int]]]) -> None:
    both(tmp_path / "a.pcap", [tagged(packet, *tags) for packet, tags in packets])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ANY, min_size=1, max_size=40), st.sampled_from("<>"), st.sampled_from([1, 276]),
    st.lists(st.sampled_from([0, 1, 2, 3, 4, 5]), max_size=2),
)  # fmt: skip  # packets, order of octets, link type, what stands between
def test_blocks_of_pcapng_count_the_same(
    tmp_path: Path, packets: list[Packet], order: str, link_type: int, between: list[int]
) -> None:
    blocks = [
        section(order) + interface(link_type, order) * 2, interface(link_type, order), block(4, b"names", order),
        block(5, bytes(20), order), interface(101, order), block(0xBAD, b"", order),
    ]  # fmt: skip  # some of which change what follows
    other = [relinked(each, link_type) for each in packets]
    name = written_ng(tmp_path / "a.pcapng", other, order, b"".join(blocks[each] for each in between))
    same(name, len(packets))


COME = st.one_of(st.binary(max_size=4), st.just(b"\6\0\0\0"))
EDITS = st.lists(
    st.tuples(st.integers(24, 5000), st.integers(0, 4), COME), max_size=6
)  # fmt: skip  # where, how many octets go, what comes in their place


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ANY, min_size=1, max_size=20), st.sampled_from("<>"), st.sampled_from([1, 101, 113, 276]), st.booleans(),
    EDITS,
)  # fmt: skip  # what is written how, and what becomes of it
def test_damaged_files_give_the_same_both_ways(
    tmp_path: Path, packets: list[Packet], order: str, link_type: int, ng: bool, edits: list[tuple[int, int, bytes]]
) -> None:
    other = [relinked(each, link_type) for each in packets]
    path = tmp_path / "a.cap"
    between = section(order) + interface(link_type, order) * 2 if len(packets) % 2 else block(5, bytes(20), order)
    name = written_ng(path, other, order, between) if ng else written(path, other, order)
    octets = bytearray(path.read_bytes())
    for at, gone, come in edits:
        octets[at : at + gone] = come
    path.write_bytes(octets)
    files, summary = CaptureFiles([name]), Summary()
    if not summarise(files, summary, lambda: False, lambda: None):
        return
    summary.end()
    plain = CaptureFiles([name])
    assert summary_object(summary) == summary_object(gathered(list(plain)))
    assert (files.faults, files.captured, files.cut_off) == (plain.faults, plain.captured, plain.cut_off)


def test_common_packets_of_every_kind_of_file_need_no_object(tmp_path: Path) -> None:
    packets = [*dora(), *sarr(), *sarr(relays=1)]
    names = [written(tmp_path / f"{link}.pcap", [relinked(each, link) for each in packets]) for link in (101, 113, 276)]
    names.append(written(tmp_path / "vlan.pcap", [tagged(each, 0x8100) for each in packets]))
    names.append(written_ng(tmp_path / "a.pcapng", packets, between=block(5, bytes(20))))
    for name in names:
        with open_capture(name) as file:
            head = capture_head(file)
            assert head is not None
            each = Scan(name, file, head, CaptureFiles([name]))
            assert sum(len(part) for parts in each.parts() for part in parts) == 12
            assert each.odd == 0


def test_times_beyond_all_clocks_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    beyond = [(1 << 64) - 1, 1 << 63, 1 << 62, (1 << 62) // 1000 + 1, 7]
    octets = b"".join(enhanced(each.octets, ticks) for each, ticks in zip((*dora(), *dora()), beyond, strict=False))
    path.write_bytes(section() + interface() + octets)
    assert same(str(path), 5)["ended"] == "1970-01-01T00:00:00.000007Z"


def test_a_block_that_lies_about_its_length(tmp_path: Path) -> None:
    packets = [*dora(), *sarr()]
    for lie in (0, 5, 8, 13, 1 << 31):
        path = tmp_path / f"{lie}.pcapng"
        written_ng(path, packets)
        path.write_bytes(path.read_bytes() + struct.pack("<II", 6, lie) + bytes(60))
        files, summary = CaptureFiles([str(path)]), Summary()
        assert summarise(files, summary, lambda: False, lambda: None)
        plain = CaptureFiles([str(path)])
        assert len(list(plain)) == summary.messages == 8
        assert files.faults == plain.faults
        assert files.captured == plain.captured


@pytest.mark.parametrize("octets", [2000, 5000, 1 << 16])
def test_small_buffers_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: int) -> None:
    monkeypatch.setattr(scan, "BUFFER_OCTETS", octets)
    packets = [packet for at in range(0, 4000, 40) for packet in (*dora(at), *sarr(at + 10), *sarr(at + 20, relays=1))]
    told = both(tmp_path / "a.pcap", packets)
    assert told["exchanges"]["discover_offer"]["answered"] == 100
    assert told["exchanges"]["request_reply"]["answered"] == 200


def test_common_packets_need_no_object(tmp_path: Path) -> None:
    name = written(tmp_path / "a.pcap", [*dora(), *sarr(), *sarr(relays=1), six("reply", status=2), four("nak")])
    with open_capture(name) as file:
        head = pcap_head(file)
        assert head is not None
        each = Scan(name, file, head, CaptureFiles([name]))
        assert sum(len(part) for parts in each.parts() for part in parts) == 14
        assert each.odd == 0


def test_what_is_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    written(path, dora())
    path.write_bytes(path.read_bytes()[:-5])
    files, summary = CaptureFiles([str(path)]), Summary()
    assert summarise(files, summary, lambda: False, lambda: None)
    assert (summary.messages, files.captured) == (3, 3)
    assert [(fault.packets, "is cut short" in fault.why) for fault in files.faults] == [(3, True)]


def test_gzip_is_read_and_others_are_left(tmp_path: Path) -> None:
    name = written(tmp_path / "a.pcap", dora())
    packed = tmp_path / "a.pcap.gz"
    packed.write_bytes(gzip.compress(Path(name).read_bytes()))
    summary = Summary()
    assert summarise(CaptureFiles([str(packed)]), summary, lambda: False, lambda: None)
    assert summary.messages == 4
    other = tmp_path / "text"
    other.write_text("no capture")
    for names in ([name, name], ["-"], [str(other)], [str(tmp_path / "none")]):
        assert not summarise(CaptureFiles(names), Summary(), lambda: False, lambda: None)
