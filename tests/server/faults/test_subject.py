"""What a scenario knows of a request."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from dhcpserver.faults.subject import NAMES, REQUESTS, read_subject, try_subject, type_name
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import RelayMessage6
from support.dialogue import DUID, LINK, LINK6, discover, message6, na, relay6


def test_dhcpv4() -> None:
    query = discover(1, RawOption(61, b"\1id"), giaddr=IPv4Address("192.0.2.1"))
    found = read_subject(query, LINK)
    assert (found.family, found.kind, found.xid, found.client) == (4, "discover", 1, "02:00:00:00:00:01")
    assert (found.clients[1], found.relays) == (b"\1id", (IPv4Address("192.0.2.1"),))


def test_dhcpv6_inside_relays() -> None:
    found = read_subject(relay6(message6(11, duid=b""), "2001:db8:1::1"), LINK6)
    assert (found.kind, found.client) == ("information-request", "-")
    assert found.relays == (IPv6Address("2001:db8:1::1"), IPv6Address("fe80::9"))
    assert read_subject(message6(1, na()), LINK6).clients == (DUID, bytes.fromhex("020000000001"))


def test_what_cannot_be_read_is_no_subject() -> None:
    assert try_subject(RelayMessage6(), LINK6) is None
    assert try_subject(discover(1, RawOption(50, b"x")), LINK) is None


def test_names() -> None:
    assert (type_name(4, 5), type_name(6, 7), type_name(4, None), type_name(6, 200)) == (
        "ack", "reply", "type-0", "type-200",
    )  # fmt: skip  # names
    assert REQUESTS[4] < set(NAMES[4].values())
    assert "reply" not in REQUESTS[6]
