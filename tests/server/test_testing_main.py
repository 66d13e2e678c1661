"""What the process behind testing.Server records and answers."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.faults.subject import read_subject
from dhcpserver.gate import Gate, Passing
from dhcpserver.scenario import Act, Scenario
from dhcpserver.testing_main import MOST_EVENTS, Questions, Records, leases, main
from support.dialogue import (
    LINK,
    LINK6,
    SERVER_DUID,
    config4,
    config6,
    discover,
    engine6,
    lease4,
    message4,
    message6,
    na,
    opt4,
    pd,
    relay6,
)


def test_leases_of_both_families() -> None:
    four = Engine4(config4())
    lease4(four, 1)
    lease4(four, 2)
    four.handle(message4(4, 2, opt4(50, "192.0.2.11"), opt4(54, "192.0.2.1")), LINK, 0)
    four.handle(discover(3), LINK, 0)  # an offer is no lease
    found = sorted((lease["address"], lease["state"], lease["hwaddr"]) for lease in leases(four))
    assert found[0] == ("192.0.2.10", "assigned", "02:00:00:00:00:01")
    assert [state for _, state, _ in found] == ["assigned", "declined"]
    six = Engine6(config6(), SERVER_DUID)
    six.handle(message6(3, na(5), pd(6), server=SERVER_DUID), LINK6, 0)
    assert {(lease["iaid"], lease["prefix_len"]) for lease in leases(six)} == {(5, 128), (6, 56)}


def test_records_are_bounded() -> None:
    records = Records()
    for number in range(MOST_EVENTS + 5):
        records.done(Act(number, 1, "drop", "offer", "-", 0, "dropped"))
    assert (len(records.events), records.events[0]["time_ns"]) == (MOST_EVENTS, 5)


def test_what_left_is_told_with_its_address() -> None:
    records, engine = Records(), engine6()
    for message in (message6(1, pd()), relay6(message6(1, na()), "2001:db8:1::1"), message6(11)):
        subject = read_subject(message, LINK6)
        records.passed(Passing(1, subject, None))
        (reply,) = engine.handle(message, LINK6, 0)
        records.passed(Passing(2, subject, reply))
    sent = [(event["type"], event["address"]) for event in records.events if event["event"] == "sent"]
    assert sent[0] == ("advertise", "2001:db8:100::/56")
    assert sent[1][1].startswith("2001:db8:1::1")
    assert sent[2] == ("reply", "")


def test_answers() -> None:
    gate, records, engine = Gate(Scenario()), Records(), Engine4(config4())
    questions = Questions(gate, records)
    gate.scenario.counters["fault-drop"] = 2
    lease4(engine)
    assert questions.answer("counters", engine)["counters"]["fault-drop"] == 2
    assert questions.answer("events", engine) == {"events": []}
    assert IPv4Address(questions.answer("leases", engine)["leases"][0]["address"])


def test_bad_orders_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    orders = '{"config": "/none", "interfaces": [], "listen": [], "family": 4}'
    assert main([orders]) == 1
    assert "/none" in capsys.readouterr().err
