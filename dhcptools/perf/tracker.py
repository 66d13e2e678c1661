"""The fate of every request of one flow, in rings of flat memory.

Exchange ``k`` (counted from 0) has slot ``k mod capacity`` in every array, and its transaction id is arithmetic on
``k``, so a reply finds its request without any table of ids.

Rules this file keeps:

- a request's slot is not used again while the request is open and its drop time has not passed;
- a request is lost once its drop time has passed unanswered: requests stand in a log in the order they were sent, and
  ``expire`` walks along it; a late answer moves its request from lost to late while its slot is still there;
- for each request sent == received + late + lost + in_flight + nak + rejected at any time it is asked.
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
from dhcptools.perf.samples import Samples

_LEAST_BITS: Final = 10
_FREE_BITS: Final = 18  # where no rate says how many requests will be open
_MARGIN_S: Final = 2.0
_SECOND_NS: Final = 1_000_000_000
_PATIENCE: Final = 1.25  # times the longest time that an answer took
_STEP: Final = 4096  # entries of the log looked at together


class Fate:
    """State of a request, as octets of an array. Values from RECEIVED on are answered."""

    NONE: Final = np.uint8(0)
    OPEN: Final = np.uint8(1)
    LOST: Final = np.uint8(2)
    RECEIVED: Final = np.uint8(3)
    NAK: Final = np.uint8(4)
    REJECTED: Final = np.uint8(5)


@dataclass(slots=True)
class Stage:
    """One request of the flow and the ring of its instances; times are on the monotonic clock, in nanoseconds.

    ``log`` holds slots in the order of sending: its entries ``tail`` to ``head`` have not been walked along yet, entry
    ``n`` stands at ``n mod capacity``. ``open`` counts requests that are neither answered nor lost.
    """

    result: ExchangeResult
    drop_ns: int
    fate: NDArray[np.uint8]
    intended_ns: Integers
    sent_ns: Integers
    log: NDArray[np.int32]
    timeline: Timeline
    samples: Samples
    tail: int = 0
    head: int = 0
    open: int = 0

    def late_until_ns(self) -> int:
        """When the last request would have been answered as late as the latest one was; 0 where nothing is to come."""
        if not (self.result.late and self.result.lost):
            return 0
        self.samples.flush()
        last_ns = int(self.sent_ns[self.log[(self.head - 1) & (len(self.log) - 1)]])
        return last_ns + int((self.result.service.max_ns or 0) * _PATIENCE)


def ring_bits(rate_pps: float | None, drop_times_ns: tuple[int, ...], number_bits: int) -> int:
    """Size of the rings, as a power of two: every request of all drop times together and some seconds for late answers.

    It is bounded by memory and by the transaction ids, of which ``number_bits`` tell requests apart. Without a rate it
    is a size that serves most.
    """
    if rate_pps is None:
        return min(_FREE_BITS, number_bits - 1)
    wanted = int(rate_pps * (2 * sum(drop_times_ns) / 1e9 + _MARGIN_S))
    return min(max(_LEAST_BITS, wanted.bit_length()), OPEN_MOST.bit_length() - 1, number_bits - 1)


def note_sent(timeline: Timeline, sent_ns: int | Integers, count: int) -> None:
    """Tell a timeline of ``count`` requests and their times, one for all or rising ones (n,)."""
    if isinstance(sent_ns, int):
        timeline.note_sent(sent_ns, count)
    elif (int(sent_ns[0]) - timeline.begin_ns) // _SECOND_NS == (int(sent_ns[-1]) - timeline.begin_ns) // _SECOND_NS:
        timeline.note_sent(int(sent_ns[0]), count)
    else:
        for each in sent_ns.tolist():
            timeline.note_sent(each, 1)


class Tracker:
    """All requests of a flow, in ``2 ** bits`` slots. The low ``number_bits`` of a reply's number are known."""

    def __init__(self, names: tuple[str, ...], drop_times_ns: tuple[int, ...], bits: int, number_bits: int) -> None:
        self.capacity = 1 << bits
        self.mask = self.capacity - 1
        self._number_mask = (1 << number_bits) - 1
        # np.full touches the memory now, so that no page fault delays a packet later.
        self._order = np.full(self.capacity, 0, np.int32)
        self.started = 0
        self.stages: list[Stage] = []
        for name, drop_ns in zip(names, drop_times_ns, strict=True):
            result, timeline = ExchangeResult(name), Timeline()
            self.stages.append(
                Stage(
                    result,
                    drop_ns,
                    np.full(self.capacity, Fate.NONE, np.uint8),
                    np.full(self.capacity, 0, np.int64),
                    np.full(self.capacity, 0, np.int64),
                    np.full(self.capacity, 0, np.int32),
                    timeline,
                    Samples(result, timeline, drop_ns),
                )
            )

    def begin(self, begin_ns: int) -> None:
        """The run starts at ``begin_ns``: that is second 0."""
        for stage in self.stages:
            stage.timeline.begin_ns = begin_ns

    def room(self, count: int) -> int:
        """How many exchanges, at most ``count``, can start without forgetting one that is open."""
        if not any(stage.open for stage in self.stages) or self.started < self.capacity:
            return min(count, self.capacity)
        slots = (self.started + np.arange(count)) & self.mask
        taken = np.zeros(count, np.bool_)
        for stage in self.stages:
            taken |= stage.fate[slots] == Fate.OPEN
        first = int(taken.argmax())
        return first if taken[first] else count

    def start(self, intended_ns: Integers, sent_ns: int | Integers) -> None:
        """The next ``len(intended_ns)`` exchanges have been started at ``sent_ns``: one time for all, or (n,)."""
        count, at = len(intended_ns), self.started & self.mask
        if at + count > self.capacity:
            first = self.capacity - at
            self.start(intended_ns[:first], sent_ns if isinstance(sent_ns, int) else sent_ns[:first])
            self.start(intended_ns[first:], sent_ns if isinstance(sent_ns, int) else sent_ns[first:])
            return
        self.started += count
        slots = slice(at, at + count)
        for stage in self.stages[1:]:
            stage.fate[slots] = Fate.NONE
        self._open(self.stages[0], slots, np.arange(at, at + count, dtype=np.int32), intended_ns, sent_ns)

    def skip(self, count: int) -> None:
        """The next exchanges are of no account: their numbers are used up, and their answers are orphans."""
        slots = np.arange(self.started, self.started + count) & self.mask
        for stage in self.stages:
            stage.fate[slots] = Fate.NONE
        self.started += count

    def proceed(self, stage: int, exchanges: Integers, intended_ns: int | Integers, sent_ns: int | Integers) -> None:
        """These exchanges (n,) have sent the request of ``stage``; times are one for all, or (n,)."""
        slots = exchanges & self.mask
        self._open(self.stages[stage], slots, slots, intended_ns, sent_ns)

    def _open(
        self,
        stage: Stage,
        slots: Integers | slice,
        logged: Integers | NDArray[np.int32],
        intended_ns: Integers | int,
        sent_ns: int | Integers,
    ) -> None:
        stage.fate[slots] = Fate.OPEN
        stage.intended_ns[slots] = intended_ns
        stage.sent_ns[slots] = sent_ns
        count, at = len(logged), stage.head & self.mask
        end = min(count, self.capacity - at)
        stage.log[at : at + end] = logged[:end]
        if end < count:
            stage.log[: count - end] = logged[end:]
        stage.head += count
        stage.open += count
        stage.result.sent += count
        note_sent(stage.timeline, sent_ns, count)

    def locate(self, numbers: Integers) -> tuple[Integers, Flags]:
        """Exchange of each reply from the low bits of its number, and whether that exchange is still remembered."""
        last = self.started - 1
        exchanges = last - ((last - numbers) & self._number_mask)
        return exchanges, exchanges >= max(0, self.started - self.capacity)

    def answer(self, stage: int, exchanges: Integers, arrived_ns: Integers, fates: NDArray[np.uint8]) -> Flags:
        """Replies to requests of ``stage``; returns which of them were in time, accepted and the first of theirs.

        ``exchanges``, ``arrived_ns`` and ``fates`` (n,): what each reply makes of its request. The rest is counted as
        duplicate or orphan.
        """
        ring = self.stages[stage]
        result = ring.result
        slots = exchanges & self.mask
        before = ring.fate[slots]
        count = len(slots)
        fresh: Flags = (before == Fate.OPEN) | (before == Fate.LOST)
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
            slots, arrived_ns, fates, before = slots[fresh], arrived_ns[fresh], fates[fresh], before[fresh]
        ring.fate[slots] = fates
        missed = int(np.count_nonzero(before == Fate.LOST))
        result.lost -= missed
        ring.open -= number - missed
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

    @property
    def open(self) -> int:
        """Requests that are neither answered nor lost, as far as ``expire`` has looked."""
        return sum(stage.open for stage in self.stages)

    def expire(self, now_ns: int) -> None:
        """Count as lost what was sent a drop time ago and is not answered."""
        for stage in self.stages:
            while stage.tail < stage.head and self._walk(stage, now_ns - stage.drop_ns):
                pass

    def _walk(self, stage: Stage, limit_ns: int) -> bool:
        """One step along the log; whether there may be more to do."""
        at = stage.tail & self.mask
        count = min(stage.head - stage.tail, _STEP, self.capacity - at)
        if stage.open == 0:
            stage.tail = stage.head
            return False
        slots = stage.log[at : at + count]
        unanswered = stage.fate[slots] == Fate.OPEN
        waits = unanswered & (stage.sent_ns[slots] >= limit_ns)
        first = int(waits.argmax())
        if waits[first]:
            count = first
        expired = slots[:count][unanswered[:count]]
        if len(expired):
            stage.fate[expired] = Fate.LOST
            stage.open -= len(expired)
            stage.result.lost += len(expired)
        stage.tail += count
        return not waits[first]

    def unanswered(self, stage: int) -> Integers:
        """Slots of the requests of ``stage`` that are neither answered nor lost."""
        used = min(self.started, self.capacity)
        return np.flatnonzero(self.stages[stage].fate[:used] == Fate.OPEN)

    def exchanges_at(self, slots: Integers) -> Integers:
        """The exchanges whose slots these are (n,)."""
        last = self.started - 1
        exchanges: Integers = last - ((last - slots) & self.mask)
        return exchanges

    def settle(self, now_ns: int) -> None:
        """Bring ``lost``, ``in_flight``, the histograms and the timeline of every stage up to date."""
        self.expire(now_ns)
        for number, stage in enumerate(self.stages):
            stage.samples.flush()
            stage.result.in_flight = stage.open
            stage.timeline.set_in_flight(stage.sent_ns[self.unanswered(number)])
