from __future__ import annotations

import errno
import json
import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click
import pytest

from dhcptools.cli import load
from dhcptools.cli.kept import KeptFile
from dhcptools.cli.load import Order, choose, tell
from dhcptools.cli.local import Local
from dhcptools.cli.signals import StopSignals
from dhcptools.measure.details import Details
from dhcptools.measure.result import Run
from dhcptools.measure.thresholds import parse
from dhcptools.net.errors import NetError
from dhcptools.perf import engine
from dhcptools.perf.asked import Asked
from dhcptools.perf.beyond import Beyond
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import Plan
from dhcptools.perf.request import Ends
from dhcptools.perf.workload import Phase, Share
from support.perf_runs import dora, exchange, run

REQUEST = Asked(server="192.0.2.1", rate_pps=100, period_s=2.0, clients=7, drop_times_s=(0.5,), seed=1)
PLAN = Plan("192.0.2.1", "192.0.2.9", max_starts=1)


def nothing(run: Run) -> None:
    del run


def test_a_named_server_is_resolved_and_a_local_end_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(load, "choose_local", lambda *_: Local("127.0.0.1", 0, relay_port=True, note="mind the port"))
    with ExitStack() as stack:
        ends = choose(stack, replace(REQUEST, server="localhost"))
    assert ends == Ends("127.0.0.1", 67, "127.0.0.1", 0, relay_port=True)
    assert capsys.readouterr() == ("", "dhcptool: mind the port\n")


@pytest.mark.parametrize(
    ("request_", "server"),
    [
        (Asked(server="all"), "255.255.255.255"),
        (Asked(server="255.255.255.255"), "255.255.255.255"),
        (Asked(family=6, server="all", local="lo"), "ff02::1:2%lo"),
        (Asked(family=6, server="servers"), "ff05::1:3"),
    ],
)
def test_groups_of_servers(request_: Asked, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "choose_local", lambda *_: Local("::1", 0, relay_port=True))
    with ExitStack() as stack:
        ends = choose(stack, request_)
    assert (ends.server, ends.group) == (server, True)


def test_clients_without_a_relay_have_their_own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "choose_client", lambda *_: Local("2001:db8::9", 546, relay_port=False))
    with ExitStack() as stack:
        ends = choose(stack, Asked(family=6, server="2001:db8::1"), relays=0)
    assert (ends.local_port, ends.relay_port) == (546, False)


def test_the_built_in_server_is_behind_a_relay() -> None:
    with ExitStack() as stack, pytest.raises(FlagError, match="needs a SERVER"):
        choose(stack, Asked(family=6), relays=0)


def test_a_name_of_the_other_family_is_no_server() -> None:
    with ExitStack() as stack, pytest.raises(NetError):
        choose(stack, replace(REQUEST, family=6, server="127.0.0.1"))


def carried_out(
    monkeypatch: pytest.MonkeyPatch, request: Asked, options: tuple[str, ...] = (), *, quiet: bool = False
) -> Plan:
    """The plan that the engine is given."""
    plans: list[Plan] = []

    def engine_run(planned: Plan, *, stop: object, on_interval: object) -> Run:
        plans.append(planned)
        return dora()

    monkeypatch.setattr(load, "choose_local", lambda *_: Local("192.0.2.9", 0, relay_port=True))
    monkeypatch.setattr(engine, "run", engine_run)
    order = Order(request, options=options, allowed=1 << 48, as_json=quiet)
    with ExitStack() as stack:
        load.carry_out(stack, order, Files(), StopSignals())
    return plans[0]


def test_the_plan_says_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = carried_out(monkeypatch, REQUEST, ("host-name=pc{i}", "60=MSFT"))
    assert (made.rate_pps, made.period_s, made.clients, made.drop_time_s) == (100, 2.0, 7, 0.5)
    assert [pattern.code for pattern in made.content.patterns] == [12, 60]
    assert made.content.relays == 1
    assert made.duid_time_s > 800_000_000


