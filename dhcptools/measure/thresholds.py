"""Limits that a run must keep, written as expressions: ``p99<5ms``, ``lost<0.1%``, ``rate>=1000``.

    threshold = [exchange "."] metric operator number [unit]
    exchange  = "discover_offer" / "request_ack" / … (the names in the JSON report)
    metric    = latency / "service." latency / count / total
    latency   = "min" / "mean" / "max" / "stddev" / "p" number     ; p50, p99.9: from the intended send time;
                                                                   ; with "service." from the real one
    count     = "sent" / "received" / "lost" / "late" / "in_flight" / "nak" / "rejected" / "failed" /
                "orphans" / "duplicates" / "malformed"             ; failed = lost + late + nak + rejected
    total     = "rate" / "behind" / "max_behind" / "duration" / "receive_dropped" / "refused" / "duplicate_addresses"
    operator  = "<" / "<=" / ">" / ">=" / "==" / "!="
    unit      = "ns" / "us" / "µs" / "ms" / "s"   ; required for times, and only there
              / "%"                               ; of what was sent, for counts

Without an exchange a count is the sum over all of them, while a latency or a share must hold in each: the value told is
the worst. What was not measured keeps no limit. ``rate`` is exchanges completed in time per second.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from dhcptools.measure.latency import Latency
from dhcptools.measure.result import ExchangeResult, Run, Verdict

COUNTS = (
    "sent", "received", "lost", "late", "in_flight", "nak", "rejected", "failed", "orphans", "duplicates", "malformed",
)  # fmt: skip
TOTALS = {
    "rate": "rate_pps",
    "behind": "behind",
    "max_behind": "max_behind_s",
    "duration": "duration_s",
    "receive_dropped": "receive_dropped",
    "refused": "refused",
    "duplicate_addresses": "addresses_duplicate",
}
EXCHANGES = (
    "discover_offer", "request_ack", "renew_ack", "rebind_ack", "release", "decline", "inform_ack",
    "solicit_advertise", "request_reply", "renew_reply", "rebind_reply", "release_reply", "decline_reply",
    "confirm_reply", "information_request_reply", "solicit_reply",
)  # fmt: skip

_MOMENTS = ("min", "mean", "max", "stddev")
_UNITS_NS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
_MICRO = {0xB5: "u", 0x3BC: "u"}  # both of Unicode's
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_SHAPE = re.compile(r"([A-Za-z_][\w.]*?)\s*(<=|>=|==|!=|<|>)\s*(\d+(?:\.\d+)?(?:e-?\d+)?)\s*([A-Za-z%/]*)")
_GROWING = frozenset({"late", "nak", "rejected", "lost", "failed", "orphans", "duplicates", "malformed", "sent"})
_GROWING_TOTALS = frozenset({"behind", "max_behind", "receive_dropped", "refused", "duplicate_addresses"})


class ThresholdError(ValueError):
    """An expression that is no threshold: what is wrong with it, and what would be right."""

    def __init__(self, expression: str, why: str, fix: str) -> None:
        super().__init__(f"{expression!r} is no threshold: {why}; {fix}")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit. ``metric`` is without its exchange and without ``service.``; ``unit`` is empty for plain numbers."""

    expression: str
    exchange: str | None
    metric: str
    service: bool
    relation: str
    limit: float
    unit: str

    @property
    def percentile(self) -> float | None:
        """Which percentile, or None for another metric."""
        return float(self.metric[1:]) if re.fullmatch(r"p\d+(\.\d+)?", self.metric) else None

    @property
    def is_latency(self) -> bool:
        """Whether the value is a latency."""
        return self.metric in _MOMENTS or self.percentile is not None

    def holds(self, value: float | None) -> bool:
        """Whether ``value``, in the unit of the expression, keeps the limit."""
        return value is not None and _OPERATORS[self.relation](value, self.limit)


def parse(expression: str) -> Threshold:
    """Read an expression. Raises ThresholdError."""
    found = _SHAPE.fullmatch(expression.strip().translate(_MICRO))
    if found is None:
        raise ThresholdError(expression, "it has not the form METRIC OPERATOR NUMBER", "write it like p99<5ms")
    name, relation, number, unit = found.groups()
    exchange, _, rest = name.partition(".")
    if exchange not in EXCHANGES:
        exchange, rest = "", name
    service = rest.startswith("service.")
    made = Threshold(
        expression, exchange or None, rest.removeprefix("service."), service, relation, float(number), unit
    )
    _check(made, name)
    return made


def _check(made: Threshold, name: str) -> None:
    expression, metric, unit = made.expression, made.metric, made.unit
    if not (made.is_latency or (not made.service and (metric in COUNTS or metric in TOTALS))):
        known = (*COUNTS, *TOTALS, *_MOMENTS, *EXCHANGES, "p50", "p99")
        near = get_close_matches(name, known, 1) or get_close_matches(metric, known, 1)
        fix = f"did you mean {near[0]}?" if near else f"known are p50, p99.9, …, {', '.join(known[:-2])}"
        raise ThresholdError(expression, f"{name} is not measured", fix)
    if made.percentile is not None and made.percentile > 100:
        raise ThresholdError(expression, f"there is no percentile {metric[1:]}", "percentiles are 0 to 100")
    if metric in TOTALS and made.exchange:
        raise ThresholdError(expression, f"{metric} is of the whole run", f"leave out {made.exchange}.")
    is_time = made.is_latency or metric in {"max_behind", "duration"}
    if is_time and unit not in _UNITS_NS:
        raise ThresholdError(expression, f"{metric} is a time", f"add a unit: {metric}{made.relation}{made.limit:g}ms")
    if metric in COUNTS and unit not in {"", "%"}:
        raise ThresholdError(expression, f"{metric} is a count", "leave out the unit, or write % of what was sent")
    if metric in TOTALS and not is_time and unit not in ({"", "/s"} if metric == "rate" else {""}):
        raise ThresholdError(expression, f"{metric} takes no unit {unit}", "leave it out")


