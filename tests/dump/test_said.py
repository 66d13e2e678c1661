from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.record import Packet
from dhcptools.dump.said import said
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6
from support.dumped import packet
from support.talks import DUID, MAC, SERVER_MAC, dora, four, over6, six


def test_a_reply_of_a_server() -> None:
    each = said(dora()[3])
    assert each is not None
    assert (each.name, each.row.label, each.client, each.server) == ("ACK", "ack", MAC, "192.0.2.1")
    assert (each.source, each.source_mac) == ("192.0.2.1", SERVER_MAC.hex(":"))
    assert (each.addresses, each.lifetime_s, each.refusal) == (("192.0.2.10",), 3600, "")


def test_a_request_and_what_it_asks_for() -> None:
    each = said(four("request", 0, RawOption(50, bytes((192, 0, 2, 7))), RawOption(12, b"pc1"), RawOption(60, b"MSFT")))
    assert each is not None
    assert (each.row.label, each.addresses, each.hostname, each.vendor) == ("reboot", ("192.0.2.7",), "pc1", b"MSFT")


def test_inside_relay_messages() -> None:
    name = b"\0\3pc1\7example\0"
    each = said(six("renew", 0, RawOption(39, name), RawOption(16, b"\0\0\1\x37\0\4MSFT"), relays=2))
    assert each is not None
    assert (each.name, each.leg, each.client, each.mac, each.relay) == ("RENEW", 2, DUID, MAC, "2001:db8::1")
    assert (each.hostname, each.vendor) == ("pc1.example", b"MSFT")


def test_dhcpv4_inside_dhcpv6() -> None:
    for relays in (0, 2):
        asked, told = (said(over6(each, relays=relays)) for each in dora()[2:])
        assert asked is not None
        assert told is not None
        assert (asked.name, asked.family, asked.xid, asked.client, asked.carried) == ("REQUEST", 4, 7, MAC, True)
        assert (told.name, told.server, told.source, told.addresses) == (
            "ACK", "192.0.2.1", "fe80::aa", ("192.0.2.10",),
        )  # fmt: skip  # its own words, and who sent it
        assert asked.leg == told.leg == relays
        assert asked.relay == told.relay == ("2001:db8::1" if relays else "")


def test_the_unicast_flag_tells_a_renewal_from_a_rebinding() -> None:
    request = four("request", ciaddr="192.0.2.10")
    found = [said(over6(request, unicast=unicast)) for unicast in (True, False)]
    assert [each.row.label for each in found if each is not None] == ["renew", "rebind"]


def test_what_carries_no_dhcpv4_says_what_it_is() -> None:
    for octets in (b"", b"short"):
        each = said(packet(Message6(20, 0, (RawOption(87, octets),))))
        assert each is not None
        assert (each.name, each.family, each.carried) == ("DHCPV4-QUERY", 6, False)


def test_a_client_without_duid_is_kept_by_its_address() -> None:
    asked, told = said(six("information-request", duid=b"")), said(six("reply", duid=b"", address=""))
    assert asked is not None
    assert told is not None
    assert asked.client == told.client != b""


def test_a_status_code_of_an_ia_and_of_the_message() -> None:
    each = said(six("reply", 0, RawOption(13, b"\0\4moved"), status=2))
    assert each is not None
    assert (each.refusal, each.addresses) == ("NotOnLink (moved), NoAddrsAvail (sorry)", ())


def test_bootp_and_unknown_types_are_no_fault() -> None:
    bare = said(packet(b"\1\1\6\0" + bytes(232)))
    assert bare is not None
    assert bare.name == "BOOTREQUEST"
    strange = said(packet(Message6(99, 1)))
    assert strange is not None
    assert (strange.name, strange.row.label) == ("MESSAGE-99", "other")
    assert said(packet(b"", family=6)) is None


@given(st.sampled_from([4, 6]), st.binary(max_size=400))
def test_any_octets(family: int, octets: bytes) -> None:
    said(packet(octets, family=family))


@given(
    st.sampled_from([*dora(), six("reply", relays=1), *map(over6, dora())]),
    st.integers(0, 400),
    st.binary(min_size=1, max_size=4),
)
def test_any_damage(whole: Packet, at: int, octets: bytes) -> None:
    broken = whole.octets[:at] + octets + whole.octets[at + len(octets) :]
    said(Packet(1, None, "x", 1, broken, len(broken)))
