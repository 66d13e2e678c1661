from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_client import CLIENT_ID, USER_CLASS, ClientId, UserClass
from support.vectors import Vector, check, check_prefixes, check_wrong

ETHERNET = Vector(
    bytes.fromhex("0102005e000001"),  # type 1, six octets of address
    ClientId(1, bytes.fromhex("02005e000001")),
    "ethernet/02:00:5e:00:00:01",
    {
        "type": 1,
        "hex": "0102005e000001",
        "hardware_type": "ethernet",
        "hardware_address": "02:00:5e:00:00:01",
    },
)
NODE = Vector(
    bytes.fromhex("ff000000070003000102005e000001"),  # type 255, IAID 7, DUID-LL of Ethernet
    ClientId(255, bytes.fromhex("000000070003000102005e000001")),
    "iaid=7/duid=0003000102005e000001",
    {"type": 255, "hex": "ff000000070003000102005e000001", "iaid": 7, "duid": "0003000102005e000001"},
)
NAME = Vector(
    b"\0cisco-0200.5e00.0001-Vl1",
    ClientId(0, b"cisco-0200.5e00.0001-Vl1"),
    "text/cisco-0200.5e00.0001-Vl1",
    {"type": 0, "hex": b"\0cisco-0200.5e00.0001-Vl1".hex()},
)
OPAQUE = Vector(b"\0\x1b[31m", ClientId(0, b"\x1b[31m"), "00:1b:5b:33:31:6d", {"type": 0, "hex": "001b5b33316d"})


@pytest.mark.parametrize("vector", [ETHERNET, NODE, NAME, OPAQUE])
def test_client_identifiers(vector: Vector) -> None:
    check(CLIENT_ID, vector)
    check_prefixes(CLIENT_ID, vector.octets)


def test_views_of_a_client_identifier() -> None:
    assert ETHERNET.value.hardware_address == bytes.fromhex("02005e000001")
    assert ETHERNET.value.iaid is None
    assert NODE.value.iaid == 7
    assert NODE.value.duid == bytes.fromhex("0003000102005e000001")
    assert NODE.value.hardware_address is None
    assert ClientId(255, b"\0\0\0\1\0\3").duid is None  # an IAID and a type, but no DUID


def test_kea_writes_all_octets_with_colons() -> None:
    assert CLIENT_ID.parse("01:02:00:5e:00:00:01") == ETHERNET.value


def test_short_client_identifiers() -> None:
    check_wrong(CLIENT_ID, b"", 0, "at least 2 octets, 0 are here")
    check_wrong(CLIENT_ID, b"\1", 0, "at least 2 octets, 1 are here")
    for text in ("", "01", "token/00", "iaid=1/02", "iaid=x/duid=00"):
        with pytest.raises(EncodeError):
            CLIENT_ID.parse(text)
    for value in (b"\1\2", ClientId(1, b""), ClientId(256, b"a")):
        with pytest.raises(EncodeError):
            CLIENT_ID.encode(value)


def test_user_classes() -> None:
    listed = Vector(
        b"\x05first\x06second",
        UserClass((b"first", b"second")),
        "first, second",
        {"classes": ["first", "second"], "plain": False},
    )
    check(USER_CLASS, listed)
    check_prefixes(USER_CLASS, listed.octets)


def test_a_user_class_without_lengths() -> None:
    check(
        USER_CLASS, Vector(b"iPXE", UserClass((b"iPXE",), plain=True), "'iPXE'", {"classes": ["iPXE"], "plain": True})
    )
    # A length of zero is no list either (RFC 3004 §4: at least one octet).
    assert USER_CLASS.decode(b"\0\0").plain


def test_wrong_user_classes() -> None:
    check_wrong(USER_CLASS, b"", 0, "at least 1 octet")
    for value in ("a", UserClass(()), UserClass((b"",)), UserClass((bytes(256),)), UserClass((b"a", b"b"), plain=True)):
        with pytest.raises(EncodeError):
            USER_CLASS.encode(value)
    with pytest.raises(EncodeError):
        USER_CLASS.parse("")
