"""What a run reports is the truth: held against a server whose delays, losses, copies, NAKs and stalls are known."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from dhcptools.measure.latency import Latency
from dhcptools.measure.result import Run
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Exchange, Plan
from support.calibrated import Faults, Truth, calibrated

UNIFORM = [float(ms) for ms in range(1, 101)]


def go(truth: Truth, **values: object) -> Run:
    given: dict[str, object] = {"rate_pps": 500, "max_starts": 1000, "clients": 5000, "drop_time_s": 1.0, **values}
    result = run(Plan("127.0.0.1", "127.0.0.2", server_port=truth.port, **given), stop=lambda: False)  # type: ignore[arg-type]
    for exchange in result.exchanges.values():
        assert exchange.accounted == exchange.sent
        assert exchange.latency.count == exchange.service.count == exchange.received + exchange.late
        seconds = result.seconds[exchange.name].rows()
        for name in ("sent", "received", "late", "lost", "nak", "rejected", "in_flight"):
            assert sum(getattr(row, name) for row in seconds) == getattr(exchange, name), name
    return result


def percentiles_ms(latency: Latency) -> list[float]:
    return [(latency.percentile_ns(share) or 0) / 1e6 for share in (50, 90, 99)]


def test_delay_loss_copies_reordering_and_naks_are_reported_to_the_packet() -> None:
    with calibrated(Faults(UNIFORM, lose_every=10, double_every=7, nak_every=9)) as truth:
        result = go(truth)
    first, second = result.exchanges.values()
    assert (first.sent, first.lost, first.received, first.late) == (1000, truth.lost, 1000 - truth.lost, 0)
    assert (first.duplicates, first.orphans) == (truth.doubled, 0)
    assert truth.lost == 100
    assert truth.doubled > 100
    assert (second.sent, second.nak, second.received) == (truth.requests, truth.naks, truth.requests - truth.naks)
    assert second.lost == second.late == second.orphans == second.duplicates == 0
    took_ms = truth.took_ms["1"]
    assert percentiles_ms(first.service) == pytest.approx(np.percentile(took_ms, (50, 90, 99)), rel=0.03)
    assert (first.service.mean_ns or 0) / 1e6 == pytest.approx(np.mean(took_ms), rel=0.03)
    assert (first.service.stddev_ns or 0) / 1e6 == pytest.approx(np.std(took_ms), rel=0.03)
    assert (first.service.max_ns or 0) / 1e6 == pytest.approx(max(took_ms), rel=0.03)
    assert percentiles_ms(first.latency) == pytest.approx(np.percentile(took_ms, (50, 90, 99)), rel=0.03)


def test_percentiles_of_a_uniform_delay_are_those_of_the_distribution() -> None:
    with calibrated(Faults(UNIFORM)) as truth:
        result = go(truth, exchange=Exchange.DO, rate_pps=400)
    took_ms = truth.took_ms["1"]
    found = percentiles_ms(result.exchanges["discover_offer"].latency)
    assert found == pytest.approx(np.percentile(took_ms, (50, 90, 99)), rel=0.03)
    if np.percentile(took_ms, 50) < 51:  # the server kept its delays
        assert found == pytest.approx([50.5, 90, 99], rel=0.03)


def test_answers_after_the_drop_time_are_late_to_the_packet() -> None:
    delays = [float(ms) for ms in (*range(1, 51), *range(101, 151))]
    with calibrated(Faults(delays)) as truth:
        result = go(truth, drop_time_s=0.075, request_drop_time_s=1.0, max_starts=600)
    first, second = result.exchanges.values()
    assert first.received == second.sent == second.received == truth.requests == 300
    # The last ones' answers are waited for, too, as others were that late.
    assert (first.late, first.lost) == (300, 0)
    late = [ms for ms in truth.took_ms["1"] if ms > 75]
    assert len(late) >= first.late


def test_everything_late_is_nothing_on_time() -> None:
    with calibrated(Faults([300.0])) as truth:
        result = go(truth, drop_time_s=0.1, max_starts=100, rate_pps=100)
    first, second = result.exchanges.values()
    assert (first.received, second.sent) == (0, 0)
    assert first.late >= 70
    assert percentiles_ms(first.service)[0] == pytest.approx(300, rel=0.03)
    with calibrated(Faults([300.0])) as truth:
        result = go(truth, drop_time_s=1.0, max_starts=30, exchange=Exchange.DO)
    assert result.exchanges["discover_offer"].received == 30


def test_a_stall_of_the_server_is_seen() -> None:
    with calibrated(Faults([1.0], stall_at=400, stall_s=2.0)) as truth:
        result = go(truth, rate_pps=200, max_starts=700, drop_time_s=4.0, exchange=Exchange.DO)
    offers = result.exchanges["discover_offer"]
    assert offers.received == 700
    assert percentiles_ms(offers.latency)[2] >= 1700
    assert percentiles_ms(offers.service)[2] >= 1700
    assert result.max_behind_s < 0.5


def test_a_stall_of_the_generator_is_its_own() -> None:
    began_s = 0.0
    stalled = False

    def stop() -> bool:
        nonlocal began_s, stalled
        began_s = began_s or time.monotonic()
        if not stalled and time.monotonic() - began_s > 0.2:
            stalled = True
            time.sleep(0.4)
        return False

    with calibrated(Faults([1.0])) as truth:
        plan = Plan(
            "127.0.0.1", "127.0.0.2", Exchange.DO, server_port=truth.port, rate_pps=1000, max_starts=1000, clients=5000
        )
        result = run(plan, stop=stop)
    offers = result.exchanges["discover_offer"]
    assert result.behind > 300
    assert 0.35 < result.max_behind_s < 0.6
    assert percentiles_ms(offers.latency)[2] > 300
    assert percentiles_ms(offers.service)[1] < 300


def test_a_third_lost_at_2000_a_second_reconciles() -> None:
    with calibrated(Faults(lose_every=3)) as truth:
        result = go(truth, rate_pps=2000, max_starts=4000, exchange=Exchange.DO, drop_time_s=0.5)
    offers = result.exchanges["discover_offer"]
    assert (offers.sent, offers.lost) == (4000, truth.lost)
    assert truth.lost == 1333


UNANSWERED = """
import re, socket, sys
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Plan
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
    deaf.bind(("127.0.0.1", 0))
    plan = Plan(
        "127.0.0.1", "127.0.0.2", server_port=deaf.getsockname()[1], rate_pps=20_000, clients=1_000_000,
        period_s=float(sys.argv[1]),
    )
    result = run(plan, stop=lambda: False)
offers = result.exchanges["discover_offer"]
assert offers.lost == offers.sent == 20_000 * float(sys.argv[1]), offers
# ru_maxrss would be that of the process that started this one, where that was larger.
with open("/proc/self/status") as status:
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) >> 10)
"""


def test_memory_stays_flat_when_nobody_answers() -> None:
    command = [sys.executable, "-c", UNANSWERED, "2"]
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert int(done.stdout) < 200
