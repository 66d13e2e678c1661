"""The highest rate that a server bears: bracketing, refining and repeats; the search itself knows no sockets.

Rules this file keeps:

- a rate is borne when a trial at it keeps the limits. One that fails is tried once more, since a machine may stumble:
  at once when it failed narrowly, else when the answer would rest on it;
- a trial that fails says what was completed at that rate: the next one is there, and from it the search takes small
  steps that grow, so a good guess costs few trials and a bad one not many more than halving;
- the search ends after so many trials, whatever the server does;
- each round brackets anew around the one before, so that their spread is that of the whole measurement;
- a trial ends early once it cannot keep the limits any more; what is in flight is awaited all the same, so that the
  next one meets a server at rest.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from dhcptools.measure.result import Run
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Plan, PlanError

_T95: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)  # Student's t, 1 to 9 degrees of freedom
_T95_MANY: Final = 1.96
_FASTER: Final = 4.0
_GROWS: Final = 4.0  # each step of a search past a guess is so much wider than the one before
_CLEARLY: Final = 0.9  # of the exchanges asked for, or a delay of twice the limit: such a failure is no narrow one
_LOOK_S: Final = 0.25
_BEHIND_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server must keep: at most ``loss_percent`` of exchanges lost, and p99 at most ``p99_ms`` if given."""

    loss_percent: float = 1.0
    p99_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One run at a rate.

    ``behind``: the generator did not keep up, so that nothing is said about the server. ``early``: it was ended as soon
    as it could not keep the limits any more, and all else is of the time until then.
    """

    rate_pps: int
    loss_percent: float
    p99_ms: float | None
    completed_pps: float
    behind: bool = False
    early: bool = False

    def keeps(self, limits: Limits) -> bool:
        """Whether the rate was borne."""
        if self.behind or self.loss_percent > limits.loss_percent:
            return False
        return limits.p99_ms is None or (self.p99_ms is not None and self.p99_ms <= limits.p99_ms)

    def fails_clearly(self, limits: Limits) -> bool:
        """Whether it is far from keeping them."""
        if limits.p99_ms is not None and self.p99_ms is not None and self.p99_ms > 2 * limits.p99_ms:
            return True
        return self.completed_pps < _CLEARLY * self.rate_pps


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome: the rate and, with 95 % confidence, where it lies; ``at`` is the last trial there.

    ``above`` is the trial that failed nearest above it, None when nothing failed up to the highest rate allowed.
    ``rate_pps`` is 0 when no rate was borne. ``complete`` is false when trials ran out or the search was stopped.
    """

    rate_pps: int
    low_pps: float
    high_pps: float
    at: Trial | None
    above: Trial | None
    rounds: tuple[int, ...]
    trials: tuple[Trial, ...]
    complete: bool

    @property
    def by_generator(self) -> bool:
        """Whether it was the generator that could not go faster."""
        return self.above is not None and self.above.behind


class StoppedError(Exception):
    """The search was told to stop in the middle of a trial."""


class _EnoughError(Exception):
    """No trials left."""


@dataclass(frozen=True, slots=True)
class Search:
    """How to search: from ``begin_pps``, at most ``most_pps``, to ``precision`` (0.02: 2 %), so many ``rounds``.

    PlanError for values that cannot be.
    """

    limits: Limits
    begin_pps: int = 1000
    most_pps: int = 1_000_000
    precision: float = 0.02
    rounds: int = 3
    trials_most: int = 60

    def __post_init__(self) -> None:
        """Check."""
        if not 1 <= self.begin_pps <= self.most_pps:
            raise PlanError(f"the search begins at {self.begin_pps}/s, not in 1..{self.most_pps}")
        if not 0.001 <= self.precision <= 0.5:
            raise PlanError(f"a precision of {self.precision} is not in 0.001..0.5")
        if self.rounds < 1 or self.trials_most < 1:
            raise PlanError("a search has at least one round and one trial")

    def run(self, attempt: Callable[[int], Trial]) -> Found:
        """Search with ``attempt(rate_pps)``, which makes one trial and may raise :class:`StoppedError`."""
        made: list[Trial] = []
        found: list[int] = []
        complete = True

        def tried(rate: int) -> Trial:
            if len(made) >= self.trials_most:
                raise _EnoughError
            made.append(attempt(rate))
            return made[-1]

        try:
            for _ in range(self.rounds):
                rate = _Round(self, tried).run(found[-1] if found else 0)
                found.append(rate)
                if rate == 0:
                    break
        except (_EnoughError, StoppedError):
            complete = False
        if not found:
            # What is known of the round that was cut short.
            found = [max((trial.rate_pps for trial in made if trial.keeps(self.limits)), default=0)]
        return self._outcome(found, made, complete=complete)

    def _outcome(self, found: list[int], made: list[Trial], *, complete: bool) -> Found:
        rate = int(statistics.median(found))
        margin = rate * self.precision
        if len(found) > 1:
            degrees = len(found) - 2
            t = _T95[degrees] if degrees < len(_T95) else _T95_MANY
            margin = max(margin, t * statistics.stdev(found) / math.sqrt(len(found)))
        kept = [trial for trial in made if trial.keeps(self.limits)]
        at = min(reversed(kept), key=lambda trial: abs(trial.rate_pps - rate), default=None)
        failed = [trial for trial in made if not trial.keeps(self.limits) and trial.rate_pps > rate]
        above = min(failed, key=lambda trial: trial.rate_pps, default=None)
        return Found(rate, max(0.0, rate - margin), rate + margin, at, above, tuple(found), tuple(made), complete)


