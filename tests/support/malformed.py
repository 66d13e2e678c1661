"""Packets that crashed, misled or silenced other decoders, each made of octets on purpose: frames, by a name."""

from __future__ import annotations

import struct
from ipaddress import IPv6Address

from dhcptools.packet.raw import RawOption, pack4, pack6
from dhcptools.packet.v4 import MAGIC_COOKIE, Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from support.dumped import DISCOVER, MAC, SOLICIT, framed

LATER4 = RawOption(12, b"still-here")
"""Stands behind what is wrong, and must be shown."""
LATER6 = RawOption(59, b"http://still-here/")
HEADER = DISCOVER.encode()[:236]


def _options(*rows: tuple[int, str]) -> bytes:
    """A DHCPDISCOVER with these options (hex) and the one that must be shown."""
    options = (RawOption(53, b"\1"), *(RawOption(code, bytes.fromhex(octets)) for code, octets in rows), LATER4)
    return HEADER + MAGIC_COOKIE + pack4(options) + b"\xff"


def _message4(**fields: object) -> bytes:
    options = (RawOption(53, b"\1"), *fields.pop("more", ()), LATER4)  # type: ignore[misc]  # options by their name
    return Message4(xid=7, chaddr=MAC, options=options, **fields).encode()  # type: ignore[arg-type]  # by their names


def _frame4(payload: bytes, **put: tuple[int, bytes]) -> bytes:
    octets = bytearray(framed(payload))
    for at, value in put.values():
        octets[at : at + len(value)] = value
    return bytes(octets)


def _message6(*rows: tuple[int, str], tail: bytes = b"") -> bytes:
    options = (RawOption(1, b"\0\3\0\1" + MAC), *(RawOption(code, bytes.fromhex(octets)) for code, octets in rows))
    return b"\1\xab\xcd\xef" + pack6((*options, LATER6)) + tail


def _relays(count: int, inside: bytes) -> bytes:
    for _ in range(count):
        inside = RelayMessage6(12, 0, IPv6Address(1), IPv6Address(2), (RawOption(9, inside), LATER6)).encode()
    return inside


def _nested_ia(count: int) -> bytes:
    inside = b""
    for _ in range(count):
        inside = pack6((RawOption(3, bytes(12) + inside),))
    return b"\1\0\0\1" + inside + pack6((LATER6,))


_SNAME_OPTIONS = bytes((66, 3)) + b"abc" + bytes((52, 1, 3)) + b"\xff"

BAD4: dict[str, bytes] = {
    name: payload if name.startswith("frame:") else framed(payload)
    for name, payload in {
        "a length past the end": HEADER + MAGIC_COOKIE + b"\x35\1\1" + pack4((LATER4,)) + b"\6\x40\xc0\0\2\1",
        "no END": HEADER + MAGIC_COOKIE + b"\x35\1\1" + pack4((LATER4,)),
        "no length octet": HEADER + MAGIC_COOKIE + b"\x35\1\1" + pack4((LATER4,)) + b"\6",
        "fqdn of no octets": _options((81, "")), "fqdn of one octet": _options((81, "00")),
        "fqdn of two octets": _options((81, "0000")), "fqdn with a long label": _options((81, "040000ff" + "61" * 200)),
        "fqdn cut in a label": _options((81, "0400000a6162")),
        "sname without a zero": _message4(sname=b"s" * 64),
        "file without a zero": _message4(file=b"\x1b[31m" + b"f" * 123),
        "overload past the field": _message4(file=b"\x43\xc8abc", more=[RawOption(52, b"\1")]),
        "overload of an unknown kind": _options((52, "07")), "overload of two octets": _options((52, "0303")),
        "overload inside overload": _message4(
            file=bytes((52, 1, 2)) + b"\xff", sname=_SNAME_OPTIONS, more=[RawOption(52, b"\3")]
        ),
        "overload without END": _message4(file=b"", sname=b"\x42\1a", more=[RawOption(52, b"\3")]),
        "a header cut short": HEADER[:100], "one octet": b"\1", "nothing": b"",
        "message type 19": _options((53, "13")), "message type of two octets": _options((53, "0101")),
        "message type of none": HEADER + MAGIC_COOKIE + b"\x35\0" + pack4((LATER4,)) + b"\xff",
        "two message types": _options((53, "02")),
        "mask of three octets": _options((1, "ffffff")), "mask of 32 octets": _options((1, "ff" * 32)),
        "lease time of three octets": _options((51, "000e10")), "message size of one octet": _options((57, "01")),
        "client id of none": _options((61, "")), "client id of one octet": _options((61, "01")),
        "client id with a long DUID": _options((61, "ff00000001" + "0002" + "ab" * 200)),
        "agent option that overruns": _options((82, "0104657468300240aa")),
        "agent option with a dangling code": _options((82, "01046574683002")),
        "route with a mask of 33": _options((121, "21c0000201c0000201")), "route cut short": _options((121, "180a01")),
        "search list to itself": _options((119, "0161c002")), "search list in a circle": _options((119, "c002c000")),
        "search list out of range": _options((119, "0161c0ff")),
        "search list forwards": _options((119, "c0030161000162")),
        "frame:UDP length 8": _frame4(_options(), length=(38, b"\0\x08")),
        "frame:UDP length 0": _frame4(_options(), length=(38, b"\0\0")),
        "frame:UDP length 65535": _frame4(_options(), length=(38, b"\xff\xff")),
        "frame:IP length past the end": _frame4(_options(), length=(16, b"\xff\xff")),
        "frame:IP header that does not fit": _frame4(_options(), length=(14, b"\x4f")),
        "frame:cut by the capture": framed(_options())[:320],
        "hlen 255": HEADER[:2] + b"\xff" + HEADER[3:] + _options()[236:],
        "plain BOOTP": HEADER + bytes(64), "another cookie": HEADER + b"\x63\x82\x53\x64" + pack4((LATER4,)) + b"\xff",
        "a host name that talks to the terminal": _options((12, "1b5d303b6869071b5b33316d0a0d")),
        "a host name for a shell": _options((12, "2428696429603b7c26")),
        "vendor class cut short": _options((124, "000011")),
        "vendor options that overrun": _options((125, "00001197ff")),
        "6rd prefix of 129 bits": _options((212, "2081" + "00" * 16 + "c0000201")),
        "6rd cut short": _options((212, "00")),
        "SIP servers of encoding 7": _options((120, "07")), "authentication cut short": _options((90, "01")),
        "two SIP lists of different encoding": _options((120, "00016100"), (120, "01c0000201")),
        "encrypted DNS cut short": _options((162, "0001")),
        "PXE menu that overruns": _options((60, "505845"), (43, "09ff00")),
        "an option 300 times": HEADER + MAGIC_COOKIE + b"\x35\1\1" + b"\x37\1\1" * 300 + pack4((LATER4,)) + b"\xff",
        "only zeros": bytes(300), "only ones": b"\xff" * 300,
    }.items()
}  # fmt: skip  # grouped by what is wrong

