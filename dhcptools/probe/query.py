"""One request and whatever answers it; and whole exchanges, message by message, as they happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address

from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, decode6
from dhcptools.probe.channel import Channel, ChannelAround, Datagram, now_ns
from dhcptools.probe.judge import Reply, judge
from dhcptools.probe.runner import Exchange, Outcome, Runner

AnyMessage = Message4 | AnyMessage6


@dataclass(frozen=True, slots=True)
class Sent:
    """A request left, for the ``attempt``-th time, counted from 1."""

    message: AnyMessage
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Stray:
    """Something arrived that is no answer."""

    datagram: Datagram
    reason: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer came once more, octet for octet, from where it came before."""

    reply: Reply


Event = Sent | Reply | Stray | Copy
_KNOWN_MOST = 1000  # answers that copies are recognised of: a flood of made-up ones ends here


def ask(
    channel: Channel,
    request: AnyMessage,
    destination: IPv4Address | IPv6Address,
    *,
    tries: int = 1,
    timeout_ns: int,
    wait: bool = False,
) -> Iterator[Event]:
    """Send a request up to ``tries`` times (0: for ever), ``timeout_ns`` apart, until a good answer or a refusal.

    With ``wait`` it is sent once more only while nothing answers, and every answer until the timeout counts, its copies
    as such. NetError when it cannot be sent, EncodeError when a field is out of its range.
    """
    octets = request.encode()
    known: dict[tuple[str, bytes | None, bytes], Reply] = {}
    attempt = 0
    while tries == 0 or attempt < tries:
        attempt += 1
        sent_ns = now_ns()
        channel.send(octets, destination)
        yield Sent(request, attempt)
        answered = False
        while (datagram := channel.receive(sent_ns + timeout_ns)) is not None:
            if datagram.at_ns >= sent_ns + timeout_ns:
                break
            if (first := known.get(_origin(datagram))) is not None:
                yield Copy(first)
                continue
            found = judge(datagram, request)
            if isinstance(found, str):
                yield Stray(datagram, found)
                continue
            reply = replace(found, rtt_ns=max(0, datagram.at_ns - sent_ns), attempt=attempt)
            yield reply
            if len(known) < _KNOWN_MOST:
                known[_origin(datagram)] = reply
            settled = reply.good or reply.refused is not None
            answered = answered or settled
            if settled and not wait:
                return
        if answered:
            return


def _origin(datagram: Datagram) -> tuple[str, bytes | None, bytes]:
    return datagram.source, datagram.mac, datagram.octets


class Witness(ChannelAround):
    """A channel that tells what passes through it: every request, and every datagram as an answer to the last one."""

    def __init__(self, channel: Channel, tell: Callable[[Event], None]) -> None:
        super().__init__(channel)
        self._tell = tell
        self._request: AnyMessage | None = None
        self._sent_ns = 0
        self._attempt = 0

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Send, then tell."""
        self._sent_ns = now_ns()
        self._channel.send(octets, destination)
        v4 = isinstance(destination, IPv4Address)
        message: AnyMessage = Message4.decode(octets) if v4 else decode6(octets)
        again = self._request is not None and _number(message) == _number(self._request)
        self._attempt = self._attempt + 1 if again else 1
        self._request = message
        self._tell(Sent(message, self._attempt))

    def receive(self, until_ns: int) -> Datagram | None:
        """Receive, tell, hand on."""
        datagram = self._channel.receive(until_ns)
        if datagram is not None and self._request is not None:
            found = judge(datagram, self._request)
            if isinstance(found, str):
                self._tell(Stray(datagram, found))
            else:
                self._tell(replace(found, rtt_ns=max(0, datagram.at_ns - self._sent_ns), attempt=self._attempt))
        return datagram


def carry_out(
    channel: Channel, machine: Exchange, family: int, tell: Callable[[Event], None], until_ns: int
) -> Outcome:
    """Run a whole exchange, telling every message. NetError when nothing can be sent."""
    decode: Callable[[bytes], AnyMessage] = Message4.decode if family == 4 else decode6
    return Runner(machine, Witness(channel, tell), decode).run(until_ns)


def _number(message: AnyMessage) -> tuple[int | None, bytes]:
    """What stays the same in a retransmission and changes from one message to the next."""
    if isinstance(message, Message4):
        return message.message_type, message.xid.to_bytes(4)
    return message.msg_type, message.encode()[1:4]
