"""The DHCPv4 server without I/O: a message, how it came in and the time go in, replies come out.

Rules this file keeps:

- ``handle`` never raises, whatever the message holds; what is not answered is counted with its reason;
- each branch cites the section that asks for it;
- an address goes to nobody while somebody else's lease, offer or decline stands on it (RFC 2131 §1.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address
from typing import Final

from dhcpserver.allocation4 import Choice, Client, allowed, choose
from dhcpserver.counters import RECEIVED4, SENT4, fresh
from dhcpserver.leasequery4 import query
from dhcpserver.leases import INFINITE_S, Book, Lease, State
from dhcpserver.names import names4
from dhcpserver.options import OptionSets, wanted
from dhcpserver.reply4 import ACK, NAK, OFFER, Context4, Reply4, address, build, informed, leasequery_reply
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link, Links, Pool
from dhcpserver.who4 import Who4
from dhcptools.kea.model import Boot, ClientClass, Config, OptionData, Reservation
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import BOOTREQUEST, Message4

OFFER_S: Final = 60  # how long an offer waits for its REQUEST
LEASE_QUERY: Final = 10  # RFC 4388 §6.1
IPV6_ONLY: Final = 108  # RFC 8925 §3.1
BASIC: Final = (3, 6, 15)  # routers, DNS servers, domain name: sent unasked, as Kea does
_NO_BOOT: Final = Boot()


Observer = Callable[[Message4, Context4, tuple[Reply4, ...], int], None]


class Engine4:
    """A server with its leases. ``own_addresses`` are all addresses a client may know it by."""

    def __init__(self, config: Config, own_addresses: frozenset[int] = frozenset(), *, fallback: bool = False) -> None:
        """``fallback`` puts clients that no subnet selects into the first one: for servers of tests."""
        self.config = config
        self.links = Links(config)
        self.options = OptionSets(config)
        self.who = Who4(config, self.links, self.options, fallback=fallback)
        self.book = Book()
        self.counters = fresh(4)
        self.observer: Observer | None = None  # told of every message and its replies
        configured = [option.data for scope in _scopes(config) for option in scope if option.code == 54]
        self.own_addresses = own_addresses | {int.from_bytes(data) for data in configured}

    def handle(self, message: Message4, context: Context4, now_ns: int) -> tuple[Reply4, ...]:
        """The replies to one message, none or one. Never raises."""
        replies = self._replies(message, context, now_ns)
        if self.observer is not None:
            self.observer(message, context, replies, now_ns)
        return replies

    def _replies(self, message: Message4, context: Context4, now_ns: int) -> tuple[Reply4, ...]:
        counters = self.counters
        counters["pkt4-received"] += 1
        self.book.expire(now_ns)
        try:
            request = Request4(message)
        except DecodeError:
            counters["pkt4-parse-failed"] += 1
            counters["pkt4-receive-drop"] += 1
            return ()
        counters[RECEIVED4.get(request.message_type, "pkt4-unknown-received")] += 1
        handler = _HANDLERS.get(request.message_type)
        if message.op != BOOTREQUEST or (handler is None and request.message_type != LEASE_QUERY):
            counters["pkt4-receive-drop"] += 1  # a reply of some server, or BOOTP, which is not served
            return ()
        if handler is None:
            client, reply = None, self._lease_query(request, context, now_ns)
        else:
            client = self.who.client(request, context)
            reply = None if client is None else handler(self, client, context, now_ns)
        if reply is None:
            counters["pkt4-receive-drop"] += client is None
            return ()
        counters["pkt4-sent"] += 1
        counters[SENT4[reply.message.options[0].data[0]]] += 1
        return (reply,)

    def statistics(self) -> dict[str, int]:
        """The counters as they stand."""
        self.counters["declined-addresses"] = self.book.declined
        self.counters["reclaimed-leases"] = self.book.reclaimed
        return dict(self.counters)

    # RFC 2131 §4.3.1 DHCPDISCOVER

    def _discover(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        choice = choose(self.book, client, now_ns)
        if self._ipv6_only(client):
            return self._offer_ipv6_only(client, choice, context, now_ns)
        if choice is None:
            self.counters["v4-allocation-fail"] += 1
            return None  # §4.3.1: nothing to offer; may tell the administrator
        owner = client.owner(choice.link)
        source = None if choice.pool is None else choice.pool.range
        lease = self.book.offer(choice.address, owner, source, OFFER_S, now_ns)
        self._note(lease, client, choice)
        return self._lease_reply(OFFER, client, choice, context)

    def _ipv6_only(self, client: Client) -> bool:
        """RFC 8925 §3.3: the client can do without IPv4, and here it shall."""
        if IPV6_ONLY not in client.request.parameters:
            return False
        link = client.links[0]
        merged = self.options.merged(link, None, client.classes, client.hosts.get(link.subnet.id))
        return IPV6_ONLY in merged

    def _offer_ipv6_only(self, client: Client, choice: Choice | None, context: Context4, now_ns: int) -> Reply4:
        """RFC 8925 §3.3: an offer that sets no address aside, and needs none when the pools are empty."""
        if choice is None:
            choice = Choice(client.links[0], 0, None, None)
        elif choice.pool is not None and not self.book.taken(choice.address, now_ns):
            choice.pool.range.give_back(choice.address)
        return self._lease_reply(OFFER, client, choice, context)

    # RFC 2131 §4.3.2 DHCPREQUEST

    def _request(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        request = client.request
        if request.server_id:
            if not self._is_us(request, context):
                self._forget_offers(client)  # SELECTING: the client took another server's offer (§3.1.4)
                return None
            # SELECTING: 'requested IP address' holds yiaddr of our offer; clients that leave it out put it in ciaddr.
            return self._confirm(client, request.requested or request.ciaddr, context, now_ns)
        if request.requested and not request.ciaddr:
            return self._init_reboot(client, context, now_ns)
        if request.ciaddr:
            return self._renew(client, context, now_ns)
        self.counters["pkt4-receive-drop"] += 1  # no state of table 4 looks like this
        return None

    def _confirm(self, client: Client, wish: int, context: Context4, now_ns: int) -> Reply4:
        """ACK for the address if this client may have it now, else NAK."""
        for link in client.links:
            choice = allowed(client, link, wish)
            if choice is not None and self.book.free_for(wish, client.owner(link), now_ns):
                return self._commit(client, choice, context, now_ns)
        return self._nak(client, context, f"{IPv4Address(wish)} is not available to this client")

    def _init_reboot(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        wish = client.request.requested
        if not any(wish in link for link in client.links):
            return self._nak(client, context, f"{IPv4Address(wish)} is not on this network")  # §4.3.2: wrong network
        leases = [self.book.of(client.owner(link)) for link in client.links]
        known = {lease.address for lease in leases if lease is not None and lease.state is not State.OFFERED}
        known |= {int(address) for host in client.hosts.values() for address in host.addresses}
        if not known and not client.hosts:
            # §4.3.2: without a record of the client the server MUST remain silent; an authoritative one has them all.
            if not client.links[0].subnet.authoritative:
                return None
            return self._nak(client, context, "no lease of this client is known")
        if known and wish not in known:  # §4.3.2: the client's notion of its address is not correct
            return self._nak(client, context, f"{IPv4Address(wish)} is not this client's address")
        return self._confirm(client, wish, context, now_ns)

    def _renew(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        """RENEWING (unicast to us) and REBINDING (broadcast, so perhaps another server's client)."""
        wish = client.request.ciaddr
        holder = self.book.at(wish)
        ours = holder is not None and any(holder.owner == client.owner(link) for link in client.links)
        if not ours and not context.unicast and not client.links[0].subnet.authoritative:
            return None  # REBINDING with a server that has no record: it remains silent
        return self._confirm(client, wish, context, now_ns)

    def _commit(self, client: Client, choice: Choice, context: Context4, now_ns: int) -> Reply4:
        owner = client.owner(choice.link)
        source = None if choice.pool is None else choice.pool.range
        lease = self.book.grant(choice.address, owner, source, self._lease_time(client, choice.link), now_ns)
        self._note(lease, client, choice)
        self.counters["cumulative-assigned-addresses"] += 1
        return self._lease_reply(ACK, client, choice, context)

    def _forget_offers(self, client: Client) -> None:
        for link in client.links:
            lease = self.book.of(client.owner(link))
            if lease is not None and lease.state is State.OFFERED:
                self.book.end(lease)

    # RFC 2131 §4.3.3 DHCPDECLINE, §4.3.4 DHCPRELEASE, §4.3.5 DHCPINFORM

    def _decline(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        lease = self._held(client, client.request.requested, context)
        if lease is not None:  # §4.3.3: mark the address as not available
            self.book.decline(lease, self.config.decline_probation_s, now_ns)
        return None

    def _release(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        lease = self._held(client, client.request.ciaddr, context)
        if lease is not None and lease.active(now_ns):  # §4.3.4: mark it as not allocated, keep the record
            self.book.end(lease)
        return None

    def _held(self, client: Client, wish: int, context: Context4) -> Lease | None:
        """The lease of an address, when this client holds it and speaks to us."""
        if client.request.server_id and not self._is_us(client.request, context):
            return None
        lease = self.book.at(wish)
        if lease is None or not any(lease.owner == client.owner(link) for link in client.links):
            return None
        return lease if lease.state is State.DEFAULT else None

    def _inform(self, client: Client, context: Context4, _now_ns: int) -> Reply4 | None:
        """§4.3.5: parameters alone; no lease is looked for, no lease time sent, yiaddr stays 0."""
        own = client.request.ciaddr
        if not own and not client.request.giaddr and not int(context.source):
            return None  # no address to answer at
        link = next((item for item in client.links if own in item), None) if own else client.links[0]
        # An address of another network: what holds everywhere, and nothing of a subnet that is not the client's.
        host = None if link is None else client.hosts.get(link.subnet.id)
        merged = self.options.merged(link, None, self._classes(client, link, None), host)
        options = wanted(merged, client.request.parameters, BASIC)
        for code in (50, 51, 58, 59, IPV6_ONLY):
            options.pop(code, None)
        reply = self._reply(ACK, client, self._boot(client, link, None, host), 0, options, merged, context)
        return informed(client.request, reply)

    def _lease_query(self, request: Request4, context: Context4, now_ns: int) -> Reply4 | None:
        """RFC 4388 §6.4. A relay asks, of clients in any subnet."""
        found = query(request, self.links, self.book, now_ns)
        if found is None:
            return None
        merged = self.options.merged(None, None, (), None)
        return leasequery_reply(request, found, self._server_id(request, context, merged), context)

    # Building replies.

    def _lease_reply(self, kind: int, client: Client, choice: Choice, context: Context4) -> Reply4:
        link, request = choice.link, client.request
        merged = self.options.merged(link, choice.pool, self._classes(client, link, choice.pool), choice.host)
        options = wanted(merged, request.parameters, BASIC)
        if IPV6_ONLY not in request.parameters:
            options.pop(IPV6_ONLY, None)  # RFC 8925 §3.3: never unasked
        seconds = self._lease_time(client, link)
        options[51] = seconds.to_bytes(4)  # RFC 2131 table 3: MUST in OFFER and ACK with a lease
        if 1 not in options:
            options[1] = int(link.subnet.prefix.netmask).to_bytes(4)  # RFC 2132 §3.3
        t1, t2 = link.subnet.timers.of(seconds)
        for code, timer in ((58, t1), (59, t2)):  # RFC 2131 §4.4.5, RFC 2132 §9.11 and §9.12
            if timer is not None:
                options[code] = timer.to_bytes(4)
        host = choice.host
        options |= names4(request, "" if host is None else host.hostname, choice.address)
        boot = self._boot(client, link, choice.pool, host)
        return self._reply(kind, client, boot, choice.address, options, merged, context)

    def _reply(
        self,
        kind: int,
        client: Client,
        boot: Boot,
        yiaddr: int,
        options: dict[int, bytes],
        merged: object,
        context: Context4,
    ) -> Reply4:
        server_id = self._server_id(client.request, context, merged)
        echo = self.config.echo_client_id
        message = build(client.request, kind, server_id, yiaddr, options, boot, echo_client_id=echo)
        return address(client.request, message, context, kind)

    def _classes(self, client: Client, link: Link | None, pool: Pool | None) -> tuple[ClientClass, ...]:
        return self.who.classes.within(client.membership, client.classes, link, pool)

    def _boot(self, client: Client, link: Link | None, pool: Pool | None, host: Reservation | None) -> Boot:
        boot = _NO_BOOT if link is None else link.subnet.boot
        for item in reversed(self._classes(client, link, pool)):
            boot = item.boot.over(boot)
        return boot if host is None else host.boot.over(boot)

    def _nak(self, client: Client, context: Context4, why: str) -> Reply4:
        """RFC 2131 table 3: no address, no lease time, no parameters; a message that says why."""
        merged = self.options.merged(client.links[0], None, client.classes, None)
        server_id = self._server_id(client.request, context, merged)
        echo = self.config.echo_client_id
        message = build(client.request, NAK, server_id, 0, {56: why.encode()}, _NO_BOOT, echo_client_id=echo)
        return address(client.request, message, context, NAK)

    def _server_id(self, request: Request4, context: Context4, merged: object) -> int:
        if request.override:  # RFC 5107 §4: the relay's address, so that renewals pass through it
            return request.override
        configured = merged.get(54) if isinstance(merged, dict) else None
        if isinstance(configured, OptionData) and len(configured.data) == 4:
            return int.from_bytes(configured.data)
        return int(context.local)

    def _is_us(self, request: Request4, context: Context4) -> bool:
        wanted_id = request.server_id
        return wanted_id in (int(context.local), request.override) or wanted_id in self.own_addresses

    def _lease_time(self, client: Client, link: Link) -> int:
        lifetime = next((item.valid for item in client.classes if item.valid is not None), link.subnet.valid)
        return min(lifetime.grant(client.request.lease_time), INFINITE_S)

    @staticmethod
    def _note(lease: Lease, client: Client, choice: Choice) -> None:
        lease.subnet_id = choice.link.subnet.id
        lease.hardware = client.request.hardware
        lease.client_id = client.request.client_id
        lease.hostname = choice.host.hostname if choice.host is not None else ""


def _scopes(config: Config) -> Iterator[tuple[OptionData, ...]]:
    yield config.options
    for subnet in config.subnets:
        yield subnet.options
        yield subnet.network_options


_HANDLERS: Final = {
    1: Engine4._discover,
    3: Engine4._request,
    4: Engine4._decline,
    7: Engine4._release,
    8: Engine4._inform,
}
