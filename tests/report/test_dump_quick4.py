from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.frame import encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.report import dump_blocks
from dhcptools.report.dump_oneline import DumpOneline
from dhcptools.report.dump_quick4 import Quick4
from dhcptools.report.dump_text import DumpText
from support.dump_messages import SERVER4, frames4
from support.dumped import CLIENT4, DISCOVER, MAC, TIME_NS, framed

PLAIN, PAINTED = (Quick4(STANDARD, colour=colour) for colour in (False, True))
OFFER = replace(
    DISCOVER, op=2, yiaddr=IPv4Address("192.0.2.50"), siaddr=IPv4Address("192.0.2.2"), giaddr=IPv4Address("192.0.2.9"),
    file=b"pxelinux.0", ciaddr=IPv4Address("192.0.2.50"),
    options=(
        RawOption(53, b"\2"), RawOption(43, b"\6\1\7"), RawOption(60, b"PXEClient"), RawOption(54, b"\xc0\0\2\1"),
        RawOption(51, b"\0\0\x0e\x10"), RawOption(81, b"\0\0\0pc2"), RawOption(82, b"\1\4eth0"),
    ),
)  # fmt: skip  # header, options


def whole(octets: bytes, *, colour: bool = False, checksums: bool = True) -> str:
    packet = Packet(1, TIME_NS, "test", 1, octets, len(octets), checksums=checksums)
    return DumpText(Setting(colour)).whole(packet)


@settings(max_examples=300)
@given(frames4(), st.booleans(), st.booleans())
def test_the_text_is_that_of_the_objects_or_none(octets: bytes, colour: bool, checksums: bool) -> None:
    text = (PAINTED if colour else PLAIN).text(octets, TIME_NS, checksums=checksums)
    line = (PAINTED if colour else PLAIN).text(octets, TIME_NS, checksums=checksums, line=True)
    if text is not None:
        assert text == whole(octets, colour=colour, checksums=checksums)
        packet = Packet(1, TIME_NS, "test", 1, octets, len(octets), checksums=checksums)
        assert line == DumpOneline(Setting(colour)).whole(packet)


@pytest.mark.parametrize("message", [DISCOVER, OFFER, replace(OFFER, hlen=0), replace(OFFER, op=7, sname=b"s\0t")])
def test_what_is_common_is_written_quickly(message: Message4) -> None:
    octets = encode_frame(message.encode(), SERVER4, CLIENT4)
    for colour, quick in ((False, PLAIN), (True, PAINTED)):
        assert quick.text(octets, TIME_NS) == whole(octets, colour=colour)
        assert quick.text(octets + bytes(6), None) is not None


def test_option_43_is_kept_by_its_vendor_class() -> None:
    shown = []
    for vendor_class in (b"PXEClient", b"docsis3.0", b"PXEClient"):
        octets = framed(OFFER.with_options(RawOption(53, b"\2"), RawOption(43, b"\6\1\7"), RawOption(60, vendor_class)))
        shown.append(PLAIN.text(octets, TIME_NS))
        assert shown[-1] == whole(octets)
    assert shown[0] == shown[2] != shown[1]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        framed(DISCOVER)[:-1],
        framed(replace(DISCOVER, ended=False)),
        framed(replace(DISCOVER, tail=b"x")),
        framed(replace(DISCOVER, hlen=17)),
        framed(replace(DISCOVER, cookie=b"")),
        framed(DISCOVER.with_options(RawOption(12, b"a"))),
        framed(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(12, b"a"), RawOption(12, b"b"))),
        framed(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(52, b"\1"))),
        framed(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1"))),
        framed(DISCOVER)[:40] + b"\1\2" + framed(DISCOVER)[42:],
        framed(DISCOVER)[:14] + b"\x46" + framed(DISCOVER)[15:],
        framed(DISCOVER)[:24] + b"\1\2" + framed(DISCOVER)[26:],
    ],
)
def test_everything_else_is_left_to_the_objects(octets: bytes) -> None:
    assert PLAIN.text(octets, TIME_NS) is None


def test_checksums_that_a_network_card_was_to_finish_are_no_fault() -> None:
    good = framed(DISCOVER)
    pseudo = sum(int.from_bytes(good[at : at + 2]) for at in range(26, 34, 2)) + 17 + len(good) - 34
    octets = good[:40] + (pseudo % 0xFFFF).to_bytes(2) + good[42:]
    assert PLAIN.text(octets, TIME_NS) == whole(octets)
    bare = good[:40] + b"\0\0" + good[42:]
    assert PLAIN.text(bare, TIME_NS) == whole(bare)
    wrong = good[:40] + b"\1\2" + good[42:]
    assert PLAIN.text(wrong, TIME_NS, checksums=False) == whole(wrong, checksums=False)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_stores_that_are_full_start_again_between_packets(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_blocks, "_MOST_BLOCKS", most)
    quick = Quick4(STANDARD, colour=False)
    for number in range(20):
        octets = framed(
            DISCOVER.with_options(RawOption(53, b"\1"), RawOption(12, b"pc%d" % number), RawOption(61, b"\1" + MAC))
        )
        assert quick.text(octets, TIME_NS) == whole(octets)
