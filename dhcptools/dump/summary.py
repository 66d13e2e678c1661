"""What many messages come to: counts, who is who, response times, what failed and why.

Rules this file keeps:

- it takes columns (:class:`~dhcptools.dump.columns.Part`), so packets of every source are counted the same;
- memory is bounded: tables of names hold ``MOST_NAMES``, what comes later is counted under ``others``; of clients the
  busier half is kept when there are more than ``MOST_CLIENTS``, and ``clients_exact`` is False from then on;
- requests are paired when ``LOT`` messages have come, when somebody looks, and at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.dump.columns import BOOTP, NAMED_WORDS, Numbers, Part, ServerName
from dhcptools.dump.pairing import Column, Pairing, together
from dhcptools.dump.tables_acts import ACTS
from dhcptools.packet.names4 import MESSAGE_TYPES_RFC
from dhcptools.packet.names6 import MESSAGE_TYPES, STATUS_CODES

LOT: Final = 1 << 19
MOST_NAMES: Final = 4096
MOST_CLIENTS: Final = 1 << 18
_EDGE: Final = 16  # seconds at either end that may go on elsewhere
_SPAN_S: Final = 10_000  # of a part, for its seconds to be counted by their place
_STAGE: Final = np.array([act.stage << 8 for act in ACTS], np.uint64)
_APART: Final = np.uint64(0x9E3779B97F4A7C15)  # an odd number that spreads small ones

Name = TypeVar("Name")


@dataclass(slots=True)
class Names(Generic[Name]):
    """How often each number came, and what it stands for."""

    counts: dict[int, int] = field(default_factory=dict)
    names: dict[int, Name] = field(default_factory=dict)
    others: int = 0

    def add(self, column: Numbers, name: Callable[[int], Name]) -> None:
        """Count the numbers of a column (n,) that are not 0; ``name`` says what that of a row stands for."""
        rows = np.flatnonzero(column)
        values = column[rows]
        first, counts = _near(values)
        for value, row, count in zip(values[first].tolist(), rows[first].tolist(), counts.tolist(), strict=True):
            self._count(value, count, row, name)

    def _count(self, value: int, count: int, row: int, name: Callable[[int], Name]) -> None:
        if value in self.counts:
            self.counts[value] += count
        elif len(self.counts) >= MOST_NAMES:
            self.others += count
        else:
            self._add(value, count, name(row))

    def _add(self, value: int, count: int, name: Name) -> None:
        if value not in self.counts and len(self.counts) >= MOST_NAMES:
            self.others += count
            return
        self.counts[value] = self.counts.get(value, 0) + count
        self.names.setdefault(value, name)

    def merge(self, other: Names[Name]) -> None:
        """Add what another one counted."""
        self.others += other.others
        for value, count in other.counts.items():
            self._add(value, count, other.names[value])

    def most(self) -> list[tuple[Name, int]]:
        """Names and counts, the greatest first."""
        ranked = sorted(self.counts.items(), key=lambda pair: (-pair[1], str(self.names[pair[0]])))
        return [(self.names[value], count) for value, count in ranked]


class Talker(NamedTuple):
    """A client: its hardware address (4) or DUID (6), of which 24 octets are kept, and its messages, both ways."""

    family: int
    identity: bytes
    messages: int


class Clients:
    """Who took part, and how many messages each had."""

    def __init__(self) -> None:
        self._hashes = np.zeros(0, np.uint64)
        self._counts = np.zeros(0, np.int64)
        self._words = np.zeros((0, NAMED_WORDS), np.uint64)
        self._shapes = np.zeros(0, np.uint16)
        self._new: list[tuple[Numbers, Numbers, Any, Integers]] = []
        self._waiting = 0
        self.exact = True

    def add(self, part: Part) -> None:
        """Count the clients of a part."""
        shapes = (part.kind & np.uint16(0xF00)) | np.minimum(part.client_length, 255)
        hashes = part.client ^ shapes * _APART
        kept, counts = _near(hashes)
        words = np.zeros((len(kept), NAMED_WORDS), np.uint64)
        words[:, : part.client_words.shape[1]] = part.client_words[kept]
        self._new.append((hashes[kept], words, shapes[kept], counts))
        self._waiting += len(kept)
        if self._waiting >= LOT:
            self.settle()

    def merge(self, other: Clients) -> None:
        """Add what another one counted."""
        self._new += other._new
        self._waiting += other._waiting
        self.exact &= other.exact
        if len(other._hashes):
            self.settle()
            self._join(other)

    def __len__(self) -> int:
        self.settle()
        return len(self._hashes)

    def count(self, family: int) -> int:
        """Clients of a family."""
        self.settle()
        return int(np.count_nonzero(self._shapes >> 8 == family))

    def most(self, number: int) -> list[Talker]:
        """The busiest clients."""
        self.settle()
        ranked = np.lexsort((self._hashes, -self._counts))[:number]
        return [
            Talker(int(self._shapes[at]) >> 8, _octets(self._words[at].tolist(), int(self._shapes[at]) & 0xFF),
                   int(self._counts[at]))
            for at in ranked
        ]  # fmt: skip  # a talker in two lines

    def settle(self) -> None:
        """Make one table of everything."""
        if not self._new:
            return
        old = (self._hashes, self._words, self._shapes, self._counts)
        hashes, words, shapes, counts = (np.concatenate(column) for column in zip(old, *self._new, strict=True))
        self._new, self._waiting = [], 0
        self._grouped(hashes, words, shapes, counts)

    def _join(self, other: Clients) -> None:
        """Add a settled table."""
        self._grouped(
            np.concatenate((self._hashes, other._hashes)), np.concatenate((self._words, other._words)),
            np.concatenate((self._shapes, other._shapes)), np.concatenate((self._counts, other._counts)),
        )  # fmt: skip  # four columns

    def _grouped(self, hashes: Numbers, words: Numbers, shapes: Any, weights: Integers) -> None:
        """Make the table of rows in which a client may stand several times."""
        kept, self._counts = _once(hashes, weights)
        if len(kept) > MOST_CLIENTS:
            self.exact = False
            busy = np.argsort(-self._counts, kind="stable")[: MOST_CLIENTS // 2]
            kept, self._counts = kept[busy], self._counts[busy]
        self._hashes, self._words, self._shapes = hashes[kept], words[kept], shapes[kept]


def _once(hashes: Numbers, weights: Integers | None) -> tuple[Integers, Integers]:
    """Where each number stands first, and how often it stands, or the sum of its weights.

    np.unique would do, but it loads masked arrays for its own use.
    """
    if not len(hashes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = together(hashes)
    found = hashes[order]
    first = np.flatnonzero(np.append(True, found[1:] != found[:-1]))
    if weights is None:
        return order[first], np.diff(first, append=len(found))
    return order[first], np.add.reduceat(weights[order], first)


def _near(numbers: Numbers) -> tuple[Integers, Integers]:
    """The same in a fraction of the time, but a number may come more than once."""
    spread = (numbers * _APART >> np.uint64(48)).astype(np.uint16)
    order = np.argsort(spread, kind="stable")  # of 16 bits it takes a few microseconds
    found = numbers[order]
    first = np.flatnonzero(np.append(np.True_, found[1:] != found[:-1])[: len(found)])
    return order[first], np.diff(first, append=len(found))


def _octets(words: list[int], length: int) -> bytes:
    return b"".join(word.to_bytes(8) for word in words)[:length]


@dataclass(slots=True)
class Summary:
    """The sum of parts. Times are nanoseconds since 1970; ``kinds`` by the numbers of :class:`Part`."""

    messages: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    kinds: dict[int, int] = field(default_factory=dict)
    options: dict[tuple[int, int], int] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    naks: dict[str, int] = field(default_factory=dict)
    servers: Names[ServerName] = field(default_factory=Names)
    relays: Names[str] = field(default_factory=Names)
    vendors: Names[bytes] = field(default_factory=Names)
    clients: Clients = field(default_factory=Clients)
    pairing: Pairing = field(default_factory=Pairing)
    peak: int = 0
    lot: int = LOT
    _seconds: dict[int, int] = field(default_factory=dict)
    _lot: list[Column] = field(default_factory=list)
    _waiting: int = 0

    def add(self, parts: list[Part]) -> None:
        """Take parts whose lines are among one another; those of later calls come after them."""
        parts = [part for part in parts if len(part)]
        if not parts:
            return
        for part in parts:
            self._count(part)
        lot = [Column(_keys(part), part.act, part.time_ns) for part in parts]
        if len(parts) > 1:
            lot = [lot[0].then(*lot[1:]).take(_order([part.line for part in parts]))]
        self._lot += lot
        self._waiting += len(lot[0].keys)
        if self._waiting >= self.lot:
            self.settle()

    def merge(self, other: Summary) -> None:
        """Add what came after all of this, in a summary whose pairing keeps ``heads``."""
        self.messages += other.messages
        for mine, theirs in (
            (self.kinds, other.kinds), (self.statuses, other.statuses), (self._seconds, other._seconds),
        ):  # fmt: skip  # by number
            for number, count in theirs.items():
                mine[number] = mine.get(number, 0) + count
        for key, count in other.options.items():
            self.options[key] = self.options.get(key, 0) + count
        for text, count in other.naks.items():
            name = self._nak(text)
            self.naks[name] = self.naks.get(name, 0) + count
        self.servers.merge(other.servers)
        self.relays.merge(other.relays)
        self.vendors.merge(other.vendors)
        self.clients.merge(other.clients)
        times = [each for each in (self.first_ns, other.first_ns, self.last_ns, other.last_ns) if each is not None]
        self.first_ns, self.last_ns = min(times, default=None), max(times, default=None)
        self.peak = max(self.peak, other.peak, *self._seconds.values(), 0)
        self.settle()
        other.settle()
        self.pairing.merge(other.pairing)

    def _nak(self, text: str) -> str:
        return text if text in self.naks or len(self.naks) < MOST_NAMES else "others"

    def settle(self) -> None:
        """Pair what waits."""
        if self._lot:
            messages = self._lot[0].then(*self._lot[1:])
            self._lot, self._waiting = [], 0
            self.pairing.add(messages)

    def end(self) -> None:
        """Nothing more will come."""
        self.settle()
        self.pairing.end()

    @property
    def span_s(self) -> float | None:
        """From the first packet to the last one."""
        return None if self.first_ns is None or self.last_ns is None else (self.last_ns - self.first_ns) / 1e9

    def kind_counts(self) -> list[tuple[int, str, int]]:
        """Family, name of the message type, messages; the greatest first."""
        ranked = sorted(self.kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(kind >> 8, kind_name(kind), count) for kind, count in ranked]

    def status_counts(self) -> list[tuple[str, int]]:
        """Status codes of DHCPv6 replies other than Success, the greatest first."""
        ranked = sorted(self.statuses.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(STATUS_CODES.get(code, f"status {code}"), count) for code, count in ranked]

    def _count(self, part: Part) -> None:
        self.messages += len(part)
        _tally(self.kinds, part.kind)
        for key, count in part.options.items():
            self.options[key] = self.options.get(key, 0) + count
        for text in part.naks:
            name = self._nak(text)
            self.naks[name] = self.naks.get(name, 0) + 1
        refused = part.status[part.status != 0]
        if len(refused):
            _tally(self.statuses, refused)
        self.servers.add(part.server, part.name_server)
        self.relays.add(part.relay, part.name_relay)
        self.vendors.add(part.vendor, part.name_vendor)
        self.clients.add(part)
        self._time(part.time_ns[part.time_ns >= 0])

    def _time(self, times: Integers) -> None:
        if not len(times):
            return
        first, last = int(times.min()), int(times.max())
        self.first_ns = first if self.first_ns is None else min(self.first_ns, first)
        self.last_ns = last if self.last_ns is None else max(self.last_ns, last)
        seconds = times // 1_000_000_000
        start = int(seconds.min())
        if int(seconds.max()) - start < _SPAN_S:
            _tally(self._seconds, seconds - start, start)
        else:
            _tally(self._seconds, seconds, None)
        self.peak = max(self.peak, *self._seconds.values())
        if len(self._seconds) > MOST_NAMES:
            ordered = sorted(self._seconds.items())
            self._seconds = dict((*ordered[:_EDGE], *ordered[-_EDGE:]))


def kind_name(kind: int) -> str:
    """What a number of :attr:`Part.kind` is called."""
    number = kind & 0xFF
    if kind >> 8 == 6:
        return MESSAGE_TYPES.get(number, f"MESSAGE-{number}")
    if number in {BOOTP, BOOTP | 1, BOOTP | 2, BOOTP | 3}:
        return {BOOTP | 1: "BOOTREQUEST", BOOTP | 2: "BOOTREPLY"}.get(number, "BOOTP")
    return MESSAGE_TYPES_RFC.get(number, f"type {number}")


def _keys(part: Part) -> Numbers:
    """A number of what must agree between a request and its reply."""
    stage = _STAGE[part.act] | (part.kind & np.uint16(0xF00)).astype(np.uint64) << np.uint64(8) | part.leg
    keys = (part.xid.astype(np.uint64) << np.uint64(32) | stage) * _APART
    keys += part.client
    keys ^= keys >> np.uint64(32)
    keys *= _APART
    return keys


def _order(lines: list[Integers]) -> Integers:
    """Indices that put lines of several parts, one behind the other, in their order."""
    both = np.concatenate(lines)
    first = int(both.min())
    span = int(both.max()) - first + 1
    if span <= 4 * len(both):
        place = np.zeros(span, np.int32)
        place[both - first] = np.arange(1, len(both) + 1, dtype=np.int32)
        order = place[place > 0]
        if len(order) == len(both):
            return order.astype(np.int64) - 1
    return np.argsort(both, kind="stable")  # a line stands there twice


def _tally(counts: dict[int, int], values: Any, base: int | None = 0) -> None:
    """Count small integers, or any when ``base`` is None."""
    if base is None:
        first, number = _once(values.astype(np.uint64), None)
        pairs = zip(values[first].tolist(), number.tolist(), strict=True)
    else:
        number = np.bincount(values)
        hit = np.flatnonzero(number)
        pairs = zip((hit + base).tolist(), number[hit].tolist(), strict=True)
    for value, count in pairs:
        counts[value] = counts.get(value, 0) + count
