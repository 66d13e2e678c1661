"""Questions to scripted DHCPv4 servers, and how their answers are judged."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterable

import pytest

from dhcptools.net.sockets import open_udp
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.probe.ask4 import Ask4
from dhcptools.probe.channel import UdpChannel, now_ns
from dhcptools.probe.ping import Answer, Target
from support.answerer import Answerer
from support.replies4 import nak4, reply4

SECOND = 1_000_000_000
Script = Callable[[Message4], Iterable[Message4 | bytes]]


def ask(
    script: Script, question: str = "discover", *, timeout_ns: int = 5 * SECOND, **fields: object
) -> tuple[Answer, list[Message4]]:
    def answer(octets: bytes) -> list[bytes]:
        replies = script(Message4.decode(octets))
        return [reply if isinstance(reply, bytes) else reply.encode() for reply in replies]

    with Answerer(answer) as server, open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        numbers = itertools.count(0x1234)
        target = Target(4, "127.0.0.1", question, relay="127.0.0.1", source_port=True, **fields)  # type: ignore[arg-type] # fields by name
        answered = Ask4(target, UdpChannel(sock, server.port), lambda _: next(numbers)).ask(timeout_ns)
    return answered, [Message4.decode(octets) for octets in server.heard]


def test_a_discover_as_a_relay_agent_takes_no_lease() -> None:
    answer, heard = ask(lambda request: [reply4(request, 2)])
    assert answer.good
    assert (answer.kind, answer.server_id, answer.source, answer.address) == (
        "DHCPOFFER", "192.0.2.1", "127.0.0.1", "192.0.2.10",
    )  # fmt: skip  # one row
    assert answer.rtt_ns is not None
    (request,) = heard
    assert request.message_type == 1
    assert (str(request.giaddr), request.hops) == ("127.0.0.1", 1)
    assert request.first(82) == b"\x13\0"  # RFC 8357 relay source port


def test_a_request_is_followed_by_a_release_that_names_its_server() -> None:
    answer, heard = ask(
        lambda request: [reply4(request, 5)] if request.message_type == 3 else [], "request", address="192.0.2.10"
    )
    assert answer.kind == "DHCPACK"
    assert [message.message_type for message in heard] == [3, 7]
    assert heard[1].first(54) == bytes((192, 0, 2, 1))  # RFC 2131 §4.4.6
    assert heard[0].xid != heard[1].xid
    assert [str(message.ciaddr) for message in heard] == ["192.0.2.10"] * 2


def test_a_lease_can_be_kept() -> None:
    _, heard = ask(lambda request: [reply4(request, 5)], "request", address="192.0.2.10", release=False)
    assert [message.message_type for message in heard] == [3]


def test_a_nak_is_an_answer_but_no_success() -> None:
    answer, heard = ask(lambda request: [nak4(request, b"wrong \x1b[31mnetwork")], "request", address="192.0.2.10")
    assert not answer.good
    assert (answer.kind, answer.message) == ("DHCPNAK", "wrong \x1b[31mnetwork")
    assert [message.message_type for message in heard] == [3]


@pytest.mark.parametrize(
    ("forge", "word"),
    [
        (lambda request: b"hello", "236 octets"),
        (lambda request: reply4(Message4(xid=request.xid ^ 1, chaddr=request.chaddr, giaddr=request.giaddr), 2), "xid"),
        (lambda request: reply4(Message4(xid=request.xid, chaddr=b"\2" * 16, giaddr=request.giaddr), 2), "chaddr"),
        (lambda request: reply4(request, 5), "ack"),
        (lambda request: nak4(request, b"no"), "nak"),
        (lambda request: request, "op"),
    ],
    ids=["garbage", "xid", "chaddr", "ack", "nak", "request"],
)
def test_what_is_no_answer_is_named(forge: Callable[[Message4], Message4 | bytes], word: str) -> None:
    began = now_ns()
    answer, _ = ask(lambda request: [forge(request)] * 3, timeout_ns=SECOND // 20)
    assert (answer.good, answer.kind, answer.rtt_ns) == (False, "", None)
    assert len(answer.strays) == 3
    assert word in answer.strays[0]
    assert now_ns() - began < 2 * SECOND


def test_an_inform_names_its_own_address_and_is_not_released() -> None:
    answer, heard = ask(
        lambda request: [reply4(request, 5, RawOption(6, bytes(4)), yiaddr="0.0.0.0")], "inform", address="127.0.0.1"
    )
    assert answer.good
    assert answer.address is None
    assert [message.message_type for message in heard] == [8]
    assert str(heard[0].ciaddr) == "127.0.0.1"


def test_a_question_needs_its_address() -> None:
    with pytest.raises(EncodeError, match="address"):
        ask(lambda request: [], "request")
