from __future__ import annotations

import errno
import io
import json
import signal
from contextlib import ExitStack
from dataclasses import replace

import click
import pytest

from dhcptools.cli import load
from dhcptools.cli.load import choose, tell
from dhcptools.cli.local import Local
from dhcptools.cli.signals import StopSignals
from dhcptools.measure.details import Details
from dhcptools.measure.result import Run
from dhcptools.net.errors import NetError
from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import Plan
from dhcptools.perf.request import Ends
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
    monkeypatch.setattr(load.engine, "run", engine_run)
    with ExitStack() as stack:
        load.carry_out(stack, request, Files(), options, StopSignals(), quiet=quiet)
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

    monkeypatch.setattr(load.engine, "run", engine_run)
    with StopSignals() as signals:
        assert load.run(PLAN, signals, nothing).stopped_by == "SIGTERM"


def test_what_the_kernel_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_run(planned: Plan, *, stop: object, on_interval: object) -> Run:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(load.engine, "run", engine_run)
    with pytest.raises(NetError, match="cannot reach"):
        load.run(PLAN, StopSignals(), nothing)


def test_text_ends_with_percentiles_and_doubts_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(dora(max_behind_s=1.0, behind=3), None, REQUEST, as_json=False, strict_rate=False)
    told = capsys.readouterr()
    assert told.out.startswith("***Rate statistics***\n")
    assert "collected packets: 0\n\n***Latency in ms" in told.out
    assert told.err.startswith("dhcptool: the generator fell behind by 3 packets")


def test_json_is_one_line_and_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    kept = io.StringIO("an older run that was longer" * 1000)
    tell(dora(), kept, REQUEST, as_json=True, strict_rate=False)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["schema"] == "dhcptool.perf/1"
    assert kept.getvalue() == out


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
    assert tell(made, None, REQUEST, as_json=True, strict_rate=strict) is passed
    assert json.loads(capsys.readouterr().out)["verdict"] == ("pass" if passed else "fail")


def test_addresses_held_twice_fail_a_run_that_is_to_look_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    twice = dora(addresses_duplicate=1)
    assert tell(twice, None, REQUEST, as_json=True, strict_rate=False)
    assert not tell(twice, None, replace(REQUEST, unique=True), as_json=True, strict_rate=False)


def test_diagnostics_stand_in_the_report_or_beside_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    request = replace(REQUEST, diagnostics="ei")
    made = dora(details=Details(waits=3))
    tell(made, None, request, as_json=False, strict_rate=False)
    assert "\n\nreached test-period.\nShort waits for packets: 3\nInterrupted\n" in capsys.readouterr().out
    tell(made, None, request, as_json=True, strict_rate=False)
    told = capsys.readouterr()
    assert json.loads(told.out)
    assert "Short waits for packets: 3\n" in told.err
