"""The DHCPv4 server without I/O: a message, how it came in and the time go in, replies come out.

Rules this file keeps:

- ``handle`` never raises, whatever the message holds; what is not answered is counted with its reason;
- each branch cites the section that asks for it;
- an address goes to nobody while somebody else's lease, offer or decline stands on it (RFC 2131 §1.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final, NamedTuple

from dhcpserver.counters import RECEIVED4, SENT4, fresh
from dhcpserver.leases import INFINITE_S, Book, Lease, State
from dhcpserver.options import OptionSets, wanted
from dhcpserver.reply4 import ACK, NAK, OFFER, Context4, Reply4, address, build
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link, Links, Pool
from dhcptools.kea.model import Boot, ClientClass, Config, OptionData, Reservation
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import BOOTREQUEST, Message4

OFFER_S: Final = 60  # how long an offer waits for its REQUEST
BASIC: Final = (3, 6, 15)  # routers, DNS servers, domain name: sent unasked, as Kea does
_NO_BOOT: Final = Boot()


class Choice(NamedTuple):
    """An address for a client, and where it comes from."""

    link: Link
    address: int
    pool: Pool | None
    host: Reservation | None


class Client(NamedTuple):
    """What is known of who asks: the subnets of the link, the names of its classes, its identifiers."""

    request: Request4
    links: tuple[Link, ...]
    names: frozenset[str]
    classes: tuple[ClientClass, ...]
    hosts: dict[int, Reservation]  # subnet id -> reservation

    def owner(self, link: Link) -> bytes:
        """The key of this client's lease in a subnet."""
        return link.key + self.request.owner(match_client_id=link.subnet.match_client_id)