class _Round:
    """One bracket, and what narrows it. ``low`` is the highest rate borne, 0 for none; ``failed`` counts failures."""

    def __init__(self, search: Search, tried: Callable[[int], Trial]) -> None:
        self._search = search
        self._tried = tried
        self._low = 0
        self._failed: dict[int, int] = {}

    def run(self, near: int) -> int:
        """The rate, looked for around ``near``, 0 where nothing is known; 0 when not even one a second is borne."""
        search = self._search
        rate, step = (near, search.precision) if near else (search.begin_pps, _FASTER - 1)
        guessed = bool(near)
        while True:
            trial = self._tried(rate)
            kept = trial.keeps(search.limits)
            self._note(rate, kept=kept)
            if not kept and self._failed[rate] == 1 and not trial.fails_clearly(search.limits):
                continue
            high = min(self._failed, default=0)
            if not high and self._low >= search.most_pps:
                return self._low
            if high and high - self._low <= max(1.0, self._low * search.precision):
                if self._failed[high] > 1:
                    return self._low
                rate = high
                continue
            guess = int(trial.completed_pps)
            if not kept and not guessed and self._low < guess < high:
                rate, step, guessed = guess, search.precision, True
                continue
            rate = self._next(high, step, up=kept)
            step = min(step * _GROWS, _FASTER - 1)

    def _note(self, rate: int, *, kept: bool) -> None:
        if kept:
            self._low = max(self._low, rate)
            self._failed = {failed: times for failed, times in self._failed.items() if failed > self._low}
        else:
            self._failed[rate] = self._failed.get(rate, 0) + 1

    def _next(self, high: int, step: float, *, up: bool) -> int:
        """A step up from what is borne, or down from what is not, and not past the middle of the two."""
        faster = max(self._low + 1, int(self._low * (1 + step)))
        if not high:
            return min(self._search.most_pps, faster)
        slower = max(1, min(high - 1, math.ceil(high / (1 + step))))
        if not self._low:
            return slower
        middle = (self._low + high) // 2
        return min(faster, middle) if up else max(slower, middle)


def hopeless(result: Run, starts: float, limits: Limits) -> bool:
    """Whether a run that goes on, of so many ``starts`` in all, can keep the limits no more."""
    exchanges = [exchange for exchange in result.exchanges.values() if exchange.answered]
    if 100 * sum(exchange.failed for exchange in exchanges) > limits.loss_percent * starts:
        return True
    if limits.p99_ms is None:
        return False
    slow = [each.latency.count - each.latency.count_up_to_ns(limits.p99_ms * 1e6) for each in exchanges]
    return max(slow) > starts / 100 + 1


def fell_behind(rate_pps: int, result: Run) -> bool:
    """Whether the generator did not keep up with this rate."""
    return result.max_behind_s > _BEHIND_S and result.behind > rate_pps * _BEHIND_S


def judge(rate_pps: int, result: Run, *, early: bool = False) -> Trial:
    """What a run at a rate says."""
    exchanges = [exchange for exchange in result.exchanges.values() if exchange.answered]
    first, last = exchanges[0], exchanges[-1]
    percentiles = [exchange.latency.percentile_ns(99) for exchange in exchanges]
    known = [value for value in percentiles if value is not None]
    return Trial(
        rate_pps,
        100.0 * (1 - last.received / first.sent) if first.sent else 100.0,
        max(known) / 1e6 if known else None,
        last.received / result.duration_s if result.duration_s > 0 else 0.0,
        behind=fell_behind(rate_pps, result),
        early=early,
    )


def find_max(
    plan: Plan,
    search: Search,
    *,
    trial_s: float,
    stop: Callable[[], bool],
    told: Callable[[Trial], None] | None = None,
) -> Found:
    """Search with runs of ``trial_s`` seconds of this plan, whose rate and period do not matter; tell of each trial."""
    number = 0

    def attempt(rate_pps: int) -> Trial:
        nonlocal number
        # Other transaction ids: late answers to one trial are no answers to the next.
        seed = (plan.seed_xid + number * 0x01000193) & 0xFFFFFFFF
        number += 1
        planned = replace(
            plan,
            rate_pps=rate_pps,
            period_s=trial_s,
            max_starts=None,
            window=None,
            phases=(),
            ramp=False,
            seed_xid=seed,
            interval_s=_LOOK_S,
        )
        lost: list[Run] = []

        def look(result: Run) -> None:
            if fell_behind(rate_pps, result) or hopeless(result, rate_pps * trial_s, search.limits):
                lost.append(result)

        result = run(planned, stop=stop, on_interval=look, enough=lambda: bool(lost))
        trial = judge(rate_pps, result, early=bool(lost) and result.stopped_by == "losses")
        if stop():
            raise StoppedError
        if told is not None:
            told(trial)
        return trial

    return search.run(attempt)
