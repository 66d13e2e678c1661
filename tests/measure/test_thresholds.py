from __future__ import annotations

import numpy as np
import pytest

from dhcptools.measure.result import Run
from dhcptools.measure.thresholds import ThresholdError, evaluate, hopeless, judge, parse, passes
from support.perf_runs import dora, exchange, run


def value(expression: str, made: Run) -> tuple[float | None, bool]:
    verdict = evaluate(parse(expression), made)
    assert verdict.expression == expression
    return verdict.value, verdict.ok


MIXED = run(
    exchange("discover_offer", [1.0] * 90, lost=10),
    exchange("request_ack", [4.0] * 80, lost=2, late=1, nak=5, rejected=2),
    rate_pps=200, behind=7, max_behind_s=0.02, receive_dropped=3, addresses_duplicate=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected", "ok"),
    [
        ("lost<13", 12, True),
        ("lost<12", 12, False),
        ("lost <= 12", 12, True),
        ("discover_offer.lost==10", 10, True),
        ("lost<5%", 10, False),
        ("request_ack.lost<5%", 100 * 2 / 90, True),
        ("late<1", 1, False),
        ("nak!=0", 5, True),
        ("failed==20", 20, True),
        ("received>=170", 170, True),
        ("received>=95%", 100 * 80 / 90, False),
        ("rate>=160", 160, True),
        ("rate>160/s", 160, False),
        ("behind<7", 7, False),
        ("max_behind<=20ms", 20, True),
        ("duration==0.5s", 0.5, True),
        ("receive_dropped==0", 3, False),
        ("duplicate_addresses==1", 1, True),
        ("min>=2ms", 2, True),
        ("discover_offer.max<2.5ms", 2, True),
    ],
)
def test_a_limit_is_kept_or_not(expression: str, expected: float, ok: bool) -> None:
    got, kept = value(expression, MIXED)
    assert (got, kept) == (pytest.approx(expected), ok)


def test_a_latency_without_an_exchange_holds_in_each_and_tells_the_worst() -> None:
    assert value("p99<4ms", MIXED) == (pytest.approx(5.0, rel=1e-3), False)
    assert value("p99<6000us", MIXED) == (pytest.approx(5000, rel=1e-3), True)
    assert value("p50>3ms", MIXED) == (pytest.approx(2.0, rel=1e-3), False)
    assert value("discover_offer.p99.9<3ms", MIXED) == (pytest.approx(2.0, rel=1e-3), True)
    assert value("service.p50<3.5ms", MIXED) == (pytest.approx(4.0, rel=1e-3), False)
    assert value("discover_offer.service.mean<=1ms", MIXED) == (1.0, True)
    assert value("stddev<1µs", MIXED) == (0.0, True)


def test_what_was_not_measured_keeps_no_limit() -> None:
    silent = run(exchange("discover_offer", [], lost=3), exchange("request_ack", []), duration_s=0.0)
    for expression in ("p99<5s", "rate>=0", "request_ack.lost<5%", "renew_ack.nak==0", "lost<=100%"):
        assert value(expression, silent) == (None, False)
    assert value("nak==0", silent) == (0, True)


def test_judging_puts_the_verdicts_into_the_run() -> None:
    made = dora()
    assert judge([parse("lost==0"), parse("p99<5ms")], made)
    assert not judge([parse("lost==0"), parse("p99<1us")], made)
    assert [(verdict.expression, verdict.ok) for verdict in made.thresholds] == [("lost==0", True), ("p99<1us", False)]
    assert judge([], made)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("p99", "METRIC OPERATOR NUMBER"),
        ("p99=5ms", "METRIC OPERATOR NUMBER"),
        ("", "METRIC OPERATOR NUMBER"),
        ("p99<5", "p99 is a time; add a unit: p99<5ms"),
        ("p99<5%", "p99 is a time"),
        ("p101<5ms", "there is no percentile 101"),
        ("lots<5", "did you mean lost?"),
        ("xyzzy<5", "known are p50"),
        ("discover_ofer.lost<5", "did you mean discover_offer"),
        ("lost<5ms", "lost is a count"),
        ("rate>5ms", "rate takes no unit"),
        ("discover_offer.rate>5", "leave out discover_offer."),
        ("service.lost<1", "is not measured"),
        ("refused<1%", "takes no unit %"),
    ],
)
def test_what_is_no_threshold_is_said_with_a_way_out(expression: str, words: str) -> None:
    with pytest.raises(ThresholdError, match=r".") as caught:
        parse(expression)
    assert words in str(caught.value)
    assert repr(expression) in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "planned", "given_up"),
    [
        ("lost<12", None, True),
        ("lost<=12", None, False),
        ("nak==0", None, True),
        ("nak!=0", None, False),
        ("received>1000", 100, False),
        ("rate>=1000", 100, False),
        ("discover_offer.lost<5%", 100, True),
        ("discover_offer.lost<5%", 1000, False),
        ("discover_offer.lost<5%", None, False),
        ("behind<5", None, True),
        ("max_behind<1s", None, False),
        ("max<3ms", None, True),
        ("max<30ms", None, False),
        ("min>3ms", None, False),
        ("request_ack.p99<2ms", 100, True),
        ("request_ack.p99<2ms", 7000, True),
        ("request_ack.p99<2ms", 9000, False),
        ("request_ack.p99<2ms", None, False),
        ("in_flight<1", None, False),
    ],
)
def test_a_run_is_given_up_only_when_nothing_can_help(expression: str, planned: int | None, given_up: bool) -> None:
    assert hopeless(parse(expression), MIXED, planned) is given_up


def test_giving_up_is_never_wrong() -> None:
    """Whatever is given up would indeed have failed, had all that was still to come gone well."""
    random = np.random.default_rng(3)
    for _ in range(200):
        slow, fast, planned = (int(number) for number in random.integers(0, 50, 3))
        part = run(exchange("discover_offer", [8.0] * slow + [1.0] * fast))
        limit = parse(f"p{random.integers(50, 100)}<5ms")
        if hopeless(limit, part, planned):
            rest = max(planned - slow - fast, 0)
            whole = run(exchange("discover_offer", [8.0] * slow + [1.0] * (fast + rest)))
            assert not evaluate(limit, whole).ok


def test_thresholds_alone_decide_where_there_are_some() -> None:
    lossy = run(exchange("discover_offer", [1.0] * 99, lost=1))
    assert not passes(lossy)
    judge([parse("lost<5%")], lossy)
    assert passes(lossy)
    judge([parse("lost<5%"), parse("p50<1us")], lossy)
    assert not passes(lossy)
    assert passes(dora())
