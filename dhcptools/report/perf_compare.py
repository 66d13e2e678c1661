"""Two runs side by side: every difference with its noise, and what may be said about it.

How noise is told (intervals hold the difference with a confidence of 99 %):

- rates are counts over time: the interval of a difference of two Poisson rates, of what failed where the load had a
  fixed rate;
- losses and other fates are shares of what was sent: Newcombe's interval from two Wilson intervals;
- latencies are the medians over the seconds of each run, of that second's p50, p90, p99 and maximum. The seconds are
  drawn again and again with replacement (a bootstrap with a fixed seed), so that the same files give the same answer;
- without seconds enough (five in each run) a latency's noise is unknown and nothing is said about its difference.

Seconds count as independent of each other and the two runs as made under the same conditions: what varies from run to
run more than from second to second is not in these intervals. Several runs of each show it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.measure.series import Row
from dhcptools.report.perf_json import Json
from dhcptools.report.perfdhcp_text import LABELS
from dhcptools.report.terminal import escape

SCHEMA = "dhcptool.perf-compare/1"
CONFIDENCE = 0.99
LEAST_SECONDS = 5

_Z = 2.5758  # of the normal distribution, two-sided 99 %
_DRAWS = 4000
_SAME, _BETTER, _WORSE, _UNKNOWN = "same within noise", "better", "worse", "noise unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both runs. ``low`` and ``high`` bound ``after - before``, None when the noise is unknown.

    ``verdict`` is ``same within noise``, ``better``, ``worse`` or ``noise unknown``.
    """

    exchange: str | None
    figure: str
    unit: str
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    verdict: str

    @property
    def change(self) -> float | None:
        """What was added."""
        return None if self.before is None or self.after is None else self.after - self.before


def compare(before: Run, after: Run) -> list[Difference]:
    """Every figure that both runs have. ValueError when they have no exchange in common."""
    common = [name for name in before.exchanges if name in after.exchanges]
    if not common:
        raise ValueError("the runs have no exchange in common")
    differences = [_rate(before, after)]
    for name in common:
        if not before.exchanges[name].answered:
            continue
        differences += _fates(before.exchanges[name], after.exchanges[name])
        differences += _latencies(name, before, after)
    return differences


def _verdict(low: float | None, high: float | None, *, more_is_better: bool) -> str:
    if low is None or high is None:
        return _UNKNOWN
    if low <= 0 <= high:
        return _SAME
    return _BETTER if (low > 0) == more_is_better else _WORSE


def _rate(before: Run, after: Run) -> Difference:
    ways = "four-way rate" if before.four_way and after.four_way else "rate"
    low = high = None
    one, two = before.rate_pps, after.rate_pps
    if one is not None and two is not None:
        spread = _Z * math.hypot(_rate_noise(before), _rate_noise(after))
        low, high = two - one - spread, two - one + spread
    return Difference(None, ways, "/s", one, two, low, high, _verdict(low, high, more_is_better=True))


def _rate_noise(run: Run) -> float:
    """Standard deviation of the rate: at a fixed rate only what failed was left to chance, else every exchange was."""
    exchanges = list(run.exchanges.values())
    chances = exchanges[-1].received
    if run.configured.rate_pps is not None:
        chances = exchanges[0].sent - chances
    return math.sqrt(max(chances, 1)) / run.duration_s


def wilson(count: int, of: int) -> tuple[float, float]:
    """Interval of a share from ``count`` of ``of`` (Wilson 1927); ``of`` is not 0."""
    share, z2 = count / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def newcombe(one: int, of_one: int, two: int, of_two: int) -> tuple[float, float]:
    """Interval of the share ``two`` of ``of_two`` less the share ``one`` of ``of_one`` (Newcombe 1998, method 10)."""
    first, second = one / of_one, two / of_two
    (low1, high1), (low2, high2) = wilson(one, of_one), wilson(two, of_two)
    difference = second - first
    return (
        difference - math.hypot(second - low2, high1 - first),
        difference + math.hypot(high2 - second, first - low1),
    )


