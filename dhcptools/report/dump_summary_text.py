"""``dump --summary`` as plain text, for pipes and tickets."""

from __future__ import annotations

from dhcptools.dump.summary import Summary
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.report.dump_summary_rows import Section, headline, sections


def summary_text(summary: Summary, catalogue: Catalogue = STANDARD) -> str:
    """Every section with its columns aligned."""
    return headline(summary) + "\n" + "".join(map(_section, sections(summary, catalogue)))


def _section(section: Section) -> str:
    table = [section.columns, *section.rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(section.columns))]
    left = 3 if section.title == "servers" else 1
    lines = [
        "  ".join(
            f"{cell:<{width}}" if column < left else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]
    more = f"  {section.more}\n" if section.more else ""
    return f"\n{section.title}\n" + "".join(f"  {line.rstrip()}\n" for line in lines) + more
