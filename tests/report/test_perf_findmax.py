from __future__ import annotations

from dhcptools.perf.findmax import Limits, Search, Trial
from dhcptools.report.perf_findmax import as_text, line


def test_a_trial() -> None:
    assert line(Trial(1000, 0.123, 4.5, 998.0)) == "1000/s: 0.12 % lost, p99 4.500 ms"
    assert line(Trial(1000, 100.0, None, 0.0, behind=True)) == "1000/s: 100.00 % lost, the generator fell behind"


def test_the_outcome_says_what_it_rests_on() -> None:
    search = Search(Limits(1, 20), 100, rounds=2)
    found = search.run(lambda rate: Trial(rate, 0.5 if rate <= 1500 else 9.0, 2.0, min(rate, 1500)))
    text = as_text(found, search).splitlines()
    assert text[0] == f"Highest rate: {found.rate_pps}/s (at most 1 % lost, p99 at most 20 ms)"
    assert "At that point: " in text[2]
    assert "0.50 % lost" in text[2]
    assert text[3].startswith("Too fast: 15")
    assert len(text) == 4


def test_no_rate_and_no_faster_one() -> None:
    search = Search(Limits(1), 10, 20)
    assert (
        as_text(search.run(lambda rate: Trial(rate, 50, 1, 0)), search) == "No rate is borne with at most 1 % lost.\n"
    )
    assert "No faster rate was tried." in as_text(search.run(lambda rate: Trial(rate, 0, 1, 0)), search)
    slow = search.run(lambda rate: Trial(rate, 0, 1, rate, behind=rate > 12))
    assert "The generator was the limit, not the server." in as_text(slow, search)
