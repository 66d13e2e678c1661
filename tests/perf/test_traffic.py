from __future__ import annotations

import time

import pytest

from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Exchange, Plan, Scenario
from dhcptools.perf.workload import LossLimit, Share, parse_mix, parse_phases
from support.scripted import Reply, ScriptedServer, answer4, answer6, nak4

FATES = ("sent", "received", "lost", "late", "in_flight", "nak", "rejected", "orphans", "duplicates")


def counts(exchange: ExchangeResult) -> dict[str, int]:
    assert exchange.accounted == exchange.sent
    return {name: getattr(exchange, name) for name in FATES if getattr(exchange, name)}


def go4(server: ScriptedServer, **values: object) -> Run:
    given: dict[str, object] = {"rate_pps": 200, "period_s": 0.5, "clients": 50, "drop_time_s": 0.5, **values}
    return run(Plan("127.0.0.1", "127.0.0.2", server_port=server.port, **given), stop=lambda: False)  # type: ignore[arg-type]


def go6(server: ScriptedServer, **values: object) -> Run:
    given: dict[str, object] = {"rate_pps": 200, "period_s": 0.5, "clients": 50, "drop_time_s": 0.5, **values}
    plan = Plan("::1", "::1", Exchange.SARR, server_port=server.port, **given)  # type: ignore[arg-type]
    return run(plan, stop=lambda: False)


def silent_on_release(request: Message4, _: int) -> list[Reply]:
    return [] if request.message_type in {4, 7} else [(0, answer4(request).encode())]


def lease6(outer: RelayMessage6, inner: Message6, _: int) -> list[Reply]:
    return [(0, answer6(outer, inner))]


def test_a_server_that_is_late_with_every_answer_has_lost_none() -> None:
    def slow(request: Message4, _: int) -> list[Reply]:
        return [(0.4, answer4(request).encode())]

    with ScriptedServer(slow) as server:
        late = go4(server, rate_pps=50, period_s=0.5, drop_time_s=0.2)
        told = go4(server, rate_pps=50, period_s=0.5, drop_time_s=0.2, exit_wait_us=0)
    assert counts(late.exchanges["discover_offer"]) == {"sent": 25, "late": 25}
    assert counts(told.exchanges["discover_offer"])["late"] < 25


def test_in_a_window_an_exchange_that_ends_gives_way_at_once() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, rate_pps=None, period_s=None, window=1, max_starts=200)
    assert counts(result.exchanges["request_ack"]) == {"sent": 200, "received": 200}
    assert result.duration_s < 1.5  # not 200 times what passes until losses are looked for


def test_renewals_and_releases_have_exchanges_of_their_own() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, renew_rate_pps=40, release_rate_pps=30)
    requests = [Message4.decode(octets) for _, octets in server.requests]
    by_name = result.exchanges
    assert list(by_name) == ["discover_offer", "request_ack", "renew_ack", "release"]
    assert counts(by_name["request_ack"]) == {"sent": 100, "received": 100}
    renewed, released = by_name["renew_ack"].sent, by_name["release"].sent
    assert 15 <= renewed <= 20
    assert 11 <= released <= 15
    assert counts(by_name["renew_ack"]) == {"sent": renewed, "received": renewed}
    assert counts(by_name["release"]) == {"sent": released}
    assert not result.failed
    renewals = [each for each in requests if each.message_type == 3 and int(each.ciaddr)]
    assert len(renewals) == renewed
    assert sum(each.message_type == 7 for each in requests) == released
    assert len({each.xid for each in requests}) == 100 + renewed + released


def test_released_addresses_are_forgotten() -> None:
    with ScriptedServer(silent_on_release) as server:
        go4(server, clients=1000, renew_rate_pps=100, release_rate_pps=100)
    released: set[int] = set()
    for message in (Message4.decode(octets) for _, octets in server.requests):
        if message.message_type == 7:
            assert int(message.ciaddr) not in released
            released.add(int(message.ciaddr))
        elif int(message.ciaddr):
            assert int(message.ciaddr) not in released
    assert len(released) > 30


