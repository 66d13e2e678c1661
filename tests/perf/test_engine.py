from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.perf.engine import START_NS, Engine, run
from dhcptools.perf.following import PACED_READ_NS
from dhcptools.perf.links import open_batches
from dhcptools.perf.plan import Exchange, Plan
from dhcptools.perf.singles import Singles
from dhcptools.perf.workload import parse_phases
from support.command import ROOT
from support.scripted import SERVER_ID4, SERVER_ID6, ScriptedServer, answer4, answer6, nak4

Delayed = Iterable[tuple[float, bytes]]
FATES = ("sent", "received", "lost", "late", "in_flight", "nak", "rejected")


def go(server: ScriptedServer, stop: Callable[[], bool] = lambda: False, **values: object) -> Run:
    defaults: dict[str, object] = {"rate_pps": 1000, "max_starts": 60, "clients": 1000, "drop_time_s": 2.0}
    plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, **{**defaults, **values})  # type: ignore[arg-type]
    result = run(plan, stop=stop)
    for exchange in result.exchanges.values():
        assert exchange.accounted == exchange.sent, exchange
        assert exchange.latency.count == exchange.service.count == exchange.received + exchange.late
    return result


def counts(exchange: ExchangeResult) -> dict[str, int]:
    return {name: getattr(exchange, name) for name in FATES if getattr(exchange, name)}


def stages(result: Run) -> tuple[ExchangeResult, ExchangeResult]:
    first, second = result.exchanges.values()
    return first, second


def prompt(request: Message4, _: int) -> Delayed:
    yield 0, answer4(request).encode()


def prompt6(outer: RelayMessage6, inner: Message6, _: int) -> Delayed:
    yield 0, answer6(outer, inner)


def test_every_exchange_is_completed_and_counted() -> None:
    with ScriptedServer(prompt) as server:
        result = go(server)
    assert list(result.exchanges) == ["discover_offer", "request_ack"]
    assert [counts(each) for each in stages(result)] == [{"sent": 60, "received": 60}] * 2
    assert (result.addresses_distinct, result.addresses_duplicate) == (60, 0)
    assert result.servers == {str(IPv4Address(SERVER_ID4)): 120}
    assert result.stopped_by == "requests"
    assert result.rate_pps == pytest.approx(1000, rel=0.15)
    assert not result.failed
    assert len(server.requests) == 120


def test_requests_are_those_of_a_relay_agent() -> None:
    with ScriptedServer(prompt) as server:
        go(server, max_starts=7, clients=3, seed_xid=0xFFFFFFFE)
    messages = [Message4.decode(octets) for _, octets in server.requests]
    discovers = [message for message in messages if message.message_type == 1]
    requests = [message for message in messages if message.message_type == 3]
    assert [message.chaddr[5] for message in discovers] == [4, 5, 6, 4, 5, 6, 4]
    assert [message.xid for message in discovers] == [0xFFFFFFFE, 0xFFFFFFFF, 0, 1, 2, 3, 4]
    assert sorted(message.xid for message in requests) == sorted(message.xid for message in discovers)
    for message in messages:
        assert (message.hops, str(message.giaddr), message.flags) == (1, "127.0.0.2", 0)
        assert message.first(61) == b"\1" + message.hardware_address
        assert message.first(55) == bytes((1, 28, 2, 3, 15, 6, 12))
        assert message.first(82) == b"\x13\x00"  # the relay source port of RFC 8357
    for message in requests:
        assert message.first(50) == (IPv4Address("10.0.0.0") + int.from_bytes(message.chaddr[3:6])).packed
        assert message.first(54) == SERVER_ID4
    assert [option.code for option in requests[0].options] == [53, 50, 54, 55, 61, 82]


def test_sizes_are_those_of_perfdhcp_without_the_relay_port() -> None:
    with ScriptedServer(prompt) as server:
        go(server, max_starts=2, relay_port=False)
    assert sorted({len(octets) for _, octets in server.requests}) == [262, 274]


