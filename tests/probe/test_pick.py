from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, decode6
from dhcptools.probe.compose import Wish4, Wish6, ia_na
from dhcptools.probe.option_text import options_of
from dhcptools.probe.pick import check_name, pick
from support.queries import DUID, MAC, reply4, serve6

TEXTS = ("6=192.0.2.8,172.16.1.105", "82=circuit-id=foo,remote-id=bar", "200=hex:0a0b", "12=pc1")
OFFER = reply4(Wish4(1, MAC, 7).message(), 2, *options_of(TEXTS, 4), file=b"boot")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("6", "192.0.2.8, 172.16.1.105"),
        ("domain-name-servers", "192.0.2.8, 172.16.1.105"),
        ("Domain Name Server", "192.0.2.8, 172.16.1.105"),
        ("82.circuit-id", "foo"),
        ("82.2", "bar"),
        ("82.9", None),
        ("200", "0a0b"),
        ("51", None),
        ("yiaddr", "192.0.2.10"),
        ("chaddr", "02:00:5e:00:53:01"),
        ("file", "boot"),
        ("sname", None),
        ("xid", "0x7"),
        ("type", "DHCPOFFER"),
        ("12.1", None),
    ],
)
def test_values(name: str, value: str | None) -> None:
    assert pick(OFFER, name) == value


def test_zero_octets_at_the_end_of_a_text_are_trimmed() -> None:
    assert pick(reply4(OFFER, 2, RawOption(67, b"boot.efi\0\0")), "67") == "boot.efi"


def test_dhcpv6() -> None:
    message = decode6(serve6(Wish6(1, 7, DUID, (ia_na("any", 1),)).message().encode())[0])
    assert isinstance(message, Message6)
    assert pick(message, "ia-na") == "1, 100, 200, iaaddr=(2001:db8::5, 300, 400)"
    assert pick(message, "ia-na.iaaddr") == "2001:db8::5, 300, 400"
    assert pick(message, "type") == "ADVERTISE"
    assert pick(message, "transaction-id") == "0x7"
    twice = Message6(2, 7, (RawOption(7, b"\1"), RawOption(7, b"\2")))
    assert pick(twice, "preference") == "1, 2"


def test_names_are_checked_before_anything_is_sent() -> None:
    check_name("6", 4)
    check_name("yiaddr", 4)
    check_name("82.circuit-id", 4)
    with pytest.raises(EncodeError):
        check_name("nosuch", 4)
    with pytest.raises(EncodeError):
        check_name("yiaddr", 6)
