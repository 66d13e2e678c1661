from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP, IPOption_Router_Alert
from scapy.layers.inet6 import IPv6, IPv6ExtHdrHopByHop
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.layers.ppp import PPP, PPPoE

from dhcptools.batch.columns import Rows
from dhcptools.batch.scan_frames import FrameScan, read_frame, scan_frames

LINK = Ether(dst="02:00:00:00:00:09", src="02:00:00:00:00:01")
OFFER = UDP(sport=67, dport=68) / (b"offer" * 60)
ADVERTISE = UDP(sport=547, dport=546) / (b"advertise" * 9)
COMMON = {
    "IPv4": LINK / IP(src="192.0.2.1", dst="192.0.2.9") / OFFER,
    "IPv6": LINK / IPv6(src="fe80::1", dst="fe80::2") / ADVERTISE,
    "empty": LINK / IP() / UDP(sport=67, dport=68),
    "padded": bytes(LINK / IP() / UDP(sport=67, dport=68) / b"x") + bytes(17),
    "no checksum": LINK / IP() / UDP(sport=67, dport=68, chksum=0) / b"x",
}
UNCOMMON = {
    "options": LINK / IP(options=[IPOption_Router_Alert()]) / OFFER,
    "tagged": LINK / Dot1Q(vlan=7) / IP() / OFFER,
    "hop by hop": LINK / IPv6() / IPv6ExtHdrHopByHop() / ADVERTISE,
    "PPPoE": LINK / PPPoE(sessionid=1) / PPP() / IP() / OFFER,
}
INVALID = {
    "ARP": LINK / ARP(),
    "TCP": LINK / IP() / TCP(),
    "fragment": LINK / IP(flags="MF") / OFFER,
    "cut": bytes(COMMON["IPv4"])[:100],
    "UDP says more": LINK / IP() / UDP(len=900) / b"x",
    "UDP says less": LINK / IP() / UDP(len=9) / b"xyz",
    "IPv6 UDP says less": LINK / IPv6() / UDP(len=9) / b"xyz",
    "short": b"\0" * 9,
    "nothing": b"",
}
ALL = {**COMMON, **UNCOMMON, **INVALID}


def matrix(frames: list[bytes], stride: int = 400) -> tuple[Rows, np.typing.NDArray[np.int32]]:
    rows = np.full((len(frames), stride), 0xEE, np.uint8)  # what stands past a length must not matter
    for row, frame in zip(rows, frames, strict=True):
        row[: len(frame)] = np.frombuffer(frame, np.uint8)
    return rows, np.array([len(frame) for frame in frames], np.int32)


def same_as_the_object_plane(frames: list[bytes], stride: int = 400) -> FrameScan:
    rows, lengths = matrix(frames, stride)
    scan = scan_frames(rows, lengths)
    found = [read_frame(frame) for frame in frames]
    assert scan.valid.tolist() == [one is not None for one in found]
    for line, one in enumerate(found):
        if one is not None:
            assert {name: int(getattr(scan, name)[line]) for name in one._fields} == one._asdict()
    payloads, octets, lines = scan.payloads(rows)
    assert lines.tolist() == [line for line, one in enumerate(found) if one is not None]
    for payload, length, line in zip(payloads, octets, lines, strict=True):
        one = found[line]
        assert one is not None
        end = one.payload_offset + one.payload_length
        assert payload[:length].tobytes() == frames[line][one.payload_offset : end]
    assert payloads.flags.c_contiguous
    return scan


@pytest.mark.parametrize("name", ALL)
def test_each_shape_alone(name: str) -> None:
    scan = same_as_the_object_plane([bytes(ALL[name])] * 3)
    assert scan.plain.tolist() == [name in COMMON] * 3
    assert scan.valid.tolist() == [name not in INVALID] * 3


def test_all_shapes_together() -> None:
    scan = same_as_the_object_plane([bytes(frame) for frame in ALL.values()])
    first = next(iter(scan.payload_offset))
    assert (first, scan.version[0], scan.mac_source[0]) == (42, 4, 0x020000000001)
    assert (scan.source4[0], scan.source_port[0], scan.destination_port[0]) == (0xC0000201, 67, 68)


def test_rows_shorter_than_any_header() -> None:
    same_as_the_object_plane([b"\0" * 20, b"\xff" * 5], 20)
    same_as_the_object_plane([bytes(COMMON["empty"])], 42)


@given(st.lists(st.sampled_from(list(ALL.values())), min_size=1, max_size=6), st.data())
def test_changed_octets_are_read_as_the_object_plane_reads_them(frames: list[Ether], data: st.DataObject) -> None:
    changed = []
    for frame in frames:
        octets = bytearray(bytes(frame))
        if len(octets) > 12:
            at = data.draw(st.integers(12, min(len(octets) - 1, 70)))
            octets[at] = data.draw(st.integers(0, 255))
        changed.append(bytes(octets[: data.draw(st.integers(0, len(octets)))] if data.draw(st.booleans()) else octets))
    same_as_the_object_plane(changed)
