"""Where an expression is wrong: its line, and a caret under the octets an error is about."""

from __future__ import annotations

from dhcptools.kea.expression import ExpressionError
from dhcptools.report.terminal import escape


def caret(text: str, error: ExpressionError, mark: str = "^") -> str:
    """Two lines: that of the text that has the fault, and ``mark`` under its first octet, ``~`` under the others."""
    data = text.encode("utf-8", "surrogateescape")
    start = min(error.offset, len(data))
    first = data.rfind(b"\n", 0, start) + 1
    last = data.find(b"\n", start)
    line = data[first : last if last >= 0 else len(data)]
    before = _shown(line[: start - first])
    under = _shown(line[start - first : max(error.stop, start + 1) - first])
    return f"  {_shown(line)}\n  {' ' * len(before)}{mark}{'~' * (len(under) - 1)}"


def _shown(octets: bytes) -> str:
    return escape(octets.decode("utf-8", "surrogateescape"))
