from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Problem, Setting
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.raw import RawOption
from dhcptools.packet.tables import dhcp4
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.report.dump_text import DumpText, named, problem_words
from dhcptools.report.dump_time import stamp
from support.dump_messages import SPACE4, option4
from support.dumped import DISCOVER, MAC, SOLICIT, TIME_NS, framed, packet
from support.vectors6 import VECTORS6

ACK = Message4(
    op=2, xid=0x1A25016B, yiaddr=IPv4Address("192.0.2.50"), siaddr=IPv4Address("192.0.2.7"),
    giaddr=IPv4Address("198.51.100.1"), hops=1, flags=0x8000, chaddr=MAC.ljust(16, b"\0"), file=b"pxelinux.0",
    options=(
        RawOption(53, b"\5"), RawOption(54, b"\xc0\0\2\1"), RawOption(51, b"\0\0\x0e\x10"),
        RawOption(1, b"\xff\xff\xff\0"), RawOption(3, b"\xc0\0\2\1\xc0\0\2\2"), RawOption(82, b"\1\4eth0"),
        RawOption(61, b"\1" + MAC), RawOption(224, b"\1\2"),
    ),
)  # fmt: skip  # header, options

SHOWN = """\
{time}  0.0.0.0 > 255.255.255.255  DHCPACK  02:00:5e:00:53:01  address 192.0.2.50  lease 1h\
  server 192.0.2.1  relay 198.51.100.1
  link       02:00:5e:00:53:01 > ff:ff:ff:ff:ff:ff, UDP 68 > 67, 300 octets
  header     BOOTREPLY, xid 0x1a25016b, secs 0, flags 0x8000 (broadcast), hops 1, ethernet hlen 6
             yiaddr 192.0.2.50, siaddr 192.0.2.7, giaddr 198.51.100.1, file "pxelinux.0"
  lease       53 dhcp-message-type           ack (5)
              54 dhcp-server-identifier      192.0.2.1
              51 dhcp-lease-time             1h
  addressing   1 subnet-mask                 255.255.255.0 (/24)
               3 routers                     192.0.2.1, 192.0.2.2
  client      61 dhcp-client-identifier      01:02:00:5e:00:53:01 (ethernet)
  relay       82 dhcp-agent-options
                   1 circuit-id              "eth0"
  other      224 option-224                  0x0102

"""


def shown(found: Packet, *, colour: bool = False) -> str:
    return DumpText(Setting(colour)).lines(found)


def test_a_packet_of_dhcpv4() -> None:
    assert shown(packet(ACK)) == SHOWN.format(time=stamp(TIME_NS))


def test_what_is_below() -> None:
    assert "vlan 7 priority 3, vlan 8, UDP" in shown(packet(DISCOVER, tags=(VlanTag(7, 3), VlanTag(8))))
    ip = framed(DISCOVER)[14:]
    cooked = bytes.fromhex("0004000100060200 5e0053010000 0800".replace(" ", "")) + ip
    assert "link       02:00:5e:00:53:01 from us, UDP 68 > 67" in shown(Packet(1, 0, "x", 113, cooked, len(cooked)))
    second = bytes.fromhex("0800 0000 00000003 0001 04 06 02005e0053010000") + ip
    for name, words in (("", "interface 3"), ("any", "interface 3"), ("eth\x1b", "interface eth\\x1b")):
        assert f"from us, {words}, UDP" in shown(Packet(1, 0, "x", 276, second, len(second), interface=name))
    assert "link       raw, UDP" in shown(Packet(1, None, "x", 101, ip, len(ip)))
    fragment = ip[:6] + b"\x20\0" + ip[8:]
    assert "fragment at octet 0" in shown(Packet(1, None, "x", 101, fragment, len(fragment)))
    assert "link type 999" in shown(Packet(1, None, "x", 999, ip, len(ip)))


def test_what_is_not_from_a_frame_of_its_own() -> None:
    message = DISCOVER.encode()
    assert "link       none: a DHCPv4 message alone, 300 octets" in shown(
        Packet(1, None, "x", 1, message, len(message), bare=4)
    )
    noted = packet(DISCOVER)
    noted.note(Problem("frame", 0, None, "", "a remark"))
    assert "frame octet 0: a remark" in shown(noted)


