from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.fields import FIELDS, FieldError, Leaf, find_field, messages6, type_name
from dhcptools.dump.record import Packet
from dhcptools.packet.definitions import STANDARD, Definition
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.ia6 import IaAddr, IaNa
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import options6
from dhcptools.packet.v6 import Message6, RelayMessage6
from support.dump_messages import frames4, frames6
from support.dumped import DISCOVER, MAC, SOLICIT, packet
from support.talks import four, over6

IA = IaNa(5, 100, 200, (IaAddr(IPv6Address("2001:db8::5"), 300, 400).option(),)).option()
REQUEST6 = Message6(3, 0xABCDEF, (*SOLICIT.options, RawOption(2, b"\0\3\0\1\2\2\2\2\2\2"), IA, RawOption(14, b"")))
RELAYED = packet(
    RelayMessage6(12, 1, IPv6Address("2001:db8::1"), IPv6Address("fe80::9"), (RawOption(9, REQUEST6.encode()),))
)
ACK = packet(
    DISCOVER.with_options(
        RawOption(53, b"\5"), RawOption(54, bytes((192, 0, 2, 1))), RawOption(3, bytes((192, 0, 2, 3, 192, 0, 2, 4))),
        RawOption(82, b"\1\4eth0\x02\x06" + MAC), RawOption(81, b"\1\0\0host"), RawOption(51, b"\1"),
        RawOption(224, b"own"), RawOption(61, b"\1" + MAC),
    ),
    tags=(VlanTag(7), VlanTag(8)),
)  # fmt: skip  # one with everything


def values(name: str, of: Packet) -> list[Leaf]:
    return list(find_field(name, of.catalogue)(of))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("type", ["ack", 5]), ("mac", [MAC]), ("xid", [0x11223344]), ("giaddr", [IPv4Address(0)]), ("sname", [""]),
        ("chaddr", [MAC]), ("client-id", [b"\1" + MAC]), ("ip.src", [IPv4Address(0)]), ("udp", [68, 67]),
        ("family", [4]), ("link.type", [1, "ethernet"]),
        ("server", [IPv4Address("192.0.2.1"), IPv4Address("255.255.255.255")]), ("vlan", [7, 8]), ("problems", [1]),
        ("link.src", [MAC]), ("option.51", [b"\1"]), ("option.99", []), ("option.82.circuit_id", [b"eth0", "eth0"]),
        ("option.82.2", [MAC, "0x02005e005301"]), ("option.fqdn.name", ["host"]), ("msg-type", []), ("hop-count", []),
        ("option.routers", [bytes((192, 0, 2, 3, 192, 0, 2, 4)), "192.0.2.3, 192.0.2.4", "192.0.2.3", "192.0.2.4"]),
    ],
)  # fmt: skip  # a row a field
def test_fields_of_dhcpv4(name: str, expected: list[Leaf]) -> None:
    assert values(name, ACK) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("type", ["relay-forw", 12, "request", 3]), ("msg-type", [12, 3]), ("xid", [0xABCDEF]), ("hop-count", [1]),
        ("link-address", [IPv6Address("2001:db8::1")]), ("mac", [MAC, MAC]), ("giaddr", []),
        ("duid", [b"\0\3\0\1" + MAC]),
        ("server", [b"\0\3\0\1\2\2\2\2\2\2", IPv6Address("ff02::1:2")]), ("option.ia-na.iaaddr.addr", []),
        ("option.3.iaid", [5]), ("option.ia-na.5.address", ["2001:db8::5"]), ("option.rapid-commit", [b"", ""]),
    ],
)  # fmt: skip  # a row a field
def test_fields_of_dhcpv6_in_every_layer(name: str, expected: list[Leaf]) -> None:
    assert values(name, RELAYED) == expected


def test_a_client_is_known_by_its_frame_or_its_relay_too() -> None:
    told = RelayMessage6(options=(RawOption(79, b"\0\1" + MAC), RawOption(9, Message6(1).encode())))
    assert MAC in values("mac", packet(told))
    assert values("mac", packet(Message6(1))) == [MAC]