def test_dhcpv6_renewals_and_releases() -> None:
    with ScriptedServer(lease6, 6) as server:
        result = go6(server, renew_rate_pps=40, release_rate_pps=30)
    assert list(result.exchanges) == ["solicit_advertise", "request_reply", "renew_reply", "release_reply"]
    for exchange in result.exchanges.values():
        assert set(counts(exchange)) == {"sent", "received"}
        assert exchange.sent == exchange.received


def test_a_mix_sends_its_shares() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, rate_pps=1000, clients=10_000, mix=parse_mix("dora=70,renew=25,release=5"))
    assert [exchange.sent for exchange in result.exchanges.values()][:2] == [350, 350]
    assert 110 <= result.exchanges["renew_ack"].sent <= 125
    assert 20 <= result.exchanges["release"].sent <= 25


def test_clients_renew_at_t1_and_begin_again_after_a_nak() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        if int(request.ciaddr):
            return [(0, nak4(request).encode())]
        options = tuple(
            type(option)(51, (1).to_bytes(4)) if option.code == 51 else option for option in answer4(request).options
        )
        return [(0, answer4(request, options=options).encode())]

    with ScriptedServer(script) as server:
        result = go4(server, rate_pps=20, period_s=0.9, mix=(Share("dora", 1),))
    first, second, renewals = result.exchanges.values()
    assert renewals.nak > 3
    assert renewals.nak == renewals.sent
    assert first.sent > 18
    assert abs(first.sent - 18 - renewals.nak) <= 3
    clients = [Message4.decode(octets) for _, octets in server.requests]
    restarted = [message.chaddr for message in clients if message.message_type == 1]
    assert len(restarted) > len(set(restarted))
    assert counts(second)["received"] == first.received


def test_unanswered_requests_are_sent_again_and_counted_apart() -> None:
    seen: list[tuple[int, int]] = []

    def script(outer: RelayMessage6, inner: Message6, number: int) -> list[Reply]:
        seen.append((inner.transaction_id, int.from_bytes(inner.first(8) or b"")))
        first = sum(xid == inner.transaction_id for xid, _ in seen) == 1
        return [] if first and inner.msg_type == 1 else [(0, answer6(outer, inner))]

    with ScriptedServer(script, 6) as server:
        result = go6(server, period_s=None, max_starts=5, drop_time_s=9, retransmit=True)
    first, second = result.exchanges.values()
    assert counts(first) == {"sent": 5, "received": 5}
    assert counts(second) == {"sent": 5, "received": 5}
    assert (first.resent, second.resent) == (5, 0)
    assert 0.9e9 <= (first.service.min_ns or 0) <= (first.service.max_ns or 0) <= 1.4e9
    assert all(hundredths == 0 for _, hundredths in seen[:5])
    assert sum(90 <= hundredths <= 140 for _, hundredths in seen) == 5


def test_a_window_keeps_that_many_open() -> None:
    waiting: list[int] = []

    def script(request: Message4, number: int) -> list[Reply]:
        waiting.append(request.message_type or 0)
        return [(0.02, answer4(request).encode())]

    with ScriptedServer(script) as server:
        result = go4(server, rate_pps=None, window=8, clients=10_000, period_s=0.5)
    first, second = result.exchanges.values()
    assert counts(second) == {"sent": first.sent, "received": first.sent}
    assert 8 * 0.5 / 0.06 < first.sent <= 8 * 0.5 / 0.04 + 8
    assert waiting[:8] == [1] * 8


def test_a_window_goes_on_after_losses() -> None:
    with ScriptedServer(lambda request, number: []) as server:
        result = go4(server, rate_pps=None, window=5, drop_time_s=0.1, period_s=0.45)
    first = result.exchanges["discover_offer"]
    assert counts(first) == {"sent": first.sent, "lost": first.sent}
    assert 20 <= first.sent <= 25


def test_without_a_rate_requests_leave_as_fast_as_they_can() -> None:
    with ScriptedServer(lambda request, number: []) as server:
        result = go4(server, rate_pps=None, exchange=Exchange.DO, max_starts=3000, drop_time_s=0.1, period_s=None)
    assert counts(result.exchanges["discover_offer"]) == {"sent": 3000, "lost": 3000}


