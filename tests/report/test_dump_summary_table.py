from __future__ import annotations

import io

from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_table import LiveTable, draw
from support.summaries import gathered
from support.talks import dora, four


def test_tables_hold_plain_text() -> None:
    out = io.StringIO()
    draw(gathered([*dora(), four("discover", 9, RawOption(60, b"[red]x"), xid=9)]), out, colour=False)
    assert "[red]x" in out.getvalue()
    assert "DHCPDISCOVER" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_it_is_drawn_again_and_again() -> None:
    out = io.StringIO()
    live = LiveTable(out, colour=True)
    live.show(gathered(dora()))
    live.show(gathered([*dora(), *dora(9, xid=9)]))
    live.stop()
    assert "8 messages" in out.getvalue()
