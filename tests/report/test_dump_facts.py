from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.report.dump_facts import chain, facts4, facts6, type4, type6
from support.dumped import DISCOVER, MAC, SOLICIT

DUID = RawOption(1, b"\0\3\0\1" + MAC)
ADDRESS = IPv6Address("2001:db8::1").packed + (1800).to_bytes(4) + (3600).to_bytes(4)
IA = RawOption(3, b"\0\0\0\1" + bytes(8) + b"\0\5\0\x18" + ADDRESS)
PREFIX = (1800).to_bytes(4) + (7200).to_bytes(4) + bytes([56]) + IPv6Address("2001:db8:1::").packed
PD = RawOption(25, b"\0\0\0\2" + bytes(8) + b"\0\x1a\0\x19" + PREFIX)
REPLY = Message6(7, 1, (DUID, RawOption(2, b"\0\2\0\0\0\x09\1\2"), IA, PD))


def said4(message: Message4) -> str:
    return facts4(message, options4(Message4.decode(message.encode())))


def said6(message: AnyMessage6) -> str:
    return facts6(message, options6(message))


def test_a_dhcpv4_offer() -> None:
    offer = replace(
        DISCOVER, op=2, yiaddr=IPv4Address("192.0.2.50"), giaddr=IPv4Address("192.0.2.9"),
        options=(RawOption(53, b"\2"), RawOption(51, b"\0\0\x0e\x10"), RawOption(54, b"\xc0\0\2\1")),
    )  # fmt: skip  # header, options
    assert type4(offer) == "DHCPOFFER"
    assert said4(offer) == "  02:00:5e:00:53:01  address 192.0.2.50  lease 1h  server 192.0.2.1  relay 192.0.2.9"


def test_what_clients_ask_for() -> None:
    request = DISCOVER.with_options(RawOption(50, b"\xc0\0\2\7"), RawOption(81, b"\0\0\0pc2"), RawOption(12, b"pc1"))
    assert said4(request) == '  02:00:5e:00:53:01  "pc1"  asks 192.0.2.7'
    named = DISCOVER.with_options(RawOption(81, b"\0\0\0pc2"))
    assert said4(replace(named, ciaddr=IPv4Address("192.0.2.8"))) == '  02:00:5e:00:53:01  "pc2"  has 192.0.2.8'
    assert said4(replace(DISCOVER, hlen=0, options=())) == "  no hardware address"
    refusal = DISCOVER.with_options(RawOption(53, b"\6"), RawOption(56, b"wrong \x1b net"))
    assert said4(refusal).endswith('"wrong \\x1b net"')
    assert said4(DISCOVER.with_options(RawOption(51, b"\0"))) == "  02:00:5e:00:53:01"


def test_types_without_a_name_and_bootp() -> None:
    assert type4(DISCOVER.with_options(RawOption(53, b"\x63"))) == "TYPE-99"
    assert type4(DISCOVER.with_options()) == "BOOTREQUEST"
    assert type4(replace(DISCOVER.with_options(), op=9)) == "OP-9"


def test_a_dhcpv6_reply() -> None:
    assert said6(REPLY) == (
        "  02:00:5e:00:53:01  address 2001:db8::1  lease 1h  prefix 2001:db8:1::/56  lease 2h"
        "  server DUID-EN 000000090102"
    )


def test_a_dhcpv6_refusal() -> None:
    refused = Message6(7, 1, (RawOption(3, b"\0\0\0\1" + bytes(8) + b"\0\x0d\0\4\0\2no"), RawOption(13, b"\0\0")))
    assert said6(refused) == '  status NoAddrsAvail "no"'


def test_many_addresses_are_counted() -> None:
    many = RawOption(3, b"\0\0\0\1" + bytes(8) + b"".join(b"\0\5\0\x18" + ADDRESS for _ in range(6)))
    assert said6(Message6(7, 1, (many,))).count("address") == 4
    assert "and 2 more" in said6(Message6(7, 1, (many,)))


def test_relayed_messages_have_the_facts_of_the_innermost() -> None:
    link = IPv6Address("2001:db8:9::1")
    inner = RelayMessage6(12, 0, link, IPv6Address("fe80::1"), (RawOption(9, SOLICIT.encode()),))
    outer = RelayMessage6(12, 1, IPv6Address(0), IPv6Address("fe80::2"), (RawOption(9, inner.encode()),))
    options = options6(outer)
    assert type6(outer, options) == "RELAY-FORW*2(SOLICIT)"
    assert facts6(outer, options) == "  02:00:5e:00:53:01  relay 2001:db8:9::1"
    assert facts6(RelayMessage6(), ()) == ""


def test_a_dhcpv4_message_inside_names_its_type_and_gives_its_facts() -> None:
    query = Message6(20, 0, (RawOption(87, DISCOVER.encode()),))
    assert type6(query, options6(query)) == "DHCPV4-QUERY(DHCPDISCOVER)"
    assert facts6(query, options6(query)) == '  02:00:5e:00:53:01  "pc1"'
    relayed = RelayMessage6(link_address=IPv6Address("2001:db8::9"), options=(RawOption(9, query.encode()),))
    assert facts6(relayed, options6(relayed)) == '  02:00:5e:00:53:01  "pc1"  relay 2001:db8::9'
    assert type6(relayed, options6(relayed)) == "RELAY-FORW(DHCPV4-QUERY(DHCPDISCOVER))"
    assert chain(["A"]) == "A"
