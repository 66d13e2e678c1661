"""Messages grouped to exchanges: who asked what, who answered when, and what was missing.

Rules this file keeps:

- an exchange is kept by family, client, leg and transaction id; a REQUEST that takes an offer belongs to the exchange
  of that offer although DHCPv6 gives it an id of its own (RFC 9915 §16.1, RFC 2131 §4.4.1);
- a reply belongs to the latest request of its stage (see :mod:`dhcptools.dump.tables_acts`), and its response time
  counts from that request's last copy; more replies of one server than copies of the request are duplicates;
- an exchange closes ``LINGER_NS`` after it is complete, so that late answers and copies still find it, or after
  ``IDLE_NS`` without a message, more than the longest wait of a DHCPv4 client (64 s and 1 s, RFC 2131 §4.1), or at the
  end;
- memory is bounded: at most ``MOST_OPEN`` exchanges are open, the one longest without a message is closed first, and of
  each at most ``MOST_LINES`` messages are kept, the others are counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from dhcptools.dump.said import Said
from dhcptools.dump.tables_acts import ACTS, BIND, FIND, LEAVE, NAK, OTHER, REQUEST, REQUEST6, answer_name

LINGER_NS: Final = 1_000_000_000
IDLE_NS: Final = 70_000_000_000
MOST_OPEN: Final = 65_536
MOST_LINES: Final = 64

_SELECTING: Final = frozenset({REQUEST, REQUEST6})
_Key = tuple[int, int, bytes, int]


class Line(NamedTuple):
    """One message of an exchange.

    ``copy`` counts from 0 the same request before it; ``duplicate``: its server had answered already; ``response_ns``
    and ``answers`` are those of a reply whose request was seen, such as ``discover_offer``.
    """

    said: Said
    copy: int = 0
    duplicate: bool = False
    response_ns: int | None = None
    answers: str = ""


@dataclass(slots=True)
class Asked:
    """The request of a stage: its row, how many copies were seen, when the last one, and which replies came."""

    act: int
    xid: int
    copies: int
    last_ns: int | None
    answers: int = 0


@dataclass(slots=True)
class Server:
    """Who replied: option 54 or DUID, source address and MAC address; how many replies, and of those how many twice."""

    identifier: str
    source: str
    mac: str
    replies: int = 0
    duplicates: int = 0


@dataclass(slots=True)
class Exchange:
    """What belongs together. ``closed`` is empty while it is open, then complete, silence, end or crowded."""

    first: Said
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    xids: dict[int, None] = field(default_factory=dict)
    asked: dict[int, Asked] = field(default_factory=dict)
    offers: int = 0
    unasked: list[str] = field(default_factory=list)
    servers: dict[tuple[str, str, str], Server] = field(default_factory=dict)
    retransmissions: int = 0
    duplicates: int = 0
    naks: int = 0
    refusals: dict[str, None] = field(default_factory=dict)
    last: Said | None = None
    complete: bool = False
    closed: str = ""
    seen_ns: int = 0
    ended_ns: int | None = None
    keys: list[_Key] = field(default_factory=list)
    _counts: dict[tuple[int, str, str], int] = field(default_factory=dict)

    @property
    def began_ns(self) -> int | None:
        """When the first message was seen."""
        return self.first.time_ns

    @property
    def duration_ns(self) -> int | None:
        """From the first message to the last one; None where the capture has no times."""
        return None if self.began_ns is None or self.ended_ns is None else self.ended_ns - self.began_ns

    def take(self, each: Said) -> Line:
        """Add a message."""
        self.xids.setdefault(each.xid)
        if each.time_ns is not None:
            self.ended_ns = each.time_ns if self.ended_ns is None else max(self.ended_ns, each.time_ns)
        line = self._ask(each) if each.row.request else self._answer(each)
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.more += 1
        return line

    def _ask(self, each: Said) -> Line:
        stage = each.row.stage
        before = self.asked.get(stage)
        if before is not None and before.act == each.act and before.xid == each.xid:
            before.copies += 1
            before.last_ns = each.time_ns
            self.retransmissions += 1
            return Line(each, before.copies - 1)
        self.asked[stage] = Asked(each.act, each.xid, 1, each.time_ns)
        self._counts = {key: count for key, count in self._counts.items() if key[0] != stage}
        self.complete = stage in {LEAVE, OTHER}
        return Line(each)

    def _answer(self, each: Said) -> Line:
        row = each.row
        server = self.servers.setdefault(
            (each.server, each.source, each.source_mac), Server(each.server, each.source, each.source_mac)
        )
        server.replies += 1
        asked = self.asked.get(row.stage)
        key = (row.stage, each.server, each.source)
        count = self._counts[key] = self._counts.get(key, 0) + 1
        duplicate = count > (1 if asked is None else asked.copies)
        self.duplicates += duplicate
        server.duplicates += duplicate
        self.offers += row.stage == FIND
        if not duplicate:
            self.naks += each.act == NAK
            if each.refusal:
                self.refusals.setdefault(each.refusal)
        final = row.stage != FIND or row.label in {"ack", "reply"}
        if final:
            self.complete = True
        if not duplicate and (final or self.last is None or ACTS[self.last.act].stage == FIND):
            self.last = each
        if asked is None:
            if each.name not in self.unasked:
                self.unasked.append(each.name)
            return Line(each, 0, duplicate)
        asked.answers += 1
        response = None if each.time_ns is None or asked.last_ns is None else each.time_ns - asked.last_ns
        return Line(each, 0, duplicate, response, answer_name(asked.act, each.act))


class Tracker:
    """Feeds on messages in the order of time and gives exchanges as they close."""

    def __init__(self, most_open: int = MOST_OPEN) -> None:
        self._most_open = most_open
        self._by_key: dict[_Key, Exchange] = {}
        self._latest: dict[tuple[int, int, bytes], Exchange] = {}
        self._open: OrderedDict[int, Exchange] = OrderedDict()
        self._done: OrderedDict[int, Exchange] = OrderedDict()
        self._now_ns = 0

    def __len__(self) -> int:
        """How many exchanges are open."""
        return len(self._open) + len(self._done)

    def feed(self, each: Said) -> tuple[Line, list[Exchange]]:
        """Take a message; its line, and what closed by the time it came."""
        closed = self.tick(self._now_ns if each.time_ns is None else each.time_ns)
        key = (each.family, each.leg, each.client, each.xid)
        exchange = self._by_key.get(key)
        if exchange is not None and exchange.complete and _starts_anew(exchange, each):
            closed.append(self._close(exchange, "complete"))
            exchange = None
        if exchange is None:
            exchange = self._joined(each) or Exchange(each)
            exchange.keys.append(key)
            self._by_key[key] = self._latest[key[:3]] = exchange
        line = exchange.take(each)
        exchange.seen_ns = self._now_ns
        self._open.pop(id(exchange), None)
        self._done.pop(id(exchange), None)
        (self._done if exchange.complete else self._open)[id(exchange)] = exchange
        if len(self) > self._most_open:
            _, oldest = next(iter((self._open or self._done).items()))
            closed.append(self._close(oldest, "complete" if oldest.complete else "crowded"))
        return line, closed

    def tick(self, now_ns: int) -> list[Exchange]:
        """What closes because it is now ``now_ns``; a clock that goes backwards changes nothing."""
        self._now_ns = max(self._now_ns, now_ns)
        return [
            *self._expired(self._done, LINGER_NS, "complete"),
            *self._expired(self._open, IDLE_NS, "silence"),
        ]

    def rest(self) -> list[Exchange]:
        """Everything that is open, in the order of beginning."""
        left = sorted(
            (*self._done.values(), *self._open.values()), key=lambda each: (each.began_ns or 0, each.first.number)
        )
        return [self._close(each, "complete" if each.complete else "end") for each in left]

    def _joined(self, each: Said) -> Exchange | None:
        """The exchange whose offer this REQUEST takes under a transaction id of its own."""
        if each.act not in _SELECTING:
            return None
        before = self._latest.get((each.family, each.leg, each.client))
        if before is None or before.closed or BIND in before.asked or FIND not in before.asked or before.complete:
            return None
        return before

    def _expired(self, among: OrderedDict[int, Exchange], limit_ns: int, why: str) -> Iterator[Exchange]:
        while among:
            exchange = next(iter(among.values()))
            if exchange.seen_ns + limit_ns > self._now_ns:
                return
            yield self._close(exchange, why)

    def _close(self, exchange: Exchange, why: str) -> Exchange:
        exchange.closed = why
        self._open.pop(id(exchange), None)
        self._done.pop(id(exchange), None)
        for key in exchange.keys:
            if self._by_key.get(key) is exchange:
                del self._by_key[key]
            if self._latest.get(key[:3]) is exchange:
                del self._latest[key[:3]]
        return exchange


def _starts_anew(exchange: Exchange, each: Said) -> bool:
    """Whether a request is another one than those of a complete exchange that has the same transaction id."""
    if not each.row.request:
        return False
    asked = exchange.asked.get(each.row.stage)
    return asked is None or asked.act != each.act or each.row.stage in {LEAVE, OTHER}
