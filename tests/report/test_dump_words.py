from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.definitions import find_space
from dhcptools.packet.duid import Duid
from dhcptools.packet.kinds.v4_client import ClientId
from dhcptools.report.dump_words import client_id, duid, duration, hardware, mask, octets, words, wrapped
from support.vectors6 import VECTORS6

MAC = bytes.fromhex("02005e005301")


def shown(family: int, code: int, data: bytes) -> str:
    kind = find_space(f"dhcp{family}", family).by_code(code).kind
    return words(family, code, kind, kind.decode(data), data)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (60, "1m"), (3600, "1h"), (5400, "1h30m"), (604801, "1w1s"), (-18000, "-5h"), (0xFFFFFFFF, "infinite")],
)
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("family", "code", "data", "text"),
    [
        (4, 1, b"\xff\xff\xff\0", "255.255.255.0 (/24)"),
        (4, 1, b"\xff\0\xff\0", "255.0.255.0 (not contiguous)"),
        (4, 2, b"\xff\xff\xb9\xb0", "-5h"),
        (4, 13, b"\0\2", "2 blocks of 512 octets"),
        (4, 51, b"\0\0\x0e\x10", "1h"),
        (4, 53, b"\2", "offer (2)"),
        (4, 53, b"\x63", "99"),
        (4, 55, b"\1\xfe", "1 subnet-mask, 254"),
        (4, 93, b"\0\7", "x64-uefi (7)"),
        (4, 12, b"a\x1b[31mb", '"a\\x1b[31mb"'),
        (4, 82, b"", ""),
        (4, 94, b"\1\3\x10", "type undi (1), major 3, minor 16"),
        (4, 152, b"\0\0\0\0", "1970-01-01 00:00:00Z"),
        (4, 224, b"\1\2", "0x0102"),
        (4, 224, b"text", '"text"'),
        (6, 6, b"\0\x17\xff\xff", "23 dns-servers, 65535"),
        (6, 8, b"\0\x96", "1.5s"),
        (6, 14, b"", "yes"),
        (6, 100, b"\0\0\0\1", "2000-01-01 00:00:01Z"),
    ],
)
def test_values(family: int, code: int, data: bytes, text: str) -> None:
    assert shown(family, code, data) == text


def test_identifiers_say_what_they_hold() -> None:
    assert duid(Duid(b"\0\3\0\1" + MAC)) == "00:03:00:01:02:00:5e:00:53:01 (DUID-LL 02:00:5e:00:53:01)"
    assert "made 2001-01-01" in duid(Duid(b"\0\1\0\1" + (366 * 86400).to_bytes(4) + MAC))
    assert "DUID-EN 9 0102" in duid(Duid(b"\0\2\0\0\0\x09\1\2"))
    assert "DUID-UUID" in duid(Duid(b"\0\4" + bytes(16)))
    assert "at least 5 octets" in duid(Duid(b"\0\3\0\1"))
    assert client_id(ClientId(1, MAC)) == "01:02:00:5e:00:53:01 (ethernet)"
    assert client_id(ClientId(0, b"pc1")) == '"pc1"'
    assert client_id(ClientId(255, b"\0\0\0\7\0\3\0\1" + MAC)).startswith("IAID 7 DUID 00:03")
    assert client_id(ClientId(32, MAC)).endswith("(infiniband)")
    assert client_id(ClientId(99, MAC)) == "63:02:00:5e:00:53:01"
    assert hardware(6, MAC) == "ieee802 02:00:5e:00:53:01"


def test_long_values_have_several_lines() -> None:
    assert octets(bytes(range(128, 178))).count("\n") == 1
    assert octets(b"") == "empty"
    text = wrapped([f"part-{number:03}" for number in range(30)])
    assert max(map(len, text.splitlines())) <= 82
    assert text.replace(",\n", ", ").split(", ") == [f"part-{number:03}" for number in range(30)]
    assert mask(IPv4Address(0)) == "0.0.0.0 (/0)"


def test_every_option_of_dhcpv6_has_words() -> None:
    for code, data in VECTORS6:
        text = shown(6, code, data)
        assert text
        assert text.replace("\n", "").isprintable()