@pytest.mark.parametrize("option", ["no-such-option=1", "host-name=pc{x}", "routers=x"])
def test_options_that_are_none_are_usage_errors(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(click.UsageError):
        carried_out(monkeypatch, REQUEST, (option,))


def test_what_no_plan_allows_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(click.UsageError, match="rate_pps"):
        carried_out(monkeypatch, replace(REQUEST, rate_pps=10**9))


def test_what_was_understood_is_said_where_no_result_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request = replace(REQUEST, diagnostics="a", thread_mode="multi")
    carried_out(monkeypatch, request)
    told = capsys.readouterr()
    assert told.out.startswith("IPv4\n")
    assert "-g multi changes nothing" in told.err
    carried_out(monkeypatch, request, quiet=True)
    told = capsys.readouterr()
    assert (told.out, "IPv4\n" in told.err) == ("", True)


def test_a_signal_stops_the_run_and_is_named_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_run(planned: Plan, *, stop: object, on_interval: object) -> Run:
        assert callable(stop)
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()
        return dora()

    monkeypatch.setattr(engine, "run", engine_run)
    with StopSignals() as signals:
        assert load.run(PLAN, signals, nothing).stopped_by == "SIGTERM"


def test_what_the_kernel_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_run(planned: Plan, *, stop: object, on_interval: object) -> Run:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(engine, "run", engine_run)
    with pytest.raises(NetError, match="cannot reach"):
        load.run(PLAN, StopSignals(), nothing)


def test_text_ends_with_percentiles_and_doubts_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(dora(max_behind_s=1.0, behind=3), Order(REQUEST))
    told = capsys.readouterr()
    assert told.out.startswith("***Rate statistics***\n")
    assert "collected packets: 0\n\n***Latency in ms" in told.out
    assert told.err.startswith("dhcptool: the generator fell behind by 3 packets")


def test_json_is_one_line_and_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.json"
    path.write_text("an older run that was longer" * 1000)
    with KeptFile(str(path)) as kept:
        tell(dora(), Order(REQUEST, as_json=True), kept)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["schema"] == "dhcptool.perf/1"
    assert path.read_text() == out


@pytest.mark.parametrize(
    ("made", "strict", "passed"),
    [
        (dora(), True, True),
        (dora(max_behind_s=1.0), False, True),
        (dora(max_behind_s=1.0), True, False),
        (run(exchange("discover_offer", [1.0], lost=1)), False, False),
    ],
)
def test_verdict(made: Run, strict: bool, passed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(made, Order(REQUEST, Beyond(strict_rate=strict), as_json=True)) is passed
    assert json.loads(capsys.readouterr().out)["verdict"] == ("pass" if passed else "fail")


def test_addresses_held_twice_fail_a_run_that_is_to_look_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    twice = dora(addresses_duplicate=1)
    assert tell(twice, Order(REQUEST, as_json=True))
    assert not tell(twice, Order(replace(REQUEST, unique=True), as_json=True))


def test_diagnostics_stand_in_the_report_or_beside_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    request = replace(REQUEST, diagnostics="ei")
    made = dora(details=Details(waits=3))
    tell(made, Order(request))
    assert "\n\nreached test-period.\nShort waits for packets: 3\nInterrupted\n" in capsys.readouterr().out
    tell(made, Order(request, as_json=True))
    told = capsys.readouterr()
    assert json.loads(told.out)
    assert "Short waits for packets: 3\n" in told.err


def test_thresholds_alone_decide_and_stand_in_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    lossy = run(exchange("discover_offer", [1.0] * 9, lost=1))
    assert tell(lossy, Order(REQUEST, limits=[parse("lost<=10%")]))
    assert capsys.readouterr().out.endswith("***Limits***\nlost<=10%  10  kept\n")
    assert not tell(lossy, Order(REQUEST, limits=[parse("lost<=10%"), parse("p99<1us")], as_json=True))
    told = json.loads(capsys.readouterr().out)
    assert [(each["expression"], each["ok"]) for each in told["thresholds"]] == [
        ("lost<=10%", True),
        ("p99<1us", False),
    ]
    assert told["verdict"] == "fail"


def test_quiet_leaves_the_report_alone(capsys: pytest.CaptureFixture[str]) -> None:
    tell(dora(max_behind_s=1.0, behind=3), Order(REQUEST, quiet=True))
    told = capsys.readouterr()
    assert (told.out.startswith("***Rate"), told.err) == (True, "")


def test_a_limit_that_cannot_be_kept_any_more_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[bool] = []

    def engine_run(planned: Plan, *, stop: Callable[[], bool], on_interval: Callable[[Run], None]) -> Run:
        assert planned.interval_s == 1.0
        stopped.append(stop())
        on_interval(run(exchange("discover_offer", [1.0], lost=5)))
        stopped.append(stop())
        return dora()

    monkeypatch.setattr(load, "choose_local", lambda *_: Local("192.0.2.9", 0, relay_port=True))
    monkeypatch.setattr(engine, "run", engine_run)
    order = Order(REQUEST, limits=[parse("lost<5")], abort=True, allowed=7)
    with ExitStack() as stack:
        done = load.carry_out(stack, order, Files(), StopSignals())
    assert (stopped, done.stopped_by) == ([False, True], "thresholds")


def test_what_was_asked_beyond_perfdhcp_is_in_the_plan_and_in_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[Plan] = []

    def engine_run(planned: Plan, *, stop: object, on_interval: object) -> Run:
        plans.append(planned)
        return dora()

    monkeypatch.setattr(load, "choose_local", lambda *_: Local("192.0.2.9", 0, relay_port=True))
    monkeypatch.setattr(engine, "run", engine_run)
    more = Beyond(phases=(Phase(1.0, 5.0),), ramp=True, mix=(Share("dora", 3.0), Share("renew", 1.0)), retransmit=True)
    order = Order(replace(REQUEST, rate_pps=None, period_s=None), more, allowed=7)
    with ExitStack() as stack:
        configured = load.carry_out(stack, order, Files(), StopSignals()).configured
    (made,) = plans
    assert (made.phases, made.ramp, made.mix, made.retransmit) == (more.phases, True, more.mix, True)
    assert (configured.stages, configured.ramp, configured.retransmit) == (((1.0, 5.0),), True, True)
    assert configured.mix == (("dora", 3.0), ("renew", 1.0))
