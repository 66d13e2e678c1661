from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.probe.compose import Wish4
from dhcptools.probe.option_text import options_of
from dhcptools.report.dhcptest_text import duration, heading, message_text, text4
from dhcptools.report.terminal import escape
from support.queries import DUID

CHADDR = bytes.fromhex("2e7871cada26")
DISCOVER = Wish4(1, CHADDR, 0x8DDD0A71, flags=0x8000, parameters=()).message()

# What dhcptest 0.7 prints of the two packets of one query.
SENT = """\
  op=BOOTREQUEST chaddr=2E:78:71:CA:DA:26 hops=0 xid=8DDD0A71 secs=0 flags=8000
  ciaddr=0.0.0.0 yiaddr=0.0.0.0 siaddr=0.0.0.0 giaddr=0.0.0.0 sname= file=
  1 options:
     53 (DHCP Message Type): discover
"""
RECEIVED = """\
Received packet from 192.0.2.8:67:
  op=BOOTREPLY chaddr=2E:78:71:CA:DA:26 hops=0 xid=8DDD0A71 secs=0 flags=8000
  ciaddr=0.0.0.0 yiaddr=192.0.2.115 siaddr=0.0.0.0 giaddr=0.0.0.0 sname= file=
  9 options:
     53 (DHCP Message Type): offer
      1 (Subnet Mask): 255.255.255.0
      3 (Router Option): 192.0.2.1
      6 (Domain Name Server Option): 192.0.2.8, 172.16.1.105
     15 (Domain Name): home.example.com
     51 (IP Address Lease Time): 14400 (4 hours)
     54 (Server Identifier): 192.0.2.8
     58 (Renewal (T1) Time Value): 3600 (1 hour)
     59 (Rebinding (T2) Time Value): 7200 (2 hours)
"""


def reply(*texts: str, **fields: object) -> Message4:
    values: dict[str, object] = {"op": 2, "xid": DISCOVER.xid, "chaddr": DISCOVER.chaddr, "flags": 0x8000} | fields
    return Message4(**values, options=options_of(texts, 4))  # type: ignore[arg-type]  # fields by their names


def test_the_two_packets_of_dhcptest_line_for_line() -> None:
    assert message_text(DISCOVER) == SENT
    offer = reply(
        "53=offer", "1=255.255.255.0", "3=192.0.2.1", "6=192.0.2.8,172.16.1.105", "15=home.example.com", "51=14400",
        "54=192.0.2.8", "58=3600", "59=7200", yiaddr=IPv4Address("192.0.2.115"),
    )  # fmt: skip  # in the order of the packet
    assert heading("192.0.2.8", 67) + message_text(offer) == RECEIVED


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("121=10.1.2.0/24 - 192.0.2.1, default - 192.0.2.1",
         "    121 (Classless Static Route Option): 10.1.2.0/24 -> 192.0.2.1, 0.0.0.0/0 -> 192.0.2.1"),
        ("119=a.b, c.d", "    119 (Domain Search Option): [a.b, c.d]"),
        ("61=hex:0102005e005301", "     61 (Client-identifier): 01 02 00 5E 00 53 01"),
        ("200=hex:0aff", "    200 (option-200): 0A FF"),
        ("55=1,3", "     55 (Parameter Request List): 1 (Subnet Mask), 3 (Router Option)"),
        ("82=circuit-id=foo", "     82 (Relay Agent Information): circuit-id=foo"),
        ("51=infinite", "     51 (IP Address Lease Time): 4294967295 (infinite)"),
        ("51=hex:01", "     51 (IP Address Lease Time): 01 [uint32 needs 4 octets, has 1 (at octet 242)]"),
    ],
)  # fmt: skip  # a row a case
def test_values(text: str, line: str) -> None:
    assert text4(Message4.decode(reply(text).encode())).splitlines()[3] == line


def test_options_from_sname_and_file_say_so() -> None:
    overloaded = Message4.decode(reply("52=both", sname=b"\x0c\x03pc1\xff", file=b"\xff").encode())
    text = text4(overloaded)
    assert "     12 (Host Name Option): pc1 [from sname]\n" in text
    assert " sname= file=" in text


def test_dhcpv6_is_laid_out_alike() -> None:
    message = Message6(2, 0xAB7C67, (RawOption(1, DUID), RawOption(7, b"\xff")))
    assert message_text(message) == (
        "  msg-type=ADVERTISE transaction-id=AB7C67\n"
        "  2 options:\n"
        "      1 (clientid): 00:03:00:01:02:00:5e:00:53:01\n"
        "      7 (preference): 255\n"
    )
    assert heading("fe80::1", 547) == "Received packet from [fe80::1]:547:\n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 secs"), (1, "1 sec"), (60, "1 minute"), (5400, "1 hour and 30 minutes"), (86400, "1 day"),
        (604800, "1 week"), (694805, "1 week, 1 day, 1 hour, and 5 secs"), (0xFFFFFFFF, "infinite"),
    ],
)  # fmt: skip  # a row a case
def test_durations(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@given(st.binary(max_size=200), st.binary(max_size=64))
def test_no_octets_from_the_network_reach_the_terminal_raw(options: bytes, file: bytes) -> None:
    octets = bytearray(DISCOVER.encode(minimum=0)[:240] + options)
    octets[108 : 108 + len(file)] = file
    lines = text4(Message4.decode(bytes(octets))).split("\n")
    assert [escape(line) for line in lines] == lines
