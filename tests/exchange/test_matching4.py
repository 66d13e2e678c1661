from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from dhcptools.exchange import messages4
from dhcptools.exchange.matching4 import label, reject
from dhcptools.exchange.messages4 import Client4
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.playbook import answer4

MAC = bytes.fromhex("020000000001")
CLIENT = Client4(MAC, 0x1234, client_id=b"\x01" + MAC)
DISCOVER = messages4.discover(CLIENT)
OFFER = answer4(DISCOVER, 2)


def without(message: Message4, code: int, *more: RawOption) -> Message4:
    return message.with_options(*(option for option in message.options if option.code != code), *more)


def test_a_plain_offer_fits() -> None:
    assert reject(OFFER, DISCOVER) is None


def test_rfc6842_an_old_server_may_leave_the_client_identifier_out() -> None:
    assert reject(without(OFFER, 61), DISCOVER) is None


def test_options_in_an_overloaded_file_count() -> None:
    moved = without(OFFER, 54, RawOption(52, b"\x01"))
    assert reject(replace(moved, file=b"\x36\x04\xc0\x00\x02\x01\xff".ljust(128, b"\0")), DISCOVER) is None


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (DISCOVER, "op is 1, a reply has 2"),
        (replace(OFFER, cookie=b"", options=()), "no DHCP magic cookie: a plain BOOTP reply"),
        (replace(OFFER, xid=1), "xid 0x00000001 is not 0x00001234"),
        (replace(OFFER, chaddr=bytes(16)), "chaddr 00:00:00:00:00:00 is not 02:00:00:00:00:01"),
        (without(OFFER, 53), "no DHCP message type (option 53)"),
        (without(OFFER, 53, RawOption(53, b"")), "no DHCP message type (option 53)"),
        (answer4(DISCOVER, 1), "message type 1 is not one that a server answers a client with"),
        (
            without(OFFER, 61, RawOption(61, b"\xff")),
            "client identifier ff is not 01020000000001 (RFC 6842 §3)",
        ),
        (without(OFFER, 54), "no server identifier (option 54)"),
        (without(OFFER, 54, RawOption(54, b"\x01")), "server identifier has 1 octets, needs 4"),
        (replace(OFFER, yiaddr=IPv4Address(0)), "an offer without address: yiaddr is 0.0.0.0"),
    ],
)
def test_reasons(reply: Message4, reason: str) -> None:
    assert reject(reply, DISCOVER) == reason


def test_a_client_identifier_that_was_never_sent() -> None:
    bare = messages4.discover(Client4(MAC, 0x1234))
    assert reject(OFFER, bare) == "client identifier 01020000000001 is not sent (RFC 6842 §3)"


def test_only_the_server_that_the_request_names_may_answer() -> None:
    request = messages4.request_selecting(CLIENT, OFFER)
    other = IPv4Address("192.0.2.9")
    assert reject(answer4(request, 5), request) is None
    assert reject(answer4(request, 6, server=other), request) == (
        "server identifier 192.0.2.9 is not 192.0.2.1, which the request names"
    )


def test_an_acknowledgement_has_an_address_unless_it_answers_inform() -> None:
    zero = IPv4Address(0)
    request = messages4.request_reboot(CLIENT, IPv4Address("192.0.2.77"))
    inform = messages4.inform(CLIENT, IPv4Address("192.0.2.77"))
    assert (
        reject(replace(answer4(request, 5), yiaddr=zero), request)
        == "an acknowledgement without address: yiaddr is 0.0.0.0"
    )
    assert reject(replace(answer4(inform, 5), yiaddr=zero), inform) is None


def test_labels() -> None:
    assert [label(answer4(DISCOVER, kind)) for kind in (2, 5, 6, 13)] == ["offer", "ack", "nak", "type 13"]
    assert label(without(OFFER, 53)) == ""
