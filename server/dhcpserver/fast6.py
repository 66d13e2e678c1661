"""Which DHCPv6 requests go by batch: Solicit, Request, Renew and Rebind through one relay, for one IA_NA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv6Address
from typing import Final

import numpy as np

from dhcpserver.bindings6 import Flavour
from dhcpserver.engine6 import Engine6
from dhcpserver.fast import Batch, Block, Fast, Out
from dhcpserver.leases import Book
from dhcpserver.reply6 import Context6
from dhcpserver.request6 import Request6
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
from dhcptools.batch.shape6 import Slot, read6
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IA_PD, OPTION_IA_TA, OPTION_IAADDR
from dhcptools.packet.names6 import REBIND, RENEW, REQUEST, SOLICIT
from dhcptools.packet.raw import RawOption, walk6
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6

NOTED6: Final = ("length", "subnet_id", "client", "client_octets", "iaid", "preferred_s")
CLIENT_ID: Final = 1
ELAPSED_TIME: Final = 8
_ROLES: Final = {SOLICIT: Role.OFFER, REQUEST: Role.CONFIRM, RENEW: Role.CONFIRM, REBIND: Role.CONFIRM}
_IAS: Final = frozenset((OPTION_IA_NA, OPTION_IA_TA, OPTION_IA_PD))
_MOST_POOLS: Final = 8


def use_batches(engine: Engine6) -> None:
    """Give an engine without leases a book for addresses that a batch can use."""
    bindings = engine.bindings
    bindings.addresses = Flavour(OPTION_IA_NA, BatchBook(NOTED6), bindings.addresses.none_available)


class Fast6(Fast):
    """The batch path of a DHCPv6 engine after :func:`use_batches`, for one socket.

    ``context`` tells the interface of the socket, which only unicast reaches.
    """

    def __init__(self, engine: Engine6, context: Context6) -> None:
        book = engine.bindings.addresses.book
        if not isinstance(book, BatchBook):
            raise TypeError("the engine's book takes one lease at a time")
        super().__init__(book, engine.counters)
        self._engine = engine
        self._context = context

    def context(self, source: int, port: int) -> Context6:
        """How a request came in."""
        return replace(self._context, source=IPv6Address(source), source_port=port)

    def expire(self, now_ns: int, most: int) -> None:
        """End what is over, prefixes too."""
        self.book.expire(now_ns, most)
        self._engine.bindings.prefixes.book.expire(now_ns, most)

    def one(self, batch: Batch, which: int, now_ns: int) -> Iterator[Out]:
        """The engine's answer to one request."""
        source = int.from_bytes(batch.sources[which].tobytes())
        try:
            message = decode6(batch.rows[which, : batch.lengths[which]].tobytes())
        except DecodeError as error:
            if self.refused is not None:
                self.refused(6, str(IPv6Address(source)), error, now_ns)
            for name in ("pkt6-received", "pkt6-parse-failed", "pkt6-receive-drop"):
                self.counters[name] += 1
            return
        for reply in self._engine.handle(message, self.context(source, int(batch.ports[which])), now_ns):
            try:
                row = np.frombuffer(reply.encode(), np.uint8)[None]
            except EncodeError:
                continue
            to = np.frombuffer(reply.destination.packed, np.uint8)[None]
            yield Block(row, to, np.array([reply.port], np.uint16), np.array([which]))

    def learn(self, octets: bytes, source: int, port: int) -> Shape | None:
        """The shape of a request, None when it is to be left to the engine."""
        try:
            outer = decode6(octets)
            if not isinstance(outer, RelayMessage6):
                return None
            inner, request = outer.relayed(), Request6(outer)
        except DecodeError:
            return None
        if not isinstance(inner, Message6) or outer.problems or inner.problems or len(octets) > STRIDE:
            return None
        engine = self._engine
        link = _plain_link(engine, request, self.context(source, port))
        if link is None or not 0 < len(link.pools) <= _MOST_POOLS:
            return None
        form = _form(octets, inner, request, link)
        if form is None:
            return None
        subnet, config = link.subnet, engine.config

        def play(number: int, part: Part) -> Rehearsed | None:
            alone = replace(config, subnets=(replace(subnet, pools=(subnet.pools[number],)),))
            return self._play(Engine6(alone, engine.duid, fallback=True), form, part)

        return rehearse(form, source, [pool.range for pool in link.pools], play, _places)

    def _play(self, engine: Engine6, form: Form, part: Part) -> Rehearsed | None:
        book: Book = engine.bindings.addresses.book
        pool, owner = engine.links.all[0].pools[0].range, form.owner(part.octets)
        if part.before is Before.OFFERED:
            book.offer(part.address, owner, pool, 60, 0)
        elif part.before is not Before.NOTHING:
            lease = book.grant(part.address, owner, pool, 3600, 0)
            if part.before is Before.ENDED:
                book.end(lease)
        before = dict(engine.counters)
        replies = engine.handle(decode6(part.octets), self.context(part.source, part.port), NOW_NS)
        counted = {name: count - before[name] for name, count in engine.counters.items() if count != before[name]}
        known = book.of(owner)
        if not replies:
            return None
        return Rehearsed(
            replies[0].encode(), int(replies[0].destination), replies[0].port,
            None if known is None else known.row(), counted,
        )  # fmt: skip  # the order of Rehearsed


