from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.tables import dhcp4
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_dhcpdump import DumpDhcpdump, times
from dhcptools.report.dump_time import milliseconds
from support.dump_messages import SPACE4, option4
from support.dumped import DISCOVER, SOLICIT, TIME_NS, packet
from support.vectors6 import VECTORS6

SERVER = Endpoint(bytes.fromhex("000c425946ac"), IPv4Address("172.16.1.1"), 67)
CLIENT = Endpoint(bytes.fromhex("506313c236dc"), IPv4Address("172.16.0.200"), 68)

# The packet of the talk whose listing every user of dhcpdump has seen, with a second router and a request list.
OFFER = Message4(
    op=2, xid=0x77CA3C11, yiaddr=CLIENT.address, siaddr=SERVER.address, chaddr=CLIENT.mac,
    options=(
        RawOption(53, b"\2"), RawOption(54, b"\xac\x10\1\1"), RawOption(51, b"\0\0\x0e\x10"),
        RawOption(1, b"\xff\xff\0\0"), RawOption(3, b"\xac\x10\1\1\xac\x10\1\2"),
        RawOption(6, b"\xac\x10\1\1\xc0\xa8\0\1\xcd\xab\3A"), RawOption(55, b"\1\x1c\x6c\xfe"),
        RawOption(61, b"\1" + CLIENT.mac), RawOption(43, b"\1\2\3\4\5\6\7\x41"),
        RawOption(82, b"\1\4eth0\5\4\xac\x10\0\0"),
    ),
)  # fmt: skip  # header, options
SHOWN = """\
  TIME: {time}
    IP: 172.16.1.1 (0:c:42:59:46:ac) > 172.16.0.200 (50:63:13:c2:36:dc)
    OP: 2 (BOOTPREPLY)
 HTYPE: 1 (Ethernet)
  HLEN: 6
  HOPS: 0
   XID: 77ca3c11
  SECS: 0
 FLAGS: 0
CIADDR: 0.0.0.0
YIADDR: 172.16.0.200
SIADDR: 172.16.1.1
GIADDR: 0.0.0.0
CHADDR: 50:63:13:c2:36:dc:00:00:00:00:00:00:00:00:00:00
 SNAME: .
 FNAME: .
OPTION:  53 (  1) DHCP message type         2 (DHCPOFFER)
OPTION:  54 (  4) Server identifier         172.16.1.1
OPTION:  51 (  4) IP address leasetime      3600 (60m)
OPTION:   1 (  4) Subnet mask               255.255.0.0
OPTION:   3 (  8) Routers                   172.16.1.1,172.16.1.2
OPTION:   6 ( 12) DNS server                172.16.1.1,192.168.0.1,205.171.3.65
OPTION:  55 (  4) Parameter Request List      1 (Subnet mask)
\t\t\t\t\t     28 (Broadcast address)
\t\t\t\t\t    108 (v6-only-preferred)
\t\t\t\t\t    254 (???)
\t\t\t\t\t    \n\
OPTION:  61 (  7) Client-identifier         01:50:63:13:c2:36:dc
OPTION:  43 (  8) Vendor specific info      0102030405060741 .......A                 \n\
OPTION:  82 ( 12) Relay Agent Information   \n\
                  Circuit-ID    65:74:68:30
                  Link-Select   ac:10:00:00
---------------------------------------------------------------------------

"""


def shown(found: Packet, *, typed: bool = False) -> str:
    return DumpDhcpdump(Setting(), typed=typed).lines(found)


def line(code: int, data: bytes, *, typed: bool = False) -> str:
    """The lines of one option behind its name."""
    text = shown(packet(DISCOVER.with_options(RawOption(code, data))), typed=typed)
    return text[text.index("OPTION:") + 44 : text.rindex("-" * 75) - 1].split("\n ERROR")[0]


def test_a_packet() -> None:
    octets = encode_frame(OFFER.encode(), SERVER, CLIENT)
    assert shown(Packet(1, TIME_NS, "x", 1, octets, len(octets))) == SHOWN.format(time=milliseconds(TIME_NS))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, ""), (59, "59s"), (60, "60s"), (61, "1m1s"), (3600, "60m"), (3601, "1h1s"), (86400, "24h"),
        (90061, "1d1h1m1s"), (604800, "7d"), (604801, "1w1s"), (31536000, "52w24h"), (-18000, "-5h"),
    ],
)  # fmt: skip  # what 1.8 printed of each, but the last
def test_times_have_strict_limits(seconds: int, text: str) -> None:
    assert times(seconds) == text


@pytest.mark.parametrize(
    ("code", "data", "text"),
    [
        (33, b"\x0a\0\0\1\xc0\0\2\1", "10.0.0.1 192.0.2.1"),
        (21, b"\x0a\0\0\0\xff\0\0\0", "10.0.0.0/255.0.0.0"),
        (25, b"\0D\1(", "68,296"),
        (19, b"\1", "1 (enabled)"),
        (46, b"\x08", "8 (H-node)"),
        (52, b"\0", "0 (unspecified)"),
        (12, b"a\x1b[31mb", "a\\x1b[31mb"),
        (81, b"\1\0\0host.example.com", "1-0-0 host.example.com"),
        (2, b"\xff\xff\xb9\xb0", "-18000 (-5h)"),
        (51, b"\xff\xff\xff\xff", "4294967295 (infinite)"),
        (13, b"\0\2", "2"),
        (23, b"\x40", "64 (1m4s)"),
        (51, b"\1\2", "0102             .."),
        (51, b"", ""),
        (82, b"\1\x09a", "\n                  <unknown>     *MALFORMED -- TOO LARGE* 01:09:61"),
        (108, b"\0\0\x07\x08", "1800"),
        (224, b"abc", "616263           abc"),
    ],
)
def test_values(code: int, data: bytes, text: str) -> None:
    assert line(code, data) == text


