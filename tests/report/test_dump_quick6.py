from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.report import dump_blocks
from dhcptools.report.dump_oneline import DumpOneline
from dhcptools.report.dump_quick6 import Quick6
from dhcptools.report.dump_text import DumpText
from support.dump_messages import frames6
from support.dumped import DISCOVER, MAC, SOLICIT, TIME_NS, framed

PLAIN, PAINTED = (Quick6(STANDARD, colour=colour) for colour in (False, True))
ADDRESS = IPv6Address("2001:db8::1").packed + (1800).to_bytes(4) + (3600).to_bytes(4)
REPLY = Message6(
    7, 1,
    (
        RawOption(1, b"\0\1\0\1\x29\xb9\x27\0" + MAC), RawOption(2, b"\0\2\0\0\0\x09\1\2"),
        RawOption(3, b"\0\0\0\1" + bytes(8) + b"\0\5\0\x18" + ADDRESS), RawOption(23, ADDRESS[:16]),
        RawOption(3, b"\0\0\0\2" + bytes(8)),
    ),
)  # fmt: skip  # type, transaction, options
RELAYED = RelayMessage6(
    13, 0, IPv6Address("2001:db8:9::1"), IPv6Address("fe80::1"), (RawOption(18, b"eth0"), RawOption(9, REPLY.encode()))
)


def whole(octets: bytes, *, colour: bool = False, checksums: bool = True) -> str:
    packet = Packet(1, TIME_NS, "test", 1, octets, len(octets), checksums=checksums)
    return DumpText(Setting(colour)).whole(packet)


@settings(max_examples=300)
@given(frames6(), st.booleans(), st.booleans())
def test_the_text_is_that_of_the_objects_or_none(octets: bytes, colour: bool, checksums: bool) -> None:
    text = (PAINTED if colour else PLAIN).text(octets, TIME_NS, checksums=checksums)
    line = (PAINTED if colour else PLAIN).text(octets, TIME_NS, checksums=checksums, line=True)
    if text is not None:
        assert text == whole(octets, colour=colour, checksums=checksums)
        packet = Packet(1, TIME_NS, "test", 1, octets, len(octets), checksums=checksums)
        assert line == DumpOneline(Setting(colour)).whole(packet)


@pytest.mark.parametrize(
    "message",
    [SOLICIT, REPLY, RELAYED, RelayMessage6(12, 1, options=(RawOption(9, RELAYED.encode()), RawOption(18, b"a")))],
)
def test_what_is_common_is_written_quickly(message: AnyMessage6) -> None:
    octets = framed(message)
    for colour, quick in ((False, PLAIN), (True, PAINTED)):
        assert quick.text(octets, TIME_NS) == whole(octets, colour=colour)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        framed(SOLICIT)[:-1],
        framed(SOLICIT)[:60] + b"\0\0" + framed(SOLICIT)[62:],
        framed(SOLICIT)[:60] + b"\1\2" + framed(SOLICIT)[62:],
        framed(Message6(1, 1, (), b"\0")),
        framed(Message6(1, 1, (RawOption(8, b"\0"),))),
        framed(Message6(20, 1, (RawOption(87, DISCOVER.encode()),))),
        framed(RelayMessage6(options=(RawOption(9, b"\1"),))),
        framed(RelayMessage6(options=(RawOption(9, SOLICIT.encode()),) * 2)),
        framed(b"\x0c\0\0\0", family=6),
        framed(b"\1", family=6),
    ],
)
def test_everything_else_is_left_to_the_objects(octets: bytes) -> None:
    assert PLAIN.text(octets, TIME_NS) is None


def test_long_chains_are_for_the_objects() -> None:
    message: AnyMessage6 = SOLICIT
    for hop in range(12):
        message = RelayMessage6(12, hop, options=(RawOption(9, message.encode()),))
        assert (PLAIN.text(framed(message), TIME_NS) is None) == (hop >= 8)


def test_checksums_that_a_network_card_was_to_finish_are_no_fault() -> None:
    good = framed(SOLICIT)
    pseudo = sum(int.from_bytes(good[at : at + 2]) for at in range(22, 54, 2)) + 17 + len(good) - 54
    octets = good[:60] + (pseudo % 0xFFFF).to_bytes(2) + good[62:]
    assert PLAIN.text(octets, TIME_NS) == whole(octets)
    wrong = good[:60] + b"\1\2" + good[62:]
    assert PLAIN.text(wrong, TIME_NS, checksums=False) == whole(wrong, checksums=False)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_stores_that_are_full_start_again_between_packets(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_blocks, "_MOST_BLOCKS", most)
    quick = Quick6(STANDARD, colour=False)
    for number in range(20):
        octets = framed(
            Message6(1, 1, (RawOption(1, b"\0\3\0\1" + MAC), RawOption(38, b"%04d" % number), RawOption(8, b"\0\0")))
        )
        assert quick.text(octets, TIME_NS) == whole(octets)
