"""Who is told while a load runs: the lines that were asked for, a view of it, and limits that end it early."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from dhcptools.measure.result import Run
from dhcptools.measure.snapshot import snapshot
from dhcptools.measure.thresholds import Threshold, hopeless
from dhcptools.perf.plan import Plan, Scenario
from dhcptools.perf.schedule import EVER, Phased
from dhcptools.report.perf_live import Drawn, Lines, Live

STEP_S = 1.0
"""How often a view is renewed and limits are looked at."""

_SHORT_S = 1.0

Told = Callable[[Run], None]


def view(plan: Plan, *, verbose: bool, quiet: bool, lines_to_terminal: bool) -> AbstractContextManager[Live | None]:
    """What shows the run: a drawing where stderr is a terminal that nothing else writes to, lines where asked for."""
    lasts = lasts_s(plan)
    if quiet or (lasts is not None and lasts <= _SHORT_S and not verbose):
        return nullcontext()
    if verbose and (not sys.stderr.isatty() or lines_to_terminal):
        return Lines(sys.stderr)
    return Drawn() if sys.stderr.isatty() and not lines_to_terminal else nullcontext()


def lasts_s(plan: Plan) -> float | None:
    """How long exchanges are started; None when nobody knows."""
    if plan.scenario is Scenario.AVALANCHE:
        return None
    times = [plan.lasts_s] if plan.lasts_s is not None else []
    if plan.max_starts is not None and plan.rate_pps is not None and plan.window is None and not plan.phases:
        times.append(plan.max_starts / plan.rate_pps)
    return min(times, default=None)


def most_sent(plan: Plan) -> int | None:
    """How many requests any exchange will have sent at the end at most; None when nobody knows."""
    if plan.mix or plan.scenario is Scenario.AVALANCHE:
        return None  # renewals and new starts come when leases and servers want them
    counts = [plan.max_starts] if plan.max_starts is not None else []
    if plan.phases:
        counts.append(Phased(plan.phases, ramp=plan.ramp).starts)
    elif plan.rate_pps is not None and plan.window is None and plan.period_s is not None:
        counts.append(int(plan.rate_pps * plan.period_s) + 1)
    return min(counts, default=EVER) if counts else None


class Progress:
    """Called with each interim result. ``given_up``: a threshold cannot be kept any more.

    ``tell`` is called every ``tell_s`` seconds, or each time when that is None.
    """

    def __init__(
        self,
        plan: Plan,
        tell: Told | None,
        tell_s: float | None,
        live: Live | None,
        limits: Sequence[Threshold],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._tell_s = tell_s
        self._live = live
        self._limits = limits
        self._most_sent = most_sent(plan)
        self._period_s = plan.lasts_s
        self._clock = clock
        self._step_s = plan.interval_s or STEP_S
        self._begin_s: float | None = None
        self._next_s = tell_s or 0.0
        self._view_s = STEP_S
        self.given_up = False

    def __call__(self, run: Run) -> None:
        """Pass the news on."""
        now_s = self._clock()
        if self._begin_s is None:
            self._begin_s = now_s - self._step_s  # the first call comes when the first step is over
        elapsed_s = now_s - self._begin_s
        if self._tell is not None and elapsed_s > self._next_s - self._step_s / 2:
            self._tell(run)
            self._next_s += self._tell_s or 0.0
        if self._live is not None and elapsed_s > self._view_s - self._step_s / 2:
            self._view_s += STEP_S
            self._live.update(snapshot(run, elapsed_s, self._period_s))
        if self._limits and not self.given_up:
            self.given_up = any(hopeless(limit, run, self._most_sent) for limit in self._limits)
