from __future__ import annotations

from dhcptools.report.perfdhcp_text import final_report, preamble
from support.perf_runs import dora, exchange, run

CLEAN = """\
***Rate statistics***
Rate: 10 4-way exchanges/second, expected rate: 10

***Malformed Packets***
Malformed packets: 0
***Statistics for: DISCOVER-OFFER***
sent packets: 5
received packets: 5
drops: 0
drops ratio: 0 %
orphans: 0
rejected leases: 0
non unique addresses: 0

min delay: 0.601 ms
avg delay: 0.941 ms
max delay: 1.306 ms
std deviation: 0.243 ms
collected packets: 0

***Statistics for: REQUEST-ACK***
sent packets: 5
received packets: 5
drops: 0
drops ratio: 0.000 %
orphans: 0
rejected leases: 0
non unique addresses: 0

min delay: 0.601 ms
avg delay: 0.941 ms
max delay: 1.306 ms
std deviation: 0.243 ms
collected packets: 0

"""

SILENT = """\
sent packets: 0
received packets: 0
drops: 0
drops ratio: n/a
orphans: 0
rejected leases: 0
non unique addresses: 0

min delay: n/a
avg delay: n/a
max delay: n/a
std deviation: n/a
collected packets: 0
"""


def test_preamble() -> None:
    assert preamble("dhcptool perf -r 10", "basic") == "Running: dhcptool perf -r 10\nScenario: basic.\n"


def test_a_clean_run_reads_as_perfdhcp_prints_it() -> None:
    assert final_report(dora()) == CLEAN


def test_silence_is_not_available_on_clean_lines() -> None:
    text = final_report(run(exchange("discover_offer", [], lost=3), exchange("request_ack", [])))
    assert "Rate: 0 4-way" in text
    assert text.endswith(SILENT + "\n")
    assert "drops ratio: 100 %" in text
    assert "inf" not in text.replace("DISCOVER", "")
    assert "nan" not in text


def test_what_happened_to_requests_keeps_its_name() -> None:
    first = exchange("discover_offer", [1.0] * 44, lost=10, late=5, orphans=2, duplicates=3)
    second = exchange("request_ack", [1.0] * 29, lost=15, nak=4, rejected=1, in_flight=7)
    text = final_report(run(first, second, addresses_duplicate=2, malformed=6))
    one, two = text.split("***Statistics for: ")[1:]
    assert "Malformed packets: 6\n" in text
    for line in (
        "drops: 15",
        "drops ratio: 25.4237 %",
        "orphans: 5",
        "collected packets: 15",
        "non unique addresses: 0",
    ):
        assert f"{line}\n" in one
    for line in (
        "sent packets: 56",
        "drops: 15",
        "drops ratio: 26.786 %",
        "rejected leases: 5",
        "non unique addresses: 2",
    ):
        assert f"{line}\n" in two


def test_without_a_rate_the_expectation_and_the_blank_line_are_left_out() -> None:
    text = final_report(run(exchange("discover_offer", [1.0]), rate_pps=None))
    assert text.startswith("***Rate statistics***\nRate: 2 DISCOVER-OFFER/second\n***Malformed Packets***\n")


def test_a_run_without_time_has_no_rate() -> None:
    assert "Rate: n/a 4-way exchanges/second" in final_report(dora(duration_s=0.0))


def test_v6_labels() -> None:
    full = final_report(run(exchange("solicit_advertise", [1.0]), exchange("request_reply", [1.0]), family=6))
    assert "***Statistics for: SOLICIT-ADVERTISE***" in full
    assert "***Statistics for: REQUEST-REPLY***" in full
    assert "4-way exchanges/second" in full
    half = final_report(run(exchange("solicit_advertise", [1.0]), family=6))
    assert "Rate: 2 Solicit-Advertise/second, expected rate: 10\n" in half
