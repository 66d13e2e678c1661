from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hdrh.histogram import HdrHistogram
from jsonschema import Draft202012Validator, ValidationError

from dhcptools.measure.result import Run
from dhcptools.measure.thresholds import judge, parse
from dhcptools.report.perf_json import document
from support.perf_runs import dora, exchange, run, timed


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(files("dhcptools.schemas").joinpath("perf-1.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def parsed(made: Run, *, passed: bool = True) -> Any:
    return json.loads(json.dumps(document(made, passed=passed), allow_nan=False))


@pytest.mark.parametrize(
    "made",
    [
        dora(servers={"192.0.2.1": 10}, addresses_distinct=5),
        run(exchange("solicit_advertise", [1.0]), family=6),
        run(exchange("discover_offer", [], lost=3), exchange("request_ack", []), rate_pps=None),
        dora(duration_s=0.0),
    ],
    ids=["dora", "two-way", "silence", "no time"],
)
def test_follows_its_schema(validator: Draft202012Validator, made: Run) -> None:
    validator.validate(parsed(made))


def test_the_schema_refuses_what_it_should(validator: Draft202012Validator) -> None:
    for change in ({"verdict": "maybe"}, {"started": "yesterday"}, {"two_way_rate_pps": 1}, {"exchanges": {"x": {}}}):
        with pytest.raises(ValidationError):
            validator.validate(parsed(dora()) | change)


def test_schema_stands_first_and_numbers_are_the_runs() -> None:
    got = parsed(dora(behind=4, max_behind_s=0.5, servers={"192.0.2.1": 10}, receive_dropped=9), passed=False)
    assert next(iter(got)) == "schema"
    assert got["target"] == {"server": "192.0.2.1", "port": 67, "family": 4, "embedded": False}
    assert (got["four_way_rate_pps"], got["duration_s"], got["started"]) == (10.0, 0.5, "2026-11-21T12:00:00.123Z")
    assert got["generator_lag"] == {"behind": 4, "max_behind_s": 0.5}
    assert got["local"]["receive_dropped"] == 9
    assert [(server["id"], server["replies"]) for server in got["servers"]] == [("192.0.2.1", 10)]
    assert got["verdict"] == "fail"
    offers = got["exchanges"]["discover_offer"]
    assert offers["service_ms"]["min"] == 0.601
    assert offers["latency_ms"]["max"] == 2.306
    assert offers["latency_ms"]["p50"] == pytest.approx(1.9, rel=1e-3)
    assert HdrHistogram.decode(offers["histogram"]).get_total_count() == 5


def test_unknown_numbers_are_null() -> None:
    got = parsed(run(exchange("discover_offer", [], lost=3), duration_s=0.0))
    assert set(got["exchanges"]["discover_offer"]["latency_ms"].values()) == {None}
    assert got["two_way_rate_pps"] is None


def test_each_second_and_each_limit_is_told(validator: Draft202012Validator) -> None:
    made = timed(3, 100, lost=10)
    judge([parse("lost<5%"), parse("p99<5ms")], made)
    got = parsed(made, passed=False)
    validator.validate(got)
    assert [(limit["expression"], limit["ok"]) for limit in got["thresholds"]] == [
        ("lost<5%", False),
        ("p99<5ms", True),
    ]
    assert got["thresholds"][0]["value"] == 10
    rows = got["seconds"]
    assert [(row["exchange"], row["start_s"]) for row in rows] == [
        (name, second) for name in ("discover_offer", "request_ack") for second in range(3)
    ]
    assert {(row["sent"], row["received"], row["lost"]) for row in rows} == {(100, 90, 10)}
    assert [row["asked"] for row in rows] == [100, 100, 100, None, None, None]
    bins = rows[0]["latency_bins"]
    assert sum(bins[1::2]) == 90
    lowest = 2 ** (9 + bins[0] // 64) * (1 + bins[0] % 64 / 64)
    assert lowest <= rows[0]["latency_ms"]["p50"] * 1e6


def test_servers_have_latencies_of_their_own(validator: Draft202012Validator) -> None:
    alone = parsed(dora(servers={"192.0.2.1": 10}))["servers"]
    assert alone[0]["latency_ms"]["max"] == 2.306
    assert HdrHistogram.decode(alone[0]["histogram"]).get_total_count() == 10
    made = dora(servers={"192.0.2.1": 8, "192.0.2.2": 2})
    made.server_latency["192.0.2.2"] = made.exchanges["request_ack"].latency
    got = parsed(made)
    validator.validate(got)
    assert "latency_ms" not in got["servers"][0]
    assert got["servers"][1]["latency_ms"]["p50"] == pytest.approx(1.9, rel=1e-3)
