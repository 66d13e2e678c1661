from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.probe.compose import ORO, PARAMETERS, Wish4, Wish6, ia_na, ia_pd, kind_of
from support.queries import DUID, MAC


def test_every_header_field_is_on_the_wire() -> None:
    address = IPv4Address("192.0.2.9")
    wish = Wish4(
        1, MAC, 0x01020304, op=2, htype=6, hlen=5, hops=3, secs=5, flags=0x8001, ciaddr=address, yiaddr=address,
        siaddr=address, giaddr=address, sname=b"s", file=b"f",
    )  # fmt: skip  # every field
    octets = wish.message().encode()
    assert octets[:12] == bytes((2, 6, 5, 3, 1, 2, 3, 4, 0, 5, 0x80, 1))  # secs 5 is 5, in network order
    assert octets[12:28] == address.packed * 4
    assert octets[28:34] == MAC
    assert octets[44:46] == b"s\0"
    assert octets[108:110] == b"f\0"


def test_the_type_is_first_and_option_82_last() -> None:
    message = Wish4(1, MAC, 7, options=(RawOption(82, b"\1\1x"), RawOption(60, b"x"))).message()
    assert [option.code for option in message.options] == [53, 55, 60, 82]
    assert message.first(55) == bytes(PARAMETERS)


def test_options_of_the_user_win() -> None:
    message = Wish4(1, MAC, 7, client_id=b"\1x", parameters=(1,), options=(RawOption(53, b"\x03"),)).message()
    assert message.message_type == 3
    assert [option.code for option in message.options] == [53, 61, 55]


@pytest.mark.parametrize("kind", [None, 4, 7])
def test_bootp_decline_and_release_ask_for_nothing(kind: int | None) -> None:
    message = Wish4(kind, MAC, 7).message()
    assert message.first(55) is None
    assert message.message_type == kind


def test_no_rapid_commit_by_itself() -> None:
    assert Wish4(1, MAC, 7).message().first(80) is None
    assert Wish6(1, 7, DUID).message().first(14) is None


def test_a_chaddr_that_does_not_fit() -> None:
    with pytest.raises(EncodeError, match="17 octets"):
        Wish4(1, bytes(17), 7).message()


def test_dhcpv6() -> None:
    message = Wish6(1, 7, DUID, (ia_na("any", 1), ia_pd("/56", 1)), options=(RawOption(14, b""),)).message()
    assert [option.code for option in message.options] == [1, 8, 6, 3, 25, 14]
    assert message.first(6) == b"".join(code.to_bytes(2) for code in ORO)
    assert Wish6(8, 7, DUID).message().first(6) is None


def test_what_is_wished_for_stands_in_the_ias() -> None:
    assert ia_na("2001:db8::5", 9).addresses()[0].address == IPv6Address("2001:db8::5")
    prefix = ia_pd("2001:db8:1::/56", 9).prefixes()[0]
    assert (prefix.prefix, prefix.prefix_length) == (IPv6Address("2001:db8:1::"), 56)
    assert ia_pd("any", 9).options == ()
    for wrong in ("solicit", "2001:db8::/200"):
        with pytest.raises(EncodeError):
            ia_na(wrong, 1)
        with pytest.raises(EncodeError):
            ia_pd(wrong, 1)


@pytest.mark.parametrize(
    ("text", "family", "expected"),
    [
        ("discover", None, (4, 1)),
        ("DHCPREQUEST", None, (4, 3)),
        ("leasequery", None, (4, 10)),
        ("bootp", None, (4, None)),
        ("solicit", None, (6, 1)),
        ("information-request", None, (6, 11)),
        ("request", 6, (6, 3)),
        ("renew", None, (6, 5)),
        ("11", 6, (6, 11)),
        ("200", 4, (4, 200)),
    ],
)
def test_types_by_name_and_number(text: str, family: int | None, expected: tuple[int, int | None]) -> None:
    assert kind_of(text, family) == expected


def test_an_unknown_type_names_those_there_are() -> None:
    with pytest.raises(EncodeError, match=r"discover.*solicit"):
        kind_of("discovery", None)
    with pytest.raises(EncodeError, match="solicit"):
        kind_of("discover", 6)
    with pytest.raises(EncodeError, match="DHCPv4"):
        kind_of("solicit", 4)


def test_what_was_composed_decodes_to_itself() -> None:
    message = Wish4(1, MAC, 7).message()
    assert Message4.decode(message.encode(minimum=0)).options == message.options
