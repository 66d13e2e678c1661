from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.measure.result import AddressProblem, ExchangeResult, Run, Verdict
from dhcptools.measure.series import Timeline
from dhcptools.report.perf_json import document
from dhcptools.report.perf_load import RunFileError, load_run, load_runs
from support.perf_runs import dora, exchange, run, timed


def kept(folder: Path, made: Run, name: str = "run.json", *, passed: bool = True) -> str:
    path = folder / name
    path.write_text(json.dumps(document(made, passed=passed)))
    return str(path)


@pytest.mark.parametrize(
    "made",
    [
        timed(),
        dora(servers={"192.0.2.1": 5, "192.0.2.2": 5}, thresholds=[Verdict("p99<1ms", 2.3, ok=False)], malformed=2),
        run(exchange("solicit_advertise", [1.0, 2.0], late=1, lost=2, orphans=3), family=6, stopped_by="SIGTERM"),
        run(exchange("discover_offer", [], lost=3), exchange("request_ack", []), rate_pps=None, duration_s=0.0),
    ],
    ids=["seconds", "thresholds", "v6", "silence"],
)
def test_what_was_written_is_read_back(tmp_path: Path, made: Run) -> None:
    again = load_run(kept(tmp_path, made, passed=False))
    assert again.passed is False
    assert again.configured == made.configured
    assert again.exchanges.keys() == made.exchanges.keys()
    assert document(again, passed=False) == document(made, passed=False)


def test_what_expects_no_answer_has_lost_nothing(tmp_path: Path) -> None:
    made = timed(2, 50)
    made.exchanges["release"] = ExchangeResult("release", sent=30, answered=False, resent=0)
    made.exchanges["request_ack"].resent = 4
    made.seconds["release"] = Timeline()
    made.seconds["release"].answered = False
    made.seconds["release"].note_sent(0, 30)
    again = load_run(kept(tmp_path, made))
    assert (again.exchanges["release"].answered, again.exchanges["request_ack"].resent) == (False, 4)
    assert [row.lost for row in again.seconds["release"].rows()] == [0]


def test_several_files_are_one_run(tmp_path: Path) -> None:
    paths = [kept(tmp_path, timed(seed=seed, delay_ms=seed), f"{seed}.json") for seed in (1, 2)]
    whole = load_runs(paths)
    offers = whole.exchanges["discover_offer"]
    assert (offers.sent, offers.latency.count, whole.configured.rate_pps) == (12_000, 12_000, 2000)
    assert whole.servers == {"192.0.2.1": 24_000}
    assert [row.received for row in whole.seconds["request_ack"].rows()[:2]] == [2000, 2000]
    assert 1e6 < (offers.latency.percentile_ns(50) or 0) < 2e6
    assert whole.passed is True


def test_runs_of_different_kinds_are_no_one_run(tmp_path: Path) -> None:
    six = kept(tmp_path, run(exchange("solicit_advertise", [1.0]), family=6), "six.json")
    with pytest.raises(RunFileError) as caught:
        load_runs([kept(tmp_path, dora()), six])
    assert "cannot be added" in caught.value.what
    assert "DHCPv6" in caught.value.why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("{", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("\udcff", "it is no JSON"),
        ("[]", '"schema" is null'),
        ('{"schema": "dhcptool.ping/1"}', '"schema" is "dhcptool.ping/1"'),
        ('{"schema": "dhcptool.perf/1"}', "is missing"),
    ],
)
def test_what_is_no_run_is_said(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(RunFileError) as caught:
        load_run(str(path))
    assert why in caught.value.why
    assert "dhcptool" in caught.value.fix or "undamaged" in caught.value.fix


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RunFileError) as caught:
        load_run(str(tmp_path / "none.json"))
    assert (caught.value.what, caught.value.why) == (
        f"cannot read {tmp_path / 'none.json'}", "No such file or directory",
    )  # fmt: skip


def damaged(change: tuple[tuple[str | int, ...], Any]) -> Any:
    whole: Any = json.loads(json.dumps(document(timed(2, 50), passed=True)))
    path, value = change
    at = whole
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return whole


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((("duration_s",), -1), "duration_s is -1"),
        ((("target", "family"), 5), "family is 5"),
        ((("target",), 3), "target is 3"),
        ((("started",), "yesterday"), "yesterday"),
        ((("exchanges", "discover_offer", "sent"), 3), "do not add up"),
        ((("exchanges", "discover_offer", "sent"), True), "sent is true"),
        ((("exchanges", "discover_offer"), []), "is no object"),
        ((("exchanges", "discover_offer", "histogram"), "HISTFAAA"), "histogram"),
        ((("exchanges", "discover_offer", "latency_ms", "min"), 1e9), "go together"),
        ((("exchanges", "discover_offer", "latency_ms", "mean"), None), "mean is null"),
        ((("servers", 0), 7), "id is missing"),
        ((("seconds", 0, "exchange"), "renew_ack"), "exchanges do not"),
        ((("seconds", 0, "latency_bins"), [1]), "no pairs"),
        ((("seconds", 0, "latency_bins"), [99_999, 1]), "bin 99999"),
        ((("seconds", 0, "width_s"), 0), "width_s"),
        ((("seconds", 0, "start_s"), 10**6), "second 1000000"),
    ],
)
def test_damage_is_found_and_named(tmp_path: Path, change: tuple[tuple[str | int, ...], Any], why: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(damaged(change)))
    with pytest.raises(RunFileError) as caught:
        load_run(str(path))
    assert "damaged" in caught.value.what
    assert why in caught.value.why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
WHOLE: Any = json.loads(json.dumps(document(timed(1, 10), passed=True)))
PLACES = [(name,) for name in WHOLE]
PLACES += [(name, key) for name, value in WHOLE.items() if isinstance(value, dict) for key in value]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), JSON)
def test_nothing_but_that_error_on_any_value(tmp_path: Path, place: tuple[str, ...], value: object) -> None:
    whole = json.loads(json.dumps(WHOLE))
    at = whole
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    path = tmp_path / "x.json"
    path.write_text(json.dumps(whole))
    with suppress(RunFileError):
        assert load_run(str(path)).exchanges is not None


def test_the_shape_of_the_load_and_its_addresses_are_read_back(tmp_path: Path) -> None:
    made = timed(2, 50)
    made.configured = replace(
        made.configured, rate_pps=None, window=8, stages=((5.0, 500.0), (60.0, 5000.0)), ramp=True, processes=2,
        mix=(("dora", 70.0), ("renew", 30.0)), retransmit=True, interface="eth0", vlan=7,
    )  # fmt: skip  # by name
    made.addresses_foreign = 1
    made.address_problems = [AddressProblem("192.0.2.1", "a", "b"), AddressProblem("192.0.2.2", "c")]
    path = tmp_path / "run.json"
    path.write_text(json.dumps(document(made, passed=False)))
    read = load_run(str(path))
    assert read.configured == made.configured
    assert (read.addresses_foreign, read.address_problems) == (1, made.address_problems)
