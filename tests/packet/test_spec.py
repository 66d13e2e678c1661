from __future__ import annotations

import pytest

from dhcptools.packet.definitions import STANDARD, Definition, find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Context
from dhcptools.packet.kinds.scalar import UINT8
from dhcptools.packet.raw import RawOption
from dhcptools.packet.spec import merge_options, parse_option


@pytest.mark.parametrize(
    ("text", "code", "octets"),
    [
        ("60=MSFT", 60, b"MSFT"),
        ("host-name=pc1", 12, b"pc1"),
        ("Host Name=pc=1", 12, b"pc=1"),
        ("43=hex:0102", 43, b"\1\2"),
        ("200=hex:01", 200, b"\1"),
        ("routers=192.0.2.1,192.0.2.2", 3, bytes((192, 0, 2, 1, 192, 0, 2, 2))),
        ("82.circuit-id=eth0/1", 82, b"\1\6eth0/1"),
        ("82.1=hex:00", 82, b"\1\1\0"),
        ("dhcp-agent-options.99=hex:", 82, b"\x63\0"),
        ("82=circuit-id=a, remote-id=b", 82, b"\1\1a\2\1b"),
        ("dhcp-lease-time=1h", 51, (3600).to_bytes(4)),
        ("rapid-commit", 80, b""),
        ("53=hex:ffff", 53, b"\xff\xff"),
    ],
)
def test_options_of_version_4(text: str, code: int, octets: bytes) -> None:
    assert parse_option(text, find_space("dhcp4")) == RawOption(code, octets)


@pytest.mark.parametrize(
    ("text", "code", "octets"),
    [
        ("rapid-commit", 14, b""),
        ("14=", 14, b""),
        ("dns-servers=2001:db8::1", 23, bytes.fromhex("20010db8000000000000000000000001")),
        ("elapsed-time=5", 8, b"\0\5"),
        ("s46-cont-mape.s46-br=2001:db8::1", 94, bytes.fromhex("005a0010 20010db8000000000000000000000001")),
    ],
)
def test_options_of_version_6(text: str, code: int, octets: bytes) -> None:
    assert parse_option(text, find_space("dhcp6")) == RawOption(code, octets)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needs the form"),
        ("=1", "needs the form"),
        ("82.=1", "needs the form"),
        ("host-nam=pc1", "did you mean host-name"),
        ("host-name", "option host-name needs a value: host-name=VALUE"),
        ("routers=router", "option routers: 'router' is no IPv4 address"),
        ("host-name.x=1", "option host-name holds no options, so 'x' cannot be in it"),
        ("82.circuit=1", "no option 'circuit' in space dhcp-agent-options-space"),
        ("300=hex:00", "over 255"),
        ("12=hex:0", "odd count"),
    ],
)
def test_texts_that_are_no_option(text: str, reason: str) -> None:
    with pytest.raises(EncodeError, match=reason):
        parse_option(text, find_space("dhcp4"))


def test_options_of_one_container_become_one() -> None:
    space = find_space("dhcp4")
    texts = ["82.circuit-id=a", "host-name=x", "82.remote-id=b", "host-name=y"]
    merged = merge_options([parse_option(text, space) for text in texts], space)
    assert merged == (RawOption(82, b"\1\1a\2\1b"), RawOption(12, b"x"), RawOption(12, b"y"))


def test_a_users_definitions_inside() -> None:
    catalogue = STANDARD.with_definitions("dhcp-agent-options-space", [Definition(200, "mine", UINT8)])
    space = catalogue.space("dhcp4")
    assert parse_option("82.mine=7", space, Context(catalogue=catalogue)) == RawOption(82, b"\xc8\1\7")
