from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcptools.exchange.actions import Done, Failed
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.client6 import Exchange6
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.retransmit import Fixed
from dhcptools.packet.ia6 import IaNa
from dhcptools.packet.v4 import Message4
from dhcptools.probe.channel import now_ns
from dhcptools.probe.compose import Wish4
from dhcptools.probe.judge import Reply
from dhcptools.probe.query import Copy, Event, Sent, Stray, ask, carry_out
from support.queries import DUID, MAC, FakeChannel, reply4, serve4, serve6

EVERYBODY = IPv4Address("255.255.255.255")
DISCOVER = Wish4(1, MAC, 7).message()


@pytest.fixture
def channels() -> Iterator[list[FakeChannel]]:
    made: list[FakeChannel] = []
    yield made
    for channel in made:
        channel.close()


def asked(channel: FakeChannel, request: Message4 = DISCOVER, **how: int) -> list[Event]:
    return list(ask(channel, request, EVERYBODY, timeout_ns=10**9, **how))  # type: ignore[arg-type]  # wait is a bool


def test_the_first_good_answer_ends_it(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(lambda octets: serve4(octets) * 3))
    events = asked(channels[0])
    assert [type(event) for event in events] == [Sent, Reply]
    assert channels[0].sent == [(DISCOVER.encode(), EVERYBODY)]


def test_wait_hears_everyone(channels: list[FakeChannel]) -> None:
    def three(octets: bytes) -> list[bytes]:
        return [reply4(Message4.decode(octets), 2, address=f"192.0.2.{number}").encode() for number in (10, 11, 12)]

    channels.append(FakeChannel(three))
    assert [type(event) for event in asked(channels[0], wait=True, tries=4)] == [Sent, Reply, Reply, Reply]


def test_copies_are_told_apart_from_answers(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(lambda octets: serve4(octets) * 3))
    events = asked(channels[0], wait=True, tries=4)
    assert [type(event) for event in events] == [Sent, Reply, Copy, Copy]
    assert all(event.reply is events[1] for event in events if isinstance(event, Copy))


def test_tries_are_counted_and_strays_do_not_count(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(lambda _: [b"hello"]))
    events = asked(channels[0], tries=3)
    assert [event.attempt for event in events if isinstance(event, Sent)] == [1, 2, 3]
    assert [event.reason for event in events if isinstance(event, Stray)] == [
        "a BOOTP header has 236 octets, 5 are here (at octet 5)"
    ] * 3


def test_a_doubtful_answer_does_not_end_it_and_a_nak_does(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(lambda octets: [reply4(DISCOVER, 5).encode(), *serve4(octets)]))
    kinds = [event.good for event in asked(channels[0]) if isinstance(event, Reply)]
    assert kinds == [False, True]
    request = Wish4(3, MAC, 7).message()
    channels.append(FakeChannel(lambda _: [reply4(request, 6).encode()] * 2))
    assert [type(event) for event in asked(channels[1], request, tries=3)] == [Sent, Reply]


def test_a_whole_exchange_tells_every_message(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(serve4))
    events: list[Event] = []
    machine = Exchange4("dora", Client4(MAC, 7), schedule=Fixed(10**9))
    outcome = carry_out(channels[0], machine, 4, events.append, now_ns() + 10**10)
    assert isinstance(outcome.end, Done)
    told = [event.message.message_type for event in events if isinstance(event.message, Message4)]  # type: ignore[union-attr]
    assert told == [1, 2, 3, 5]


def test_the_same_for_dhcpv6(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(serve6, "fe80::1"))
    events: list[Event] = []
    numbers = iter((5, 6))
    machine = Exchange6(
        "sarr", Client6(DUID, (IaNa(1),)), transaction_ids=lambda: next(numbers), accept_first=True,
        server=IPv6Address("ff02::1:2"), schedule=Fixed(10**9),
    )  # fmt: skip  # one exchange
    outcome = carry_out(channels[0], machine, 6, events.append, now_ns() + 10**10)
    assert isinstance(outcome.end, Done)
    assert [type(event) for event in events] == [Sent, Reply, Sent, Reply]


def test_retransmissions_of_an_exchange_are_numbered(channels: list[FakeChannel]) -> None:
    channels.append(FakeChannel(lambda _: [b"noise"]))
    events: list[Event] = []
    machine = Exchange4("dora", Client4(MAC, 7), schedule=Fixed(10**6, 3))
    outcome = carry_out(channels[0], machine, 4, events.append, now_ns() + 10**9)
    assert isinstance(outcome.end, Failed)
    assert [event.attempt for event in events if isinstance(event, Sent)] == [1, 2, 3]
    assert any(isinstance(event, Stray) for event in events)
