from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.v4_relay import ACCESS_TECHNOLOGY, IDENTIFIER, RADIUS, RELAY_PORT, VSS, VirtualSubnet
from support.vectors import Vector, check, check_prefixes, check_wrong


@pytest.mark.parametrize(
    ("octets", "value", "text"),
    [
        (b"\0red", VirtualSubnet(0, b"red"), "ascii/red"),
        (
            bytes.fromhex("0100005e00000007"),
            VirtualSubnet(1, bytes.fromhex("00005e00000007")),
            "vpn-id/00005e:00000007",
        ),
        (b"\xff", VirtualSubnet(255), "global"),
        (b"\xfe", VirtualSubnet(254), "all"),
        (b"\x09ab", VirtualSubnet(9, b"ab"), "type-9/6162"),
    ],
)
def test_virtual_subnets(octets: bytes, value: VirtualSubnet, text: str) -> None:
    check(VSS, Vector(octets, value, text, {"type": value.type, "text": text, "info": value.info.hex()}))
    check_prefixes(VSS, octets)


def test_wrong_virtual_subnets() -> None:
    check_wrong(VSS, b"", 0, "type needs 1 octets")
    check_wrong(VSS, b"\1abc", 1, "VPN-ID needs 7 octets, 3 are left")
    check_wrong(VSS, b"\xffa", 1, "1 octets left over")
    for text in ("", "red", "vpn-id/00", "global/00", "type-300/00"):
        with pytest.raises(EncodeError):
            VSS.parse(text)
    with pytest.raises(EncodeError):
        VSS.encode(b"")


@pytest.mark.parametrize(
    ("kind", "octets", "value", "text", "json"),
    [
        (RELAY_PORT, b"", None, "", None),  # RFC 8357: the UDP header says it
        (RELAY_PORT, b"\x04\xd2", 1234, "1234", 1234),  # Kea's definition
        (ACCESS_TECHNOLOGY, b"\0\4", 4, "ieee802.11", 4),
        (ACCESS_TECHNOLOGY, b"\1\4", 260, "260", 260),  # the reserved octet is kept
        (IDENTIFIER, b"eth0/1 a", b"eth0/1 a", "eth0/1 a", "eth0/1 a"),
        (IDENTIFIER, b"\0\4\0\1", b"\0\4\0\1", "0x00040001", "0x00040001"),
        (IDENTIFIER, b"0x41", b"0x41", "0x30783431", "0x30783431"),  # text that would read as hex
        (RADIUS, b"\x01\x05bob\x1b\x02", ((1, b"bob"), (27, b"")), "1=626f62, 27=",
         [{"type": 1, "hex": "626f62"}, {"type": 27, "hex": ""}]),
    ],
)  # fmt: skip  # one case a line
def test_sub_options(kind: Kind, octets: bytes, value: object, text: str, json: object) -> None:
    check(kind, Vector(octets, value, text, json))
    check_prefixes(kind, octets)


def test_wrong_sub_options() -> None:
    check_wrong(RELAY_PORT, b"\1", 0, "needs 0 or 2 octets")
    check_wrong(ACCESS_TECHNOLOGY, b"\1", 0, "needs 2 octets")
    check_wrong(RADIUS, b"\1\1", 1, "attribute length 1 is under 2")
    check_wrong(RADIUS, b"\1\5a", 2, "attribute 1 needs 3 octets, 1 are left")
    for kind, value in ((RELAY_PORT, 65536), (ACCESS_TECHNOLOGY, -1), (IDENTIFIER, 5), (RADIUS, ((1, bytes(254)),))):
        with pytest.raises(EncodeError):
            kind.encode(value)
    for kind, text in ((RELAY_PORT, "x"), (ACCESS_TECHNOLOGY, "tin cans"), (RADIUS, "a=00"), (IDENTIFIER, "0x0")):
        with pytest.raises(EncodeError):
            kind.parse(text)


def test_an_identifier_may_be_given_as_text() -> None:
    assert IDENTIFIER.encode("eth0/1") == b"eth0/1"
    assert IDENTIFIER.parse("'0x41'") == b"0x41"