class Engine4:
    """A server with its leases. ``own_addresses`` are all addresses a client may know it by."""

    def __init__(self, config: Config, own_addresses: frozenset[int] = frozenset(), *, fallback: bool = False) -> None:
        """``fallback`` puts clients that no subnet selects into the first one: for servers of tests."""
        self.config = config
        self.links = Links(config)
        self.fallback = self.links.all[0] if fallback and self.links.all else None
        self.options = OptionSets(config)
        self.book = Book()
        self.counters = fresh(4)
        configured = [option.data for scope in _scopes(config) for option in scope if option.code == 54]
        self.own_addresses = own_addresses | {int.from_bytes(data) for data in configured}

    def handle(self, message: Message4, context: Context4, now_ns: int) -> tuple[Reply4, ...]:
        """The replies to one message, none or one. Never raises."""
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
        if message.op != BOOTREQUEST or handler is None:
            counters["pkt4-receive-drop"] += 1  # a reply of some server, or BOOTP, which is not served
            return ()
        client = self._client(request, context)
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

    # Who asks, and where.

    def _client(self, request: Request4, context: Context4) -> Client | None:
        names = {"ALL"}
        if request.vendor_class:
            names.add("VENDOR_CLASS_" + request.vendor_class.decode("utf-8", "surrogateescape"))
        link = self._link(request, context, names | {"KNOWN", "UNKNOWN"})
        if link is None:
            return None
        # A guard on KNOWN or UNKNOWN is looked at again once reservations are known.
        identity = request.identity()
        hosts = {}
        links = self.links.together(link, names | {"KNOWN", "UNKNOWN"})
        for item in links:
            host = item.hosts.find(identity)
            if host is None and item.subnet.reservations_global:
                host = self.links.global_hosts.find(identity)
            if host is not None:
                hosts[item.subnet.id] = host
        names.add("KNOWN" if hosts else "UNKNOWN")
        for host in hosts.values():
            names.update(host.client_classes)
        allowed = tuple(item for item in links if not item.subnet.client_class or item.subnet.client_class in names)
        return Client(request, allowed, frozenset(names), self.options.matching(names), hosts) if allowed else None

    def _link(self, request: Request4, context: Context4, names: set[str]) -> Link | None:
        links = self.links
        if request.link_selection:  # RFC 3527 §3: in place of giaddr
            return links.by_address(request.link_selection, names)
        if request.subnet_selection:  # RFC 3011 §2: the client, or a proxy for it, names the subnet
            return links.by_address(request.subnet_selection, names)
        if request.giaddr:  # RFC 2131 §4.3.1: the subnet from which the message was relayed
            return links.by_relay(request.giaddr, names) or links.by_address(request.giaddr, names) or self.fallback
        if context.interface:
            link = links.by_interface(context.interface, names)
            if link is not None:
                return link
        for known in (request.ciaddr, int(context.source), int(context.local)):
            link = links.by_address(known, names) if known else None
            if link is not None:
                return link
        return self.fallback

    # RFC 2131 §4.3.1 DHCPDISCOVER

    def _discover(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        choice = self._choose(client, now_ns)
        if choice is None:
            self.counters["v4-allocation-fail"] += 1
            return None  # §4.3.1: nothing to offer; may tell the administrator
        owner = client.owner(choice.link)
        source = None if choice.pool is None else choice.pool.range
        lease = self.book.offer(choice.address, owner, source, OFFER_S, now_ns)
        self._note(lease, client, choice)
        return self._lease_reply(OFFER, client, choice, context)

    def _choose(self, client: Client, now_ns: int) -> Choice | None:
        """An address in the order of RFC 2131 §4.3.1, after reservations."""
        for choice in self._candidates(client):
            if self.book.free_for(choice.address, client.owner(choice.link), now_ns):
                return choice
        book = self.book
        for link in client.links:  # a new address from the pools
            for pool in link.pools:
                if pool.client_class and pool.client_class not in client.names:
                    continue
                taken = pool.range.take(lambda at, link=link: at in link.reserved or book.taken(at, now_ns))  # type: ignore[misc] # a lambda's default has no type
                if taken is not None:
                    return Choice(link, taken, pool, client.hosts.get(link.subnet.id))
        return None

    def _candidates(self, client: Client) -> Iterator[Choice]:
        for link in client.links:
            host = client.hosts.get(link.subnet.id)
            for reserved in host.addresses if host is not None else ():
                if int(reserved) in link:
                    yield Choice(link, int(reserved), link.pool_of(int(reserved), client.names), host)
        for link in client.links:  # the current binding, or the previous one
            lease = self.book.of(client.owner(link))
            if lease is not None:
                choice = self._allowed(client, link, lease.address)
                if choice is not None:
                    yield choice
        if client.request.requested:  # the address in 'requested IP address'
            for link in client.links:
                choice = self._allowed(client, link, client.request.requested)
                if choice is not None:
                    yield choice

    def _allowed(self, client: Client, link: Link, wish: int) -> Choice | None:
        """The choice of this very address, when configuration lets this client have it."""
        if wish not in link:
            return None
        host = client.hosts.get(link.subnet.id)
        pool = link.pool_of(wish, client.names)
        reserved_for = link.reserved.get(wish)
        if reserved_for is not None:
            return Choice(link, wish, pool, host) if reserved_for is host else None
        if host is not None and any(int(item) == wish for item in host.addresses):
            return Choice(link, wish, pool, host)  # a global reservation
        return None if pool is None else Choice(link, wish, pool, host)

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
            choice = self._allowed(client, link, wish)
            if choice is not None and self.book.free_for(wish, client.owner(link), now_ns):
                return self._commit(client, choice, context, now_ns)
        return self._nak(client, context, f"{IPv4Address(wish)} is not available to this client")

    def _init_reboot(self, client: Client, context: Context4, now_ns: int) -> Reply4 | None:
        wish = client.request.requested
        if not any(wish in link for link in client.links):
            return self._nak(client, context, f"{IPv4Address(wish)} is not on this network")  # §4.3.2: wrong network
        known = [lease for link in client.links if (lease := self.book.of(client.owner(link))) is not None]
        if not known and not client.hosts:
            # §4.3.2: without a record of the client the server MUST remain silent; an authoritative one has them all.
            if not client.links[0].subnet.authoritative:
                return None
            return self._nak(client, context, "no lease of this client is known")
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
        link = client.links[0]
        if not client.request.ciaddr and not client.request.giaddr and not int(context.source):
            return None  # no address to answer at
        host = client.hosts.get(link.subnet.id)
        merged = self.options.merged(link, None, client.classes, host)
        options = wanted(merged, client.request.parameters, BASIC)
        for code in (50, 51, 58, 59):
            options.pop(code, None)
        return self._reply(ACK, client, link, host, 0, options, merged, context)

    # Building replies.

    def _lease_reply(self, kind: int, client: Client, choice: Choice, context: Context4) -> Reply4:
        link, request = choice.link, client.request
        merged = self.options.merged(link, choice.pool, client.classes, choice.host)
        options = wanted(merged, request.parameters, BASIC)
        seconds = self._lease_time(client, link)
        options[51] = seconds.to_bytes(4)  # RFC 2131 table 3: MUST in OFFER and ACK with a lease
        if 1 not in options:
            options[1] = int(link.subnet.prefix.netmask).to_bytes(4)  # RFC 2132 §3.3
        t1, t2 = link.subnet.timers.of(seconds)
        for code, timer in ((58, t1), (59, t2)):  # RFC 2131 §4.4.5, RFC 2132 §9.11 and §9.12
            if timer is not None:
                options[code] = timer.to_bytes(4)
        host = choice.host
        if host is not None and host.hostname and 12 in request.parameters:
            options[12] = host.hostname.encode("utf-8", "surrogateescape")
        return self._reply(kind, client, link, host, choice.address, options, merged, context)

    def _reply(
        self,
        kind: int,
        client: Client,
        link: Link,
        host: Reservation | None,
        yiaddr: int,
        options: dict[int, bytes],
        merged: object,
        context: Context4,
    ) -> Reply4:
        boot = link.subnet.boot
        for item in reversed(client.classes):
            boot = item.boot.over(boot)
        if host is not None:
            boot = host.boot.over(boot)
        server_id = self._server_id(client.request, context, merged)
        echo = self.config.echo_client_id
        message = build(client.request, kind, server_id, yiaddr, options, boot, echo_client_id=echo)
        return address(client.request, message, context, kind)

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
