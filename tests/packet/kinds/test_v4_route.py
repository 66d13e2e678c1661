from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_route import ADDRESS_PAIRS, CLASSLESS_ROUTES, Route
from support.vectors import Vector, check, check_prefixes, check_wrong

ROUTER = IPv4Address("192.0.2.1")
ROUTES = Vector(
    bytes.fromhex(
        "180a0102c0000201"  # 10.1.2.0/24 by 192.0.2.1: width 24, three significant octets
        "00c0000201"  # 0.0.0.0/0: no octets
        "11c0a880c0000201"  # 192.168.128.0/17: three octets
        "200a000005c0000201"  # a host: four octets
    ),
    (
        Route(IPv4Address("10.1.2.0"), 24, ROUTER),
        Route(IPv4Address(0), 0, ROUTER),
        Route(IPv4Address("192.168.128.0"), 17, ROUTER),
        Route(IPv4Address("10.0.0.5"), 32, ROUTER),
    ),
    "10.1.2.0/24 - 192.0.2.1, 0.0.0.0/0 - 192.0.2.1, 192.168.128.0/17 - 192.0.2.1, 10.0.0.5/32 - 192.0.2.1",
    [
        {"destination": "10.1.2.0/24", "router": "192.0.2.1"},
        {"destination": "0.0.0.0/0", "router": "192.0.2.1"},
        {"destination": "192.168.128.0/17", "router": "192.0.2.1"},
        {"destination": "10.0.0.5/32", "router": "192.0.2.1"},
    ],
)


def test_classless_routes() -> None:
    check(CLASSLESS_ROUTES, ROUTES)
    check_prefixes(CLASSLESS_ROUTES, ROUTES.octets)


def test_bits_behind_the_mask_survive() -> None:
    octets = bytes.fromhex("140a01ffc0000201")  # a /20 whose last four bits the sender did not clear
    assert CLASSLESS_ROUTES.encode(CLASSLESS_ROUTES.decode(octets)) == octets


def test_wrong_routes() -> None:
    check_wrong(CLASSLESS_ROUTES, b"", 0, "mask width needs 1 octets, 0 are left")
    check_wrong(CLASSLESS_ROUTES, b"\x21\x0a\0\0\5\xc0\0\2\1", 0, "mask width 33 is more than 32")
    check_wrong(CLASSLESS_ROUTES, b"\x18\x0a\1", 1, "destination needs 3 octets, 2 are left")
    check_wrong(CLASSLESS_ROUTES, ROUTES.octets + b"\0", len(ROUTES.octets) + 1, "router needs 4 octets")


def test_other_ways_to_write_a_route() -> None:
    default = (Route(IPv4Address(0), 0, ROUTER),)
    for text in ("default - 192.0.2.1", "0.0.0.0/0 -> 192.0.2.1", "default via 192.0.2.1"):
        assert CLASSLESS_ROUTES.parse(text) == default
    assert CLASSLESS_ROUTES.parse("10.0.0.5 - 192.0.2.1")[0].width == 32


@pytest.mark.parametrize("text", ["", "10.0.0.0/8", "10.0.0.0/33 - 192.0.2.1", "x/8 - 192.0.2.1", "10.0.0.0/8 - y"])
def test_texts_that_are_no_routes(text: str) -> None:
    with pytest.raises(EncodeError):
        CLASSLESS_ROUTES.parse(text)


@pytest.mark.parametrize("value", [(), "10", (1,), (Route(IPv4Address("10.0.0.5"), 8, ROUTER),)])
def test_values_that_are_no_routes(value: object) -> None:
    with pytest.raises(EncodeError):
        CLASSLESS_ROUTES.encode(value)


def test_pairs_of_addresses() -> None:
    vector = Vector(
        bytes.fromhex("0a000000ff000000"),  # network, mask
        (IPv4Address("10.0.0.0"), IPv4Address("255.0.0.0")),
        "10.0.0.0, 255.0.0.0",
        ["10.0.0.0", "255.0.0.0"],
    )
    check(ADDRESS_PAIRS, vector)
    check_prefixes(ADDRESS_PAIRS, vector.octets)
    for length in (0, 4, 9, 12):
        check_wrong(ADDRESS_PAIRS, bytes(length), 0, "pairs of addresses need 8 octets")
    with pytest.raises(EncodeError, match="in pairs"):
        ADDRESS_PAIRS.parse("10.0.0.0")
