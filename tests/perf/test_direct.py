from __future__ import annotations

from dataclasses import replace

import numpy as np

from dhcptools.measure.result import ExchangeResult
from dhcptools.measure.series import Timeline
from dhcptools.net.collect import Received
from dhcptools.perf.direct import Direct, excuse, open_direct
from dhcptools.perf.flow import flow_bits, kinds_of_run
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.plan import Plan
from dhcptools.perf.workload import parse_mix
from support.perf_runs import dora

PLAN = Plan("127.0.0.1", "127.0.0.2", rate_pps=10, period_s=1, clients=8, mix=parse_mix("dora=1,inform=1"))


def test_there_is_an_ear_only_where_answers_pass_the_relay() -> None:
    others = (
        replace(PLAN, mix=parse_mix("dora=1,renew=1")),
        replace(PLAN, local_port=68),  # the run's own socket is there
        replace(PLAN, local="192.0.2.77"),  # no interface has it
    )
    for plan in others:
        with open_direct(plan) as direct:
            assert direct is None


def test_each_process_takes_the_answers_to_its_own_requests() -> None:
    shared = replace(PLAN, shares=2, share=1, seed_xid=77)
    kinds = tuple(kind for flow in kinds_of_run(shared) for kind in flow)
    rows, lengths = Dialogue4(shared, kinds).message("discover", np.arange(6))
    assert isinstance(lengths, int)
    sizes = np.full(6, lengths, np.int32)
    received = Received(rows, sizes, np.arange(6), np.zeros(6, np.uint32), np.zeros(6, np.uint16), sizes)

    class Link:
        dropped = 3

        def receive(self) -> Received | None:
            return received

    direct = Direct(Link(), shared)  # type: ignore[arg-type]
    assert direct.dropped == 3
    found = direct.receive()
    assert found is not None
    assert found.arrived_ns.tolist() == [1, 3, 5]
    numbers = (found.rows[:, 4:8].copy().view(">u4")[:, 0].astype(np.int64) - 77) >> flow_bits(shared)
    assert numbers.tolist() == [1, 3, 5]
    lone = Direct(Link(), PLAN)  # type: ignore[arg-type]
    assert lone.receive() is received


def test_what_nobody_could_hear_is_not_lost() -> None:
    result = dora()
    result.seconds["inform_ack"] = Timeline()
    result.exchanges["inform_ack"] = ExchangeResult("inform_ack", sent=5, lost=3, in_flight=2)
    found = excuse(result, PLAN).exchanges["inform_ack"]
    assert (found.sent, found.lost, found.in_flight, found.answered) == (5, 0, 0, False)
    assert not result.seconds["inform_ack"].answered
    assert found.accounted == 5

    result.exchanges["inform_ack"] = heard = ExchangeResult("inform_ack", sent=5, received=1, lost=4)
    assert excuse(result, PLAN).exchanges["inform_ack"] is heard
    assert result.seconds["inform_ack"].answered

    result.exchanges["inform_ack"] = lost = ExchangeResult("inform_ack", sent=5, lost=5)
    on_link = replace(PLAN, interface="eth0", content=replace(PLAN.content, relays=0))
    assert excuse(result, on_link).exchanges["inform_ack"] is lost
