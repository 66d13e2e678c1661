"""Which DHCPv4 requests go by batch: relayed DISCOVER, REQUEST that selects or renews, RELEASE, of plain options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Final

import numpy as np

from dhcpserver.engine4 import Engine4
from dhcpserver.fast import Batch, Block, Fast, Odd, Out
from dhcpserver.reply4 import BROADCAST, Context4
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link
from dhcpserver.shapes import (
    NOW_NS,
    STRIDE,
    Before,
    Copy,
    Form,
    Part,
    Rehearsed,
    Role,
    Shape,
    overlap,
    rehearse,
)
from dhcpserver.store import CLIENT_OCTETS, OWNER_OCTETS
from dhcpserver.storebatch import BatchBook
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import walk4
from dhcptools.packet.v4 import OPTIONS_OFFSET, OVERLOAD, Message4

NOTED4: Final = ("subnet_id", "hardware", "hardware_octets", "client", "client_octets")
CLIENT_ID: Final = 61
REQUESTED: Final = 50
_ROLES: Final = {1: Role.OFFER, 3: Role.CONFIRM, 7: Role.RELEASE}
_MOST_POOLS: Final = 8


def book4() -> BatchBook:
    """A book for an engine that is served by batch."""
    return BatchBook(NOTED4)


class Fast4(Fast):
    """The batch path of a DHCPv4 engine whose book is of :func:`book4`, for one socket.

    ``context`` tells the address and interface of the socket, which only unicast reaches.
    """

    def __init__(self, engine: Engine4, context: Context4) -> None:
        if not isinstance(engine.book, BatchBook):
            raise TypeError("the engine's book takes one lease at a time")
        super().__init__(engine.book, engine.counters)
        self._engine = engine
        self._context = context

    def context(self, source: int, port: int) -> Context4:
        """How a request came in."""
        context = self._context
        return Context4(IPv4Address(source), port, context.local, context.unicast, context.interface, context.index)

    def one(self, batch: Batch, which: int, now_ns: int) -> Iterator[Out]:
        """The engine's answer to one request."""
        try:
            message = Message4.decode(batch.rows[which, : batch.lengths[which]].tobytes())
        except DecodeError as error:
            if self.refused is not None:
                self.refused(4, str(IPv4Address(int(batch.sources[which]))), error, now_ns)
            for name in ("pkt4-received", "pkt4-parse-failed", "pkt4-receive-drop"):
                self.counters[name] += 1
            return
        context = self.context(int(batch.sources[which]), int(batch.ports[which]))
        for reply in self._engine.handle(message, context, now_ns):
            if reply.link_address or reply.destination == BROADCAST:
                yield Odd(reply, which)
                continue
            try:
                row = np.frombuffer(reply.encode(), np.uint8)[None]
            except EncodeError:
                continue
            to = np.array([int(reply.destination)], np.uint32)
            yield Block(row, to, np.array([reply.port], np.uint16), np.array([which]))

    def learn(self, octets: bytes, source: int, port: int) -> Shape | None:
        """The shape of a request, None when it is to be left to the engine."""
        try:
            message = Message4.decode(octets)
            request = Request4(message)
        except DecodeError:
            return None
        codes = [option.code for option in message.options if option.code]
        if message.problems or len(octets) > STRIDE or OVERLOAD in codes or len(set(codes)) < len(codes):
            return None
        link = _plain_link(self._engine, request, self.context(source, port))
        if link is None or not 0 < len(link.pools) <= _MOST_POOLS:
            return None
        form = _form(octets, request, link)
        if form is None:
            return None
        engine = self._engine
        subnet, config = link.subnet, engine.config

        def play(number: int, part: Part) -> Rehearsed | None:
            alone = replace(config, subnets=(replace(subnet, pools=(subnet.pools[number],)),))
            return self._play(Engine4(alone, engine.own_addresses, fallback=True), form, part)

        return rehearse(form, source, [pool.range for pool in link.pools], play, _places)

    def _play(self, engine: Engine4, form: Form, part: Part) -> Rehearsed | None:
        book, pool = engine.book, engine.links.all[0].pools[0].range
        owner = form.owner(part.octets)
        if part.before is Before.OFFERED:
            book.offer(part.address, owner, pool, 60, 0)
        elif part.before is not Before.NOTHING:
            lease = book.grant(part.address, owner, pool, 3600, 0)
            if part.before is Before.ENDED:
                book.end(lease)
        before = dict(engine.counters)
        replies = engine.handle(Message4.decode(part.octets), self.context(part.source, part.port), NOW_NS)
        counted = {name: count - before[name] for name, count in engine.counters.items() if count != before[name]}
        lease_now = book.of(owner)
        row = None if lease_now is None else lease_now.row()
        if not replies:
            return Rehearsed(b"", 0, 0, row, counted)
        (reply,) = replies
        if reply.link_address or reply.destination == BROADCAST:
            return None
        return Rehearsed(reply.encode(), int(reply.destination), reply.port, row, counted)