BAD6: dict[str, bytes] = {
    name: framed(payload, family=6)
    for name, payload in {
        "a length past the end": _message6(tail=b"\0\x17\0\x40\x20\1"),
        "a tail of three octets": _message6(tail=b"\0\x17\0"),
        "60 relay layers": _relays(60, SOLICIT.encode()), "200 relay layers": _relays(200, SOLICIT.encode()),
        "80 nested IAs": _nested_ia(80), "IA_NA of eleven octets": _message6((3, "00" * 11)),
        "IA_PD of none": _message6((25, "")), "IAADDR of 23 octets": _message6((3, "00" * 12 + "00050017" + "00" * 23)),
        "IAPREFIX of 200 bits": _message6((25, "00" * 12 + "001a0019" + "00" * 8 + "c8" + "00" * 16)),
        "an IA inside an IA that overruns": _message6((3, "00" * 12 + "000300ff00")),
        "DUID of none": _message6((2, "")), "DUID of one octet": _message6((2, "00")),
        "DUID of 200 octets": _message6((2, "0002" + "ab" * 198)),
        "server id of 4000 octets": _message6((2, "ab" * 4000)),
        "nothing": b"", "three octets": b"\1\0\0", "a relay header cut short": b"\x0c\0" + bytes(31),
        "a relay message with nothing in it": RelayMessage6(options=(RawOption(9, b""), LATER6)).encode(),
        "a relay message without a message": RelayMessage6(options=(LATER6,)).encode(),
        "a relay message cut short": RelayMessage6(options=(RawOption(9, b"\x0c\0\0"), LATER6)).encode(),
        "search list to itself": _message6((24, "0161c000")),
        "fqdn with a long label": _message6((39, "00ff" + "61" * 100)),
        "status of one octet": _message6((13, "00")), "elapsed time of one octet": _message6((8, "00")),
        "option request of three octets": _message6((6, "001700")), "preference of none": _message6((7, "")),
        "vendor options cut short": _message6((17, "0000")),
        "vendor options that overrun": _message6((17, "0000118b000100ff00")),
        "vendor class that overruns": _message6((16, "0000118b00ff61")),
        "user class that overruns": _message6((15, "00ff61")),
        "a DHCPv4 message that is none": _message6((87, "0101")),
        "a DHCPv4 message that is bad": _message6((87, (HEADER + MAGIC_COOKIE + b"\x33\1\1\x52\xff").hex())),
        "authentication cut short": _message6((11, "00")), "boot parameters that overrun": _message6((60, "00ff61")),
        "encrypted DNS cut short": _message6((144, "0001")),
        "softwire container that overruns": _message6((94, "005900ff00")),
        "time servers that overrun": _message6((56, "000100ff20")), "message type 255": b"\xff" + _message6()[1:],
        "relays after the client": Message6(1, 7, (RawOption(9, SOLICIT.encode()), LATER6)).encode(),
        "only zeros": bytes(64), "only ones": b"\xff" * 64,
    }.items()
}  # fmt: skip  # grouped by what is wrong

_SILENT = {
    "a header cut short", "one octet", "nothing", "frame:UDP length 8", "frame:cut by the capture", "another cookie",
    "frame:IP header that does not fit", "plain BOOTP", "only zeros", "only ones", "three octets",
    "a relay header cut short",
}  # fmt: skip  # what stands in nobody's options


def shows_the_rest(name: str) -> bool:
    """Whether a packet of this name has the later option where a decoder finds it."""
    return name not in _SILENT


def capture() -> bytes:
    """A capture file of all of them; the one that was cut is told as longer than it is."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, (name, octets) in enumerate([*BAD4.items(), *BAD6.items()]):
        length = len(octets) + (30 if "cut by the capture" in name else 0)
        out += struct.pack("<4I", 1_769_860_800 + number, 0, len(octets), length) + octets
    return out
