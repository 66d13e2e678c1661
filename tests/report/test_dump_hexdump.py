from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_hexdump import DumpHexdump, Field, whole
from support.dump_messages import frames4, frames6
from support.dumped import DISCOVER, SOLICIT, TIME_NS, packet

STYLE = DumpHexdump(Setting())


def shown(found: Packet) -> list[str]:
    return STYLE.lines(found).splitlines()


def check_whole(found: Packet) -> None:
    """Every octet of the message stands in one field, in its order."""
    size = len(found.payload)
    fields = list(whole(STYLE.fields(found), size))
    at = 0
    for field in fields:
        assert field.start == at
        at = field.stop
    assert at == size
    text = STYLE.lines(found)
    assert text.replace("\n", "").isprintable()


@settings(max_examples=60)
@given(frames4() | frames6())
def test_every_octet_stands_in_one_row(octets: bytes) -> None:
    check_whole(Packet(1, TIME_NS, "x", 1, octets, len(octets)))


@given(st.binary(max_size=200), st.sampled_from([4, 6]))
def test_any_message_is_shown_whole(octets: bytes, family: int) -> None:
    start = DISCOVER.encode(minimum=0)[:240] if family == 4 else b"\x0d\0" + bytes(32)
    check_whole(packet(start + octets, family=family))
    check_whole(packet(octets, family=family))
    if family == 4:
        carried = Message6(20, 0, (RawOption(87, start + octets), RawOption(8, b"\0\0")))
        check_whole(packet(carried))
        check_whole(packet(RelayMessage6(options=(RawOption(18, b"if"), RawOption(9, carried.encode())))))


def test_fields_of_dhcpv4() -> None:
    lines = shown(packet(DISCOVER))
    assert "  0004  11 22 33 44                                      xid                          0x11223344" in lines
    assert "  00f0  35 01 01                                         53 dhcp-message-type         discover (1)" in lines
    assert "  002c  00 x 64                                          sname" in lines
    assert any(line.startswith("  00fd  ff ") and line.endswith("255 end") for line in lines)
    assert any("00 x 46" in line and line.endswith("padding") for line in lines)


def test_options_in_options_and_messages_in_messages() -> None:
    lines = shown(packet(DISCOVER.with_options(RawOption(82, b"\1\4eth0\5\4\xc0\0\2\0"))))
    assert '  00f2  01 04 65 74 68 30                                  1 circuit-id               "eth0"' in lines
    inner = RelayMessage6(options=(RawOption(9, SOLICIT.encode()),))
    lines = shown(packet(RelayMessage6(12, 1, options=(RawOption(9, inner.encode()),))))
    assert [line.split() for line in lines if line.startswith("  004c")] == [["004c", "01", "msg-type", "SOLICIT"]]


def test_dhcpv4_inside_dhcpv6() -> None:
    lines = shown(packet(Message6(20, 0, (RawOption(87, DISCOVER.encode()),))))
    assert lines[5:7] == [
        "  0008  01" + " " * 45 + "    op                         BOOTREQUEST",
        "  0009  01" + " " * 45 + "    htype                      ethernet",
    ]  # as deep as an option
    assert any(line.startswith("  00f8  35 01 01 ") and line.endswith("discover (1)") for line in lines)
    assert any("padding" in line for line in lines)


def test_parts_sources_and_problems() -> None:
    halves = shown(packet(DISCOVER.with_options(RawOption(67, b"a"), RawOption(67, b"b"))))
    assert any("67 boot-file-name (part 2 of 2)" in line for line in halves)
    full = shown(packet(Message4(options=(RawOption(52, b"\1"),), file=b"\x0c\3pc1\xff")))
    assert '  006c  0c 03 70 63 31                                   12 host-name                 "pc1"' in full
    bad = shown(packet(DISCOVER.with_options(RawOption(51, b"\1"))))
    assert any(line.startswith("  problem octet 242, option 51: ") for line in bad)
    assert any("no DHCP message" in line for line in shown(packet(b"x")))


def test_octets_without_a_field_have_a_row() -> None:
    assert list(whole([Field(2, 3, "a", "")], 5)) == [Field(0, 2, "", ""), Field(2, 3, "a", ""), Field(3, 5, "", "")]
    assert any(line.strip() == "0004  00 01" for line in shown(packet(Message6(1, 0, (), b"\0\1"))))
