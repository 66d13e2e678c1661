"""The one line of a packet: time, type, transaction, who to whom, and its facts, in columns."""

from __future__ import annotations

from typing import Final

from dhcptools.report.dump_colour import of_type, paint
from dhcptools.report.dump_time import stamp

_TYPE: Final = 19  # RELAY-FORW(SOLICIT), INFORMATION-REQUEST
_ENDS: Final = 33  # two IPv4 addresses


def one_line(time_ns: int | None, kind: str, xid: str, source: str, destination: str, facts: str, colour: bool) -> str:
    """The line, ended. ``facts`` have two blanks in front; ``xid`` is hexadecimal."""
    shown = f"{kind:<{_TYPE}}"
    if colour:
        shown = paint(kind, of_type(kind)) + " " * (_TYPE - len(kind))
    return f"{stamp(time_ns)}  {shown}  {xid:>8}  {f'{source} > {destination}':<{_ENDS}}{facts}\n"
