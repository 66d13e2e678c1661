from __future__ import annotations

from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_text import summary_text
from support.summaries import gathered
from support.talks import dora, four


def test_columns_are_aligned_and_cells_escaped() -> None:
    text = summary_text(gathered([*dora(), four("discover", 9, RawOption(60, b"a\x1b[31m"), xid=9)]))
    assert "\x1b" not in text
    lines = text.splitlines()
    at = lines.index("messages")
    assert lines[at + 1 : at + 4] == ["  TYPE          COUNT", "  DHCPDISCOVER      2", "  DHCPOFFER         1"]
    assert "  a\\x1b[31m            1" in lines
    assert "  192.0.2.1  192.0.2.1  02:00:5e:00:aa:01        2" in lines
