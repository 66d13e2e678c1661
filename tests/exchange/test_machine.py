"""What holds for every exchange, whatever happens to it: hypothesis plays the network and the clock."""

from __future__ import annotations

from ipaddress import IPv4Address
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.exchange import tables4, tables6
from dhcptools.exchange.actions import Done, Failed, Ignored, Message, Reason, Send, SetTimer
from dhcptools.exchange.bindings6 import Binding6
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.client6 import Exchange6
from dhcptools.exchange.machine import TERMINAL, WITHOUT_MESSAGE, Machine, Table
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.relay4 import Relay4
from dhcptools.exchange.relay6 import Relay6
from dhcptools.exchange.retransmit import Fixed, Schedule
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import IaNa, IaPd
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.playbook import OFFERED4, OFFERED6, SERVER4, SERVER_DUID, Playbook, answer4, answer6, ia_na, status

BINDINGS = (Binding6(3, 1, OFFERED6, 128, 3600, 7200), Binding6(25, 2, OFFERED6, 56, 3600, 7200))
EXCHANGES = [(4, name) for name in tables4.TABLES4] + [(6, name) for name in tables6.TABLES6]
KNOWN: list[tuple[Table, set[str], set[str]]] = [
    *((table, set(Exchange4.guards), set(Exchange4.actions)) for table in tables4.TABLES4.values()),
    *((table, set(Exchange6.guards), set(Exchange6.actions)) for table in tables6.TABLES6.values()),
]


def machine(family: int, name: str, relayed: bool, schedule: Schedule | None = None) -> Machine[Any]:
    if family == 4:
        client = Client4(bytes(6), 7, client_id=b"\1")
        relay = Relay4(IPv4Address("192.0.2.254"), source_port=True) if relayed else None
        return Exchange4(name, client, address=OFFERED4, server_id=SERVER4, relay=relay, schedule=schedule)
    ids = count(1)
    return Exchange6(
        name, Client6(b"\0\x02c", (IaNa(1), IaPd(2))), transaction_ids=lambda: next(ids), bindings=BINDINGS,
        server_id=SERVER_DUID, relays=(Relay6(),) if relayed else (), schedule=schedule,
    )  # fmt: skip


@pytest.mark.parametrize(("table", "guards", "actions"), KNOWN)
def test_tables_name_only_what_exists_and_every_state_is_reached(
    table: Table, guards: set[str], actions: set[str]
) -> None:
    assert {row[2] for row in table} <= guards | {""}
    assert {row[4] for row in table} <= actions
    events = WITHOUT_MESSAGE | set(tables4.REPLIES4) | set(tables6.REPLIES6)
    assert {row[1] for row in table} <= events
    targets = {row[3] for row in table}
    assert {row[0] for row in table} - {"*", "INIT"} <= targets
    assert targets - TERMINAL <= {row[0] for row in table}
    assert not {row[0] for row in table} & TERMINAL


@pytest.mark.parametrize(("table", "guards", "actions"), KNOWN)
def test_the_last_row_of_an_event_has_no_guard(table: Table, guards: set[str], actions: set[str]) -> None:
    last = {(state, event): guard for state, event, guard, *_ in table}
    assert set(last.values()) == {""}


def test_every_guard_and_action_is_used_by_some_table() -> None:
    for exchange, tables in ((Exchange4, tables4.TABLES4), (Exchange6, tables6.TABLES6)):
        rows = [row for table in tables.values() for row in table]
        assert {row[4] for row in rows} | {"keep"} == set(exchange.actions)
        assert {row[2] for row in rows} - {""} == set(exchange.guards)
        assert all(hasattr(exchange, name) for name in (*exchange.actions.values(), *exchange.guards.values()))


@pytest.mark.parametrize(("family", "name"), EXCHANGES)
def test_stop_ends_an_exchange_once(family: int, name: str) -> None:
    play = Playbook(machine(family, name, False)).start(delay_s=1)
    assert play.stop().failed.reason is Reason.STOPPED
    assert play.stop().heard == ()
    assert play.machine.start(play.now_ns) == ()
    assert play.machine.timer(play.now_ns) == ()


def test_a_timer_that_rings_early_is_told_the_time_again() -> None:
    play = Playbook(machine(4, "dora", False)).start()
    at_ns = play.machine.timer_ns
    assert at_ns is not None
    assert play.machine.timer(at_ns - 1) == (SetTimer(at_ns),)
    assert [type(action) for action in play.machine.timer(at_ns)] == [Send, SetTimer]


