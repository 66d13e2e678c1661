from __future__ import annotations

import re

from dhcptools.cli.on_the_way import teller
from dhcptools.perf.asked import Asked
from dhcptools.report.perfdhcp_text import native
from support.perf_runs import dora, exchange, run


def test_a_line_an_interval() -> None:
    said: list[str] = []
    teller(Asked(), native, said.append)(dora())
    teller(Asked(separator=", "), native, said.append)(dora())
    assert said == ["sent: 5/5; received: 5/5; drops: 0/0; rejected: 0/0\n", "5, 5, 5, 5, 0, 0, 0, 0\n"]


def test_an_avalanche_says_what_it_sent_again_since_the_last_time() -> None:
    said: list[str] = []
    tell = teller(Asked(scenario="avalanche"), native, said.append)
    first = exchange("discover_offer", [1.0] * 3, lost=2)
    made = run(first, exchange("request_ack", [1.0] * 3))
    tell(made)
    first.resent = 2
    tell(made)
    tell(made)
    assert len(said) == 1
    assert re.fullmatch(
        r"\d{4}-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d\.\d{6} DISCOVER-OFFER: still waiting for 2 answers, resent 2, "
        r"retrying 2\n",
        said[0],
    )
