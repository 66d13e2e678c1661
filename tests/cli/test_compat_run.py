from __future__ import annotations

import pytest

from dhcptools.cli.compat_run import exit_code, report
from dhcptools.measure.details import Details
from dhcptools.measure.result import Run
from dhcptools.perf.asked import Asked
from support.perf_runs import dora, exchange, run


def released() -> Run:
    made = run(exchange("discover_offer", [1.0]), exchange("request_ack", [1.0]), exchange("release", []))
    made.exchanges["release"].sent, made.exchanges["release"].answered = 3, False
    return made


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (dora(), 0),
        (run(exchange("discover_offer", [1.0], lost=1)), 3),
        (run(exchange("discover_offer", [1.0], in_flight=1)), 3),
        (run(exchange("discover_offer", [1.0], late=1)), 0),
        (run(exchange("discover_offer", [1.0]), exchange("request_ack", [], nak=1)), 3),
        (released(), 3),
    ],
    ids=["all", "lost", "in flight", "late", "nak", "release"],
)
def test_three_is_for_more_requests_than_replies(made: Run, code: int) -> None:
    assert exit_code(made) == code


def test_an_avalanche_fails_only_when_interrupted() -> None:
    assert exit_code(run(exchange("discover_offer", [1.0], lost=1)), avalanche=True) == 0
    assert exit_code(run(exchange("discover_offer", [1.0], lost=1), stopped_by="SIGTERM"), avalanche=True) == 3


def test_the_report_counts_as_perfdhcp_does() -> None:
    text, rest = report(released(), Asked())
    assert rest == ""
    block = text.split("***Statistics for: RELEASE***\n")[1]
    assert block.startswith("sent packets: 3\nreceived packets: 0\ndrops: 3\ndrops ratio: 100.000 %\n")
    late = run(exchange("discover_offer", [1.0], late=2, nak=1, lost=1, rejected=1))
    assert "received packets: 4\ndrops: 2\n" in report(late, Asked())[0]


def test_addresses_are_counted_when_asked() -> None:
    twice = dora(addresses_duplicate=2)
    assert "non unique addresses: 2" not in report(twice, Asked())[0]
    assert report(twice, Asked(unique=True))[0].count("non unique addresses: 2") == 1


def test_what_is_said_before_and_after_the_wrapped_program_stops() -> None:
    made = dora(details=Details(waits=4), stopped_by="requests")
    text, rest = report(made, Asked(diagnostics="eis"))
    assert text.startswith("Reached max requests limit.\n***Rate")
    assert text.endswith("Short waits for packets: 4\n")
    assert rest == "Interrupted\n"
    assert report(made, Asked(scenario="avalanche"))[1].startswith("It took ")