def test_time_that_runs_backwards_stands_still() -> None:
    play = Playbook(machine(4, "dora", False)).start()
    offer = answer4(play.sends4(), 2)
    play.now_ns = 0
    timers = [action for action in play.server_says(offer).heard if isinstance(action, SetTimer)]
    assert timers[0].at_ns == 1_004_000_000_000


@pytest.mark.parametrize(("family", "name"), EXCHANGES)
def test_retransmission_is_bounded_where_the_rfc_or_the_user_bounds_it(family: int, name: str) -> None:
    play = Playbook(machine(family, name, True, Fixed(10, 3))).start()
    for _ in range(3):
        if not play.machine.over:
            play.timer_rings()
    assert play.machine.over
    assert len(play.sent) == (1 if family == 4 and name in ("release", "decline") else 3)


OPTIONS = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, 6, 7, 13, 14, 18, 25, 50, 51, 52, 53, 54, 61, 80, 82, 83]), st.binary(max_size=40)
    ),
    max_size=6,
)
ANSWERS = st.tuples(
    st.sampled_from([2, 2, 2, 5, 5, 7, 7, 1, 6, 10, 13]),
    st.one_of(st.just([]), OPTIONS),
    st.sampled_from([True, True, False]),
    st.sampled_from([True, True, True, False]),
)
EVENTS = st.one_of(
    st.tuples(st.just("answer"), ANSWERS),
    st.tuples(st.just("answer"), ANSWERS),
    st.tuples(st.just("timer"), st.booleans()),
    st.tuples(st.just("pass"), st.integers(-(10**12), 10**13)),
    st.tuples(st.sampled_from(["start", "start", "start", "stop"]), st.integers(-5, 10**10)),
    st.tuples(st.just("octets"), st.binary(max_size=400)),
)


def decoded(family: int, octets: bytes) -> Message | None:
    try:
        return Message4.decode(octets) if family == 4 else decode6(octets)
    except DecodeError:
        return None


def plausible(request: Message, kind: int, raw: list[tuple[int, bytes]], good: bool, fits: bool) -> Message:
    """An answer that is right in most things, with random options."""
    options = [RawOption(code, data) for code, data in raw]
    if isinstance(request, Message4):
        return answer4(request, kind, *options)
    if isinstance(request, RelayMessage6):
        inner = plausible(request.relayed(), kind, raw, good, fits)
        return RelayMessage6(13, 0, request.link_address, request.peer_address, (RawOption(9, inner.encode()),))
    options += [ia_na()] if good else [status(2, "no")]
    return answer6(request, kind, *options) if fits else Message6(kind, request.transaction_id, tuple(options))


@pytest.mark.parametrize(("family", "name"), EXCHANGES)
@settings(max_examples=80)
@given(relayed=st.booleans(), events=st.lists(EVENTS, min_size=3, max_size=25))
def test_any_sequence_of_events(family: int, name: str, relayed: bool, events: list[tuple[str, Any]]) -> None:
    under_test = machine(family, name, relayed)
    now_ns = latest_ns = 10**15
    last: Message | None = None
    ends = sends = rings = 0
    for kind, value in [("start", 0), *events]:
        latest_ns = max(latest_ns, now_ns)
        actions: tuple[object, ...] = ()
        if kind == "pass":
            now_ns += value
        elif kind == "start":
            actions = under_test.start(now_ns, value)
        elif kind == "stop":
            actions = under_test.stop(now_ns)
        elif kind == "timer":
            now_ns = max(now_ns, under_test.timer_ns or 0) if value else now_ns
            latest_ns = max(latest_ns, now_ns)
            actions, rings = under_test.timer(now_ns), rings + 1
        else:
            message = decoded(family, value) if kind == "octets" else None
            if kind == "answer" and last is not None:
                message = plausible(last, *value)
            if message is not None:
                actions = under_test.receive(message, now_ns)
                ignored = [action for action in actions if isinstance(action, Ignored)]
                assert all(action.reason and action.message is message for action in ignored)
        for action in actions:
            if isinstance(action, SetTimer):
                assert action.at_ns > latest_ns or (kind == "timer" and action.at_ns == under_test.timer_ns)
            if isinstance(action, Send):
                last, sends = action.message, sends + 1
                assert action.message.encode()
            ends += isinstance(action, Done | Failed)
    assert under_test.over == (under_test.state in TERMINAL) == (ends == 1)
    assert ends <= 1
    assert sends <= 2 + rings + len([event for event in events if event[0] in ("start", "answer")])
    assert under_test.over == (under_test.timer_ns is None)
