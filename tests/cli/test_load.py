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
from dhcptools.cli.load import Options, Where, carry_out, choose, plan, tell
from dhcptools.cli.local import Local
from dhcptools.cli.signals import StopSignals
from dhcptools.measure.result import Run
from dhcptools.net.errors import NetError
from dhcptools.perf.plan import Exchange, Plan
from support.perf_runs import dora, exchange, run

WHERE = Where(4, "192.0.2.1", 67, Local("192.0.2.9", 0, relay_port=True))
OPTIONS = Options(100, 2.0, None, 7, (0.5,), False, 1)


def test_a_named_server_is_resolved_and_a_local_end_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(load, "choose_local", lambda *_: Local("127.0.0.1", 0, relay_port=True, note="mind the port"))
    with ExitStack() as stack:
        where = choose(stack, 4, "localhost", 0, None, 0)
    assert (where.server, where.server_port, where.embedded) == ("127.0.0.1", 67, False)
    assert capsys.readouterr() == ("", "dhcptool: mind the port\n")


def test_a_name_of_the_other_family_is_no_server() -> None:
    with ExitStack() as stack, pytest.raises(NetError):
        choose(stack, 6, "127.0.0.1", 0, None, 0)


@pytest.mark.parametrize(
    ("family", "two_way", "expected"),
    [(4, False, Exchange.DORA), (4, True, Exchange.DO), (6, False, Exchange.SARR), (6, True, Exchange.SA)],
)
def test_the_plan_says_what_was_asked(family: int, two_way: bool, expected: Exchange) -> None:
    addresses = ("192.0.2.1", "192.0.2.9") if family == 4 else ("2001:db8::1", "2001:db8::9")
    where = Where(family, addresses[0], 1067, Local(addresses[1], 2067, relay_port=True), embedded=True)
    made = plan(where, replace(OPTIONS, two_way=two_way, drop_times_s=(0.5, 2.0)))
    assert (made.exchange, made.server_port, made.local_port, made.asks_relay_port) == (expected, 1067, 2067, True)
    assert (made.rate_pps, made.period_s, made.max_starts, made.clients) == (100, 2.0, None, 7)
    assert (made.drop_time_s, made.request_drop_time_s, made.embedded) == (0.5, 2.0, True)
    assert made.duid_time_s > 800_000_000


def test_one_drop_time_holds_for_both_requests() -> None:
    assert plan(WHERE, OPTIONS).drop_times_ns == (500_000_000, 500_000_000)


def test_seeds_repeat_transaction_ids() -> None:
    assert plan(WHERE, OPTIONS).seed_xid == plan(WHERE, OPTIONS).seed_xid
    assert plan(WHERE, OPTIONS).seed_xid != plan(WHERE, replace(OPTIONS, seed=2)).seed_xid
    assert len({plan(WHERE, replace(OPTIONS, seed=None)).seed_xid for _ in range(4)}) > 1


def test_what_no_plan_allows_is_a_usage_error() -> None:
    with pytest.raises(click.UsageError, match="rate_pps"):
        plan(WHERE, replace(OPTIONS, rate_pps=10**9))


def test_a_signal_stops_the_run_and_is_named_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_run(planned: Plan, *, stop: object) -> Run:
        assert callable(stop)
        assert not stop()
        signal.raise_signal(signal.SIGTERM)
        assert stop()
        return dora()

    monkeypatch.setattr(load.engine, "run", engine_run)
    with StopSignals() as signals:
        assert carry_out(plan(WHERE, OPTIONS), signals).stopped_by == "SIGTERM"


def test_what_the_kernel_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine_run(planned: Plan, *, stop: object) -> Run:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(load.engine, "run", engine_run)
    with pytest.raises(NetError, match="cannot reach"):
        carry_out(plan(WHERE, OPTIONS), StopSignals())


def test_text_ends_with_percentiles_and_doubts_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(dora(max_behind_s=1.0, behind=3), None, as_json=False, strict_rate=False)
    told = capsys.readouterr()
    assert told.out.startswith("***Rate statistics***\n")
    assert "collected packets: 0\n\n***Latency in ms" in told.out
    assert told.err.startswith("dhcptool: the generator fell behind by 3 packets")


def test_json_is_one_line_and_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    kept = io.StringIO("an older run that was longer" * 1000)
    tell(dora(), kept, as_json=True, strict_rate=False)
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
    assert tell(made, None, as_json=True, strict_rate=strict) is passed
    assert json.loads(capsys.readouterr().out)["verdict"] == ("pass" if passed else "fail")
