from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.report.perf_compare import Difference, compare, document, newcombe, text, wilson, worse
from support.perf_runs import dora, exchange, run, timed


def told(before: Run, after: Run) -> dict[tuple[str | None, str], Difference]:
    return {(each.exchange, each.figure): each for each in compare(before, after)}


def test_the_same_server_twice_is_the_same() -> None:
    differences = compare(timed(20, 500, lost=2, seed=1), timed(20, 500, lost=2, seed=2))
    assert {each.verdict for each in differences} == {"same within noise"}
    assert not worse(differences)
    for each in differences:
        assert each.low is not None
        assert each.high is not None
        assert each.low <= (each.change or 0) <= each.high


def test_more_loss_and_slower_answers_are_worse() -> None:
    slow, quick = timed(20, 500, delay_ms=1.5, lost=20), timed(20, 500, delay_ms=1.0, seed=2)
    got = told(quick, slow)
    for key in ((None, "four-way rate"), ("discover_offer", "received"), ("discover_offer", "lost"),
                ("request_ack", "p50"), ("request_ack", "p99")):  # fmt: skip
        assert got[key].verdict == "worse", key
    assert worse(list(got.values()))
    back = told(slow, quick)
    assert back["request_ack", "p50"].verdict == back["discover_offer", "lost"].verdict == "better"
    assert (got["discover_offer", "lost"].before, got["discover_offer", "lost"].after) == (0, 4)


def test_what_no_server_answers_is_not_compared() -> None:
    one, two = timed(6, 100), timed(6, 100)
    for made in (one, two):
        made.exchanges["release"] = ExchangeResult("release", sent=9, answered=False)
    assert "release" not in {exchange for exchange, _ in told(one, two)}


def test_few_seconds_say_nothing_about_latencies() -> None:
    got = told(timed(3, 500), timed(3, 500, delay_ms=9))
    assert got["request_ack", "p50"].verdict == "noise unknown"
    assert got["request_ack", "p50"].change == pytest.approx(8, rel=0.1)
    assert got["request_ack", "received"].verdict == "same within noise"
    assert {each.verdict for each in compare(dora(), dora()) if each.unit == "ms"} == {"noise unknown"}


def test_silence_has_no_figures() -> None:
    nothing = run(exchange("discover_offer", []), exchange("request_ack", []), duration_s=0.0)
    differences = compare(nothing, dora())
    assert {each.verdict for each in differences} == {"noise unknown"}
    assert "n/a" in text(differences, ("a", "b"))


def test_runs_without_a_common_exchange_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="no exchange in common"):
        compare(dora(), run(exchange("solicit_advertise", [1.0]), family=6))


def test_intervals_of_shares() -> None:
    # Newcombe 1998, table II, example (a): 56/70 and 48/80, 95 %: 0.0524 to 0.3339; at 99 % it is wider.
    low, high = newcombe(48, 80, 56, 70)
    assert low < 0.0524
    assert high > 0.3339
    assert (low, high) == pytest.approx((0.0002, 0.3756), abs=0.01)
    assert wilson(0, 100)[0] == 0
    assert wilson(100, 100)[1] == pytest.approx(1)
    assert newcombe(0, 10, 0, 10) == pytest.approx((-0.4, 0.4), abs=0.02)


def test_the_interval_of_a_share_holds_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(6)
    held = 0
    for one, two in zip(random.binomial(2000, 0.01, 500), random.binomial(1000, 0.02, 500), strict=True):
        low, high = newcombe(int(one), 2000, int(two), 1000)
        held += low <= 0.01 <= high
    assert held / 500 > 0.975


def test_the_table_has_a_line_a_figure_and_harmless_names() -> None:
    differences = compare(timed(10, 500), timed(10, 500, lost=20, delay_ms=1.5))
    lines = text(differences, ("before.json", "\x1b[31mafter")).splitlines()
    assert len(lines) == 1 + len(differences)
    assert "\\x1b[31mafter" in lines[0]
    (lost,) = [line for line in lines if line.startswith("DISCOVER-OFFER lost")]
    assert lost.split()[-1] == "worse"
    (rate,) = [line for line in lines if line.startswith("four-way rate")]
    assert rate.endswith("worse by 4 %")
    (slow,) = [line for line in lines if line.startswith("REQUEST-ACK p50")]
    assert "worse by" in slow


def test_json_follows_its_schema() -> None:
    schema = json.loads(files("dhcptools.schemas").joinpath("perf-compare-1.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    for before, after in ((timed(10, 500), timed(10, 500, lost=20)), (dora(), dora()), (dora(duration_s=0.0), dora())):
        got = json.loads(json.dumps(document(compare(before, after), ("a", "b")), allow_nan=False))
        Draft202012Validator(schema).validate(got)
    assert next(iter(got)) == "schema"
    assert document(compare(timed(10, 500), timed(10, 500, lost=20)), ("a", "b"))["verdict"] == "worse"
