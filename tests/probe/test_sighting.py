from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.raw import RawOption
from dhcptools.probe.sighting import Sighting, sight
from support.sightings import (
    DUID,
    SERVER_MAC,
    advertise,
    asked,
    frame4,
    frame6,
    leases6,
    nak,
    nothing6,
    offer,
    reply4,
    reply6,
    seen,
)


def test_an_offer() -> None:
    found = offer(more=[RawOption(3, bytes((192, 0, 2, 1)))])
    assert (found.family, found.kind, found.answers, found.offers) == (4, "DHCPOFFER", True, True)
    assert (found.server_id, found.source, found.mac) == ("192.0.2.1", "192.0.2.1", SERVER_MAC)
    assert (found.addresses, found.prefixes, found.lease_s) == (("192.0.2.100",), (), 3600)
    assert found.rtt_ns == 2_500_000
    assert [(option.name, option.text) for option in found.options][-1] == ("routers", "192.0.2.1")
    assert found.problems == ()


def test_an_advertise_with_address_and_prefix_of_a_duid_en() -> None:
    found = advertise()
    assert (found.kind, found.answers, found.offers) == ("Advertise", True, True)
    assert (found.server_id, found.source) == (DUID.hex(":"), "fe80::1")
    assert (found.addresses, found.prefixes, found.lease_s) == (("2001:db8::5",), ("2001:db8:1::/56",), 3600)


def test_a_server_known_by_a_duid_uuid() -> None:
    uuid = b"\0\4" + bytes(range(16))
    found = advertise(*leases6(), server=uuid)
    assert found.server_id == uuid.hex(":")
    (told,) = (option.value for option in found.options if option.code == 2)
    assert told.type_name == "DUID-UUID"


def test_an_advertise_of_a_server_that_has_nothing() -> None:
    found = advertise(nothing6())
    assert found.answers
    assert not found.offers
    assert found.status == "IA_NA 1: NoAddrsAvail (no\x1b[31m address)"


@pytest.mark.parametrize(("code", "kind"), [(5, "DHCPACK"), (6, "DHCPNAK"), (13, "type 13"), (0, "BOOTREPLY")])
def test_what_is_no_offer_does_not_answer_a_discover(code: int, kind: str) -> None:
    ask = asked()
    found = seen(frame4(reply4(ask, code)), ask)
    assert (found.kind, found.answers, found.offers) == (kind, False, False)


def test_the_words_of_a_nak() -> None:
    assert nak().status == "no\x1b[31m | way"


@pytest.mark.parametrize("flavour", ["selecting", "init-reboot", "rebinding"])
def test_a_nak_answers_a_request_whatever_server_it_names(flavour: str) -> None:
    ask = asked(flavour)
    assert seen(frame4(reply4(ask, 6, "0.0.0.0", "192.0.2.66")), ask).answers
    assert not seen(frame4(reply4(ask, 2)), ask).answers


def test_a_bootp_server() -> None:
    ask = asked("bootrequest")
    found = seen(frame4(reply4(ask, 0, server=None)), ask)
    assert (found.kind, found.answers, found.server_id, found.problems) == ("BOOTREPLY", True, None, ())


def test_a_server_that_answers_badly_is_a_server() -> None:
    ask = asked()
    found = seen(frame4(reply4(ask, 2, "0.0.0.0", None)), ask)
    assert found.answers
    assert not found.offers
    assert found.problems == (
        "no server identifier (option 54)",
        "an offer without address: yiaddr is 0.0.0.0",
    )
    short = seen(frame4(reply4(ask, 2, "192.0.2.9", None, more=[RawOption(54, b"\1\2")])), ask)
    assert short.problems == ("server identifier has 2 octets, needs 4",)
    odd = seen(frame4(reply4(ask, 2, "192.0.2.9", more=[RawOption(51, b"\0\1")])), ask)
    assert [problem for problem in odd.problems if "51" in problem] == [
        next(f"option 51 (dhcp-lease-time): {option.problem}" for option in odd.options if option.problem)
    ]
    bare = seen(frame6(reply6(asked("solicit"), 2, server=b"")), asked("solicit"))
    assert bare.problems == ("no server identifier (RFC 9915 §16.3)",)


def test_a_reply_to_a_solicit_is_none() -> None:
    ask = asked("solicit")
    found = seen(frame6(reply6(ask, 7, *leases6())), ask)
    assert (found.kind, found.answers, found.offers) == ("Reply", False, False)


def test_tags_are_seen() -> None:
    ask = asked()
    found = seen(frame4(reply4(ask), tags=(VlanTag(100), VlanTag(7))), ask)
    assert found.vlans == (100, 7)


def test_what_is_no_answer_to_us() -> None:
    ask = asked()
    asks = {ask.key: ask}
    right = frame4(reply4(ask))
    wrong_checksum = right[:40] + bytes((right[40] ^ 1,)) + right[41:]
    for frame, reason in (
        (right[:10], "malformed: "),
        (right[:30], "no whole UDP datagram"),
        (frame4(reply4(ask), port=67), "not to a client's port"),
        (wrong_checksum, "wrong UDP checksum"),
        (frame4(reply4(asked(number=8))), "another transaction"),
        (frame4(reply4(ask, op=1)), "a request"),
        (frame4(reply4(ask, chaddr=bytes(16))), "another hardware address"),
        (frame6(reply6(asked("solicit"))), "another transaction"),
    ):
        found = sight(frame, asks, 0)
        assert isinstance(found, str)
        assert found.startswith(reason)
    assert isinstance(sight(wrong_checksum, asks, 0, checksums=False), Sighting)


def test_what_is_no_answer_to_our_solicit() -> None:
    ask = asked("solicit")
    asks = {ask.key: ask}
    message = reply6(ask)
    other = type(message)(2, message.transaction_id, (RawOption(1, b"\0\3\0\1other"), *message.options[1:]))
    assert sight(frame6(other), asks, 0) == "another client identifier"
    assert sight(frame6(type(message)(1, message.transaction_id, message.options)), asks, 0) == "a request"
    right = frame6(reply6(ask, 2, *leases6()))
    relayed = right[:62] + b"\x0d" + right[63:]
    assert sight(relayed, asks, 0, checksums=False) == "a relay message"
    nameless = seen(frame6(type(message)(2, message.transaction_id, message.options[1:])), ask)
    assert nameless.problems == ("no client identifier (RFC 9915 §16.3)",)


@given(st.binary(max_size=400), st.booleans())
def test_any_octets_after_the_header_are_read_or_refused(tail: bytes, four: bool) -> None:
    ask = asked() if four else asked("solicit")
    frame = frame4(reply4(ask)) if four else frame6(reply6(ask))
    at = 42 + 240 if four else 62 + 4
    found = sight(frame[:at] + tail, {ask.key: ask}, 0, checksums=False)
    assert isinstance(found, Sighting | str)
