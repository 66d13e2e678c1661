"""``dump --summary`` as a renderer: it takes packets, says nothing of them, and tells at the end."""

from __future__ import annotations

import io

from dhcptools.dump.gather import Gatherer
from dhcptools.dump.record import Packet, Setting
from dhcptools.dump.summary import Summary
from dhcptools.report.dump_summary_text import summary_text


class SummaryText:
    """Plain text, or tables where ``tables`` is set because a terminal shows them."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.tables = False
        self.gatherer = Gatherer()

    def lines(self, packet: Packet) -> str:
        """Nothing yet."""
        self.gatherer.take(packet)
        return ""

    def turn(self, now_ns: int) -> str:
        """Nothing yet."""
        del now_ns
        return ""

    def prepare(self) -> None:
        """Load what the names of options need, a tenth of the time of a short run: it can be done while one waits."""
        for family in (4, 6):
            self._setting.catalogue.space(f"dhcp{family}", family)

    def rest(self) -> str:
        """The summary."""
        return self.text(self.gatherer.end())

    def now(self) -> str:
        """The summary so far."""
        return self.text(self.gatherer.settle())

    def text(self, summary: Summary) -> str:
        """A summary as it is told."""
        if not self.tables:
            return summary_text(summary, self._setting.catalogue)
        from dhcptools.report.dump_summary_table import draw  # noqa: PLC0415 - a pipe needs no rich

        out = io.StringIO()
        draw(summary, out, colour=self._setting.colour, catalogue=self._setting.catalogue)
        return out.getvalue()


class SummaryJson(SummaryText):
    """An object."""

    def text(self, summary: Summary) -> str:
        """The object on a line."""
        from dhcptools.report.dump_summary_json import summary_json  # noqa: PLC0415 - text needs none of it

        return summary_json(summary, self._setting.catalogue)
