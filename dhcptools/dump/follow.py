"""One client's story: what it asked, what it was told by whom, what changed, and when nothing happened.

Rules this file keeps:

- a client is known by its hardware address, option 61 or DUID; what else it is known by is learnt from the packets in
  which that stands, at most ``MOST_NAMES`` names;
- every packet of the client brings exactly one event, beside those that no packet brings: silence, a lease that ran
  out, a request that nobody answered;
- memory is bounded as that of :class:`~dhcptools.dump.exchanges.Tracker` is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from dhcptools.dump.exchanges import Exchange, Line, Tracker
from dhcptools.dump.record import Packet
from dhcptools.dump.said import Said, said
from dhcptools.dump.tables_acts import BIND, FIND
from dhcptools.dump.verdict import judge
from dhcptools.exchange.results import INFINITY

SILENCE_NS: Final = 30_000_000_000
"""A pause that is told. Retransmissions of DHCPv4 are at most 64 s apart (RFC 2131 §4.1), so most are told."""

MOST_NAMES: Final = 64
_SECOND_NS: Final = 1_000_000_000


class Change(NamedTuple):
    """What is not as it was at the last grant."""

    what: str
    before: str | int | None
    after: str | int | None


class Event(NamedTuple):
    """Something that happened.

    ``kind`` is asks, repeats, told, duplicate (packets, with ``line``); granted and refused are told, too; silence,
    expired, unanswered (no packet). ``lasted_ns`` is how long a silence was, or since when a copy was awaited.
    """

    kind: str
    time_ns: int | None
    line: Line | None = None
    changes: tuple[Change, ...] = ()
    lasted_ns: int | None = None
    missing: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(slots=True)
class Lease:
    """What a client was granted last, in one family."""

    addresses: tuple[str, ...]
    lifetime_s: int | None
    server: str
    until_ns: int | None


class Follower:
    """Takes packets in the order of time and gives the events of one client."""

    def __init__(self, identity: bytes) -> None:
        self._names: dict[bytes, None] = {identity: None}
        self._tracker = Tracker()
        self._last_ns: int | None = None
        self.leases: dict[int, Lease] = {}

    def feed(self, packet: Packet) -> list[Event]:
        """What a packet brings; nothing when it is somebody else's."""
        octets = packet.payload if packet.fragments else packet.octets
        if not any(name in octets for name in self._names):
            return []
        each = said(packet)
        if each is None or not self._concerns(each):
            return []
        now_ns = each.time_ns
        events = [] if now_ns is None else self._meanwhile(now_ns)
        line, closed = self._tracker.feed(each)
        events += [found for exchange in closed for found in _unanswered(exchange)]
        events.append(self._event(line))
        if now_ns is not None:
            self._last_ns = now_ns
        return events

    def tick(self, now_ns: int) -> list[Event]:
        """What is to be told because it is now ``now_ns``."""
        expired = self._expired(now_ns)
        return [*expired, *(found for exchange in self._tracker.tick(now_ns) for found in _unanswered(exchange))]

    def rest(self) -> list[Event]:
        """What is left to tell."""
        return [found for exchange in self._tracker.rest() for found in _unanswered(exchange)]

    def _concerns(self, each: Said) -> bool:
        names = [name for name in (each.mac, each.identifier, each.client) if name]
        if not any(name in self._names for name in names):
            return False
        for name in names:
            if len(name) >= 6 and len(self._names) < MOST_NAMES:  # shorter ones are no names of one client alone
                self._names.setdefault(name)
        return True

    def _meanwhile(self, now_ns: int) -> list[Event]:
        """A pause since the last packet, and a lease that ran out in it."""
        events = self._expired(now_ns)
        if self._last_ns is not None and now_ns - self._last_ns >= SILENCE_NS:
            events.append(Event("silence", now_ns, lasted_ns=now_ns - self._last_ns))
        return events

    def _expired(self, now_ns: int) -> list[Event]:
        over = [
            (family, lease)
            for family, lease in self.leases.items()
            if lease.until_ns is not None and lease.until_ns <= now_ns
        ]
        for family, _ in over:
            del self.leases[family]
        return [Event("expired", lease.until_ns, addresses=lease.addresses) for _, lease in over]

    def _event(self, line: Line) -> Event:
        each = line.said
        if each.row.request:
            if each.row.label in {"release", "decline"}:
                self.leases.pop(each.family, None)
            return Event("repeats" if line.copy else "asks", each.time_ns, line)
        if line.duplicate:
            return Event("duplicate", each.time_ns, line)
        if each.refusal:
            if each.row.label == "nak":
                self.leases.pop(each.family, None)
            return Event("refused", each.time_ns, line)
        final = each.row.stage == BIND or (each.row.stage == FIND and each.row.label in {"ack", "reply"})
        if not final or not each.addresses:
            return Event("told", each.time_ns, line)
        return Event("granted", each.time_ns, line, self._granted(each))

    def _granted(self, each: Said) -> tuple[Change, ...]:
        before = self.leases.get(each.family)
        until_ns = None
        if each.time_ns is not None and each.lifetime_s not in {None, INFINITY}:
            until_ns = each.time_ns + (each.lifetime_s or 0) * _SECOND_NS
        lease = Lease(each.addresses, each.lifetime_s, each.server or each.source, until_ns)
        self.leases[each.family] = lease
        if before is None:
            return ()
        pairs = (
            Change("address", ", ".join(before.addresses), ", ".join(lease.addresses)),
            Change("lifetime", before.lifetime_s, lease.lifetime_s),
            Change("server", before.server, lease.server),
        )
        return tuple(change for change in pairs if change.before != change.after)


def _unanswered(exchange: Exchange) -> list[Event]:
    """That an exchange ended without what was asked for."""
    verdict = judge(exchange)
    if verdict.outcome not in {"unanswered", "abandoned"}:
        return []
    return [Event("unanswered", exchange.ended_ns, missing=verdict.missing)]
