from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.dump import summarise as module
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import Packet
from dhcptools.dump.scan import Scan
from dhcptools.dump.summarise import summarise
from dhcptools.dump.summary import Summary
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_json import summary_object
from support.captures import block, interface
from support.fragmented import fragments
from support.summaries import both, gathered, same
from support.talks import START_NS, dora, four, sarr, written, written_ng


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of tests are big, and this machine has two cores."""
    monkeypatch.setattr(module, "WINDOW_OCTETS", 40_000)
    monkeypatch.setattr(module, "LEAST_OCTETS", 20_000)
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: {0, 1})


def traffic() -> list[Packet]:
    packets = []
    for number in range(60):
        who = {"mac": b"\2\0\0\0\0" + bytes((number % 7,)), "xid": number}
        packets += [*dora(number * 50, **who), *sarr(number * 50 + 9, relays=number % 2)]
        packets.append(four("nak", number * 50 + 20, RawOption(56, b"no %d" % (number % 3))))
    return packets


def test_halves_come_to_the_same(tmp_path: Path, windows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    merged = []
    monkeypatch.setattr(Summary, "merge", lambda self, other: merged.append(other) or MERGE(self, other))
    told = both(tmp_path / "a.pcap", traffic())
    assert len(merged) >= 3
    assert told["exchanges"]["discover_offer"]["answered"] == 60


MERGE = Summary.merge


@pytest.mark.parametrize("between", [b"", block(5, bytes(20)), interface()])
def test_halves_of_pcapng_come_to_the_same(tmp_path: Path, windows: None, between: bytes) -> None:
    packets = traffic()
    told = same(written_ng(tmp_path / "a.pcapng", packets, between=between), len(packets))
    assert told["exchanges"]["discover_offer"]["answered"] == 60


def test_a_guess_that_does_not_come_true_costs_time_alone(
    tmp_path: Path, windows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scan, "start_near", lambda self, begin, until: begin + 1)
    both(tmp_path / "a.pcap", traffic())


def test_what_looks_like_records_inside_packets_leads_nobody_astray(tmp_path: Path, windows: None) -> None:
    seconds = (START_NS // 1_000_000_000).to_bytes(4, "little")
    decoy = (seconds + bytes(4) + (16).to_bytes(4, "little") * 2 + bytes(16)) * 7
    both(tmp_path / "a.pcap", [four("discover", at, RawOption(43, decoy[:250]), xid=at) for at in range(200)])


def test_a_file_that_is_cut_short_in_the_second_half(tmp_path: Path, windows: None) -> None:
    path = tmp_path / "a.pcap"
    packets = traffic()
    written(path, packets)
    path.write_bytes(path.read_bytes()[:-9])
    files, summary = CaptureFiles([str(path)]), Summary()
    assert summarise(files, summary, lambda: False, lambda: None)
    summary.end()
    assert summary_object(summary) == summary_object(gathered(packets[:-1]))
    assert [(fault.packets, "is cut short" in fault.why) for fault in files.faults] == [(len(packets) - 1, True)]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0)])
@pytest.mark.parametrize("windowed", [False, True])
def test_files_that_a_capture_was_rotated_into(
    tmp_path: Path, request: pytest.FixtureRequest, windowed: bool, order: tuple[int, ...]
) -> None:
    if windowed:
        request.getfixturevalue("windows")
    packets = sorted(traffic(), key=lambda packet: packet.time_ns or 0)
    third = len(packets) // 3 + 1
    names = [
        written(tmp_path / "0.pcap", packets[:third]),
        written_ng(tmp_path / "1.pcapng", packets[third : 2 * third]),
        written(tmp_path / "2.pcap", packets[2 * third :]),
    ]
    Path(names[2]).write_bytes(Path(names[2]).read_bytes()[:-3])
    names = [names[at] for at in order]
    files, summary = CaptureFiles(names), Summary()
    assert summarise(files, summary, lambda: False, lambda: None)
    summary.end()
    plain = CaptureFiles(names)
    assert summary_object(summary) == summary_object(gathered(list(plain)))
    assert (files.captured, files.faults) == (plain.captured, plain.faults)
    assert [Path(fault.name).name for fault in files.faults] == ["2.pcap"]


@pytest.mark.parametrize("windowed", [False, True])
def test_files_of_the_same_time_are_left(tmp_path: Path, request: pytest.FixtureRequest, windowed: bool) -> None:
    if windowed:
        request.getfixturevalue("windows")
    packets = traffic()
    names = [written(tmp_path / "0.pcap", packets[::2]), written(tmp_path / "1.pcap", packets[1::2])]
    files = CaptureFiles(names)
    assert not summarise(files, Summary(), lambda: False, lambda: None)
    assert (files.captured, files.faults) == (0, [])
    assert len(list(files)) == len(packets)


def test_fragments_in_two_files_are_put_together(tmp_path: Path) -> None:
    whole = four("discover", 0, RawOption(43, bytes(200)))
    parts = fragments(whole.octets, 400)
    first, second = (Packet(1, whole.time_ns, "x", 1, each, len(each)) for each in parts)
    rest = dora(50, xid=9)
    names = [written(tmp_path / "0.pcap", [first]), written(tmp_path / "1.pcap", [second, *rest])]
    files, summary = CaptureFiles(names), Summary()
    assert summarise(files, summary, lambda: False, lambda: None)
    assert summary.messages == 5


def test_a_file_that_is_gone_when_its_turn_comes(tmp_path: Path) -> None:
    names = [written(tmp_path / "0.pcap", dora()), written(tmp_path / "1.pcap", dora(900))]
    files, summary = CaptureFiles(names), Summary()
    assert summarise(files, summary, lambda: False, lambda: Path(names[1]).unlink(missing_ok=True))
    assert (summary.messages, files.captured) == (4, 4)
    assert [(fault.name, fault.packets, "No such file" in fault.why) for fault in files.faults] == [(names[1], 0, True)]


def test_what_is_done_meanwhile(tmp_path: Path, windows: None) -> None:
    done = []
    name = written(tmp_path / "a.pcap", traffic())
    assert summarise(CaptureFiles([name]), Summary(), lambda: False, lambda: None, lambda: done.append(1))
    assert done


def test_it_stops_when_told(tmp_path: Path, windows: None) -> None:
    files, summary = CaptureFiles([written(tmp_path / "a.pcap", traffic())]), Summary()
    assert summarise(files, summary, lambda: True, lambda: None)
    assert 0 < summary.messages < len(traffic())
