from __future__ import annotations

from ipaddress import IPv6Address

import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_tree import block, boot_fields, grouped, header4, header6
from support.dumped import DISCOVER, SOLICIT


def lines4(code: int, data: bytes, *others: RawOption) -> list[str]:
    message = Message4.decode(DISCOVER.with_options(RawOption(code, data), *others).encode())
    option = next(each for each in options4(message) if each.code == code)
    return block(4, option).splitlines()


def lines6(code: int, data: bytes) -> list[str]:
    return block(6, options6(Message6(1, 0, (RawOption(code, data),)))[0]).splitlines()


def test_sub_options_stand_below_their_option() -> None:
    first, *rest = lines4(82, b"\1\4eth0\5\4\xc0\0\2\0")
    assert first == " 82 dhcp-agent-options"
    assert [line.split(None, 2) for line in rest] == [
        ["1", "circuit-id", '"eth0"'],
        ["5", "link-selection", "192.0.2.0"],
    ]
    assert all(line.startswith(" " * 17) for line in rest)
    assert {line.index(line.split(None, 2)[2]) for line in rest} == {45}


def test_vendor_options_name_the_enterprise() -> None:
    lines = lines4(125, bytes.fromhex("00000de9 07 01054f5549 3031".replace(" ", "")))
    assert lines[1].strip() == "enterprise 3561 (dslforum)"
    assert lines[2].startswith(" " * 21)
    assert lines6(17, bytes.fromhex("0000118b 00200004 01020304"))[0].split(None, 2)[2] == "enterprise 4491 (cablelabs)"


def test_option_43_is_read_by_the_vendor_class() -> None:
    assert "discovery-control" in "".join(lines4(43, b"\6\1\7\xff", RawOption(60, b"PXEClient")))
    assert "1 option-1" in "".join(lines4(43, b"\1\1\7"))


def test_padding_inside_a_container_has_no_line_and_what_is_left_over_has() -> None:
    lines = lines4(43, b"\0\6\1\7\xff\0\1", RawOption(60, b"PXEClient"))
    assert len(lines) == 3
    assert "0x0001 [after the end]" in lines[2]
    assert "[option 1 says 9 octets" in lines4(82, b"\1\x09a")[1]


def test_an_option_that_does_not_decode_shows_its_octets_and_why() -> None:
    assert lines4(51, b"\1\2")[0].endswith("0x0102 [octet 242: uint32 needs 4 octets, has 2]")


def test_parts_and_sources_are_marked() -> None:
    halves = Message4.decode(DISCOVER.with_options(RawOption(67, b"a" * 255), RawOption(67, b"b")).encode())
    assert "[joined from 2 parts: 255 octets at 240 in options, 1 octets at 497 in options]" in block(
        4, options4(halves)[0]
    )
    many = Message4.decode(DISCOVER.with_options(*[RawOption(67, b"a")] * 99).encode())
    assert "joined from 99 parts: 1 octets at 240" in block(4, options4(many)[0])
    assert block(4, options4(many)[0]).rstrip().endswith("and 83 more]")
    in_file = Message4(options=(RawOption(52, b"\1"),), file=b"\x0c\3pc1\xff")
    assert "[from file]" in block(4, options4(Message4.decode(in_file.encode()))[1])
    twice = Message4.decode(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(53, b"\2")).encode())
    assert "instance 1 of 2" in block(4, options4(twice)[0])


def test_identity_associations_are_nested() -> None:
    address = IPv6Address("2001:db8::1").packed + (3600).to_bytes(4) * 2
    lines = lines6(3, b"\0\0\0\1" + bytes(8) + b"\0\5\0\x1c" + address + b"\0\x0d\0\0")
    assert "iaid 1, t1 0s, t2 0s" in lines[0]
    assert "address 2001:db8::1, preferred-lifetime 1h, valid-lifetime 1h" in lines[1]
    assert lines[2].index("13") == 22


def test_relay_chains_are_nested_and_bounded() -> None:
    message: Message6 | RelayMessage6 = SOLICIT
    for hop in range(60):
        message = RelayMessage6(12, hop, options=(RawOption(9, message.encode()),))
    text = block(6, options6(message)[0])
    assert text.count("RELAY-FORW") == 59
    assert text.count("SOLICIT") == 1
    for hop in range(60, 80):
        message = RelayMessage6(12, hop, options=(RawOption(9, message.encode()),))
    assert "more than 64 relay layers" in block(6, options6(message)[0])


@pytest.mark.parametrize("code", [87, 47])
def test_messages_inside_options_are_nested(code: int) -> None:
    data = DISCOVER.encode() if code == 87 else bytes(16) + SOLICIT.encode()
    lines = lines6(code, data)
    assert lines[1].lstrip().startswith("header")
    assert lines[1].startswith(" " * 6)


def test_headers() -> None:
    head = header4(Message4(flags=0x8000, sname=b"s\x1b", file=b"f\0rest", options=()))
    assert "flags 0x8000 (broadcast)" in head
    assert 'sname "s\\x1b", file "f", file has octets after its end: 0x72657374' in head
    assert boot_fields(b"x", b"y", ["sname"]) == ["sname holds options", 'file "y"']
    full = header4(Message4(options=(RawOption(52, b"\3"),)))
    assert "sname holds options, file holds options" in full
    assert header6(SOLICIT) == "  header     SOLICIT, transaction 0xabcdef\n"
    assert header6(RelayMessage6()) == "  header     RELAY-FORW, hop-count 0, link ::, peer ::\n"


def test_a_group_is_named_once() -> None:
    text = grouped(4, [(61, "a\n"), (51, "b\n"), (53, "c\n"), (12, "d\n")])
    assert text == "  lease      b\n             c\n  client     a\n             d\n"