def test_every_third_discover_unanswered_is_lost() -> None:
    def script(request: Message4, number: int) -> Delayed:
        if request.message_type != 1 or number % 3:
            yield 0, answer4(request).encode()

    with ScriptedServer(script) as server:
        result = go(server, max_starts=90, drop_time_s=0.3)
    first, second = stages(result)
    assert counts(first) == {"sent": 90, "received": 60, "lost": 30}
    assert counts(second) == {"sent": 60, "received": 60}


def test_an_answer_after_the_drop_time_is_late_and_not_lost() -> None:
    def script(request: Message4, number: int) -> Delayed:
        late = request.message_type == 3 and number % 2 == 0
        yield (0.25 if late else 0), answer4(request).encode()

    with ScriptedServer(script) as server:
        # The first requests' late answers come while later exchanges still run.
        result = go(server, max_starts=40, rate_pps=100, drop_time_s=0.1)
    first, second = stages(result)
    assert counts(first) == {"sent": 40, "received": 40}
    assert second.received == 20
    assert second.late >= 8
    assert second.late + second.lost == 20
    assert second.service.max_ns is not None
    assert second.service.max_ns >= 250_000_000


def test_a_late_offer_gets_no_request() -> None:
    def script(request: Message4, number: int) -> Delayed:
        yield (0.2 if number == 0 else 0), answer4(request).encode()

    with ScriptedServer(script) as server:
        result = go(server, max_starts=50, rate_pps=100, drop_time_s=0.1)
    first, second = stages(result)
    assert counts(first) == {"sent": 50, "received": 49, "late": 1}
    assert second.sent == 49


def test_duplicates_naks_and_refusals_are_apart() -> None:
    def script(request: Message4, number: int) -> Delayed:
        if request.message_type == 1:
            octets = answer4(request).encode() if number % 4 else answer4(request, yiaddr=IPv4Address(0)).encode()
            yield 0, octets
            yield 0.005, octets
        else:
            yield 0, (answer4(request) if number % 3 else nak4(request)).encode()

    with ScriptedServer(script) as server:
        result = go(server, max_starts=40)
        first, second = stages(result)
    assert counts(first) == {"sent": 40, "received": 30, "rejected": 10}
    assert counts(second) == {"sent": 30, "received": 20, "nak": 10}
    assert 0 < first.duplicates <= 40
    assert result.addresses_distinct == 20
    assert result.failed


def test_a_reply_doubled_at_once_counts_once() -> None:
    def script(request: Message4, _: int) -> Delayed:
        octets = answer4(request).encode()
        yield from ((0, octets), (0, octets), (0, octets))

    with ScriptedServer(script) as server:
        first, second = stages(go(server, max_starts=200, rate_pps=2000))
    assert counts(first) == {"sent": 200, "received": 200}
    assert (first.duplicates, first.orphans) == (400, 0)
    assert counts(second) == {"sent": 200, "received": 200}
    assert second.duplicates >= 398  # the last reply's copies may come when the run is over


def test_what_answers_nothing_is_an_orphan_or_malformed() -> None:
    def script(request: Message4, number: int) -> Delayed:
        if request.message_type == 1:
            good = answer4(request)
            yield 0, answer4(request, xid=request.xid + 500).encode()  # never asked
            yield 0, answer4(request, chaddr=bytes(16)).encode()  # another client's
            yield 0, b"\x02garbage"
            yield 0, answer4(request, options=(RawOption(53, b"\x02"),)).encode()  # names no server
            yield 0, replace(good, options=(*good.options, RawOption(53, b"\x02"))).encode()  # type stands twice
            yield (
                0,
                answer4(request, options=(RawOption(53, b"\x05"), RawOption(54, SERVER_ID4))).encode(),
            )  # not asked yet
            yield 0, good.encode()

    with ScriptedServer(script) as server:
        result = go(server, max_starts=10, drop_time_s=0.3)
    first, second = stages(result)
    assert counts(first) == {"sent": 10, "received": 10}
    assert counts(second) == {"sent": 10, "lost": 10}
    assert (first.orphans, first.malformed, first.duplicates) == (20, 10, 0)
    assert second.orphans == 10
    assert result.malformed == 20


