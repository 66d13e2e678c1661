"""``discover`` for a terminal: a table by rich; whoever prints to a file or a pipe does not load this."""

from __future__ import annotations

from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dhcptools.probe.census import Census
from dhcptools.probe.expect import Judgement
from dhcptools.report.discover_rows import HEADINGS, details, findings, row, totals


def draw(census: Census, judgement: Judgement, stream: TextIO, *, colour: bool, verbose: bool = False) -> None:
    """Write the table, with ``verbose`` all options of the answers, the findings and the totals to ``stream``."""
    console = Console(file=stream, force_terminal=colour, no_color=not colour, highlight=False)
    if judgement.servers:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for heading in HEADINGS:
            right = heading in {"LEASE", "RTT ms", "COPIES"}
            table.add_column(heading, justify="right" if right else "left", overflow="fold")
        for judged in judgement.servers:
            style = "bold red" if judged.expected is False else "yellow" if judged.faults else ""
            table.add_row(*(Text(cell) for cell in row(judged)), style=style)
        console.print(table)
    else:
        console.print(Text("no DHCP server answered", style="bold red"))
    for line in details(judgement) if verbose else ():
        console.print(Text(line), soft_wrap=True)
    for line in findings(judgement):
        console.print(
            Text(line, style="bold red" if line.startswith(("unexpected", "wrong")) else "yellow"), soft_wrap=True
        )
    console.print(Text(totals(census)), soft_wrap=True)
