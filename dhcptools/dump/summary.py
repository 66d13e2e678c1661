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
from dhcptools.dump.columns import BOOTP, NAMED_WORDS, Numbers, Part, ServerName, mix
from dhcptools.dump.pairing import Pairing, together
from dhcptools.dump.tables_acts import ACTS
from dhcptools.packet.names4 import MESSAGE_TYPES_RFC
from dhcptools.packet.names6 import MESSAGE_TYPES, STATUS_CODES

LOT: Final = 1 << 19
MOST_NAMES: Final = 4096
MOST_CLIENTS: Final = 1 << 18
_FEW: Final = 8  # values that are counted one after another before a sort is worth it
_EDGE: Final = 16  # seconds at either end that may go on elsewhere
_SPAN_S: Final = 10_000  # of a part, for its seconds to be counted by their place
_STAGE: Final = np.array([act.stage for act in ACTS], np.uint64)

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
        for _ in range(_FEW):
            if not len(values):
                return
            same = values == values[0]
            self._count(int(values[0]), int(np.count_nonzero(same)), int(rows[0]), name)
            values, rows = values[~same], rows[~same]
        found, first, counts = np.unique(values, return_index=True, return_counts=True)
        for value, at, count in zip(found.tolist(), first.tolist(), counts.tolist(), strict=True):
            self._count(value, count, int(rows[at]), name)

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
        self._new: list[tuple[Numbers, Numbers, Any]] = []
        self._waiting = 0
        self.exact = True

    def add(self, part: Part) -> None:
        """Count the clients of a part."""
        shapes = (part.kind & np.uint16(0xF00)) | np.minimum(part.client_length, 255)
        self._new.append((mix(part.client, shapes.astype(np.uint64)), part.client_words, shapes))
        self._waiting += len(part)
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
        hashes = np.concatenate((self._hashes, *(each for each, _, _ in self._new)))
        words = np.concatenate((self._words, *(each for _, each, _ in self._new)))
        shapes = np.concatenate((self._shapes, *(each for _, _, each in self._new)))
        weights = np.ones(len(hashes), np.int64)
        weights[: len(self._counts)] = self._counts
        self._new, self._waiting = [], 0
        self._grouped(hashes, words, shapes, weights)

    def _join(self, other: Clients) -> None:
        """Add a settled table."""
        self._grouped(
            np.concatenate((self._hashes, other._hashes)), np.concatenate((self._words, other._words)),
            np.concatenate((self._shapes, other._shapes)), np.concatenate((self._counts, other._counts)),
        )  # fmt: skip  # four columns

    def _grouped(self, hashes: Numbers, words: Numbers, shapes: Any, weights: Integers) -> None:
        """Make the table of rows in which a client may stand several times."""
        order = together(hashes)
        found = hashes[order]
        first = np.flatnonzero(np.append(True, found[1:] != found[:-1]))
        self._counts = np.add.reduceat(weights[order], first)
        kept = order[first]
        if len(kept) > MOST_CLIENTS:
            self.exact = False
            busy = np.argsort(-self._counts, kind="stable")[: MOST_CLIENTS // 2]
            kept, self._counts = kept[busy], self._counts[busy]
        self._hashes, self._words, self._shapes = hashes[kept], words[kept], shapes[kept]


def _octets(words: list[int], length: int) -> bytes:
    out = b""
    for word in words:
        size = min(8, length - len(out))
        out += word.to_bytes(8)[8 - size :] if size > 0 else b""
    return out


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
    _lot: list[tuple[Numbers, Any, Integers]] = field(default_factory=list)
    _waiting: int = 0

    def add(self, parts: list[Part]) -> None:
        """Take parts whose lines are among one another; those of later calls come after them."""
        parts = [part for part in parts if len(part)]
        if not parts:
            return
        for part in parts:
            self._count(part)
        keys = [_keys(part) for part in parts]
        if len(parts) == 1:
            lot = (keys[0], parts[0].act, parts[0].time_ns)
        else:
            order = np.argsort(np.concatenate([part.line for part in parts]), kind="stable")
            lot = (
                np.concatenate(keys)[order],
                np.concatenate([part.act for part in parts])[order],
                np.concatenate([part.time_ns for part in parts])[order],
            )
        self._lot.append(lot)
        self._waiting += len(lot[0])
        if self._waiting >= self.lot:
            self.settle()

    def merge(self, other: Summary) -> None:
        """Add what came after all of this; nothing of it may have been paired yet."""
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
        self._lot += other._lot
        self._waiting += other._waiting
        if self._waiting >= self.lot:
            self.settle()

    def _nak(self, text: str) -> str:
        return text if text in self.naks or len(self.naks) < MOST_NAMES else "others"

    def settle(self) -> None:
        """Pair what waits."""
        if self._lot:
            keys, acts, times = (np.concatenate(column) for column in zip(*self._lot, strict=True))
            self._lot, self._waiting = [], 0
            self.pairing.add(keys, acts, times)

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
    family = (part.kind >> 8).astype(np.uint64)
    stage = _STAGE[part.act] << np.uint64(8) | part.leg.astype(np.uint64)
    return mix(part.client, part.xid.astype(np.uint64) << np.uint64(32) | family << np.uint64(16) | stage)


def _tally(counts: dict[int, int], values: Any, base: int | None = 0) -> None:
    """Count small integers, or any when ``base`` is None."""
    if base is None:
        found, number = np.unique(values, return_counts=True)
        pairs = zip(found.tolist(), number.tolist(), strict=True)
    else:
        number = np.bincount(values)
        hit = np.flatnonzero(number)
        pairs = zip((hit + base).tolist(), number[hit].tolist(), strict=True)
    for value, count in pairs:
        counts[value] = counts.get(value, 0) + count