def test_stages_have_their_rates() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, phases=parse_phases("200ms@100,200ms@0,200ms@400"), period_s=None)
    assert counts(result.exchanges["request_ack"]) == {"sent": 100, "received": 100}
    begin = server.requests[0][0]
    times = [at - begin for at, octets in server.requests if Message4.decode(octets).message_type == 1]
    assert sum(at < 0.2e9 for at in times) == pytest.approx(20, abs=1)
    assert not [at for at in times if 0.22e9 < at < 0.39e9]


def test_preload_is_sent_and_not_counted() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, preload=10, period_s=None, max_starts=20, clients=1000)
    first, second = result.exchanges.values()
    assert counts(first) == {"sent": 20, "received": 20, "orphans": 10}
    assert counts(second) == {"sent": 20, "received": 20}


def test_losses_end_a_run_only_when_they_are_real() -> None:
    with ScriptedServer(silent_on_release) as server:
        fine = go4(server, max_losses=(LossLimit(count=1),))
    assert fine.stopped_by == "period"
    with ScriptedServer(lambda request, number: []) as server:
        bad = go4(server, max_losses=(LossLimit(count=1),), period_s=30, drop_time_s=0.1)
    assert bad.stopped_by == "losses"
    assert bad.duration_s < 1


def test_few_enough_losses_end_nothing() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        return [] if request.message_type == 1 and number % 20 == 7 else [(0, answer4(request).encode())]

    with ScriptedServer(script) as server:
        result = go4(server, max_losses=(LossLimit(percent=10),), drop_time_s=0.05)
    assert result.stopped_by == "period"
    assert result.exchanges["discover_offer"].lost == 5


def test_second_requests_end_a_run_to_the_packet() -> None:
    with ScriptedServer(silent_on_release) as server:
        result = go4(server, period_s=30, max_second=13, rate_pps=1000)
    assert result.exchanges["request_ack"].sent == 13
    assert result.stopped_by == "requests"


def test_the_wait_at_the_end_may_be_cut() -> None:
    with ScriptedServer(lambda request, number: []) as server:
        result = go4(server, period_s=None, max_starts=5, drop_time_s=30, exit_wait_us=50_000)
    assert counts(result.exchanges["discover_offer"]) == {"sent": 5, "in_flight": 5}


def test_the_caller_is_told_how_it_goes() -> None:
    told: list[tuple[int, int, float]] = []

    def tell(so_far: Run) -> None:
        first = so_far.exchanges["discover_offer"]
        told.append((first.sent, first.accounted, time.monotonic() - begin))

    with ScriptedServer(silent_on_release) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=200, period_s=0.55, interval_s=0.1)
        begin = time.monotonic()
        run(plan, stop=lambda: False, on_interval=tell)
    assert len(told) in {5, 6}
    # A busy machine makes a few late, or tells it late, but sends nothing before its time.
    for (sent, accounted, at_s), due in zip(told, (21, 41, 61, 81, 101, 110), strict=False):
        assert sent == accounted
        assert due - 15 <= sent <= 200 * at_s + 1


def test_an_avalanche_ends_when_everybody_has_a_lease() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        return [] if request.message_type == 1 and number < 5 else [(0, answer4(request).encode())]

    with ScriptedServer(script) as server:
        result = go4(server, scenario=Scenario.AVALANCHE, rate_pps=None, period_s=None, clients=30)
    first, second = result.exchanges.values()
    assert counts(second) == {"sent": 30, "received": 30}
    assert counts(first) == {"sent": 30, "received": 30}
    assert first.resent >= 5
    assert result.addresses_distinct == 30


def test_shares_of_a_run_are_told_apart() -> None:
    with ScriptedServer(silent_on_release) as server:
        parts = [go4(server, share=share, shares=2, seed_xid=9, renew_rate_pps=50) for share in (0, 1)]
    for part in parts:
        assert part.exchanges["request_ack"].received == 50
        assert part.exchanges["request_ack"].orphans == 0
    seen = [Message4.decode(octets) for _, octets in server.requests if Message4.decode(octets).message_type == 1]
    assert len({message.xid for message in seen}) == 100
    assert len({message.chaddr for message in seen[:50]} & {message.chaddr for message in seen[50:]}) == 0
