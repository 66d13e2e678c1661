"""``discover`` in plain text: aligned columns, and a sentence for whatever is not as expected."""

from __future__ import annotations

from dhcptools.probe.census import Census
from dhcptools.probe.expect import Judgement
from dhcptools.report.discover_rows import HEADINGS, details, findings, row, totals


def text(census: Census, judgement: Judgement, *, verbose: bool = False) -> str:
    """The table, with ``verbose`` all options of the answers, the findings and the totals."""
    lines = []
    if judgement.servers:
        rows = [HEADINGS, *(row(judged) for judged in judgement.servers)]
        widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADINGS))]
        lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows]
    else:
        lines = ["no DHCP server answered"]
    told = details(judgement) if verbose else []
    return "\n".join([*lines, *told, *findings(judgement), totals(census)]) + "\n"
