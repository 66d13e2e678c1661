"""The quick way and the whole way give the same text, whatever the packet."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_json import DumpJson
from support.dumped import CLIENT4, DISCOVER, EVERYBODY4, MAC, SOLICIT, TIME_NS, framed

GOOD4 = [
    RawOption(1, b"\xff\xff\xff\0"), RawOption(3, bytes((192, 0, 2, 1, 192, 0, 2, 2))), RawOption(12, b"pc1"),
    RawOption(12, b'"\\\x1b\xff'), RawOption(43, b"\x06\x01\x08\xff"), RawOption(43, b"\1\3abc"),
    RawOption(51, bytes(4)),
    RawOption(60, b"PXEClient:Arch:00007"), RawOption(61, b"\1" + MAC), RawOption(82, b"\1\4eth0\2\6" + MAC),
    RawOption(81, b"\1\0\0host"), RawOption(119, b"\1a\0\xc0\0"), RawOption(121, b"\x18\x0a\1\2\xc0\0\2\1"),
    RawOption(125, b"\0\0\x0d\xe9\5\1\3abc"), RawOption(224, b"own"), RawOption(0, b""), RawOption(55, b"\1\3\6"),
]  # fmt: skip  # one of each shape
BAD4 = [
    RawOption(51, b"\1"),
    RawOption(81, b""),
    RawOption(52, b"\1"),
    RawOption(82, b"\1\x40eth0"),
    RawOption(53, b""),
]
ADDRESS = IaAddr(IPv6Address("2001:db8::5"), 300, 0xFFFFFFFF).option()
MAPPED = IaAddr(IPv6Address("::ffff:192.0.2.1"), 1, 2, (RawOption(13, b"\0\0ok"),)).option()
PREFIX = IaPrefix(3, 4, 56, IPv6Address("2001:db8:5::")).option()
GOOD6 = [
    *SOLICIT.options, IaNa(7, 1, 2, (ADDRESS, MAPPED)).option(), IaPd(8, 1, 2, (PREFIX,)).option(), RawOption(14, b""),
    RawOption(6, b"\0\x17\0\x18"), RawOption(39, b"\0\3pc1"), RawOption(16, b"\0\0\1\x37\0\3abc"), RawOption(300, b"x"),
    RawOption(17, b"\0\0\x11\x8b\0\1\0\2ab"), RawOption(13, b"\0\2no"), ADDRESS, PREFIX,
]  # fmt: skip  # one of each shape
BAD6 = [RawOption(3, b"\0"), RawOption(2, b"\0"),
        RawOption(5, bytes(23)), RawOption(26, b"\0" * 8 + b"\xff" + bytes(16)),
        RawOption(8, b"\1"),        RawOption(3, bytes(12) + b"\0\5\0\x18\0"), RawOption(9, b""),
        RawOption(9, b"\x0c\0")]  # fmt: skip  # as above

options4 = st.lists(st.sampled_from([*GOOD4, *BAD4]), max_size=8)
options6 = st.lists(st.sampled_from([*GOOD6, *BAD6]), max_size=8)


def both(octets: bytes, *, checksums: bool = True) -> tuple[str, str, bool]:
    """What each way says, and whether the quick one said it by itself."""
    style = DumpJson(Setting())
    packet = Packet(7, TIME_NS, 'a "file".pcap', 1, octets, len(octets), checksums=checksums)
    quick = style.lines(packet)
    return quick, style.whole(packet), style._quick.text(octets, "", checksums) is not None


@given(options4, st.booleans(), st.sampled_from([b"", b"boot", b"\xff"]), st.integers(0, 30), st.booleans())
def test_dhcpv4(options: list[RawOption], typed: bool, file: bytes, hlen: int, checksums: bool) -> None:
    head = (RawOption(53, b"\2"),) if typed else ()
    message = Message4(2, hlen=hlen, xid=0xFFFFFFFF, chaddr=MAC, file=file, options=(*head, *options))
    quick, whole, _ = both(framed(message), checksums=checksums)
    assert quick == whole


@given(options6, st.integers(0, 3), st.booleans())
def test_dhcpv6(options: list[RawOption], relays: int, checksums: bool) -> None:
    message: Message6 | RelayMessage6 = Message6(7, 0xABCDEF, tuple(options))
    for _ in range(relays):
        inside = (RawOption(18, b"eth0"), RawOption(9, message.encode()))
        message = RelayMessage6(13, 2, IPv6Address("2001:db8::1"), IPv6Address("fe80::1"), inside)
    quick, whole, _ = both(framed(message), checksums=checksums)
    assert quick == whole


@given(st.sampled_from([framed(DISCOVER), framed(SOLICIT), framed(Message4(options=tuple(GOOD4[:3])))]), st.data())
def test_changed_octets(octets: bytes, data: st.DataObject) -> None:
    changed = bytearray(octets)
    for at in data.draw(st.lists(st.integers(12, len(octets) - 1), max_size=3)):
        changed[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(octets)) if data.draw(st.booleans()) else st.just(len(octets)))
    quick, whole, _ = both(bytes(changed[:cut]), checksums=data.draw(st.booleans()))
    assert quick == whole


@pytest.mark.parametrize("payload", [DISCOVER.encode(), SOLICIT.encode()])
def test_checksums(payload: bytes) -> None:
    octets = bytearray(framed(payload, family=4 if payload[0] == 1 and len(payload) > 200 else 6))
    at = 40 if octets[12] == 8 else 60
    for value in (b"\0\0", b"\1\2", octets[at : at + 2]):
        octets[at : at + 2] = value
        quick, whole, _ = both(bytes(octets))
        assert quick == whole


@pytest.mark.parametrize("message", [
    DISCOVER.with_options(RawOption(53, b"\1"), *GOOD4[4:5], *GOOD4[6:]), SOLICIT, Message6(7, 1, tuple(GOOD6)),
    RelayMessage6(options=(RawOption(9, SOLICIT.encode()),)),
])  # fmt: skip  # a row a shape
def test_common_packets_go_the_quick_way(message: Message4 | Message6 | RelayMessage6) -> None:
    quick, whole, is_quick = both(framed(message))
    assert quick == whole
    assert is_quick


def test_addresses_of_the_frame() -> None:
    assert CLIENT4.port == 68
    assert EVERYBODY4.port == 67
    octets = bytearray(framed(SOLICIT))
    octets[22:38] = IPv6Address("::ffff:1.2.3.4").packed
    quick, whole, _ = both(bytes(octets))
    assert quick == whole
