"""Questions to a DHCPv4 server."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from dhcptools.exchange.actions import Failed
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.messages4 import MESSAGE_TEXT, SERVER_ID, Client4
from dhcptools.exchange.relay4 import Relay4
from dhcptools.exchange.retransmit import Fixed
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.packet.view4 import view
from dhcptools.probe.channel import Channel, now_ns
from dhcptools.probe.ping import Answer, Target, from_elsewhere
from dhcptools.probe.runner import Outcome, Runner

_EXCHANGES = {"discover": "discover", "request": "renew", "inform": "inform"}
_KINDS = {2: "DHCPOFFER", 5: "DHCPACK", 6: "DHCPNAK"}


class Ask4:
    """DISCOVER; REQUEST as a client that renews, with a RELEASE after it; INFORM."""

    def __init__(self, target: Target, channel: Channel, random_bits: Callable[[int], int]) -> None:
        self._target = target
        self._channel = channel
        self._random_bits = random_bits
        self._relay = None if target.relay is None else Relay4(IPv4Address(target.relay), target.source_port)
        self._address = None if target.address is None else IPv4Address(target.address)
        self._sequence = 0

    def ask(self, timeout_ns: int) -> Answer:
        """One question, answered within ``timeout_ns`` or not at all."""
        self._sequence += 1
        answer = self._judge(self._run(_EXCHANGES[self._target.question], None, timeout_ns))
        if self._target.question == "request" and self._target.release and answer.good and answer.server_id:
            # RFC 2131 §4.4.6: a DHCPRELEASE names its server.
            self._run("release", IPv4Address(answer.server_id), timeout_ns)
        return answer

    def _run(self, exchange: str, server_id: IPv4Address | None, timeout_ns: int) -> Outcome:
        machine = Exchange4(
            exchange,
            Client4(self._target.mac, self._random_bits(32)),
            address=self._address,
            server_id=server_id,
            server=IPv4Address(self._target.server),
            relay=self._relay,
            schedule=Fixed(timeout_ns),
        )
        runner = Runner(
            machine, self._channel, Message4.decode, lambda datagram: from_elsewhere(self._target, datagram)
        )
        return runner.run(now_ns() + timeout_ns)

    def _judge(self, outcome: Outcome) -> Answer:
        end = outcome.end
        strays = tuple(stray.reason for stray in outcome.strays)
        reply = end.message if isinstance(end, Failed) else getattr(end.result, "reply", None)
        if not isinstance(reply, Message4) or outcome.answer is None:
            return Answer(self._sequence, good=False, strays=strays)
        options = view(reply)
        text, server_id = options.get(MESSAGE_TEXT), options.get(SERVER_ID)
        return Answer(
            self._sequence,
            not isinstance(end, Failed),
            _KINDS.get(reply.message_type or 0, "BOOTREPLY"),
            outcome.rtt_ns,
            str(IPv4Address(server_id)) if server_id is not None and len(server_id) == 4 else None,
            outcome.answer.source,
            None if reply.yiaddr == NO_ADDRESS else str(reply.yiaddr),
            None if text is None else text.decode("utf-8", "backslashreplace"),
            strays,
        )
