"""The fate of every request, in rings of flat memory.

Exchange ``k`` (counted from 0) has slot ``k mod capacity`` in every array, and its transaction id is arithmetic on
``k``, so a reply finds its request without any table of ids.

Rules this file keeps:

- a request's slot is not used again before its drop time has passed, so nothing open is forgotten;
- lost is what was sent, is not answered, and is past its drop time: it needs no timers, only subtraction, and a late
  answer moves its request from lost to late while its slot is still there;
- for each exchange sent == received + late + lost + in_flight + nak + rejected at any time it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.measure.result import ExchangeResult
from dhcptools.measure.series import Timeline
from dhcptools.perf.plan import OPEN_MOST

_LEAST_BITS: Final = 10
_MARGIN_S: Final = 2.0
_SAMPLES: Final = 8192


class Fate:
    """State of a request, as octets of an array. Values over OPEN are answered."""

    NONE: Final = np.uint8(0)
    OPEN: Final = np.uint8(1)
    RECEIVED: Final = np.uint8(2)
    NAK: Final = np.uint8(3)
    REJECTED: Final = np.uint8(4)


class Samples:
    """Answers gathered until there are enough to be worth the arithmetic of histograms and timelines."""

    def __init__(self, result: ExchangeResult, timeline: Timeline, drop_ns: int) -> None:
        self._result = result
        self._timeline = timeline
        self._drop_ns = drop_ns
        self._columns = np.empty((3, _SAMPLES), np.int64)
        self._count = 0

    def add(self, sent_ns: Integers, service_ns: Integers, latency_ns: Integers) -> None:
        """Keep when requests were sent and how long their answers took; arrays are (n,), in nanoseconds."""
        if self._count + len(sent_ns) > _SAMPLES:
            self.flush()
            if len(sent_ns) > _SAMPLES:
                self._record(sent_ns, service_ns, latency_ns)
                return
        columns = self._columns[:, self._count : self._count + len(sent_ns)]
        columns[0], columns[1], columns[2] = sent_ns, service_ns, latency_ns
        self._count += len(sent_ns)

    def flush(self) -> None:
        """Hand everything on."""
        self._record(*self._columns[:, : self._count])
        self._count = 0

    def _record(self, sent_ns: Integers, service_ns: Integers, latency_ns: Integers) -> None:
        self._result.latency.record(latency_ns)
        self._result.service.record(service_ns)
        late = np.flatnonzero(service_ns > self._drop_ns)
        self._timeline.note_answered(sent_ns, sent_ns + service_ns, latency_ns, late)


@dataclass(slots=True)
class Stage:
    """One request of the exchange and the ring of its instances; times are on the monotonic clock, in nanoseconds."""

    result: ExchangeResult
    drop_ns: int
    fate: NDArray[np.uint8]
    intended_ns: Integers
    sent_ns: Integers
    timeline: Timeline
    samples: Samples


def ring_bits(rate_pps: int, drop_times_ns: tuple[int, ...], number_bits: int) -> int:
    """Size of the rings, as a power of two: every request of all drop times together and some seconds for late answers.

    It is bounded by memory and by the transaction ids, of which ``number_bits`` tell requests apart.
    """
    wanted = int(rate_pps * (2 * sum(drop_times_ns) / 1e9 + _MARGIN_S))
    return min(max(_LEAST_BITS, wanted.bit_length()), OPEN_MOST.bit_length() - 1, number_bits - 1)


class Tracker:
    """All requests of a run. ``number_bits`` of a reply's number are known, the rest follows from what was sent."""

    def __init__(self, names: tuple[str, ...], drop_times_ns: tuple[int, ...], rate_pps: int, number_bits: int) -> None:
        bits = ring_bits(rate_pps, drop_times_ns, number_bits)
        self._capacity = 1 << bits
        self._mask = self._capacity - 1
        self._number_mask = (1 << number_bits) - 1
        # np.full touches the memory now, so that no page fault delays a packet later.
        self._order = np.full(self._capacity, 0, np.int32)
        self.started = 0
        self.stages: list[Stage] = []
        for name, drop_ns in zip(names, drop_times_ns, strict=True):
            result = ExchangeResult(name)
            fate = np.full(self._capacity, Fate.NONE, np.uint8)
            intended, sent = np.full(self._capacity, 0, np.int64), np.full(self._capacity, 0, np.int64)
            timeline = Timeline()
            samples = Samples(result, timeline, drop_ns)
            self.stages.append(Stage(result, drop_ns, fate, intended, sent, timeline, samples))

    def begin(self, begin_ns: int) -> None:
        """The run starts at ``begin_ns``: that is second 0."""
        for stage in self.stages:
            stage.timeline.begin_ns = begin_ns

    def start(self, intended_ns: Integers, sent_ns: int) -> None:
        """The next ``len(intended_ns)`` exchanges have been started at ``sent_ns``."""
        count, at = len(intended_ns), self.started & self._mask
        if at + count > self._capacity:
            first = self._capacity - at
            self.start(intended_ns[:first], sent_ns)
            self.start(intended_ns[first:], sent_ns)
            return
        self.started += count
        slots = slice(at, at + count)
        for stage in self.stages[1:]:
            stage.fate[slots] = Fate.NONE
        self._open(self.stages[0], slots, count, intended_ns, sent_ns)

    def proceed(self, stage: int, exchanges: Integers, intended_ns: int, sent_ns: int) -> None:
        """These exchanges (n,) have sent the request of ``stage``."""
        self._open(self.stages[stage], exchanges & self._mask, len(exchanges), intended_ns, sent_ns)

    @staticmethod
    def _open(stage: Stage, slots: Integers | slice, count: int, intended_ns: Integers | int, sent_ns: int) -> None:
        stage.fate[slots] = Fate.OPEN
        stage.intended_ns[slots] = intended_ns
        stage.sent_ns[slots] = sent_ns
        stage.result.sent += count
        stage.timeline.note_sent(sent_ns, count)

    def locate(self, numbers: Integers) -> tuple[Integers, Flags]:
        """Exchange of each reply from the low bits of its number, and whether that exchange is still remembered."""
        last = self.started - 1
        exchanges = last - ((last - numbers) & self._number_mask)
        return exchanges, exchanges >= max(0, self.started - self._capacity)

    def answer(self, stage: int, exchanges: Integers, arrived_ns: Integers, fates: NDArray[np.uint8]) -> Flags:
        """Replies to requests of ``stage``; returns which of them were in time, accepted and the first of theirs.

        ``exchanges``, ``arrived_ns`` and ``fates`` (n,): what each reply makes of its request. The rest is counted as
        duplicate or orphan.
        """
        ring = self.stages[stage]
        result = ring.result
        slots = exchanges & self._mask
        before = ring.fate[slots]
        count = len(slots)
        fresh: Flags = before == Fate.OPEN
        if count > 1:
            # Only the first reply of several in one batch is fresh: stored backwards, the first is what stays.
            line = np.arange(count, dtype=np.int32)
            self._order[slots[::-1]] = line[::-1]
            fresh &= self._order[slots] == line
        number = int(np.count_nonzero(fresh))
        if number < count:
            orphans = int(np.count_nonzero(before == Fate.NONE))
            result.orphans += orphans
            result.duplicates += count - number - orphans
            if number == 0:
                return fresh
            slots, arrived_ns, fates = slots[fresh], arrived_ns[fresh], fates[fresh]
        ring.fate[slots] = fates
        sent_ns = ring.sent_ns[slots]
        service_ns = arrived_ns - sent_ns
        good = fates == Fate.RECEIVED
        late = good & (service_ns > ring.drop_ns)
        goods, lates = int(np.count_nonzero(good)), int(np.count_nonzero(late))
        result.received += goods - lates
        result.late += lates
        latency_ns = arrived_ns - ring.intended_ns[slots]
        if goods < number:
            self._refuse(ring, fates, sent_ns, arrived_ns)
            sent_ns, latency_ns, service_ns = sent_ns[good], latency_ns[good], service_ns[good]
        ring.samples.add(sent_ns, service_ns, latency_ns)
        accepted = fresh
        if goods - lates < count:
            accepted = fresh.copy()
            accepted[fresh] = good & ~late
        return accepted

    @staticmethod
    def _refuse(ring: Stage, fates: NDArray[np.uint8], sent_ns: Integers, arrived_ns: Integers) -> None:
        for fate, name in ((Fate.NAK, "nak"), (Fate.REJECTED, "rejected")):
            mine = fates == fate
            setattr(ring.result, name, getattr(ring.result, name) + int(np.count_nonzero(mine)))
            ring.timeline.note_refused(name, sent_ns[mine], arrived_ns[mine])

    def waiting(self, now_ns: int) -> list[int]:
        """How many requests of each stage are open and within their drop time."""
        return [len(self._waiting(ring, now_ns)) for ring in self.stages]

    def _waiting(self, ring: Stage, now_ns: int) -> Integers:
        """When the requests that are open and within their drop time were sent."""
        if ring.result.sent == self._answered(ring.result):
            return ring.sent_ns[:0]
        used = min(self.started, self._capacity)
        sent_ns = ring.sent_ns[:used]
        waiting: Integers = sent_ns[(ring.fate[:used] == Fate.OPEN) & (sent_ns >= now_ns - ring.drop_ns)]
        return waiting

    def settle(self, now_ns: int) -> None:
        """Bring ``lost``, ``in_flight``, the histograms and the timeline of every stage up to date."""
        for ring in self.stages:
            ring.samples.flush()
            waiting = self._waiting(ring, now_ns)
            ring.timeline.set_in_flight(waiting)
            ring.result.in_flight = len(waiting)
            ring.result.lost = ring.result.sent - self._answered(ring.result) - len(waiting)

    @staticmethod
    def _answered(result: ExchangeResult) -> int:
        return result.received + result.late + result.nak + result.rejected
