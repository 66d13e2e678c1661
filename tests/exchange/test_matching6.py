from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.exchange import messages6
from dhcptools.exchange.matching6 import label, reject
from dhcptools.exchange.messages6 import Client6
from dhcptools.packet.ia6 import IaNa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, decode6
from support.playbook import SERVER_DUID, answer6, ia_na

CLIENT = Client6(b"\0\x02client", (IaNa(1),))
SOLICIT = messages6.solicit(CLIENT, 7)
ADVERTISE = answer6(SOLICIT, 2, ia_na())


def without(message: Message6, code: int, *more: RawOption) -> Message6:
    return replace(message, options=(*(option for option in message.options if option.code != code), *more))


def test_a_plain_advertise_fits() -> None:
    assert reject(ADVERTISE, SOLICIT) is None


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (RelayMessage6(13), "a relay message: clients discard it (RFC 9915 §16)"),
        (
            replace(ADVERTISE, msg_type=10),
            "a Reconfigure: none was agreed to, and it has no authentication we know (RFC 9915 §16.11)",
        ),
        (SOLICIT, "SOLICIT is not one that a server answers a client with (RFC 9915 §16)"),
        (replace(ADVERTISE, msg_type=99), "type 99 is not one that a server answers a client with (RFC 9915 §16)"),
        (replace(ADVERTISE, transaction_id=8), "transaction-id 0x000008 is not 0x000007"),
        (decode6(ADVERTISE.encode() + b"\0"), "malformed: 1 octets left, an option needs at least 4 (at octet 74)"),
        (without(ADVERTISE, 2), "no server identifier (RFC 9915 §16.3, §16.10)"),
        (without(ADVERTISE, 2, RawOption(2, b"")), "no server identifier (RFC 9915 §16.3, §16.10)"),
        (without(ADVERTISE, 1), "no client identifier (RFC 9915 §16.3, §16.10)"),
        (
            without(ADVERTISE, 1, RawOption(1, b"\1")),
            "client identifier 01 is not 0002636c69656e74 (RFC 9915 §16.3, §16.10)",
        ),
        (replace(ADVERTISE, msg_type=7), "a Reply to a Solicit that did not ask for Rapid Commit"),
    ],
)
def test_reasons(reply: AnyMessage6, reason: str) -> None:
    assert reject(reply, SOLICIT) == reason


def test_rapid_commit_must_be_asked_and_answered() -> None:
    solicit = messages6.solicit(CLIENT, 7, rapid_commit=True)
    reply = answer6(solicit, 7, ia_na())
    assert reject(reply, solicit) == "a Reply to a Solicit without Rapid Commit (RFC 9915 §18.2.1)"
    assert reject(without(reply, 14, RawOption(14, b"")), solicit) is None


def test_an_advertise_answers_nothing_but_a_solicit() -> None:
    request = messages6.request(CLIENT, 7, SERVER_DUID, ())
    assert reject(ADVERTISE, request) == "an Advertise answers a Solicit only (RFC 9915 §16.3)"


def test_only_the_server_that_the_request_names_may_answer() -> None:
    request = messages6.request(CLIENT, 7, SERVER_DUID, ())
    assert reject(answer6(request, 7), request) is None
    assert (reject(answer6(request, 7, server=b"\0\x02x"), request) or "").startswith("server identifier 000278 is not")


def test_rfc9915_16_10_without_our_identifier_there_is_none_in_the_reply() -> None:
    request = messages6.information_request(Client6(b""), 7)
    assert reject(answer6(request, 7), request) is None
    foreign = without(answer6(request, 7), 1, RawOption(1, b"\0\x02x"))
    assert reject(foreign, request) == "a client identifier, though the request has none (RFC 9915 §16.10)"


def test_labels() -> None:
    found = [label(replace(ADVERTISE, msg_type=kind)) for kind in (2, 7, 10, 200)]
    assert found == ["advertise", "reply", "RECONFIGURE", "type 200"]
