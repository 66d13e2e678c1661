"""Lines of Kea 2.2.0 where it says them; those of relays are in the interoperability tests."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest

from dhcptools.kea.expression import Arrival, Names, Packet, Program, parse
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6

V4, V6 = Names(4, (3, 3)), Names(6, (3, 3))
MESSAGE4 = Message4(chaddr=b"\2\0\0\0\0\1".ljust(16, b"\0"), options=(
    RawOption(12, b"pc"), RawOption(53, b"\3"), RawOption(82, b"\1\2ab"),
    RawOption(124, bytes.fromhex("0000118b0302636d")), RawOption(125, bytes.fromhex("0000118b0401020102")),
))  # fmt: skip
RELAYED = RelayMessage6(12, 0, IPv6Address("2001:db8::1"), IPv6Address("fe80::2"), (
    RawOption(18, b"eth0"), RawOption(9, Message6(1, 7, (RawOption(16, bytes.fromhex("000000090001ff")),)).encode()),
))  # fmt: skip


def traced(text: str, names: Names = V4) -> list[str]:
    where = Arrival("eth0", IPv6Address("fe80::1"), IPv6Address("ff02::1:2"))
    packet = Packet(names, MESSAGE4) if names.family == 4 else Packet.of6(names, RELAYED, where)
    steps, error = Program(parse(text, names)).trace(packet)
    assert error is None
    return [line.removeprefix("EVAL_DEBUG_") for step in steps for line in step.messages]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pkt4.hlen == 6", "PKT4 Pushing PKT4 field hlen with value 0x00000006"),
        ("relay4[1].hex == 'ab'", "OPTION Pushing option 1 with value 0x6162"),
        ("relay4[9].exists", "OPTION Pushing option 9 with value 'false'"),
        ("option[82].option[1].exists", "SUB_OPTION Pushing option 82 sub-option 1 with value 'true'"),
        (
            "option[43].option[1].text == ''",
            "SUB_OPTION_NO_OPTION Requested option 43 sub-option 1, but the parent option is not present,",
        ),
        ("vendor[4491].exists", "VENDOR_EXISTS Option with enterprise-id 4491 found, pushing result 'true'"),
        ("vendor[4491].option[0].exists", "VENDOR_EXISTS Option with enterprise-id 4491 found, pushing result 'true'"),
        (
            "vendor[9].exists",
            "VENDOR_ENTERPRISE_ID_MISMATCH Was looking for 9, option had 4491, pushing result 'false'",
        ),
        (
            "vendor[9].option[1].hex == ''",
            "VENDOR_ENTERPRISE_ID_MISMATCH Was looking for 9, option had 4491, pushing result ''",
        ),
        ("vendor.enterprise == 4491", "VENDOR_ENTERPRISE_ID Pushing enterprise-id 4491 as result 0x0000118B"),
        ("vendor[*].option[1].hex == 0x0102", "OPTION Pushing option 1 with value 0x0102"),
        ("vendor-class[*].exists", "VENDOR_CLASS_EXISTS Option with enterprise-id 4491 found, pushing result 'true'"),
        ("vendor-class.enterprise == 1", "VENDOR_CLASS_ENTERPRISE_ID Pushing enterprise-id 4491 as result 0x0000118B"),
        (
            "vendor-class[4491].data == 'x'",
            "VENDOR_CLASS_DATA Data 0 (out of 1 received) in vendor class found, pushing result '\x02cm'",
        ),
        (
            "vendor-class[4491].data[1] == 'x'",
            "VENDOR_CLASS_DATA_NOT_FOUND Requested data index 1, but option with enterprise-id 4491 has only 1 data",
        ),
        ("member('ALL')", "MEMBER Checking membership of 'ALL', pushing result 'false'"),
    ],
)  # fmt: skip
def test_dhcpv4(text: str, line: str) -> None:
    assert traced(text)[0].startswith(line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pkt6.msgtype == 1", "PKT6 Pushing PKT6 field msgtype with value 0x00000001"),
        ("pkt6.transid == 7", "PKT6 Pushing PKT6 field transid with value 0x00000007"),
        (
            "relay6[0].peeraddr == ::",
            "RELAY6 Pushing PKT6 relay field peeraddr nest 0 with value 0xFE800000000000000000000000000002",
        ),
        (
            "relay6[-1].linkaddr == ::",
            "RELAY6 Pushing PKT6 relay field linkaddr nest -1 with value 0x20010DB8000000000000000000000001",
        ),
        ("relay6[1].linkaddr == ::", "RELAY6_RANGE Pushing PKT6 relay field linkaddr nest 1 with value 0x"),
        (
            "relay6[0].option[18].text == 'x'",
            "OPTION Pushing option 18 with value 'type=00018, len=00004: 65:74:68:30'",
        ),
        ("relay6[3].option[18].hex == 'x'", "OPTION Pushing option 18 with value 0x"),
        ("pkt.iface == 'eth0'", "PKT Pushing PKT meta data iface with value eth0"),
        ("pkt.src == ::", "PKT Pushing PKT meta data src with value 0xFE800000000000000000000000000001"),
        ("pkt.dst == ::", "PKT Pushing PKT meta data dst with value 0xFF020000000000000000000000010002"),
        (
            "vendor-class[9].data == 0xff",
            "VENDOR_CLASS_DATA Data 0 (out of 1 received) in vendor class found, pushing result '\xff'",
        ),
        ("vendor[9].exists", "VENDOR_NO_OPTION Option with code 17 missing, pushing result 'false'"),
    ],
)  # fmt: skip
def test_dhcpv6(text: str, line: str) -> None:
    assert traced(text, V6)[0] == line