def test_no_server_is_told_as_refused() -> None:
    with ScriptedServer(prompt) as server:
        port = server.port
    started = time.monotonic()
    plan = Plan("127.0.0.1", "127.0.0.2", server_port=port, rate_pps=100, max_starts=10, drop_time_s=0.2)
    result = run(plan, stop=lambda: False)
    first, second = stages(result)
    assert counts(first) == {"sent": 10, "lost": 10}
    assert counts(second) == {}
    assert result.refused > 0
    assert time.monotonic() - started < 2


def test_two_way_exchanges_and_an_unconnected_socket() -> None:
    with ScriptedServer(prompt) as server:
        result = go(server, exchange=Exchange.DO, connected=False)
    (only,) = result.exchanges.values()
    assert only.name == "discover_offer"
    assert counts(only) == {"sent": 60, "received": 60}
    assert not result.four_way


def test_solicit_to_reply_through_a_relay() -> None:
    with ScriptedServer(prompt6, 6) as server:
        plan = Plan("::1", "::1", Exchange.SARR, server_port=server.port, max_starts=50, clients=50, seed_xid=0xFFFFF0)
        result = run(plan, stop=lambda: False)
    assert list(result.exchanges) == ["solicit_advertise", "request_reply"]
    assert [counts(each) for each in stages(result)] == [{"sent": 50, "received": 50}] * 2
    assert result.servers == {SERVER_ID6.hex(): 100}
    assert (result.addresses_distinct, result.addresses_duplicate) == (50, 0)
    seen = set()
    for _, octets in server.requests:
        outer = decode6(octets)
        assert isinstance(outer, RelayMessage6)
        assert (outer.hop_count, str(outer.link_address)) == (0, "::1")
        assert outer.first(135) == b"\0\0"
        inner = outer.relayed()
        assert isinstance(inner, Message6)
        codes = sorted(option.code for option in inner.options)
        assert codes == ([1, 3, 6, 8] if inner.msg_type == 1 else [1, 2, 3, 6, 8])
        assert inner.first(6) == b"\0\x17\0\x18"
        seen.add(inner.transaction_id)
    assert len(seen) == 100


def test_refusals_and_several_servers_v6() -> None:
    def script(outer: RelayMessage6, inner: Message6, number: int) -> Delayed:
        server = SERVER_ID6 + bytes((number % 2,)) * (1 + number % 2)
        if inner.msg_type == 1:
            yield 0, answer6(outer, inner, status=2 if number % 5 == 0 else 0, server=server)
        else:
            yield 0, answer6(outer, inner, server=inner.first(2) or b"")

    with ScriptedServer(script, 6) as server:
        plan = Plan("::1", "::1", Exchange.SARR, server_port=server.port, rate_pps=2000, max_starts=40, clients=40)
        result = run(plan, stop=lambda: False)
    first, second = stages(result)
    assert counts(first) == {"sent": 40, "received": 32, "rejected": 8}
    assert counts(second) == {"sent": 32, "received": 32}
    assert len(result.servers) == 2
    assert sum(result.servers.values()) == 72


def test_one_address_for_two_clients_is_a_duplicate() -> None:
    def script(request: Message4, _: int) -> Delayed:
        yield 0, answer4(request, yiaddr=IPv4Address("10.0.0.1")).encode()

    with ScriptedServer(script) as server:
        result = go(server, max_starts=10, clients=2)
    assert result.addresses_distinct == 1
    assert result.addresses_duplicate == 9


LOADS = """
import sys
from dhcpserver.embedded import Embedded
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Plan
before = set()
def stop():
    before.update(() if before else sys.modules)  # asked before anything has come
    return False
with Embedded() as server:
    run(Plan(server.address, "127.0.0.1", server_port=server.port, max_starts=20, clients=20), stop=stop)
print(sorted(set(sys.modules) - before))
"""