def _fates(before: ExchangeResult, after: ExchangeResult) -> Iterator[Difference]:
    for figure in ("received", "lost", "late", "nak", "rejected"):
        one, two = getattr(before, figure), getattr(after, figure)
        if figure != "received" and not one and not two:
            continue
        if not before.sent or not after.sent:
            yield Difference(before.name, figure, "%", None, None, None, None, _UNKNOWN)
            continue
        low, high = (100 * bound for bound in newcombe(one, before.sent, two, after.sent))
        told = _verdict(low, high, more_is_better=figure == "received")
        shares = (100 * one / before.sent, 100 * two / after.sent)
        yield Difference(before.name, figure, "%", *shares, low, high, told)


def _latencies(name: str, before: Run, after: Run) -> Iterator[Difference]:
    rows = [_whole(run, name) for run in (before, after)]
    random = np.random.default_rng(0)
    for figure, percentile in (("p50", 50.0), ("p90", 90.0), ("p99", 99.0), ("max", None)):
        values = [_values(part, figure) for part in rows]
        if min(len(part) for part in values) < LEAST_SECONDS:
            whole = [
                latency.max_ns if percentile is None else latency.percentile_ns(percentile)
                for latency in (before.exchanges[name].latency, after.exchanges[name].latency)
            ]
            one, two = (None if ns is None else ns / 1e6 for ns in whole)
            yield Difference(name, figure, "ms", one, two, None, None, _UNKNOWN)
            continue
        medians = [np.median(random.choice(part, (_DRAWS, len(part))), axis=1) for part in values]
        low, high = np.quantile(medians[1] - medians[0], ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)).tolist()
        one, two = (float(np.median(part)) for part in values)
        yield Difference(name, figure, "ms", one, two, low, high, _verdict(low, high, more_is_better=False))


def _whole(run: Run, name: str) -> list[Row]:
    """The seconds of an exchange; the last one, if it is not over, is left out."""
    timeline = run.seconds.get(name)
    rows = timeline.rows() if timeline is not None else []
    return [row for row in rows if row.start_s + row.width_s <= run.duration_s + 1e-9 or len(rows) == 1]


def _values(rows: list[Row], figure: str) -> NDArray[np.float64]:
    told = [getattr(row, f"{figure}_ns") for row in rows]
    return np.array([ns / 1e6 for ns in told if ns is not None], np.float64)


def text(differences: list[Difference], names: tuple[str, str]) -> str:
    """A table for people: a line a figure."""
    heads = ("", escape(names[0]), escape(names[1]), "difference", "99 % interval", "")
    rows = [heads]
    for each in differences:
        label = each.figure if each.exchange is None else f"{LABELS.get(each.exchange, each.exchange)} {each.figure}"
        interval = "" if each.low is None or each.high is None else f"{_signed(each.low)} to {_signed(each.high)}"
        rows.append(
            (
                label,
                _number(each.before, each.unit),
                _number(each.after, each.unit),
                "" if each.change is None else f"{_signed(each.change)} {each.unit}",
                interval,
                _sentence(each),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = (
        "  ".join((row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in range(1, 5)), row[5])).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


def _sentence(each: Difference) -> str:
    if each.verdict not in {_BETTER, _WORSE} or not each.before or each.change is None:
        return each.verdict
    return f"{each.verdict} by {abs(100 * each.change / each.before):.3g} %"


def _number(value: float | None, unit: str) -> str:
    return "n/a" if value is None else f"{value:.4g} {unit}" if value < 1000 else f"{value:.0f} {unit}"


def _signed(value: float) -> str:
    return f"{value:+.0f}" if abs(value) >= 1000 else f"{value:+.3g}"


def document(differences: list[Difference], names: tuple[str, str]) -> dict[str, Json]:
    """The same for machines; ``verdict`` is the worst of all."""
    rows: list[Json] = [
        {
            "exchange": each.exchange,
            "figure": each.figure,
            "unit": {"/s": "pps", "%": "percent", "ms": "ms"}[each.unit],
            "before": each.before,
            "after": each.after,
            "difference": each.change,
            "interval": None if each.low is None else [each.low, each.high],
            "verdict": each.verdict.replace(" within noise", "").replace("noise ", ""),
        }
        for each in differences
    ]
    return {
        "schema": SCHEMA,
        "before": names[0],
        "after": names[1],
        "confidence": CONFIDENCE,
        "figures": rows,
        "verdict": "worse" if worse(differences) else "not worse",
    }


def worse(differences: list[Difference]) -> bool:
    """Whether any figure got worse by more than its noise."""
    return any(each.verdict == _WORSE for each in differences)
