from __future__ import annotations

import json

from dhcptools.dump.record import Setting
from dhcptools.report.dump_summary import SummaryJson, SummaryText
from support.talks import dora


def test_nothing_is_told_before_the_end_unless_asked() -> None:
    style = SummaryText(Setting())
    assert "".join(map(style.lines, dora())) + style.turn(0) == ""
    assert style.now().startswith("4 messages")
    style.lines(dora(9, xid=9)[0])
    assert style.rest().startswith("5 messages")


def test_tables_and_json() -> None:
    style = SummaryText(Setting())
    style.tables = True
    list(map(style.lines, dora()))
    assert "─" in style.rest()
    told = SummaryJson(Setting())
    list(map(told.lines, dora()))
    assert json.loads(told.rest())["messages"] == 4