def test_nothing_is_loaded_while_answers_come() -> None:
    """It would hold up the first of them."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"}
    command = [sys.executable, "-c", LOADS]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=30)
    assert done.stdout == "[]\n", done.stderr


def test_pacing_is_exact_and_even() -> None:
    with ScriptedServer(lambda request, number: ()) as server:
        result = go(server, rate_pps=1000, max_starts=None, period_s=0.5, exchange=Exchange.DO, drop_time_s=0.05)
    assert counts(result.exchanges["discover_offer"]) == {"sent": 500, "lost": 500}
    assert result.stopped_by == "period"
    gaps = np.diff([arrived for arrived, _ in server.requests])
    assert len(server.requests) == 500
    assert np.median(np.abs(gaps - 1_000_000)) < 500_000


def test_stop_ends_the_run_and_tells_what_is_in_flight() -> None:
    calls = iter(range(1_000_000))
    with ScriptedServer(lambda request, number: ()) as server:
        result = go(server, lambda: next(calls) > 40, max_starts=100_000, drop_time_s=30)
    first, second = stages(result)
    assert 0 < first.sent < 10_000
    assert first.in_flight == first.sent
    assert second.sent == 0
    assert result.stopped_by == "SIGINT"


def test_a_stall_shows_from_the_intended_time() -> None:
    def script(request: Message4, number: int) -> Delayed:
        if number == 0:
            time.sleep(0.3)
        yield 0, answer4(request).encode()

    with ScriptedServer(script) as server:
        result = go(server, exchange=Exchange.DO, max_starts=100, rate_pps=1000, drop_time_s=1.0)
    offers = result.exchanges["discover_offer"]
    assert offers.received == 100
    assert 190 < (offers.latency.percentile_ns(50) or 0) / 1e6 < 400


def test_memory_is_flat() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        plan = Plan(
            "127.0.0.1", "127.0.0.2", server_port=deaf.getsockname()[1], rate_pps=100_000, period_s=1.0,
            drop_time_s=0.05, clients=1_000_000,
        )  # fmt: skip
        run(replace(plan, period_s=0.5), stop=lambda: False)
        before = resident()
        result = run(plan, stop=lambda: False)
    assert result.exchanges["discover_offer"].lost == result.exchanges["discover_offer"].sent > 10_000
    assert resident() - before < 20 << 20


class Patient:
    """Takes the place of what sends singly, and notes until when it is to do so."""

    refused = 0
    paced = True

    def __init__(self) -> None:
        self.at_ns: list[int] = []
        self.until_ns: list[tuple[int, int]] = []

    def run(self, until_ns: int, read_ns: int) -> bool:
        self.at_ns.append(time.monotonic_ns())
        self.until_ns.append((until_ns, read_ns))
        return False


@pytest.mark.parametrize(("renewals", "share"), [(0, 1.0), (400, 0.25)])
def test_renewals_do_not_wait_until_replies_are_read(renewals: float, share: float) -> None:
    """At 400 a second each is due after 2.5 ms, and replies are read every 10 ms."""
    with ScriptedServer(prompt) as server:
        plan = Plan(
            "127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=3000, max_starts=150, clients=1000,
            renew_rate_pps=renewals,
        )  # fmt: skip
        with open_batches(plan) as batches:
            engine = Engine(plan, batches, lambda: False)
            patient = Patient()
            engine._singles = cast("Singles", patient)
            engine.run()
    assert all(until_ns <= read_ns for until_ns, read_ns in patient.until_ns)
    most_ns = max(until_ns - now_ns for now_ns, (until_ns, _) in zip(patient.at_ns, patient.until_ns, strict=True))
    assert share * 0.5 * PACED_READ_NS <= most_ns <= share * PACED_READ_NS + START_NS


def test_second_requests_wait_for_no_first_ones_that_come_later() -> None:
    """A stage of one exchange in 100 ms, in a run that has faster ones: its requests leave when offers are read."""
    gaps: list[float] = []
    offered: dict[int, float] = {}

    def timed(request: Message4, number: int) -> Delayed:
        del number
        now = time.monotonic()
        if request.message_type == 1:
            offered[request.xid] = now
        else:
            gaps.append(now - offered[request.xid])
        return [(0, answer4(request).encode())]

    with ScriptedServer(timed) as server:
        go(server, phases=parse_phases("600ms@10,0.1s@2000"), max_starts=6)
    assert len(gaps) == 6
    assert sorted(gaps)[2] < 0.006
