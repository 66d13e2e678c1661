"""An exchange over a channel that the test plays."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address

from dhcptools.exchange.actions import Done, Failed, Reason
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.retransmit import Fixed
from dhcptools.packet.v4 import Message4
from dhcptools.probe import runner
from dhcptools.probe.channel import Datagram, now_ns
from dhcptools.probe.runner import Runner
from support.replies4 import reply4

LONG = 60_000_000_000


class Played:
    """A channel without a network: every request is answered by ``script``, at once; then time is over."""

    refused = 0

    def __init__(self, script: Callable[[Message4], list[bytes]]) -> None:
        self.sent: list[Message4] = []
        self._script = script
        self._queue: list[bytes] = []

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        self.sent.append(Message4.decode(octets))
        self._queue += self._script(self.sent[-1])

    def receive(self, until_ns: int) -> Datagram | None:
        if not self._queue:
            return None
        return Datagram(self._queue.pop(0), "192.0.2.1", 67, now_ns())


def discover(channel: Played, until_ns: int | None = None, tries: int = 1) -> runner.Outcome:
    machine = Exchange4("discover", Client4(b"\x02\0\0\0\0\1", 7), schedule=Fixed(1_000_000, tries))
    return Runner(machine, channel, Message4.decode).run(now_ns() + LONG if until_ns is None else until_ns)


def test_an_answer_ends_it_and_has_a_time() -> None:
    outcome = discover(Played(lambda request: [reply4(request, 2).encode()]))
    assert isinstance(outcome.end, Done)
    assert outcome.sent == 1
    assert outcome.rtt_ns is not None
    assert outcome.rtt_ns >= 0
    assert outcome.strays == []


def test_what_does_not_count_is_told_with_its_reason() -> None:
    def script(request: Message4) -> list[bytes]:
        other = reply4(Message4(xid=8, chaddr=request.chaddr), 2)
        return [b"hello", other.encode(), reply4(request, 2).encode()]

    outcome = discover(Played(script))
    assert isinstance(outcome.end, Done)
    reasons = [stray.reason for stray in outcome.strays]
    assert len(reasons) == 2
    assert "236 octets" in reasons[0]
    assert "xid" in reasons[1]


def test_time_over_is_a_failure() -> None:
    outcome = discover(Played(lambda _: []), until_ns=now_ns())
    assert isinstance(outcome.end, Failed)
    assert outcome.end.reason is Reason.STOPPED
    assert outcome.answer is None
    assert outcome.rtt_ns is None


def test_requests_are_repeated_as_the_schedule_says() -> None:
    channel = Played(lambda _: [])
    outcome = discover(channel, tries=3)
    assert isinstance(outcome.end, Failed)
    assert outcome.end.reason is Reason.NO_REPLY
    assert outcome.sent == len(channel.sent) == 3
    assert len({message.xid for message in channel.sent}) == 1


def test_sources_can_be_refused() -> None:
    machine = Exchange4("discover", Client4(b"\x02\0\0\0\0\1", 7), schedule=Fixed(1_000_000))
    channel = Played(lambda request: [reply4(request, 2).encode()])
    outcome = Runner(machine, channel, Message4.decode, lambda datagram: f"not {datagram.source}").run(now_ns() + LONG)
    assert isinstance(outcome.end, Failed)
    assert outcome.strays[0].reason == "not 192.0.2.1"


def test_strays_are_bounded() -> None:
    outcome = discover(Played(lambda request: [b"x"] * 1000 + [reply4(request, 2).encode()]))
    assert isinstance(outcome.end, Done)
    assert len(outcome.strays) == runner.STRAYS_MOST