def evaluate(threshold: Threshold, run: Run) -> Verdict:
    """Say whether ``run`` keeps the limit."""
    if threshold.exchange is not None and threshold.exchange not in run.exchanges:
        return Verdict(threshold.expression, None, ok=False)
    values = [
        _value(threshold, exchange)
        for exchange in run.exchanges.values()
        if threshold.exchange in {None, exchange.name}
    ]
    if threshold.metric in TOTALS:
        value = _total(threshold, run)
    elif threshold.is_latency or threshold.unit == "%":
        value = _worst(threshold, values)
    else:
        value = sum(each for each in values if each is not None)
    return Verdict(threshold.expression, value, threshold.holds(value))


def judge(thresholds: Iterable[Threshold], run: Run) -> bool:
    """Put the verdicts into ``run``; whether it kept every limit."""
    run.thresholds = [evaluate(threshold, run) for threshold in thresholds]
    return all(verdict.ok for verdict in run.thresholds)


def _value(threshold: Threshold, exchange: ExchangeResult) -> float | None:
    if not threshold.is_latency:
        if threshold.metric in TOTALS:
            return None
        count: int = getattr(exchange, threshold.metric)
        if threshold.unit == "%":
            return 100 * count / exchange.sent if exchange.sent else None
        return count
    latency = exchange.service if threshold.service else exchange.latency
    ns = _moment(latency, threshold)
    return None if ns is None else ns / _UNITS_NS[threshold.unit]


def _moment(latency: Latency, threshold: Threshold) -> float | None:
    percentile = threshold.percentile
    if percentile is not None:
        return latency.percentile_ns(percentile)
    value: float | None = getattr(latency, f"{threshold.metric}_ns")
    return value


def _total(threshold: Threshold, run: Run) -> float | None:
    value: float | None = getattr(run, TOTALS[threshold.metric])
    if value is None or threshold.unit not in _UNITS_NS:
        return value
    return value * 1e9 / _UNITS_NS[threshold.unit]


def _worst(threshold: Threshold, values: list[float | None]) -> float | None:
    """The value that keeps the limit least; one that is missing keeps it not at all."""
    if not values or None in values:
        return None
    known = [value for value in values if value is not None]
    broken = [value for value in known if not threshold.holds(value)]
    if broken:
        known = broken
    return min(known) if threshold.relation.startswith(">") else max(known)


def hopeless(threshold: Threshold, run: Run, planned: int | None) -> bool:
    """Whether the rest of a run that goes on cannot make it keep the limit any more, so that it may be ended.

    ``planned`` is how many requests each exchange will have sent at the end at most, None when nobody knows. A lost
    request is taken to stay lost: the drop time is how long the user chose to wait for it. Only upper limits are given
    up, those of counts that grow, of shares that exceed the limit even if everything else goes well, of percentiles
    that enough answers exceed already, and of the maximum.
    """
    if threshold.relation not in {"<", "<=", "=="}:
        return False
    if threshold.metric in _GROWING_TOTALS:
        return _exceeds(threshold, evaluate(threshold, run).value)
    mine = [each for each in run.exchanges.values() if threshold.exchange in {None, each.name}]
    if threshold.is_latency:
        return any(_latency_is_hopeless(threshold, each, planned) for each in mine)
    if threshold.metric not in _GROWING:
        return False
    if threshold.unit == "%":
        if threshold.metric == "sent" or planned is None:
            return False
        return any(
            _exceeds(threshold, 100 * getattr(each, threshold.metric) / max(planned, each.sent, 1)) for each in mine
        )
    return _exceeds(threshold, sum(getattr(each, threshold.metric) for each in mine))


def _exceeds(threshold: Threshold, value: float | None) -> bool:
    """Whether a value that can only grow is past the limit."""
    if value is None:
        return False
    return value >= threshold.limit if threshold.relation == "<" else value > threshold.limit


def _latency_is_hopeless(threshold: Threshold, exchange: ExchangeResult, planned: int | None) -> bool:
    latency = exchange.service if threshold.service else exchange.latency
    if threshold.metric == "max":
        return latency.max_ns is not None and _exceeds(threshold, latency.max_ns / _UNITS_NS[threshold.unit])
    percentile = threshold.percentile
    if percentile is None or planned is None:
        return False
    # Even if all that is still to come is fast, this share of all answers is too slow already.
    whole = max(planned, latency.count)
    fast_enough = max(math.floor(percentile * whole / 100 + 0.5), 1)
    slow = latency.count - latency.count_up_to_ns(threshold.limit * _UNITS_NS[threshold.unit])
    return slow > whole - fast_enough


def passes(run: Run) -> bool:
    """The verdict on a run: with thresholds whether it kept them all, without any whether nothing failed."""
    if run.thresholds:
        return all(verdict.ok for verdict in run.thresholds)
    return not run.failed
