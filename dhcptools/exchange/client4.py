"""DHCPv4 exchanges: what the guards and actions of tables4 mean for one client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from typing import ClassVar, Final

from dhcptools.exchange import matching4, messages4, relay4
from dhcptools.exchange.actions import Message, Reason
from dhcptools.exchange.machine import COMMON_ACTIONS, COMMON_GUARDS, Jitter, Machine, no_jitter
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.relay4 import Relay4
from dhcptools.exchange.results import SECOND_NS, Lease4, Sent, Stage
from dhcptools.exchange.retransmit import SCHEDULE4, Halving4, Schedule
from dhcptools.exchange.tables4 import REQUESTS4, TABLES4
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.packet.view4 import View4, view

BROADCAST: Final = IPv4Address("255.255.255.255")
LEASE_TIME: Final = 51  # RFC 2132 §9.2, §9.11, §9.12
RENEWAL_TIME: Final = 58
REBINDING_TIME: Final = 59

_NEED_ADDRESS: Final = frozenset({"init-reboot", "renew", "rebind", "release", "decline", "inform"})
_NEED_SERVER_ID: Final = frozenset({"renew", "release", "decline"})


class Exchange4(Machine[Message4]):
    """One DHCPv4 exchange: a name of TABLES4 and the client that runs it.

    ``address`` is the lease's (a hint in DISCOVER), ``server_id`` the server of renew, release and decline; ``lease``
    stands for both and gives renew and rebind the times of RFC 2131 §4.4.5. ``server`` is where everything is sent
    (unicast, as through a relay); without it broadcast, and the server identifier for renew and release. ``schedule``
    takes the place of the RFC's. Raises EncodeError when the exchange needs an address or a server identifier and
    none is given, or when its name is unknown.
    """

    guards: ClassVar[Mapping[str, str]] = COMMON_GUARDS
    actions: ClassVar[Mapping[str, str]] = {
        **COMMON_ACTIONS,
        "send_discover": "_send_discover",  # with Rapid Commit (RFC 4039) in the exchange of that name
        "send_request": "_send_request",  # choose the offer received
        "send_reboot": "_send_reboot",
        "send_renew": "_send_renew",
        "send_rebind": "_send_rebind",
        "send_release": "_send_release",
        "send_decline": "_send_decline",
        "send_inform": "_send_inform",
        "offered": "_leased",  # the result is what the offer says
        "bound": "_leased",
        "informed": "_leased",
        "nak": "_nak",
    }

    def __init__(
        self,
        exchange: str,
        client: Client4,
        *,
        address: IPv4Address | None = None,
        server_id: IPv4Address | None = None,
        lease: Lease4 | None = None,
        server: IPv4Address | None = None,
        relay: Relay4 | None = None,
        schedule: Schedule | None = None,
        jitter: Jitter = no_jitter,
    ) -> None:
        if exchange not in TABLES4:
            raise EncodeError(f"no DHCPv4 exchange is called {exchange}; there are {', '.join(TABLES4)}")
        super().__init__(exchange, TABLES4[exchange], jitter)
        if lease is not None:
            address = lease.address if address is None else address
            server_id = lease.server_id if server_id is None else server_id
        if exchange in _NEED_ADDRESS and address is None:
            raise EncodeError(f"{exchange} needs the client's address")
        if exchange in _NEED_SERVER_ID and server_id is None and not (exchange == "renew" and server is not None):
            raise EncodeError(f"{exchange} needs the server identifier")
        self.client = client
        self._address = NO_ADDRESS if address is None else address
        self._hint = address
        self._server_id = NO_ADDRESS if server_id is None else server_id
        self._lease = lease
        self._server = server
        self._relay = relay
        self._forced = schedule
        self._request: Message4 | None = None
        self._discover_secs = 0
        trial = messages4.discover(client)  # refuse here what could not be built or encoded later
        (trial if relay is None else relay4.forward(trial, relay)).encode()

    def _examine(self, message: Message) -> tuple[str, Message4 | None, str | None]:
        if not isinstance(message, Message4):
            return "", None, "a DHCPv6 message"
        label = matching4.label(message)
        if self._request is None:
            return label, None, f"nothing was asked yet in {self.state}"
        reason = matching4.reject(message, self._request)
        if reason is None and self._relay is not None:
            reason = relay4.reject(message, self._request)
        if reason is None and label == "ack" and self.state == "SELECTING" and not _is_rapid(message):
            reason = "an acknowledgement of DHCPDISCOVER without Rapid Commit (RFC 4039 §3.1)"
        return label, message, reason

    def _send_discover(self) -> None:
        def build() -> Message4:
            self._discover_secs = self._secs()
            rapid = self.exchange == "rapid-commit"
            return messages4.discover(self.client, self._discover_secs, self._hint, rapid_commit=rapid)

        self._ask("send_discover", build)

    def _send_request(self) -> None:
        offer = self._reply
        if offer is not None:
            self._ask("send_request", lambda: messages4.request_selecting(self.client, offer, self._discover_secs))

    def _send_reboot(self) -> None:
        self._ask("send_reboot", lambda: messages4.request_reboot(self.client, self._address, self._secs()))

    def _send_renew(self) -> None:
        until_ns = None if self._lease is None else self._lease.rebind_ns
        to = None if self._server_id == NO_ADDRESS else self._server_id
        build = self._extend
        self._ask("send_renew", build, to, until_ns)

    def _send_rebind(self) -> None:
        self._ask("send_rebind", self._extend, None, None if self._lease is None else self._lease.expires_ns)

    def _extend(self) -> Message4:
        return messages4.request_extend(self.client, self._address, self._secs())

    def _send_inform(self) -> None:
        self._ask("send_inform", lambda: messages4.inform(self.client, self._address, self._secs()))

    def _send_release(self) -> None:
        self._tell(
            "send_release", lambda: messages4.release(self.client, self._address, self._server_id), self._server_id
        )

    def _send_decline(self) -> None:
        self._tell("send_decline", lambda: messages4.decline(self.client, self._address, self._server_id), None)

    def _leased(self) -> None:
        if self._reply is not None:
            self._finish(lease(self.exchange, self._reply, self._began_ns(), self._now(), tuple(self.stages)))

    def _nak(self) -> None:
        text = b"" if self._reply is None else view(self._reply).get(messages4.MESSAGE_TEXT) or b""
        words = text.decode("utf-8", "backslashreplace")
        self._fail(Reason.NAK, words or "the server refused the request", self._reply)

    def _ask(
        self, action: str, build: Callable[[], Message4], to: IPv4Address | None = None, until_ns: int | None = None
    ) -> None:
        schedule = self._forced or (SCHEDULE4 if until_ns is None else Halving4(until_ns))
        self._begin(REQUESTS4[action][0], schedule, lambda: self._address_to(build(), to))

    def _tell(self, action: str, build: Callable[[], Message4], to: IPv4Address | None) -> None:
        self._ask(action, build, to)
        del self._out[-1]  # the timer: nothing answers
        self._finish(Sent(self.exchange, tuple(self.stages)))

    def _address_to(self, message: Message4, to: IPv4Address | None) -> tuple[Message4, IPv4Address]:
        self._request = message if self._relay is None else relay4.forward(message, self._relay)
        return self._request, self._server or to or BROADCAST

    def _secs(self) -> int:
        return (self._now() - self.stages[0].first_sent_ns) // SECOND_NS if self.stages else 0

    def _began_ns(self) -> int:
        return self.stages[-1].first_sent_ns


def lease(exchange: str, reply: Message4, began_ns: int, received_ns: int, stages: tuple[Stage, ...] = ()) -> Lease4:
    """What an OFFER or ACK states, as a result; ``began_ns`` is when its request was sent."""
    options = view(reply)
    server_id = options.get(messages4.SERVER_ID)
    return Lease4(
        exchange=exchange,
        address=reply.ciaddr if reply.yiaddr == NO_ADDRESS else reply.yiaddr,
        server_id=IPv4Address(server_id) if server_id is not None and len(server_id) == 4 else None,
        lease_time_s=_uint32(options, LEASE_TIME),
        t1_s=_uint32(options, RENEWAL_TIME),
        t2_s=_uint32(options, REBINDING_TIME),
        received_ns=received_ns,
        began_ns=began_ns,
        reply=reply,
        stages=stages,
    )


def _uint32(options: View4, code: int) -> int | None:
    data = options.get(code)
    return int.from_bytes(data) if data is not None and len(data) == 4 else None


def _is_rapid(message: Message4) -> bool:
    return view(message).get(messages4.RAPID_COMMIT) is not None