def test_what_cannot_be_read_is_shown_with_its_place() -> None:
    text = shown(packet(b"hello", family=4))
    assert "no DHCP message" in text
    assert 'payload    "hello"' in text
    assert "problems   octet 5: a BOOTP header has 236 octets, 5 are here" in text
    cut = framed(DISCOVER)[:-9]
    text = shown(Packet(1, 0, "x", 1, cut, len(cut) + 9))
    assert "frame octet" in text
    assert "the capture kept" in text


def test_octets_behind_the_options_have_a_line() -> None:
    assert 'rest       "x"' in shown(packet(replace(ACK, tail=b"x\0\0")))
    assert "rest " not in shown(packet(replace(ACK, tail=bytes(20))))
    assert "vend       0x01" in shown(packet(replace(ACK, cookie=b"", options=(), tail=b"\1", ended=False)))
    assert "rest       0x0001" in shown(packet(Message6(1, 0, (), b"\0\1")))


def test_problems_never_hide_what_follows() -> None:
    bad = ACK.with_options(RawOption(53, b"\5"), RawOption(81, b""), RawOption(51, b"\1"), RawOption(12, b"pc1"))
    text = shown(packet(bad))
    assert text.count("[octet ") == 2
    assert 'host-name                   "pc1"' in text
    assert "problems   octet 245, option 81: " in text
    assert "             octet 247, option 51: uint32 needs 4 octets, has 1 (RFC 2132 §9.2)" in text
    painted = shown(packet(bad), colour=True)
    assert "\x1b[31m  problems" in painted


def test_a_relay_chain() -> None:
    inner = RelayMessage6(
        12, 0, IPv6Address("2001:db8::1"), IPv6Address("fe80::1"),
        (RawOption(18, b"eth0"), RawOption(9, SOLICIT.encode())),
    )  # fmt: skip  # header, options
    text = shown(packet(RelayMessage6(12, 1, options=(RawOption(9, inner.encode()),))))
    assert "RELAY-FORW*2(SOLICIT)  02:00:5e:00:53:01  relay 2001:db8::1\n" in text
    assert '\n      relay       18 interface-id                "eth0"\n' in text
    assert "\n          header     SOLICIT, transaction 0xabcdef\n" in text


def test_colours() -> None:
    text = shown(packet(RelayMessage6(options=(RawOption(9, SOLICIT.encode()),))), colour=True)
    assert "\x1b[36mRELAY-FORW(SOLICIT)\x1b[0m" in text
    assert "\n      \x1b[1mheader\x1b[0m     SOLICIT" in text
    assert named("              53 x\n") == "              53 x\n"
    assert problem_words(Problem("frame", 3, None, "", "a\x1b")) == "frame octet 3: a\\x1b"


@pytest.mark.parametrize("code", [code for code, *_ in dhcp4.ROWS])
def test_every_option_of_dhcpv4_has_a_typed_value(code: int) -> None:
    @settings(max_examples=8)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        option = data.draw(option4(code))
        text = shown(packet(DISCOVER.with_options(RawOption(53, b"\1"), option)))
        assert SPACE4.by_code(code).name in text
        assert text.replace("\n", "").isprintable()
        assert f"option {code}:" not in text

    check()


@pytest.mark.parametrize(("code", "octets"), VECTORS6)
def test_every_option_of_dhcpv6_has_a_typed_value(code: int, octets: bytes) -> None:
    text = shown(packet(Message6(7, 1, (RawOption(code, octets),))))
    assert "problems" not in text
    assert f"{code:>3} " in text
    assert text.replace("\n", "").isprintable()


@given(st.binary(max_size=700), st.sampled_from([1, 101, 113, 276, 0, 9, 999]))
def test_any_octets_are_shown_and_harmless(octets: bytes, link_type: int) -> None:
    text = shown(Packet(1, TIME_NS, "x", link_type, octets, len(octets)))
    assert text.endswith("\n\n")
    assert text.replace("\n", "").isprintable()


@given(st.binary(max_size=400), st.sampled_from([4, 6]))
def test_any_message_is_shown_and_harmless(octets: bytes, family: int) -> None:
    start = DISCOVER.encode(minimum=0)[:240] if family == 4 else b"\7\0\0\1"
    text = shown(packet(start + octets, family=family))
    assert text.replace("\n", "").isprintable()
