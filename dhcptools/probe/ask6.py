"""Questions to a DHCPv6 server."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address

from dhcptools.exchange.actions import Failed
from dhcptools.exchange.bindings6 import Binding6, status_of, status_text
from dhcptools.exchange.client6 import Exchange6, lease
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.exchange.results import Lease6
from dhcptools.exchange.retransmit import Fixed
from dhcptools.packet.ia6 import OPTION_IA_NA, IaNa
from dhcptools.packet.v6 import Message6, decode6
from dhcptools.probe.channel import Channel, now_ns
from dhcptools.probe.ping import Answer, Target, from_elsewhere
from dhcptools.probe.runner import Outcome, Runner

_EXCHANGES = {"discover": "solicit", "request": "renew", "inform": "information-request"}
_KINDS = {2: "Advertise", 7: "Reply"}


class Ask6:
    """Solicit without Rapid Commit; Renew of an address, with a Release after it; Information-request."""

    def __init__(self, target: Target, channel: Channel, random_bits: Callable[[int], int]) -> None:
        self._target = target
        self._channel = channel
        self._random_bits = random_bits
        self._server_id = b""
        own = None if target.relay is None else IPv6Address(target.relay)
        self._relays = () if own is None else (Relay6(own, own, target.source_port),)
        self._sequence = 0

    def ask(self, timeout_ns: int) -> Answer:
        """One question, answered within ``timeout_ns`` or not at all.

        A Renew must name its server (RFC 9915 §18.2.4): before the first one an Information-request learns its name.
        """
        self._sequence += 1
        until_ns = now_ns() + timeout_ns
        if self._target.question == "request" and not self._server_id:
            first = self._run("information-request", timeout_ns)
            if isinstance(first.end, Failed) or not isinstance(first.end.result, Lease6):
                return self._judge(first)
            self._server_id = first.end.result.server_id
        answer = self._judge(self._run(_EXCHANGES[self._target.question], max(1, until_ns - now_ns())))
        if self._target.question == "request" and self._target.release and answer.good and answer.address:
            self._run("release", timeout_ns, answer.address)
        return answer

    def _run(self, exchange: str, timeout_ns: int, address: str | None = None) -> Outcome:
        target = self._target
        held = target.address if exchange == "renew" else address
        bindings: tuple[Binding6, ...] = ()
        if held is not None:
            bindings = (Binding6(OPTION_IA_NA, target.iaid, IPv6Address(held), 128, 0, 0),)
        machine = Exchange6(
            exchange,
            Client6(target.duid, (IaNa(target.iaid),) if exchange == "solicit" else ()),
            transaction_ids=lambda: self._random_bits(24),
            bindings=bindings,
            server_id=self._server_id,
            server=IPv6Address(target.server),
            relays=self._relays,
            accept_first=True,
            schedule=Fixed(timeout_ns),
        )
        runner = Runner(machine, self._channel, decode6, lambda datagram: from_elsewhere(target, datagram))
        return runner.run(now_ns() + timeout_ns)

    def _judge(self, outcome: Outcome) -> Answer:
        end = outcome.end
        strays = tuple(stray.reason for stray in outcome.strays)
        reply = end.message if isinstance(end, Failed) else getattr(end.result, "reply", None)
        if not isinstance(reply, Message6):
            return Answer(self._sequence, good=False, strays=strays)
        # An Advertise that offers nothing does not end the exchange (RFC 9915 §18.2.9): it stands among the strays.
        told_by = outcome.answer or next(
            (s.datagram for s in outcome.strays if s.reason == getattr(end, "detail", "")), None
        )
        found = lease("solicit", reply, 0)
        status = status_of(reply)
        told = None if status is None else status_text(status)
        return Answer(
            self._sequence,
            not isinstance(end, Failed),
            _KINDS.get(reply.msg_type, "?"),
            None if told_by is None else told_by.at_ns - outcome.sent_ns,
            found.server_id.hex(":") or None,
            None if told_by is None else told_by.source,
            None if found.address is None else str(found.address),
            end.detail if isinstance(end, Failed) else told,
            strays,
        )