def test_names_too_long_have_a_blank() -> None:
    assert "Maximum datagram reassembly size 576\n" in shown(packet(DISCOVER.with_options(RawOption(22, b"\2\x40"))))


def test_hex_says_what_it_means_when_typed() -> None:
    assert line(121, b"\x18\x0a\1\2\xc0\0\2\1", typed=True).endswith("\n\t\t\t\t\t    10.1.2.0/24 - 192.0.2.1")
    assert "10.1.2.0" not in line(121, b"\x18\x0a\1\2\xc0\0\2\1")


def test_overload_is_followed_and_marked() -> None:
    text = shown(packet(Message4(options=(RawOption(53, b"\2"), RawOption(52, b"\1")), file=b"\x0c\3pc1\xff")))
    assert " FNAME: .\n" in text
    assert "OPTION:  12 (  3) Host name                 pc1 (in file)\n" in text
    halves = DISCOVER.with_options(RawOption(67, b"a" * 200), RawOption(67, b"b" * 100))
    assert f"OPTION:  67 (300) Bootfile name             {'a' * 200}{'b' * 100}\n" in shown(packet(halves))


def test_what_is_wrong_is_told() -> None:
    assert " ERROR: octet 242: uint32 needs 4 octets, has 1\n" in shown(
        packet(DISCOVER.with_options(RawOption(51, b"\1")))
    )
    assert " ERROR: octet 5: " in shown(packet(b"hello"))


def test_what_is_no_ethernet() -> None:
    octets = encode_frame(OFFER.encode(), SERVER, CLIENT)[14:]
    assert "    IP: 172.16.1.1 (-) > 172.16.0.200 (-)\n" in shown(Packet(1, None, "x", 101, octets, len(octets)))
    assert "    IP: - (-) > - (-)\n" in shown(Packet(1, None, "x", 999, octets, len(octets)))
    cooked = bytes.fromhex("00040001000602005e00530100000800") + octets
    assert "172.16.1.1 (2:0:5e:0:53:1) >" in shown(Packet(1, None, "x", 113, cooked, len(cooked)))


def test_dhcpv6_in_the_same_spirit() -> None:
    address = IPv6Address("2001:db8::1").packed + (3600).to_bytes(4) * 2
    reply = Message6(7, 0xABCDEF, (RawOption(3, b"\0\0\0\1" + bytes(8) + b"\0\5\0\x18" + address),))
    inner = RelayMessage6(13, 0, options=(RawOption(18, b"eth0"), RawOption(9, reply.encode())))
    text = shown(packet(RelayMessage6(13, 1, options=(RawOption(9, inner.encode()),))))
    assert text.count("    OP: 13 (RELAY-REPL)\n  HOPS: ") == 2
    assert "    OP: 7 (REPLY)\n   XID: abcdef\n" in text
    assert "OPTION:   3 ( 40) ia-na                     1, 0, 0\n" in text
    assert "                  iaaddr        2001:db8::1, 3600, 3600\n" in text
    assert "OPTION:  87 (308) dhcpv4-message            \n        OP: 1 (BOOTPREQUEST)\n" in shown(
        packet(Message6(20, 0, (RawOption(87, replace(DISCOVER, tail=bytes(50)).encode(minimum=308)),)))
    )
    assert SOLICIT.msg_type == 1


@pytest.mark.parametrize("code", [code for code, *_ in dhcp4.ROWS])
def test_every_option_of_dhcpv4_has_a_typed_value(code: int) -> None:
    @settings(max_examples=5)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        option = data.draw(option4(code))
        text = line(code, option.data, typed=True)
        assert text.replace("\n", "").replace("\t", "").isprintable()
        kind = SPACE4.by_code(code).kind
        assert (
            not option.data
            or text != f"{option.data.hex():<16}"
            or kind.text(kind.decode(option.data)) == option.data.hex()
        )

    check()


@pytest.mark.parametrize(("code", "octets"), VECTORS6)
def test_every_option_of_dhcpv6_has_a_typed_value(code: int, octets: bytes) -> None:
    text = shown(packet(Message6(7, 1, (RawOption(code, octets),))))
    assert "ERROR" not in text
    assert text.replace("\n", "").isprintable()


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_any_message_is_shown_and_harmless(octets: bytes, family: int) -> None:
    start = DISCOVER.encode(minimum=0)[:240] if family == 4 else b"\7\0\0\1"
    text = shown(packet(start + octets, family=family), typed=True)
    assert text.replace("\n", "").replace("\t", "").isprintable()
    assert text.endswith("-" * 75 + "\n\n")


def test_octets_of_the_whole_packet() -> None:
    text = DumpDhcpdump(Setting(), octets=True).lines(packet(DISCOVER))
    assert "     0: ff ff ff ff ff ff 02 00 5e 00 53 01 08 00 45 00  ........^.S...E.\n" in text
    assert "     0: " not in shown(packet(DISCOVER))
