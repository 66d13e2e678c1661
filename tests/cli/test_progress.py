from __future__ import annotations

import sys
from dataclasses import replace
from typing import Self

import pytest

from dhcptools.cli import progress
from dhcptools.cli.progress import Progress, lasts_s, most_sent, view
from dhcptools.measure.result import Run
from dhcptools.measure.snapshot import Snapshot
from dhcptools.measure.thresholds import parse
from dhcptools.perf.plan import Plan, Scenario
from dhcptools.perf.workload import parse_mix, parse_phases
from dhcptools.report.perf_live import Drawn, Lines
from support.perf_runs import dora, exchange, run

PLAN = Plan("192.0.2.1", "192.0.2.9", rate_pps=100, period_s=5.0, interval_s=1.0)


class Seen:
    def __init__(self) -> None:
        self.seen: list[Snapshot] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self, now: Snapshot) -> None:
        self.seen.append(now)


def test_lines_come_at_their_own_interval_and_the_view_each_second() -> None:
    told: list[float] = []
    now = [0.0]
    live = Seen()
    on_interval = Progress(PLAN, lambda _: told.append(now[0]), 2.0, live, (), lambda: now[0])
    for now[0] in (10.0, 11.02, 12.0, 13.01, 14.3, 15.0):
        on_interval(dora())
    assert told == [11.02, 13.01, 15.0]
    assert [round(each.elapsed_s, 2) for each in live.seen] == [1.0, 2.02, 3.0, 4.01, 5.3, 6.0]
    assert [each.left_s and round(each.left_s, 2) for each in live.seen][:2] == [4.0, 2.98]


def test_a_view_is_not_renewed_more_often_than_each_second() -> None:
    now = 0.0
    live = Seen()
    told: list[Run] = []
    on_interval = Progress(replace(PLAN, interval_s=0.2), told.append, None, live, (), lambda: now)
    for step in range(15):
        now = step / 5
        on_interval(dora())
    assert (len(told), len(live.seen)) == (15, 3)


def test_limits_are_given_up_once_they_cannot_be_kept() -> None:
    on_interval = Progress(PLAN, None, None, None, [parse("lost<1%")])
    on_interval(run(exchange("discover_offer", [1.0], lost=4)))
    assert not on_interval.given_up  # 4 of 501 that are to come
    on_interval(run(exchange("discover_offer", [1.0], lost=6)))
    assert on_interval.given_up


@pytest.mark.parametrize(
    ("plan", "seconds", "most"),
    [
        (PLAN, 5.0, 501),
        (replace(PLAN, max_starts=50), 0.5, 50),
        (replace(PLAN, period_s=None, rate_pps=None, phases=parse_phases("1s@10,2s@20")), 3.0, 50),
        (replace(PLAN, rate_pps=None, window=4, max_starts=50), 5.0, 50),
        (replace(PLAN, rate_pps=None), 5.0, None),
        (replace(PLAN, mix=parse_mix("dora=1,renew=1")), 5.0, None),
        (replace(PLAN, scenario=Scenario.AVALANCHE, clients=5), None, None),
    ],
)
def test_how_long_and_how_much(plan: Plan, seconds: float | None, most: int | None) -> None:
    assert (lasts_s(plan), most_sent(plan)) == (seconds, most)


class Terminal:
    def __init__(self, tty: bool) -> None:
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty


@pytest.mark.parametrize(
    ("tty", "plan", "flags", "kind"),
    [
        (True, PLAN, {}, Drawn),
        (True, PLAN, {"quiet": True}, None),
        (True, PLAN, {"lines_to_terminal": True}, None),
        (True, PLAN, {"lines_to_terminal": True, "verbose": True}, Lines),
        (True, replace(PLAN, period_s=0.9), {}, None),
        (False, PLAN, {}, None),
        (False, PLAN, {"verbose": True}, Lines),
    ],
)
def test_what_is_shown(
    tty: bool, plan: Plan, flags: dict[str, bool], kind: type | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal(tty))
    assert progress.sys is sys
    shown = view(plan, **({"verbose": False, "quiet": False, "lines_to_terminal": False} | flags))
    assert type(shown) is kind if kind else not isinstance(shown, Drawn | Lines)