def _plain_link(engine: Engine6, request: Request6, context: Context6) -> Link | None:
    """The subnet of a request, where who asks makes no difference: no reservation, no class, no other subnet."""
    client = engine.who.client(request, context)
    if client is None or len(client.links) != 1 or engine.config.classes:
        return None
    link = client.links[0]
    hosts = link.hosts.all or (link.subnet.reservations_global and engine.links.global_hosts.all)
    guarded = any(pool.guards for pool in link.pools)
    return None if hosts or guarded or overlap([pool.range for pool in link.pools]) else link


def _form(octets: bytes, inner: Message6, request: Request6, link: Link) -> Form | None:
    """Where things stand in a request that a batch could take; None for others."""
    role = _ROLES.get(inner.msg_type)
    options = {option.code: option for option in inner.options}
    ia = options.get(OPTION_IA_NA)
    if role is None or ia is None or len(request.ias) != 1 or len(options) != len(inner.options):
        return None
    if not 0 < len(request.client_id) <= CLIENT_OCTETS:
        return None
    addresses = _addresses(octets, ia)
    if addresses is None or (role is Role.CONFIRM and not addresses):
        return None
    wish_at = addresses[0].offset + 4 if addresses else -1
    client_at, client_octets = options[CLIENT_ID].offset + 4, len(request.client_id)
    iaid_at = ia.offset + 4
    message_at = inner.options[0].offset - 4
    free = [(18, 16), (message_at + 1, 3), (client_at, client_octets), (iaid_at, 4)]  # peer-address, xid, DUID, IAID
    if ELAPSED_TIME in options:
        free.append((options[ELAPSED_TIME].offset + 4, len(options[ELAPSED_TIME].data)))
    if wish_at >= 0:
        free.append((wish_at, 16))
    key = ((iaid_at, 4), (client_at, client_octets))
    form = Form(
        role, octets, tuple(free), link.key + bytes((OPTION_IA_NA,)), key, client_at, client_octets, 0, iaid_at,
        wish_at, 16, link.subnet.id,
    )  # fmt: skip  # the order of Form
    return form if form.owner_octets <= OWNER_OCTETS else None


def _addresses(octets: bytes, ia: RawOption) -> tuple[RawOption, ...] | None:
    """The IA Address of an IA_NA, none or one; None when there is anything else in it."""
    inside = walk6(octets, ia.offset + 16, ia.offset + 4 + len(ia.data)).options
    plain = len(inside) < 2 and all(item.code == OPTION_IAADDR and len(item.data) == 24 for item in inside)
    return inside if plain else None


def _places(request: bytes, answer: bytes) -> tuple[int, list[Copy]] | None:
    """Where the address stands in an answer, and what it copies: peer-address, transaction-id, DUID, IAID."""
    asked, given = read6(request), read6(answer)
    if asked is None or given is None or given.places[Slot.ADDRESS][0] < 0:
        return None
    copies = [Copy(18, 18, 16)]
    for slot, skip, octets in ((Slot.MESSAGE, 1, 3), (Slot.CLIENT_ID, 0, 0), (Slot.IA_NA, 0, 4)):
        (to, size), at = given.places[slot], asked.places[slot][0]
        copies.append(Copy(to + skip, at + skip, octets or size))
    return given.places[Slot.ADDRESS][0], copies
