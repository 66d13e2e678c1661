from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_oneline import DumpOneline
from support.dumped import DISCOVER, SOLICIT, TIME_NS, framed, packet


def shown(found: Packet, *, colour: bool = False) -> str:
    return DumpOneline(Setting(colour)).lines(found)


def test_one_packet_one_line() -> None:
    relayed = RelayMessage6(options=(RawOption(9, SOLICIT.encode()),))
    lines = [shown(packet(message)) for message in (DISCOVER, SOLICIT, relayed, b"x")]
    assert all(line.count("\n") == 1 for line in lines)
    assert len({line.index(" > ") - len(ends) for line, ends in zip(lines[:1], ["0.0.0.0"], strict=True)}) == 1
    assert 'DHCPDISCOVER         11223344  0.0.0.0 > 255.255.255.255          02:00:5e:00:53:01  "pc1"\n' in lines[0]
    assert "SOLICIT                abcdef  fe80::1 > ff02::1:2  " in lines[1]
    assert "RELAY-FORW(SOLICIT)    abcdef  " in lines[2]
    assert "no DHCP message" in lines[3]


def test_the_transaction_of_a_dhcpv4_message_inside() -> None:
    query = Message6(20, 0, (RawOption(87, DISCOVER.encode()),))
    for message in (query, RelayMessage6(options=(RawOption(9, query.encode()),))):
        assert "  11223344  fe80::1 > ff02::1:2 " in DumpOneline(Setting()).lines(packet(message))


def test_the_long_way_gives_the_same() -> None:
    for message in (DISCOVER, SOLICIT, RelayMessage6(options=(RawOption(9, SOLICIT.encode()),)), RelayMessage6()):
        for colour in (False, True):
            assert shown(packet(message), colour=colour) == DumpOneline(Setting(colour)).whole(packet(message))


def test_problems_are_counted() -> None:
    bad = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1"), RawOption(1, b""))
    assert shown(packet(bad)).endswith("  2 problems\n")
    assert shown(packet(bad), colour=True).endswith("  \x1b[31m2 problems\x1b[0m\n")
    assert "1 problem\n" in shown(packet(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1"))))


def test_uncommon_frames() -> None:
    assert "DHCPDISCOVER" in shown(packet(DISCOVER, tags=(VlanTag(7),)))
    octets = framed(DISCOVER)[14:]
    assert "0.0.0.0 > 255.255.255.255" in shown(Packet(1, None, "x", 101, octets, len(octets)))
    message = DISCOVER.encode()
    assert "- > -" in shown(Packet(1, None, "x", 1, message, len(message), bare=4))


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_any_message_is_one_harmless_line(octets: bytes, family: int) -> None:
    start = DISCOVER.encode(minimum=0)[:240] if family == 4 else b"\7\0\0\1"
    text = DumpOneline(Setting()).lines(packet(start + octets, family=family))
    assert text.count("\n") == 1
    assert text[:-1].isprintable()
    assert TIME_NS
