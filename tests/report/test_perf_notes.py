from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.measure.result import ExchangeResult
from dhcptools.report.perf_notes import fell_behind, notes
from support.perf_runs import dora, exchange, run


def test_a_clean_run_needs_no_words() -> None:
    assert notes(dora()) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stopped_by": "SIGTERM"}, "SIGTERM: this is what was measured until then"),
        ({"behind": 7, "max_behind_s": 0.25}, "behind by 7 packets, the latest left 250.0 ms after"),
        ({"receive_dropped": 3}, "3 answers were lost in the receive buffer of this host"),
        ({"behind": 0, "max_behind_s": 0.03}, "the generator fell behind for a moment, a packet left 30.0 ms"),
        ({"send_failures": 3, "send_failure": "No route"}, "this host could not send 3 times: No route"),
        ({"refused": 2}, "192.0.2.1 port 67 refused 2 packets"),
        ({"addresses_foreign": 2}, "2 addresses are in no expected subnet"),
        ({"stopped_by": "thresholds"}, "a threshold could not be kept any more"),
        ({"addresses_duplicate": 1}, "1 addresses were given to more than one client"),
    ],
)
def test_each_doubt_is_one_sentence(values: dict[str, object], words: str) -> None:
    (sentence,) = notes(dora(**values))
    assert words in sentence


def test_an_exchange_that_nobody_could_hear_is_told() -> None:
    (said,) = notes(run(ExchangeResult("inform_ack", sent=7, answered=False)))
    assert said.startswith("INFORM-ACK: no answer to 7 requests was heard, and none is counted as lost")


@pytest.mark.parametrize(
    ("interface", "clients", "told"), [("eth0", 5000, True), ("eth0", 9, False), (None, 5000, False)]
)
def test_neighbours_that_a_host_has_no_room_for_are_not_blamed_on_its_server(
    interface: str | None, clients: int, told: bool
) -> None:
    measured = run(exchange("solicit_advertise", [1.0], lost=3), family=6)
    measured.configured = replace(measured.configured, interface=interface, clients=clients)
    assert any("gc_thresh3" in sentence for sentence in notes(measured)) is told


def test_fates_that_the_report_joins_are_told_apart() -> None:
    said = notes(run(exchange("request_ack", [1.0], late=1, nak=2, in_flight=3)))
    assert said == [
        "REQUEST-ACK: 1 answered after the drop time",
        "REQUEST-ACK: 2 answered by DHCPNAK",
        "REQUEST-ACK: 3 still in flight",
    ]


def test_behind_counts_only_where_a_rate_was_asked_for() -> None:
    assert fell_behind(dora(max_behind_s=0.011))
    assert not fell_behind(dora(max_behind_s=0.009))
    assert not fell_behind(run(exchange("discover_offer", [1.0]), rate_pps=None, max_behind_s=1.0))
