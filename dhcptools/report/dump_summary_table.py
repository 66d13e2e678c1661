"""``dump --summary`` on a terminal: tables by rich, at the end or while packets come; pipes do not load this."""

from __future__ import annotations

from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from dhcptools.dump.summary import Summary
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.report.dump_summary_rows import Section, headline, sections

_FEW_LIVE = 4


def console(stream: TextIO, *, colour: bool) -> Console:
    """A console that draws to ``stream``."""
    return Console(file=stream, force_terminal=colour, no_color=not colour, highlight=False)


def draw(summary: Summary, stream: TextIO, *, colour: bool, catalogue: Catalogue = STANDARD) -> None:
    """Write all tables to ``stream``; cells are plain text, whatever a client wrote into them."""
    console(stream, colour=colour).print(_group(summary, sections(summary, catalogue)))


class LiveTable:
    """The same, drawn again and again on a terminal, with as many rows as fit."""

    def __init__(self, stream: TextIO, *, colour: bool, catalogue: Catalogue = STANDARD) -> None:
        self._catalogue = catalogue
        self._live = Live(console=console(stream, colour=colour), auto_refresh=False, transient=True)

    def show(self, summary: Summary) -> None:
        """Draw what there is now."""
        self._live.start()
        self._live.update(_group(summary, sections(summary, self._catalogue, _FEW_LIVE)), refresh=True)

    def stop(self) -> None:
        """Leave the terminal as it was."""
        self._live.stop()


def _group(summary: Summary, found: list[Section]) -> Group:
    return Group(Text(headline(summary)), *map(_table, found))


def _table(section: Section) -> Table:
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, title=Text(section.title), title_justify="left", caption=section.more or None
    )
    left = 3 if section.title == "servers" else 1
    for rank, column in enumerate(section.columns):
        table.add_column(column, justify="left" if rank < left else "right", overflow="fold")
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table
