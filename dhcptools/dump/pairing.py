"""Requests and their replies found by columns: response times, copies, what was not answered.

Rules this file keeps:

- messages of one client, transaction id, stage and leg stand together in their order; a reply right behind a request
  answers it, and its response time counts from that request, the last copy; further replies are counted apart;
- a request right behind one of the same kind is a copy of it; one that no reply follows for ``IDLE_NS``, or until the
  end, is unanswered;
- what comes after this may be paired elsewhere at the same time: by a pairing that keeps the first message of every
  group too (``heads``), which :meth:`Pairing.merge` puts behind the last one here;
- what comes in several lots is paired as if it came in one: of every group its last message is kept; at most
  ``MOST_KEPT`` of them, the oldest are given up as unanswered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.dump.columns import Numbers
from dhcptools.dump.exchanges import IDLE_NS
from dhcptools.dump.tables_acts import ACTS, OTHER, answer_name
from dhcptools.measure.latency import Latency

MOST_KEPT: Final = 1 << 18
_MOST_MIXED: Final = 256  # pairs of keys with the same upper half
_REQUEST: Final = np.array([act.request for act in ACTS])
_ANSWERED: Final = np.array([act.request and act.answered for act in ACTS])
_PAIRED: Final = np.array([act.stage != OTHER for act in ACTS])


def together(keys: Numbers) -> Integers:
    """Indices (n,) that put equal keys next to one another, each group in its order.

    Keys are spread, so that their upper 32 bits tell nearly all of them apart: those are sorted, 16 bits at a time,
    which takes half the time of sorting 64 or less. Groups that share them are put right one by one.
    """
    order = np.argsort((keys >> np.uint64(32)).astype(np.uint16), kind="stable")
    high = (keys >> np.uint64(48)).astype(np.uint16)
    order = order[np.argsort(high[order], kind="stable")]
    found = keys[order]
    near = found[1:] >> np.uint64(32) == found[:-1] >> np.uint64(32)
    mixed = np.flatnonzero(near & (found[1:] != found[:-1])).tolist()
    if len(mixed) > _MOST_MIXED:
        return np.argsort(keys, kind="stable")
    done = 0
    for at in mixed:
        if at < done:
            continue
        first, done = at, at + 1
        while first and near[first - 1]:
            first -= 1
        while done < len(near) and near[done]:
            done += 1
        run = order[first : done + 1]
        order[first : done + 1] = run[np.argsort(keys[run], kind="stable")]
    return order


@dataclass(slots=True)
class Requests:
    """How often a request was seen, how many of those were copies, and how many had no reply."""

    seen: int = 0
    copies: int = 0
    unanswered: int = 0


class Column(NamedTuple):
    """Messages in columns of shape (n,): keys, rows of ACTS, times in ns, -1 where there are none."""

    keys: Numbers
    acts: NDArray[np.uint8]
    times: Integers

    def take(self, rows: Any) -> Column:
        """Some of them, by their places or flags."""
        return Column(self.keys[rows], self.acts[rows], self.times[rows])

    def then(self, *others: Column) -> Column:
        """These, and others behind them."""
        return Column(*(np.concatenate(each) for each in zip(self, *others, strict=True)))


def no_messages() -> Column:
    """No messages at all."""
    return Column(np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(0, np.int64))


@dataclass(slots=True)
class Pairing:
    """What was found so far. ``latencies`` by exchange, such as discover_offer; ``requests`` by row of ACTS."""

    latencies: dict[str, Latency] = field(default_factory=dict)
    requests: dict[int, Requests] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    further: int = 0
    unasked: int = 0
    given_up: int = 0
    heads: list[Column] | None = None
    _kept: Column = field(default_factory=no_messages)

    @property
    def waiting(self) -> int:
        """Requests that may still be answered."""
        return int(np.count_nonzero(_ANSWERED[self._kept.acts]))

    def add(self, messages: Column) -> None:
        """Pair messages, in their order."""
        paired = _PAIRED[messages.acts]
        if not paired.all():
            messages = messages.take(paired)
        old, new = len(self._kept.keys), len(messages.keys)
        messages = self._kept.then(messages)
        if not len(messages.keys):
            return
        order = together(messages.keys)
        (keys, acts, times), fresh = messages.take(order), order >= old
        same = _same(keys, times)
        before = np.empty_like(acts)
        before[0] = 0
        before[1:] = acts[:-1]
        asks = _REQUEST[acts]
        behind = same & _REQUEST[before]
        self._count_requests(acts[asks & fresh], acts[asks & behind & (before == acts)])
        self._give_up(before[asks & behind & (before != acts)])
        hit = np.flatnonzero(~asks & behind)
        self._count_answers(before[hit], acts[hit], times[hit], times[hit - 1])
        self.further += int(np.count_nonzero(~asks & same & ~behind))
        self.unasked += int(np.count_nonzero(~asks & ~same & fresh))
        if self.heads is not None:
            self.heads.append(messages.take(_flags(old + new, order[~same & fresh])))
        self._keep(messages, _flags(old + new, order[np.append(~same[1:], True)]))

    def merge(self, other: Pairing) -> None:
        """Add what a pairing with ``heads`` found in the messages that come after these."""
        for act, each in other.requests.items():
            mine = self.requests.setdefault(act, Requests())
            mine.seen, mine.copies = mine.seen + each.seen, mine.copies + each.copies
            mine.unanswered += each.unanswered
        for name, count in other.answered.items():
            self.answered[name] = self.answered.get(name, 0) + count
        for name, latency in other.latencies.items():
            self.latencies.setdefault(name, Latency()).merge(latency)
        self.further += other.further
        self.unasked += other.unasked
        self.given_up += other.given_up
        messages = self._kept.then(*(other.heads or ()))
        old = len(self._kept.keys)
        order = together(messages.keys)
        keys, acts, times = messages.take(order)
        after = np.flatnonzero(_same(keys, times) & (order >= old))
        after = after[order[after - 1] < old]  # a head right behind the last message here
        before, acts = acts[after - 1], acts[after]
        asks, asked = _REQUEST[acts], _REQUEST[before]
        self._count_requests(acts[:0], acts[asks & (before == acts)])
        self._give_up(before[asks & asked & (before != acts)])
        hit = ~asks & asked
        self._count_answers(before[hit], acts[hit], times[after[hit]], times[after[hit] - 1])
        self.further += int(np.count_nonzero(~asks & ~asked))
        self.unasked -= int(np.count_nonzero(~asks))  # what was so without these
        left = np.ones(old, np.bool_)
        left[order[after - 1]] = False
        both = self._kept.take(left).then(other._kept)
        self._keep(both, np.ones(len(both.keys), np.bool_))

    def end(self) -> None:
        """Nothing more will come."""
        self._give_up(self._kept.acts)
        self._kept = no_messages()

    def _keep(self, messages: Column, last: Flags) -> None:
        """Keep those that may still matter of the last ones of their groups, in their order."""
        messages = messages.take(last)
        if not len(messages.keys):
            self._kept = messages
            return
        young = (messages.times < 0) | (messages.times > int(messages.times.max()) - IDLE_NS)
        if not young.all():
            self._give_up(messages.acts[~young])
            messages = messages.take(young)
        over = len(messages.keys) - MOST_KEPT
        if over > 0:
            self.given_up += over
            self._give_up(messages.acts[:over])
            messages = messages.take(slice(over, None))
        self._kept = messages

    def _count_requests(self, seen: NDArray[np.uint8], copies: NDArray[np.uint8]) -> None:
        for acts, name in ((seen, "seen"), (copies, "copies")):
            for act, count in _counted(acts):
                each = self.requests.setdefault(act, Requests())
                setattr(each, name, getattr(each, name) + count)

    def _give_up(self, acts: NDArray[np.uint8]) -> None:
        for act, count in _counted(acts):
            if ACTS[act].request and ACTS[act].answered:
                self.requests.setdefault(act, Requests()).unanswered += count

    def _count_answers(
        self, asked: NDArray[np.uint8], told: NDArray[np.uint8], times: Integers, since: Integers
    ) -> None:
        pairs = asked.astype(np.int64) << 8 | told
        timed = (times >= 0) & (since >= 0)
        for pair in np.flatnonzero(np.bincount(pairs)) if len(pairs) else ():
            name = answer_name(int(pair) >> 8, int(pair) & 0xFF)
            these = pairs == pair
            self.answered[name] = self.answered.get(name, 0) + int(np.count_nonzero(these))
            these &= timed
            if these.any():
                self.latencies.setdefault(name, Latency()).record(times[these] - since[these])


def _flags(count: int, places: Integers) -> Flags:
    """Which of so many (count,) stand at these places."""
    flags = np.zeros(count, np.bool_)
    flags[places] = True
    return flags


def _same(keys: Numbers, times: Integers) -> Flags:
    """Which messages have one of their group right before them; (n,)."""
    same = np.empty(len(keys), np.bool_)
    same[:1] = False
    same[1:] = keys[1:] == keys[:-1]
    same[1:] &= (times[1:] - times[:-1] < IDLE_NS) | (times[1:] < 0) | (times[:-1] < 0)
    return same


def _counted(acts: NDArray[np.uint8]) -> list[tuple[int, int]]:
    counts = np.bincount(acts) if len(acts) else np.zeros(0, np.int64)
    return [(int(act), int(counts[act])) for act in np.flatnonzero(counts)]
