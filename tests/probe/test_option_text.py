from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.probe.option_text import codes_of, option_of, options_of


@pytest.mark.parametrize(
    ("text", "code", "data"),
    [
        ("82=circuit-id=foo,remote-id=bar", 82, b"\1\3foo\2\3bar"),
        ("82.circuit-id=x", 82, b"\1\1x"),
        ("61=hex:0102", 61, b"\1\2"),
        ("200=hex:0102", 200, b"\1\2"),
        ("Vendor class=PXEClient", 60, b"PXEClient"),
        ("Vendor class identifier=PXEClient", 60, b"PXEClient"),
        ("Relay Agent Information=circuit-id=foo", 82, b"\1\3foo"),
        ("Subnet Mask=255.255.255.0", 1, b"\xff\xff\xff\0"),
        ("Router=192.0.2.1", 3, b"\xc0\0\2\1"),
        ("60[hex]=50 58", 60, b"PX"),
        ("200[ip]=192.0.2.1", 200, b"\xc0\0\2\1"),
        ("200[ips]=192.0.2.1,192.0.2.2", 200, b"\xc0\0\2\1\xc0\0\2\2"),
        ("200[u16]=258", 200, b"\1\2"),
        ("200[uint8]=7", 200, b"\7"),
        ("200[str]=a=b", 200, b"a=b"),
        ("53=request", 53, b"\3"),
        ("rapid-commit", 80, b""),
    ],
)
def test_what_people_type(text: str, code: int, data: bytes) -> None:
    assert option_of(text, 4) == RawOption(code, data)


def test_dhcpv6_names() -> None:
    assert option_of("dns-servers=2001:db8::1", 6).code == 23
    assert option_of("rapid-commit", 6) == RawOption(14, b"")


@pytest.mark.parametrize(
    ("text", "words"), [("nosuch=1", "nosuch"), ("1=x", "subnet-mask"), ("200[nosuch]=1", "nosuch"), ("dhcp=1", "dhcp")]
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(EncodeError, match=words):
        option_of(text, 4)


def test_who_knows_no_name_is_told_where_names_are() -> None:
    with pytest.raises(EncodeError, match=r"no option 'foo' in space dhcp4.*: `dhcptool options foo` looks for it"):
        option_of("foo=192.0.2.1", 4)
    with pytest.raises(EncodeError, match=r"no option '' in space dhcp4$"):
        option_of("", 4)


def test_options_of_one_container_come_together() -> None:
    assert options_of(["82.circuit-id=a", "60=b", "82.2=hex:63"], 4) == (
        RawOption(82, b"\1\1a\2\1c"), RawOption(60, b"b"),
    )  # fmt: skip  # the two


def test_codes_to_ask_for() -> None:
    assert codes_of(["1,routers", "Domain Name Server", "1"], 4) == (1, 3, 6)
    assert codes_of(["dns-servers, 24"], 6) == (23, 24)
    with pytest.raises(EncodeError):
        codes_of(["nosuch"], 4)
