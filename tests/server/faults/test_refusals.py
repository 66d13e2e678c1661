"""Answers made without the engine."""

from __future__ import annotations

from ipaddress import IPv4Address

from dhcpserver.faults.refusals import Exhausted, Identity, Nak, Status
from dhcpserver.faults.subject import read_subject
from dhcpserver.reply4 import Reply4
from support.dialogue import LINK, LINK6, SERVER, SERVER_DUID, discover, message4, message6, na, opt4

US = Identity(frozenset((int(SERVER), int(IPv4Address("192.0.2.2")))), SERVER_DUID)


def test_a_nak_names_the_server_it_was_asked_as() -> None:
    for server, known in (("192.0.2.1", True), ("192.0.2.2", True), ("192.0.2.3", False)):
        request = message4(3, 1, opt4(50, "192.0.2.10"), opt4(54, server))
        refusal = Nak("no")(read_subject(request, LINK), US)
        assert (refusal is not None) is known
        if refusal is not None:
            (reply,), _ = refusal
            assert isinstance(reply, Reply4)
            assert (reply.message.message_type, reply.message.first(54)) == (6, IPv4Address(server).packed)


def test_a_nak_through_a_relay_that_overrides() -> None:
    request = message4(3, 1, opt4(50, "192.0.2.10"), opt4(82, b"\x0b\4\xc0\0\2\x63"), giaddr=IPv4Address("192.0.2.99"))
    refusal = Nak("no")(read_subject(request, LINK), US)
    assert refusal is not None
    (reply,), _ = refusal
    assert isinstance(reply, Reply4)
    assert reply.message.first(54) == IPv4Address("192.0.2.99").packed  # RFC 5107
    assert reply.destination == IPv4Address("192.0.2.99")


def test_each_in_its_family() -> None:
    four, six = read_subject(discover(), LINK), read_subject(message6(1, na()), LINK6)
    assert Nak("no")(six, US) is None
    assert Status(1, "UnspecFail")(four, US) is None
    assert Exhausted()(four, US) == ((), "not answered: no address is left")


def test_a_status_without_client_id() -> None:
    refusal = Status(1, "UnspecFail")(read_subject(message6(11, duid=b""), LINK6), US)
    assert refusal is not None
    (reply,), _ = refusal
    assert [option.code for option in reply.message.options] == [2, 13]