def test_option_43_means_what_the_vendor_class_says() -> None:
    found = packet(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(43, b"\6\1\7"), RawOption(60, b"PXEClient")))
    assert values("option.43.discovery-control", found) == [b"\7", 7]


@given(frames4() | frames6(), st.sampled_from([1, 3, 12, 43, 53, 82, 121]))
def test_one_option_is_what_it_is_among_all(octets: bytes, code: int) -> None:
    found = Packet(1, 0, "x", 1, octets, len(octets))
    layers = [found.options, *(options6(each, found.catalogue) for each in messages6(found)[1:])]
    alone = [leaf for leaf in values(f"option.{code}", found) if isinstance(leaf, bytes)]
    among = [each.data for layer in layers for each in layer if each.code == code]
    assert [each for each in among if each not in alone] == []
    assert bool(alone) >= bool(among)


def test_dhcpv4_inside_dhcpv6_is_looked_into() -> None:
    for relays, outside in ((0, []), (1, ["relay-forw", 12])):
        found = over6(four("discover", 0, RawOption(61, b"\1" + MAC), xid=0xA1B2C3D4), relays=relays)
        assert values("type", found) == [*outside, "dhcpv4-query", 20, "discover", 1]
        assert values("xid", found) == [0xA1B2C3D4]
        assert MAC in values("mac", found)
        assert (values("chaddr", found), values("client-id", found)) == ([MAC], [b"\1" + MAC])
        assert values("option.53", found) == values("option.53", four("discover")) != []
        assert values("giaddr", found) == [IPv4Address(0)]
    assert IPv4Address("192.0.2.1") in values("server", over6(four("offer")))
    assert values("mac", packet(Message6(20, 0))) == [MAC]  # of its frame


def test_private_options_by_their_own_name() -> None:
    catalogue = STANDARD.with_definitions("dhcp4", [Definition(224, "my-own", STRING)])
    own = Packet(1, 0, "x", 1, ACK.octets, 1, catalogue)
    assert values("option.my-own", own) == [b"own", "own", "own"]


@pytest.mark.parametrize("name", ["typ", "option", "option.", "option.no-such", "option.70000", "ip.x", ""])
def test_what_is_no_field(name: str) -> None:
    with pytest.raises(FieldError):
        find_field(name, STANDARD)


def test_names_of_message_types() -> None:
    assert [type_name(text) for text in (
        "DHCPOFFER", "offer", "Relay_Forw", "information-request", "informationrequest", "9", "leasequery-reply",
        "bootp",
    )] == [
        "offer", "offer", "relay-forw", "information-request", "information-request", "9", "leasequery-reply", "bootp",
    ]  # fmt: skip  # spellings, names
    with pytest.raises(FieldError, match="did you mean offer"):
        type_name("ofer")


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_no_packet_raises(octets: bytes, family: int) -> None:
    payload = DISCOVER.encode()[:240] + octets if family == 4 else octets
    of = packet(payload, family=family)
    for name in [*FIELDS, "option.82.1", "option.9.x", "option.3.5.address", "option.43"]:
        values(name, of)


@given(st.lists(st.tuples(st.integers(14, 290), st.integers(0, 255)), max_size=3), st.booleans())
def test_quick_looks_say_what_the_message_says(changes: list[tuple[int, int]], old: bool) -> None:
    octets = bytearray(packet(DISCOVER if old else SOLICIT).octets)
    for at, value in changes:
        octets[at % len(octets)] = value
    quick = Packet(1, 0, "x", 1, bytes(octets), len(octets))
    slow = Packet(1, 0, "x", 1, bytes(octets), len(octets))
    slow.fragments = (slow,)  # whose octets are not looked at
    assert slow.frame is not None or quick.frame is None
    for name in ("type", "xid", "chaddr", "mac"):
        assert values(name, quick) == values(name, slow)