def _plain_link(engine: Engine4, request: Request4, context: Context4) -> Link | None:
    """The subnet of a request, where who asks makes no difference: no reservation, no class, no other subnet."""
    client = engine.who.client(request, context)
    if client is None or len(client.links) != 1 or engine.config.classes:
        return None
    link = client.links[0]
    hosts = link.hosts.all or (link.subnet.reservations_global and engine.links.global_hosts.all)
    return (
        None
        if hosts or any(pool.guards for pool in link.pools) or overlap([pool.range for pool in link.pools])
        else link
    )


def _form(octets: bytes, request: Request4, link: Link) -> Form | None:
    """Where things stand in a request that a batch could take; None for others."""
    message = request.message
    at = {option.code: (option.offset + 2, len(option.data)) for option in message.options}
    role = _ROLES.get(request.message_type)
    if role is None or (request.client_id and len(request.client_id) > CLIENT_OCTETS):
        return None
    requested = at.get(REQUESTED, (-1, 0))[0]
    selecting = role is Role.CONFIRM and request.server_id  # RFC 2131 §4.3.2
    wish_at = requested if role is Role.OFFER or selecting else 12  # ciaddr
    if (role is not Role.OFFER and wish_at < 0) or (wish_at == 12 and (requested >= 0 or not request.ciaddr)):
        return None
    client_at, client_octets = at.get(CLIENT_ID, (0, 0))
    if client_octets and link.subnet.match_client_id:
        head, key = link.key + b"\1", (client_at, client_octets)
    else:
        head, key = link.key + bytes((0, message.htype)), (28, message.hlen)
    free = [(4, 4), (8, 2), (28, message.hlen)]  # xid, secs, chaddr
    if client_octets:
        free.append((client_at, client_octets))
    if wish_at >= 0:
        free.append((wish_at, 4))
    form = Form(
        role, octets, tuple(free), head, (key,), client_at, client_octets, message.hlen, -1, wish_at, 4, link.subnet.id
    )
    return form if key[1] and form.owner_octets <= OWNER_OCTETS else None


def _places(request: bytes, answer: bytes) -> tuple[int, list[Copy]]:
    """Where yiaddr stands in an answer, and what it copies: xid, ciaddr (an ACK), chaddr, the client identifier."""
    copies = [Copy(4, 4, 4), Copy(28, 28, 16)]
    if answer[12:16] == request[12:16]:
        copies.append(Copy(12, 12, 4))
    asked = {option.code: option for option in walk4(request, OPTIONS_OFFSET, len(request)).options}
    copies += [
        Copy(option.offset + 2, asked[CLIENT_ID].offset + 2, len(option.data))
        for option in walk4(answer, OPTIONS_OFFSET, len(answer)).options
        if option.code == CLIENT_ID and CLIENT_ID in asked
    ]
    return 16, copies
