"""Requests and their replies found by columns: response times, copies, what was not answered.

Rules this file keeps:

- messages of one client, transaction id, stage and leg stand together in their order; a reply right behind a request
  answers it, and its response time counts from that request, the last copy; further replies are counted apart;
- a request right behind one of the same kind is a copy of it; one that no reply follows for ``IDLE_NS``, or until the
  end, is unanswered;
- what comes in several lots is paired as if it came in one: of every group its last message is kept; at most
  ``MOST_KEPT`` of them, the oldest are given up as unanswered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers
from dhcptools.dump.columns import Numbers
from dhcptools.dump.exchanges import IDLE_NS
from dhcptools.dump.tables_acts import ACTS, OTHER, answer_name
from dhcptools.measure.latency import Latency

MOST_KEPT: Final = 1 << 18
_REQUEST: Final = np.array([act.request for act in ACTS])
_ANSWERED: Final = np.array([act.request and act.answered for act in ACTS])
_PAIRED: Final = np.array([act.stage != OTHER for act in ACTS])


def together(keys: Numbers) -> Integers:
    """Indices (n,) that put equal keys next to one another, each group in its order."""
    count = len(keys)
    if count < 2:
        return np.arange(count)
    mask = np.uint64((1 << (count - 1).bit_length()) - 1)
    packed = (keys & ~mask) | np.arange(count, dtype=np.uint64)
    packed.sort()  # several times faster than sorting indices
    order = (packed & mask).astype(np.int64)
    found = keys[order]
    near = (found[1:] ^ found[:-1]) & ~mask == 0
    if (near & (found[1:] != found[:-1])).any():
        return np.argsort(keys, kind="stable")
    return order


@dataclass(slots=True)
class Requests:
    """How often a request was seen, how many of those were copies, and how many had no reply."""

    seen: int = 0
    copies: int = 0
    unanswered: int = 0


@dataclass(slots=True)
class Pairing:
    """What was found so far. ``latencies`` by exchange, such as discover_offer; ``requests`` by row of ACTS."""

    latencies: dict[str, Latency] = field(default_factory=dict)
    requests: dict[int, Requests] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    further: int = 0
    unasked: int = 0
    given_up: int = 0
    _keys: Numbers = field(default_factory=lambda: np.zeros(0, np.uint64))
    _acts: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    _times: Integers = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def waiting(self) -> int:
        """Requests that may still be answered."""
        return int(np.count_nonzero(_ANSWERED[self._acts]))

    def add(self, keys: Numbers, acts: NDArray[np.uint8], times: Integers) -> None:
        """Pair messages, in their order; all (n,), times -1 where there are none."""
        paired = _PAIRED[acts]
        if not paired.all():
            keys, acts, times = keys[paired], acts[paired], times[paired]
        old = len(self._keys)
        keys = np.concatenate((self._keys, keys))
        acts = np.concatenate((self._acts, acts))
        times = np.concatenate((self._times, times))
        if not len(keys):
            return
        order = together(keys)
        keys, acts, times, fresh = keys[order], acts[order], times[order], order >= old
        same = np.empty(len(keys), np.bool_)
        same[0] = False
        same[1:] = keys[1:] == keys[:-1]
        same[1:] &= (times[1:] - times[:-1] < IDLE_NS) | (times[1:] < 0) | (times[:-1] < 0)
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
        last = np.flatnonzero(np.append(~same[1:], True))
        self._keep(keys[last], acts[last], times[last], order[last])

    def end(self) -> None:
        """Nothing more will come."""
        self._give_up(self._acts)
        self._keys, self._acts, self._times = self._keys[:0], self._acts[:0], self._times[:0]

    def _keep(self, keys: Numbers, acts: NDArray[np.uint8], times: Integers, order: Integers) -> None:
        """Keep what may still matter, in its order."""
        young = (times < 0) | (times > int(times.max()) - IDLE_NS)
        self._give_up(acts[~young])
        keys, acts, times, order = keys[young], acts[young], times[young], order[young]
        rank = np.argsort(order, kind="stable")
        over = len(rank) - MOST_KEPT
        if over > 0:
            self.given_up += over
            self._give_up(acts[rank[:over]])
            rank = rank[over:]
        self._keys, self._acts, self._times = keys[rank], acts[rank], times[rank]

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


def _counted(acts: NDArray[np.uint8]) -> list[tuple[int, int]]:
    counts = np.bincount(acts) if len(acts) else np.zeros(0, np.int64)
    return [(int(act), int(counts[act])) for act in np.flatnonzero(counts)]
