from __future__ import annotations

import pytest

from dhcptools.measure.result import Run
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.perf.plan import Exchange, Plan, PlanError
from dhcptools.perf.processes import run
from support.scripted import Reply, ScriptedServer, answer4, answer6


def prompt(request: Message4, _: int) -> list[Reply]:
    return [] if request.message_type == 7 else [(0, answer4(request).encode())]


def test_two_processes_do_the_work_of_one() -> None:
    told: list[int] = []

    def tell(so_far: Run) -> None:
        told.append(so_far.exchanges["discover_offer"].sent)

    with ScriptedServer(prompt) as server:
        plan = Plan(
            "127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=500, max_starts=300, clients=1000, seed_xid=77,
            renew_rate_pps=50, interval_s=0.2,
        )  # fmt: skip
        result = run(plan, 2, stop=lambda: False, on_interval=tell)
    first, second, renewals = result.exchanges.values()
    for exchange in result.exchanges.values():
        assert exchange.accounted == exchange.sent == exchange.received
        assert exchange.orphans == 0
        assert exchange.latency.count == exchange.received
    assert (first.sent, second.sent) == (300, 300)
    assert renewals.sent > 10
    assert result.addresses_distinct == 300
    assert result.configured.rate_pps == 500
    assert result.configured.clients == 1000
    assert result.stopped_by == "requests"
    seen = [Message4.decode(octets) for _, octets in server.requests]
    discovers = [message for message in seen if message.message_type == 1]
    assert len({message.xid for message in discovers}) == len({message.chaddr for message in discovers}) == 300
    assert told
    assert told == sorted(told)


def test_dhcpv6_in_two_processes() -> None:
    def script(outer: RelayMessage6, inner: Message6, _: int) -> list[Reply]:
        return [(0, answer6(outer, inner))]

    with ScriptedServer(script, 6) as server:
        plan = Plan("::1", "::1", Exchange.SARR, server_port=server.port, rate_pps=500, max_starts=101, clients=1000)
        result = run(plan, 2, stop=lambda: False)
    assert [(exchange.sent, exchange.received, exchange.orphans) for exchange in result.exchanges.values()] == [
        (101, 101, 0), (101, 101, 0),
    ]  # fmt: skip


def test_a_stop_reaches_every_process() -> None:
    calls = iter(range(1_000_000))
    with ScriptedServer(prompt) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=100, period_s=60, clients=1000)
        result = run(plan, 2, stop=lambda: next(calls) > 15)
    assert result.stopped_by == "SIGINT"
    assert result.duration_s < 10


def test_a_number_that_cannot_be() -> None:
    with pytest.raises(PlanError):
        run(Plan("127.0.0.1", "127.0.0.2", max_starts=1), 3, stop=lambda: False)
