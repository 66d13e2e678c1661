"""Carrying out what ``query`` was asked for: one message, or a whole exchange and its release."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from dhcptools.cli.query_build import (
    Identity,
    broadcast_flags,
    ias_of,
    relay4_of,
    relays6_of,
    usage,
)
from dhcptools.cli.query_flags import Flags
from dhcptools.cli.query_open import Way
from dhcptools.cli.query_show import Shower
from dhcptools.cli.query_values import client_id, random_bits
from dhcptools.cli.streams import note
from dhcptools.exchange.actions import Done, Failed
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.client6 import ALL_SERVERS, Exchange6
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.results import Lease4, Lease6
from dhcptools.exchange.retransmit import Fixed
from dhcptools.packet.ia6 import IaNa
from dhcptools.packet.v4 import BROADCAST_FLAG, NO_ADDRESS, Message4
from dhcptools.packet.v6 import AnyMessage6
from dhcptools.probe.channel import StoppedError, now_ns
from dhcptools.probe.compose import ORO, PARAMETERS
from dhcptools.probe.judge import Reply
from dhcptools.probe.query import Event, Sent, ask, carry_out
from dhcptools.report.terminal import escape

_UNANSWERED = frozenset({4, 7})  # RFC 2131 §4.4.4, §4.4.6
_STAGES = 2  # each of the two requests of an exchange may need every try


def run_message(flags: Flags, way: Way, request: Message4 | AnyMessage6, shower: Shower) -> bool:
    """Send one message and show what answers; whether the answer is yes. NetError when it cannot be sent.

    A DHCPRELEASE or DHCPDECLINE has no answer: it is sent, and that is all, unless somebody wants to wait.
    """
    timeout_ns = round(flags.timeout * 1e9)
    final = None
    stopped = False
    if isinstance(request, Message4) and request.message_type in _UNANSWERED and not flags.wait:
        with usage():
            way.channel.send(request.encode(), way.destination)
        shower.event(Sent(request))
        return True
    try:
        with usage():
            for event in ask(
                way.channel, request, way.destination, tries=flags.tries, timeout_ns=timeout_ns, wait=flags.wait
            ):
                shower.event(event)
                if isinstance(event, Reply) and (event.good or event.refused is not None):
                    final = event
                    shower.final(event, request)
    except StoppedError:
        stopped = True  # what came until then is the answer
    finally:
        shower.over()  # when the link goes down, too
    if final is None:
        shower.unanswered(stopped=stopped)
        if not (shower.replies or stopped or flags.quiet) and (why := _unheard(request, way)):
            note(why)
        shower.final(None, request)
    return shower.yes


def _unheard(request: Message4 | AnyMessage6, way: Way) -> str:
    """Why no answer can have come; empty where one could."""
    if not way.unicast or way.relay is not None:
        return ""
    if not isinstance(request, Message4):  # RFC 9915 §16
        return "servers discard what a client sends to one of them: ask all with -i, or this one with --relay"
    if request.ciaddr == request.giaddr == NO_ADDRESS and not request.flags & BROADCAST_FLAG:  # RFC 2131 §4.1
        return (
            "the answer to a client without an address goes to its MAC, not to this host: "
            "ask with --broadcast on the server's link, with --relay from elsewhere"
        )
    return ""


class Exchanger:
    """Runs --dora or --sarr, and --release after it."""

    def __init__(self, flags: Flags, way: Way, who: Identity, shower: Shower) -> None:
        self._flags = flags
        self._way = way
        self._who = who
        self._shower = shower
        self._timeout_ns = round(flags.timeout * 1e9)
        self._last_request: Message4 | AnyMessage6 | None = None
        self._last_reply: Reply | None = None
        self._trouble: OSError | None = None

    def run(self) -> bool:
        """Whether a lease was granted, and given back when that was wished. NetError when nothing can be sent."""
        family = 4 if self._flags.dora else 6
        with usage():
            machine = self._machine4("dora") if family == 4 else self._machine6("sarr")
        until_ns = now_ns() + self._timeout_ns * max(1, self._flags.tries or 1_000_000) * _STAGES
        try:
            outcome = carry_out(self._way.channel, machine, family, self._tell, until_ns)
        except StoppedError:
            self._shower.unanswered(stopped=True)
            self._hand_on(None)
            return False
        if isinstance(outcome.end, Failed):
            self._shower.unanswered()
            if not self._flags.quiet:
                note(escape(outcome.end.detail))
        released = True
        try:
            self._hand_on(self._last_reply if outcome.answer is not None else None)
        finally:  # whatever becomes of the answer, a lease that is not wanted is given back
            if isinstance(outcome.end, Done) and self._flags.release:
                released = self._release(outcome.end.result, family)
        if self._trouble is not None:
            raise self._trouble
        return isinstance(outcome.end, Done) and released and not self._shower.missing

    def _hand_on(self, reply: Reply | None) -> None:
        if self._last_request is not None and self._trouble is None:
            self._shower.final(reply, self._last_request)

    def _release(self, lease: object, family: int) -> bool:
        if isinstance(lease, Lease4):
            machine: Exchange4 | Exchange6 = self._machine4("release", lease)
        elif isinstance(lease, Lease6):
            machine = self._machine6("release", lease)
        else:
            return False
        until_ns = now_ns() + self._timeout_ns * max(1, self._flags.tries)
        try:
            outcome = carry_out(self._way.channel, machine, family, self._tell, until_ns)
        except StoppedError:
            return False  # it was sent, and nobody waits for the answer
        return isinstance(outcome.end, Done)

    def _tell(self, event: Event) -> None:
        if isinstance(event, Sent):
            self._last_request = event.message
        elif isinstance(event, Reply):
            self._last_reply = event
        if self._trouble is not None:
            return
        try:
            self._shower.event(event)
        except OSError as error:  # a reader that has gone must not keep us from giving the lease back
            if not self._flags.release:
                raise
            self._trouble = error

    def _machine4(self, exchange: str, lease: Lease4 | None = None) -> Exchange4:
        flags, who = self._flags, self._who
        if exchange == "dora" and flags.rapid_commit:
            exchange = "rapid-commit"
        client = Client4(
            who.mac,
            random_bits(32) if flags.xid is None else flags.xid,
            htype=1 if flags.htype is None else flags.htype,
            client_id=None if flags.client_id is None else client_id(flags.client_id),
            broadcast=bool(broadcast_flags(flags, self._way) & BROADCAST_FLAG),
            secs=flags.secs or 0,
            parameters=PARAMETERS if who.parameters is None else who.parameters,
            options=who.options,
        )
        server = self._way.destination
        return Exchange4(
            exchange,
            client,
            lease=lease,
            server=server if isinstance(server, IPv4Address) and self._way.unicast else None,
            relay=relay4_of(self._way),
            schedule=Fixed(self._timeout_ns, flags.tries),
        )

    def _machine6(self, exchange: str, lease: Lease6 | None = None) -> Exchange6:
        flags, who = self._flags, self._who
        if exchange == "sarr" and flags.rapid_commit:
            exchange = "rapid-commit"
        server = self._way.destination
        return Exchange6(
            exchange,
            Client6(who.duid, ias_of(flags) or (IaNa(flags.iaid),), ORO if who.parameters is None else who.parameters,
                    who.options),
            transaction_ids=lambda: random_bits(24) if flags.xid is None else flags.xid,
            lease=lease,
            server=server if isinstance(server, IPv6Address) else ALL_SERVERS,
            relays=relays6_of(self._way),
            accept_first=True,
            schedule=Fixed(self._timeout_ns, flags.tries),
        )  # fmt: skip  # the client in one piece
