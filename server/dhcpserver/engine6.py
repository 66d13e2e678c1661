"""The DHCPv6 server without I/O: a message, how it came in and the time go in, replies come out.

Rules this file keeps:

- ``handle`` never raises, whatever the message holds; what is not answered is counted;
- each branch cites the section of RFC 9915 that asks for it, or another RFC by number;
- a reply goes back through the relays the message came through, with what they need to find the client (§19.3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dhcpserver.bindings6 import (
    NO_ADDRS_AVAIL,
    NO_BINDING,
    NOT_ON_LINK,
    PD_EXCLUDE,
    SUCCESS,
    Bindings,
    Client6,
    owner,
    refused,
    with_lease,
    with_status,
)
from dhcpserver.counters import RECEIVED6, SENT6, fresh
from dhcpserver.leases import State
from dhcpserver.names import FQDN6, fqdn6
from dhcpserver.options import OptionSets, wanted
from dhcpserver.reply6 import Context6, Reply6, address
from dhcpserver.request6 import CLIENT_ID, RAPID_COMMIT, SERVER_ID, Ia, Request6, Wish
from dhcpserver.selection import Links, Pool
from dhcpserver.who6 import Who6
from dhcptools.kea.model import Config
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import OPTION_IA_NA, IaNa, StatusCode
from dhcptools.packet.names6 import (
    ADVERTISE,
    CONFIRM,
    DECLINE,
    INFORMATION_REQUEST,
    REBIND,
    RELEASE,
    RENEW,
    REPLY,
    REQUEST,
    SOLICIT,
)
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import AnyMessage6, Message6

PREFERENCE: Final = 7
_NEVER_COPIED: Final = (1, 2, 3, 4, 5, 8, 9, 13, 14, 18, 25, 26, 135)  # the protocol's own, never from configuration

# RFC 9915 §16: which messages must name a client and which must name us (True), must not (False), or may (None).
_CLIENT_ID: Final = {INFORMATION_REQUEST: None}
_SERVER_ID: Final = {
    SOLICIT: False, CONFIRM: False, REBIND: False, INFORMATION_REQUEST: None,
    REQUEST: True, RENEW: True, RELEASE: True, DECLINE: True,
}  # fmt: skip  # §16.2 to §16.12


Observer = Callable[[AnyMessage6, Context6, tuple[Reply6, ...], int], None]


class Engine6:
    """A server with its leases, known by ``duid``. ``accept_unicast`` takes what §16 says to discard."""

    def __init__(self, config: Config, duid: bytes, *, accept_unicast: bool = False, fallback: bool = False) -> None:
        """``fallback`` puts clients that no subnet selects into the first one: for servers of tests."""
        self.config = config
        self.duid = config.server_duid or duid
        self.accept_unicast = accept_unicast
        self.links = Links(config)
        self.options = OptionSets(config)
        self.who = Who6(config, self.links, self.options, fallback=fallback)
        self.bindings = Bindings()
        self.counters = fresh(6)
        self.observer: Observer | None = None  # told of every message and its replies

    def handle(self, message: AnyMessage6, context: Context6, now_ns: int) -> tuple[Reply6, ...]:
        """The replies to one message, none or one. Never raises."""
        replies = self._replies(message, context, now_ns)
        if self.observer is not None:
            self.observer(message, context, replies, now_ns)
        return replies

    def _replies(self, message: AnyMessage6, context: Context6, now_ns: int) -> tuple[Reply6, ...]:
        counters = self.counters
        counters["pkt6-received"] += 1
        self.bindings.expire(now_ns)
        try:
            request = Request6(message)
        except DecodeError:
            counters["pkt6-parse-failed"] += 1
            counters["pkt6-receive-drop"] += 1
            return ()
        kind = request.message.msg_type
        counters[RECEIVED6.get(kind, "pkt6-unknown-received")] += 1
        if not self._valid(request, context):
            counters["pkt6-receive-drop"] += 1
            return ()
        answer = self._answer(kind, request, context, now_ns)
        if answer is None:
            return ()
        counters["pkt6-sent"] += 1
        counters[SENT6[answer.msg_type]] += 1
        return (address(answer, request, context),)

    def statistics(self) -> dict[str, int]:
        """The counters as they stand."""
        books = (self.bindings.addresses.book, self.bindings.prefixes.book)
        self.counters["declined-addresses"] = sum(book.declined for book in books)
        self.counters["reclaimed-leases"] = sum(book.reclaimed for book in books)
        return dict(self.counters)

    def _valid(self, request: Request6, context: Context6) -> bool:
        """RFC 9915 §16: what a server discards."""
        kind = request.message.msg_type
        if kind not in _SERVER_ID:
            return False  # Advertise, Reply and Reconfigure are for clients (§16.3, §16.10, §16.11)
        if _CLIENT_ID.get(kind, True) and not request.client_id:
            return False
        names_server = _SERVER_ID[kind]
        if names_server is False and request.server_id:
            return False
        if names_server and request.server_id != self.duid:
            return False
        if names_server is None and request.server_id not in {b"", self.duid}:
            return False
        if kind == INFORMATION_REQUEST and request.ias:
            return False  # §16.12: it must not have an IA
        if request.relays or not context.unicast or self.accept_unicast:
            return True
        # Server Unicast is obsolete: clients use multicast. What RFC 8415 §16 let pass is taken where it was asked for.
        return names_server is True and context.invited

    def _answer(self, kind: int, request: Request6, context: Context6, now_ns: int) -> Message6 | None:
        client = self.who.client(request, context)
        if client is None:
            self.counters["pkt6-receive-drop"] += 1
            return None
        if kind == INFORMATION_REQUEST:
            return self._reply(REPLY, client, [])  # §18.3.6
        if not client.links:
            self.counters["pkt6-receive-drop"] += 1
            return None  # no subnet: nothing is known of this link
        if kind == SOLICIT:
            return self._solicit(client, now_ns)
        if kind == REQUEST:
            return self._reply(REPLY, client, [self._request(client, ia, now_ns) for ia in request.ias])
        if kind in {RENEW, REBIND}:
            return self._reply(REPLY, client, [self._extend(client, ia, now_ns) for ia in request.ias])
        if kind == CONFIRM:
            return self._confirm(client)
        return self._give_up(client, now_ns, declined=kind == DECLINE)

    # §18.3.1 Solicit

    def _solicit(self, client: Client6, now_ns: int) -> Message6:
        rapid = client.request.rapid_commit and client.links[0].subnet.rapid_commit
        ias = [self._assign(client, ia, now_ns, commit=rapid) for ia in client.request.ias]
        if rapid:  # §18.3.1: Reply at once, with the Rapid Commit option
            return self._reply(REPLY, client, [*ias, RawOption(RAPID_COMMIT, b"")])
        return self._reply(ADVERTISE, client, ias)

    def _assign(self, client: Client6, ia: Ia, now_ns: int, *, commit: bool, others: bool = False) -> RawOption:
        """The IA with the lease it gets, or with the reason why there is none."""
        flavour = self.bindings.flavour(ia)
        if flavour is None:
            return with_status(ia, NO_ADDRS_AVAIL, "temporary addresses are no longer assigned (RFC 9915)")
        choice = self.bindings.choose(flavour, client, ia, now_ns)
        if choice is None:
            self.counters["v6-allocation-fail"] += 1
            words = "no prefix is left" if flavour.prefixes else "no address is left"
            return with_status(ia, flavour.none_available, words, refused(ia.code, ia.wishes) if others else [])
        lease, preferred, valid = self.bindings.bind(flavour, client, ia, choice, now_ns, commit=commit)
        if commit:
            self.counters["cumulative-assigned-pds" if flavour.prefixes else "cumulative-assigned-nas"] += 1
        exclude = choice.pool.exclude if choice.pool is not None and PD_EXCLUDE in client.request.oro else b""
        return with_lease(ia, choice.link, lease, preferred, valid, others=others, exclude=exclude)

    # §18.3.2 Request

    def _request(self, client: Client6, ia: Ia, now_ns: int) -> RawOption:
        if ia.code == OPTION_IA_NA and any(not _on_link(client, wish) for wish in ia.wishes):
            return with_status(ia, NOT_ON_LINK, "an address is not on this link")
        return self._assign(client, ia, now_ns, commit=True)

    # §18.3.4 Renew, §18.3.5 Rebind

    def _extend(self, client: Client6, ia: Ia, now_ns: int) -> RawOption:
        """The binding there is, or a new one; what else the client named it shall use no longer."""
        if self.bindings.flavour(ia) is None:
            return with_status(ia, NO_BINDING, "temporary addresses are no longer assigned (RFC 9915)")
        return self._assign(client, ia, now_ns, commit=True, others=True)

    # §18.3.3 Confirm

    def _confirm(self, client: Client6) -> Message6 | None:
        wishes = [wish for ia in client.request.ias for wish in ia.wishes if ia.code == OPTION_IA_NA]
        if not wishes:
            self.counters["pkt6-receive-drop"] += 1
            return None  # nothing to confirm: no reply
        if all(_on_link(client, wish) for wish in wishes):
            status = StatusCode(SUCCESS, "all addresses are on this link")
        else:
            status = StatusCode(NOT_ON_LINK, "an address is not on this link")
        return self._reply(REPLY, client, [status.option()])

    # §18.3.7 Release, §18.3.8 Decline

    def _give_up(self, client: Client6, now_ns: int, *, declined: bool) -> Message6:
        answers = []
        for ia in client.request.ias:
            flavour = self.bindings.flavour(ia)
            found = False
            for link in client.links if flavour is not None else ():
                lease = flavour.book.of(owner(client, link, ia)) if flavour is not None else None
                if flavour is None or lease is None or lease.state is not State.DEFAULT:
                    continue
                found = True
                if not any(wish.address == lease.address for wish in ia.wishes):
                    continue  # it is bound, and not what the client gives up
                if declined and not flavour.prefixes:  # §18.3.8 knows no decline of prefixes
                    flavour.book.decline(lease, self.config.decline_probation_s, now_ns)
                else:
                    flavour.book.end(lease)
            if not found:
                answers.append(with_status(ia, NO_BINDING, "no binding for this identity association"))
        words = "declined" if declined else "released"
        return self._bare(client, [StatusCode(SUCCESS, words).option(), *answers])

    # Building replies.

    def _reply(self, kind: int, client: Client6, own: list[RawOption]) -> Message6:
        """§18.3.9 and §18.3.10: our DUID, the client's, what the message type asks for, then the configured options."""
        request = client.request
        link = client.links[0] if client.links else None
        host = client.hosts.get(link.subnet.id) if link is not None else None
        pool = self._pool(client)
        classes = self.who.classes.within(client.membership, client.classes, link, pool)
        merged = self.options.merged(link, pool, classes, host)
        basic = (PREFERENCE,) if kind == ADVERTISE else ()  # §18.3.9: when configured, unasked
        configured = wanted(merged, request.oro, basic)
        options = self._identities(client) + own + self._names(kind, client, own)
        options += (RawOption(code, value) for code, value in configured.items() if code not in _NEVER_COPIED)
        return _message(kind, client, options)

    def _bare(self, client: Client6, own: list[RawOption]) -> Message6:
        """§18.3.7 and §18.3.8: the two DUIDs and the outcome; nothing to configure."""
        return _message(REPLY, client, self._identities(client) + own)

    def _identities(self, client: Client6) -> list[RawOption]:
        known = client.request.client_id
        return [*([RawOption(CLIENT_ID, known)] if known else []), RawOption(SERVER_ID, self.duid)]

    def _names(self, kind: int, client: Client6, own: list[RawOption]) -> list[RawOption]:
        """The Client FQDN option (RFC 4704 §6) for who sent one with its identity associations."""
        sent = client.request.message.first(FQDN6)
        if sent is None or not client.links or not any(option.code == OPTION_IA_NA for option in own):
            return []
        host = client.hosts.get(client.links[0].subnet.id)
        address = None
        if kind == REPLY:
            given = (IaNa.decode(option.data).addresses() for option in own if option.code == OPTION_IA_NA)
            address = next((int(item.address) for items in given for item in items if item.valid_lifetime), None)
        name = fqdn6(sent, "" if host is None else host.hostname, address)
        return [] if name is None else [RawOption(FQDN6, name)]

    def _pool(self, client: Client6) -> Pool | None:
        """The pool of the client's first lease, whose options are the most specific."""
        for ia in client.request.ias:
            flavour = self.bindings.flavour(ia)
            for link in client.links if flavour is not None else ():
                lease = flavour.book.of(owner(client, link, ia)) if flavour is not None else None
                if flavour is not None and lease is not None and lease.source is not None:
                    return link.pool_of(lease.address, client.names, prefixes=flavour.prefixes)
        return None


def _message(kind: int, client: Client6, options: list[RawOption]) -> Message6:
    """A reply, its options by code as Kea sends them."""
    options.sort(key=lambda option: option.code)
    return Message6(kind, client.request.message.transaction_id, tuple(options))


def _on_link(client: Client6, wish: Wish) -> bool:
    """Whether an address could be used where the client is; the unspecified one is a wish for any."""
    return not wish.address or any(wish.address in link for link in client.links)
