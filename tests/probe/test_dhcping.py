"""dhcping's question, and which answers to it are believed."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.probe.channel import Datagram, now_ns
from dhcptools.probe.dhcping import Heard, Question, judge, listen, release, request
from support.queries import MAC, FakeChannel, reply4

QUESTION = Question(IPv4Address("192.0.2.1"), IPv4Address("192.0.2.10"), MAC)


def heard(message: Message4 | bytes, question: Question = QUESTION, source: str = "192.0.2.1") -> Heard:
    octets = message if isinstance(message, bytes) else message.encode()
    return judge(Datagram(octets, source, 67, 0), question, request(question, 7))


@pytest.mark.parametrize(("inform", "options"), [(False, b"\x35\1\3\xff"), (True, b"\x35\1\x08\x37\1\1\xff")])
def test_the_request(inform: bool, options: bytes) -> None:
    octets = request(QUESTION._replace(inform=inform), 0x01020304).encode()
    assert octets[:16] == b"\1\1\6\0\1\2\3\4\0\0\0\0\xc0\0\2\x0a"
    assert octets[28:44] == MAC.ljust(16, b"\0")
    assert octets[240:].rstrip(b"\0") == options
    assert len(octets) == 300


def test_a_relay_agent() -> None:
    assert request(QUESTION._replace(giaddr=IPv4Address("192.0.2.2")), 1).giaddr == IPv4Address("192.0.2.2")


def test_the_release_names_the_server() -> None:
    message = release(QUESTION, reply4(request(QUESTION, 7), 5), 8)
    assert [(option.code, option.data) for option in message.options] == [(53, b"\7"), (54, b"\xc0\0\2\1")]
    assert (message.ciaddr, message.hardware_address, message.xid) == (QUESTION.address, MAC, 8)


def test_an_acknowledgement_and_a_refusal() -> None:
    sent = request(QUESTION, 7)
    assert heard(reply4(sent, 5)).granted
    refused = heard(reply4(sent, 6))
    assert (refused.answered, refused.granted) == (True, False)


@pytest.mark.parametrize(
    "message",
    [
        b"hello",
        b"",
        reply4(replace(request(QUESTION, 7), xid=8), 5),
        reply4(replace(request(QUESTION, 7), chaddr=bytes(16)), 5),
        reply4(request(QUESTION, 7), 2),
        reply4(request(QUESTION, 7), 5, op=1),
        replace(reply4(request(QUESTION, 7), 5), options=(RawOption(53, b"\5"),)),  # from nobody
    ],
    ids=["garbage", "nothing", "xid", "chaddr", "offer", "request", "no server"],
)
def test_what_is_no_answer(message: Message4 | bytes) -> None:
    found = heard(message)
    assert found.wrong
    assert not found.answered


def test_another_server() -> None:
    answer = reply4(request(QUESTION, 7), 5)
    assert heard(answer, source="192.0.2.9") == Heard(
        Datagram(answer.encode(), "192.0.2.9", 67, 0), Message4.decode(answer.encode()), foreign=True, wrong=""
    )
    assert not heard(answer, source="192.0.2.9").answered
    assert heard(answer, QUESTION._replace(server=IPv4Address("255.255.255.255")), "192.0.2.9").granted


def test_chatter_does_not_keep_it_awake() -> None:
    channel = FakeChannel(lambda _: [b"x"] * 1000)
    channel.send(b"", IPv4Address("192.0.2.1"))
    assert list(listen(channel, QUESTION, request(QUESTION, 7), now_ns())) == []
    assert len(next(listen(channel, QUESTION, request(QUESTION, 7), now_ns() + 10**10)).datagram.octets) == 1
