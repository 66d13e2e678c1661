"""DHCPv6 exchanges: what the guards and actions of tables6 mean for one client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv6Address
from typing import ClassVar, Final

from dhcptools.exchange import bindings6, matching6, messages6, relay6
from dhcptools.exchange.actions import Message, Reason
from dhcptools.exchange.bindings6 import Binding6, Ia
from dhcptools.exchange.machine import COMMON_ACTIONS, COMMON_GUARDS, Jitter, Machine, no_jitter
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.exchange.results import SECOND_NS, Lease6, Stage
from dhcptools.exchange.retransmit import (
    IRT_DEFAULT,
    IRT_MINIMUM,
    MAX_RT_LEAST,
    MAX_RT_MOST,
    SCHEDULES6,
    Exponential6,
    Schedule,
)
from dhcptools.exchange.tables6 import REQUESTS6, TABLES6
from dhcptools.packet import names6
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6

ALL_SERVERS: Final = IPv6Address("ff02::1:2")  # RFC 9915 §7.1, All_DHCP_Relay_Agents_and_Servers

_NEED_BINDINGS: Final = frozenset({"renew", "rebind", "confirm", "release", "decline"})
_NEED_SERVER_ID: Final = frozenset({"renew", "release", "decline"})
_MAX_RT_OPTIONS: Final = {
    "solicit": messages6.SOL_MAX_RT_OPTION,
    "information_request": messages6.INF_MAX_RT_OPTION,
}


class Exchange6(Machine[Message6]):
    """One DHCPv6 exchange: a name of TABLES6 and the client that runs it.

    ``transaction_ids`` gives a new id for every request. ``bindings`` and ``server_id`` are those to renew, rebind,
    confirm, release or decline; ``lease`` stands for both and bounds renew at T2 and rebind at the end of the last
    valid lifetime, see §18.2.4 and §18.2.5. ``relays``, outermost first, wrap every request. ``accept_first`` takes
    the first Advertise instead of collecting until the first RT ends (§18.2.1). ``schedule`` takes the place of the
    RFC's. Raises EncodeError when something that the exchange needs is not given, or when its name is unknown.
    """

    guards: ClassVar[Mapping[str, str]] = {
        **COMMON_GUARDS,
        "at_once": "_at_once",  # no reason to wait for a better Advertise
        "collected": "_collected",  # a valid Advertise has come
        "assigned": "_assigned",  # the Reply binds something of what was asked for
        "success": "_success",  # the Reply's own status is Success
    }
    actions: ClassVar[Mapping[str, str]] = {
        **COMMON_ACTIONS,
        "send_solicit": "_send_solicit",
        "send_request": "_send_request",  # to the server of the best Advertise
        "send_confirm": "_send_confirm",
        "send_renew": "_send_renew",
        "send_rebind": "_send_rebind",
        "send_release": "_send_release",
        "send_decline": "_send_decline",
        "send_information_request": "_send_information_request",
        "advertised": "_leased",  # the result is what the Advertise says
        "bound": "_leased",
        "informed": "_leased",
        "confirmed": "_confirmed",  # the result is the addresses that were asked about
        "released": "_leased",
        "refused": "_refused",
    }

    def __init__(
        self,
        exchange: str,
        client: Client6,
        *,
        transaction_ids: Callable[[], int],
        bindings: tuple[Binding6, ...] = (),
        server_id: bytes | None = None,
        lease: Lease6 | None = None,
        server: IPv6Address = ALL_SERVERS,
        relays: tuple[Relay6, ...] = (),
        accept_first: bool = False,
        schedule: Schedule | None = None,
        jitter: Jitter = no_jitter,
    ) -> None:
        if exchange not in TABLES6:
            raise EncodeError(f"no DHCPv6 exchange is called {exchange}; there are {', '.join(TABLES6)}")
        super().__init__(exchange, TABLES6[exchange], jitter)
        if lease is not None:
            bindings = bindings or lease.bindings
            server_id = lease.server_id if server_id is None else server_id
        if exchange in _NEED_BINDINGS and not bindings:
            raise EncodeError(f"{exchange} needs the addresses or prefixes that are bound")
        if exchange in _NEED_SERVER_ID and not server_id:
            raise EncodeError(f"{exchange} needs the server identifier")
        self.client = client
        self._bindings = bindings
        self._ias = messages6.ias_of(bindings) if exchange in _NEED_BINDINGS else client.ias
        self._server_id = server_id or b""
        self._lease = lease
        self._server = server
        self._relays = relays
        self._accept_first = accept_first
        self._forced = schedule
        self._transaction_ids = transaction_ids
        self._request: Message6 | None = None
        self._offers: list[tuple[int, Message6]] = []
        trial = self._trial()
        relay6.wrap(trial, relays).encode()  # refuse here what could not be built or encoded later
        self._asked = tuple((code, ia.iaid) for code, ia in bindings6.ias(trial) if not isinstance(ia, DecodeError))

    def _examine(self, message: Message) -> tuple[str, Message6 | None, str | None]:
        if isinstance(message, Message4):
            return "", None, "a DHCPv4 message"
        if self._request is None:
            return "", None, f"nothing was asked yet in {self.state}"
        inner, reason = relay6.open_reply(message, self._relays)
        reason = reason or matching6.reject(inner, self._request)
        if reason is not None or not isinstance(inner, Message6):
            return matching6.label(inner), None, reason
        label = matching6.label(inner)
        self._heed_max_rt(inner)
        if label == "advertise" and self.state == "SOLICITING":
            reason = self._refuses(inner) if self._asked and not self._read(inner).bindings else None
            if reason is not None:  # §18.2.9: ignored; a better server may answer yet
                self._refusal = (reason, inner)
                return label, None, reason
            self._offers.append((self._now(), inner))
        return label, inner, None

    # Guards.

    def _at_once(self) -> bool:
        best = max((_preference(offer) for _, offer in self._offers), default=0)
        return self._accept_first or best == 255 or self.stages[-1].transmissions > 1

    def _collected(self) -> bool:
        return bool(self._offers)

    def _success(self) -> bool:
        status = None if self._reply is None else bindings6.status_of(self._reply)
        return status is None or status.status_code == names6.SUCCESS

    def _assigned(self) -> bool:
        return self._success() and self._reply is not None and bool(self._read(self._reply).bindings or not self._asked)

    # Actions.

    def _send_solicit(self) -> None:
        rapid = self.exchange == "rapid-commit"
        transaction_id = self._next_id()
        self._ask("send_solicit", messages6.solicit(self.client, transaction_id, rapid_commit=rapid))

    def _send_request(self) -> None:
        arrived_ns, offer = max(
            self._offers, key=lambda pair: (_preference(pair[1]), len(self._read(pair[1]).bindings))
        )
        self.stages[-1] = self.stages[-1]._replace(reply="advertise", replied_ns=arrived_ns)
        offered = {(messages6.code_of(ia), ia.iaid): ia for ia in messages6.ias_of(self._read(offer).bindings)}
        ias: tuple[Ia, ...] = tuple(offered.get((messages6.code_of(ia), ia.iaid), ia) for ia in self._ias)
        server_id = offer.first(messages6.SERVER_ID) or b""
        self._ask("send_request", messages6.request(self.client, self._next_id(), server_id, ias))

    def _send_confirm(self) -> None:
        self._ask("send_confirm", self._compose_bound("confirm", self._next_id()))

    def _send_renew(self) -> None:
        until_ns = None if self._lease is None else self._lease.rebind_ns
        self._ask("send_renew", self._compose_bound("renew", self._next_id()), until_ns)

    def _send_rebind(self) -> None:
        until_ns = None if self._lease is None else self._lease.expires_ns
        self._ask("send_rebind", self._compose_bound("rebind", self._next_id()), until_ns)

    def _send_release(self) -> None:
        self._ask("send_release", self._compose_bound("release", self._next_id()))

    def _send_decline(self) -> None:
        self._ask("send_decline", self._compose_bound("decline", self._next_id()))

    def _send_information_request(self) -> None:
        self._ask("send_information_request", messages6.information_request(self.client, self._next_id()))

    def _leased(self) -> None:
        if self._reply is not None:
            self._finish(lease(self.exchange, self._reply, self._now(), tuple(self.stages), self._asked))

    def _confirmed(self) -> None:
        if self._reply is not None:
            result = lease(self.exchange, self._reply, self._now(), tuple(self.stages), self._asked)
            confirmed = tuple(bound for bound in self._bindings if (bound.ia, bound.iaid) in self._asked)
            self._finish(result._replace(bindings=confirmed))

    def _refused(self) -> None:
        if self._reply is not None:
            self._fail(Reason.REFUSED, self._refuses(self._reply), self._reply)

    # Their tools.

    def _trial(self) -> Message6:
        if self.exchange in _NEED_BINDINGS:
            return self._compose_bound(self.exchange, 0)
        if self.exchange == "information-request":
            return messages6.information_request(self.client, 0)
        return messages6.solicit(self.client, 0)

    def _compose_bound(self, request: str, transaction_id: int) -> Message6:
        client, ias, server_id = self.client, self._ias, self._server_id
        if request == "confirm":
            return messages6.confirm(client, transaction_id, ias)
        if request == "rebind":
            return messages6.rebind(client, transaction_id, ias)
        with_server = {"renew": messages6.renew, "release": messages6.release, "decline": messages6.decline}
        return with_server[request](client, transaction_id, server_id, ias)

    def _ask(self, action: str, message: Message6, until_ns: int | None = None) -> None:
        label = REQUESTS6[action][0]
        schedule: Schedule = SCHEDULES6[label]
        if self._forced is not None:
            schedule = self._forced
        elif until_ns is not None:
            schedule = SCHEDULES6[label]._replace(mrd_s=max(1, (until_ns - self._now()) // SECOND_NS))
        self._request = message
        self._begin(label, schedule, lambda: self._compose_now(message))

    def _compose_now(self, message: Message6) -> tuple[Message, IPv6Address]:
        if not any(option.code == messages6.ELAPSED_TIME for option in self.client.options):  # the user's own stays
            message = messages6.with_elapsed(message, self._now() - self.stages[-1].first_sent_ns)
        return relay6.wrap(message, self._relays), self._server

    def _next_id(self) -> int:
        return self._transaction_ids() & 0xFFFFFF

    def _read(self, message: Message6) -> bindings6.Bindings6:
        return bindings6.read(message, self._asked)

    def _refuses(self, message: Message6) -> str:
        found, status = self._read(message), bindings6.status_of(message)
        said = [] if status is None or status.status_code == 0 else [bindings6.status_text(status)]
        said += [str(stated) for stated in found.statuses if stated.status.status_code != 0]
        return "; ".join([*said, *found.skipped]) or "no address or prefix was assigned"

    def _heed_max_rt(self, message: Message6) -> None:
        """SOL_MAX_RT and INF_MAX_RT options change MRT from the next wait on (RFC 9915 §21.24, §21.25)."""
        code = _MAX_RT_OPTIONS.get(self.stages[-1].request)
        data = None if code is None else message.first(code)
        if data is None or len(data) != 4 or not isinstance(self._schedule, Exponential6) or self._forced is not None:
            return
        seconds = int.from_bytes(data)
        if MAX_RT_LEAST <= seconds <= MAX_RT_MOST:
            self._schedule = self._schedule._replace(mrt_s=seconds)


def lease(
    exchange: str,
    reply: Message6,
    received_ns: int,
    stages: tuple[Stage, ...] = (),
    asked: tuple[tuple[int, int], ...] | None = None,
) -> Lease6:
    """What an Advertise or a Reply states, as a result; ``asked`` are (option code, IAID) pairs, None for all."""
    found = bindings6.read(reply, asked)
    refresh_s = None
    if exchange == "information-request":  # §21.23: a default, and a least
        data = reply.first(messages6.INFORMATION_REFRESH_TIME)
        stated = int.from_bytes(data) if data is not None and len(data) == 4 else IRT_DEFAULT
        refresh_s = max(IRT_MINIMUM, stated)
    return Lease6(
        exchange=exchange,
        server_id=reply.first(messages6.SERVER_ID) or b"",
        bindings=found.bindings,
        ia_statuses=found.statuses,
        status=bindings6.status_of(reply),
        preference=_preference(reply),
        refresh_s=refresh_s,
        received_ns=received_ns,
        reply=reply,
        stages=stages,
    )


def _preference(message: Message6) -> int:
    data = message.first(messages6.PREFERENCE)
    return data[0] if data is not None and len(data) == 1 else 0
