"""What dhcping -V prints, and what it should have."""

from __future__ import annotations

from ipaddress import IPv4Address

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.report.dhcping_text import packet

MESSAGE = Message4(
    op=2, xid=0x0102, secs=260, flags=0x8000, yiaddr=IPv4Address("192.0.2.10"),
    chaddr=bytes.fromhex("02005e005301").ljust(16, b"\0"), sname=b"srv".ljust(64, b"\0"),
    file=b"a\x1b[31m".ljust(128, b"\0"),
    options=(
        RawOption(53, b"\5"), RawOption(0, b""), RawOption(3, bytes((192, 0, 2, 1, 192, 0, 2, 2))),
        RawOption(12, b"pc"),
        RawOption(61, b"\1\2\3\4\5\6\7"), RawOption(54, b"\1"), RawOption(53, b"\xc8"), RawOption(255, b""),
    ),
)  # fmt: skip  # side by side


def test_a_packet() -> None:
    octets = MESSAGE.encode()
    first, *rows = packet(octets, MESSAGE).splitlines()
    assert first == "packet 300 bytes"
    assert rows[0] == "02 01 06 00 00 00 01 02 01 04 80 00 00 00 00 00 "
    assert bytes.fromhex("".join(rows[:19])) == octets
    assert rows[19:] == [
        "op: 2", "htype: 1", "hlen: 6", "hops: 0", "xid: 00000102", "secs: 260", "flags: 8000", "ciaddr: 0.0.0.0",
        "yiaddr: 192.0.2.10", "siaddr: 0.0.0.0", "giaddr: 0.0.0.0",
        "chaddr: 02:00:5e:00:53:01:00:00:00:00:00:00:00:00:00:00", "sname : srv.", "fname : a\\x1b[31m.",
        "option 53 DHCP message type", "\tDHCP message type: 5 (DHCPACK)",
        "option 3 Router", "\tRouter: 192.0.2.1", "\tRouter: 192.0.2.2",
        "option 12 ", "option 61 Client-identifier", "\tClient identifier: 01020304050607",
        "option 54 Server identifier", "option 53 DHCP message type", "\tDHCP message type: 200 ()", "option 255 ",
    ]  # fmt: skip  # as many as fit


def test_what_is_no_message() -> None:
    assert packet(b"hello", None) == "packet 5 bytes\n68 65 6c 6c 6f \n"
