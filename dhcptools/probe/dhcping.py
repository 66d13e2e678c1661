"""dhcping's question: a DHCPREQUEST or DHCPINFORM for one address, the answers, and the DHCPRELEASE.

Unlike dhcping it believes an answer only when transaction id, hardware address and type are right and it names its
server, names that server in the DHCPRELEASE, and ends at its deadline whatever else arrives.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import NamedTuple

from dhcptools.exchange.matching4 import reject
from dhcptools.exchange.messages4 import (
    DHCPACK,
    DHCPINFORM,
    DHCPNAK,
    DHCPRELEASE,
    DHCPREQUEST,
    MESSAGE_TYPE,
    PARAMETERS,
    SERVER_ID,
)
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.probe.channel import Channel, Datagram, now_ns

_SUBNET_MASK = 1
_ANYBODY = IPv4Address("255.255.255.255")


class Question(NamedTuple):
    """Whom to ask, and as whom. ``address`` is the client's, ``giaddr`` a relay agent's or 0.0.0.0."""

    server: IPv4Address
    address: IPv4Address
    mac: bytes
    giaddr: IPv4Address = NO_ADDRESS
    inform: bool = False


class Heard(NamedTuple):
    """One datagram: the message in it where it is one, whether another server than ours sent it, and what is wrong.

    ``wrong`` is empty for an answer, and the reason for anything else.
    """

    datagram: Datagram
    message: Message4 | None
    foreign: bool
    wrong: str

    @property
    def granted(self) -> bool:
        """Whether it is our server's answer, and not a refusal."""
        return self.answered and self.message is not None and self.message.message_type == DHCPACK

    @property
    def answered(self) -> bool:
        """Whether it is our server's answer."""
        return not self.foreign and not self.wrong


def request(question: Question, xid: int) -> Message4:
    """A DHCPREQUEST of a client that renews, or a DHCPINFORM that asks for the subnet mask.

    dhcping's DHCPREQUEST has the address in option 50, too, which such a client must not send (RFC 2131 §4.3.2): Kea
    takes it for one that reboots, and refuses it when it has no lease.
    """
    if question.inform:
        wanted = RawOption(PARAMETERS, bytes((_SUBNET_MASK,)))
        return _message(question, xid, (RawOption(MESSAGE_TYPE, bytes((DHCPINFORM,))), wanted))
    return _message(question, xid, (RawOption(MESSAGE_TYPE, bytes((DHCPREQUEST,))),))


def release(question: Question, answer: Message4, xid: int) -> Message4:
    """The DHCPRELEASE of what an answer granted, to the server that it names (RFC 2131 §4.4.6)."""
    named = RawOption(SERVER_ID, answer.first(SERVER_ID) or b"")
    return _message(question, xid, (RawOption(MESSAGE_TYPE, bytes((DHCPRELEASE,))), named))


def _message(question: Question, xid: int, options: tuple[RawOption, ...]) -> Message4:
    return Message4(
        hlen=len(question.mac), xid=xid, ciaddr=question.address, giaddr=question.giaddr,
        chaddr=question.mac.ljust(16, b"\0"), options=options,
    )  # fmt: skip  # in the order of the wire


def listen(channel: Channel, question: Question, sent: Message4, until_ns: int) -> Iterator[Heard]:
    """Everything that arrives until ``until_ns`` of the monotonic clock, each judged."""
    while now_ns() < until_ns:
        datagram = channel.receive(until_ns)
        if datagram is not None:
            yield judge(datagram, question, sent)


def judge(datagram: Datagram, question: Question, sent: Message4) -> Heard:
    """What a datagram is to who sent the request."""
    foreign = question.server != _ANYBODY and IPv4Address(datagram.source) != question.server
    try:
        message = Message4.decode(datagram.octets)
    except DecodeError as error:
        return Heard(datagram, None, foreign, str(error))
    wrong = reject(message, sent) or ""
    if not wrong and message.message_type not in {DHCPACK, DHCPNAK}:
        wrong = f"message type {message.message_type} does not answer what was asked"
    return Heard(datagram, message, foreign, wrong)
