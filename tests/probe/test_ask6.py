"""Questions to scripted DHCPv6 servers, and how their answers are judged."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from ipaddress import IPv6Address

import pytest

from dhcptools.exchange.relay6 import RELAY_PORT
from dhcptools.net.sockets import open_udp
from dhcptools.packet import names6
from dhcptools.packet.ia6 import IaAddr, IaNa, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.probe.ask6 import Ask6
from dhcptools.probe.channel import UdpChannel
from dhcptools.probe.ping import Answer, Target
from support.answerer import Answerer

SECOND = 1_000_000_000
SERVER_ID = b"\0\2\0\0\x09\xbf\1\2\3\4"
BOUND = IaNa(1, 100, 200, (IaAddr(IPv6Address("2001:db8::10"), 300, 400).option(),)).option()
Script = Callable[[Message6], Message6 | None]


def reply(request: Message6, msg_type: int, *options: RawOption) -> Message6:
    client = RawOption(1, request.first(1) or b"")
    return Message6(msg_type, request.transaction_id, (client, RawOption(2, SERVER_ID), *options))


def ask(
    script: Script, question: str = "discover", timeout_ns: int = 5 * SECOND, **fields: object
) -> tuple[Answer, list[RelayMessage6]]:
    def answer(octets: bytes) -> list[bytes]:
        relayed = decode6(octets)
        assert isinstance(relayed, RelayMessage6)
        inner = relayed.relayed()
        assert isinstance(inner, Message6)
        said = script(inner)
        if said is None:
            return []
        options = [RawOption(9, said.encode()), *(option for option in relayed.options if option.code == RELAY_PORT)]
        back = RelayMessage6(13, relayed.hop_count, relayed.link_address, relayed.peer_address, tuple(options))
        return [back.encode()]

    with Answerer(answer, socket.AF_INET6) as server, open_udp(socket.AF_INET6, "::1", 0) as sock:
        numbers = itertools.count(0x1234)
        duid = b"\0\3\0\1\2\0\0\0\0\1"
        target = Target(6, "::1", question, relay="::1", source_port=True, duid=duid, **fields)  # type: ignore[arg-type] # fields by name
        answered = Ask6(target, UdpChannel(sock, server.port), lambda _: next(numbers)).ask(timeout_ns)
    heard = [decode6(octets) for octets in server.heard]
    return answered, [message for message in heard if isinstance(message, RelayMessage6)]


def kinds(heard: list[RelayMessage6]) -> list[int]:
    return [message.relayed().msg_type for message in heard]


def test_a_solicit_through_a_relay_asks_for_no_rapid_commit() -> None:
    answer, heard = ask(lambda request: reply(request, names6.ADVERTISE, BOUND))
    assert answer.good
    assert (answer.kind, answer.address, answer.server_id) == ("Advertise", "2001:db8::10", SERVER_ID.hex(":"))
    assert answer.rtt_ns is not None
    assert kinds(heard) == [names6.SOLICIT]
    assert heard[0].relayed().first(14) is None
    assert heard[0].first(RELAY_PORT) is not None


def test_no_addresses_is_an_answer_but_no_success() -> None:
    status = StatusCode(names6.NO_ADDRS_AVAIL, "pool is empty").option()
    answer, _ = ask(lambda request: reply(request, names6.ADVERTISE, status), timeout_ns=SECOND // 20)
    assert not answer.good
    assert (answer.kind, answer.source) == ("Advertise", "::1")
    assert answer.rtt_ns is not None
    assert "pool is empty" in (answer.message or "")


def test_a_renew_learns_the_servers_name_first() -> None:
    def script(request: Message6) -> Message6:
        return reply(request, names6.REPLY, *(() if request.msg_type == names6.INFORMATION_REQUEST else (BOUND,)))

    answer, heard = ask(script, "request", address="2001:db8::10", release=False)
    assert answer.good
    assert kinds(heard) == [names6.INFORMATION_REQUEST, names6.RENEW]
    assert heard[1].relayed().first(2) == SERVER_ID


def test_what_a_renew_was_granted_is_given_back() -> None:
    def script(request: Message6) -> Message6:
        return reply(request, names6.REPLY, *((BOUND,) if request.msg_type == names6.RENEW else ()))

    answer, heard = ask(script, "request", address="2001:db8::99")
    assert (answer.good, answer.address) == (True, "2001:db8::10")
    assert kinds(heard) == [names6.INFORMATION_REQUEST, names6.RENEW, names6.RELEASE]
    released = heard[2].relayed()
    assert released.first(2) == SERVER_ID
    assert IPv6Address("2001:db8::10").packed in (released.first(3) or b"")


def test_an_address_that_is_not_bound_is_refused() -> None:
    nothing = IaNa(1, 0, 0, (StatusCode(names6.NO_BINDING, "who are you").option(),)).option()

    def script(request: Message6) -> Message6:
        return reply(request, names6.REPLY, *(() if request.msg_type == names6.INFORMATION_REQUEST else (nothing,)))

    answer, _ = ask(script, "request", address="2001:db8::10")
    assert (answer.good, answer.kind) == (False, "Reply")
    assert "who are you" in (answer.message or "")


def test_a_server_that_says_nothing_has_no_name_to_renew_with() -> None:
    answer, heard = ask(lambda _: None, "request", SECOND // 20, address="2001:db8::10")
    assert (answer.good, answer.kind) == (False, "")
    assert kinds(heard) == [names6.INFORMATION_REQUEST]


def test_an_information_request_takes_nothing() -> None:
    answer, heard = ask(lambda request: reply(request, names6.REPLY, RawOption(23, bytes(16))), "inform")
    assert (answer.good, answer.kind, answer.address) == (True, "Reply", None)
    assert kinds(heard) == [names6.INFORMATION_REQUEST]


@pytest.mark.parametrize(
    "forge", [lambda r: Message6(2, r.transaction_id ^ 1, r.options), lambda r: Message6(2, r.transaction_id)]
)
def test_what_is_no_answer_is_named(forge: Script) -> None:
    answer, _ = ask(forge, timeout_ns=SECOND // 20)
    assert (answer.good, answer.kind) == (False, "")
    assert len(answer.strays) == 1
