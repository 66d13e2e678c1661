"""Findings for people: one line each, or with the source line, a caret and what may be done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dhcptools.lint.engine import Result
from dhcptools.report.lint_rows import Row, counts, fixable, rows, told
from dhcptools.report.terminal import escape

_COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_SECRET = re.compile(rb'"(?:[a-z-]*password|secret)"\s*:\s*"((?:[^"\\]|\\.)*)')
_WIDEST = 160  # columns of a source line; longer ones are cut around the place


def concise(results: Iterable[Result], *, colour: bool = False) -> Iterator[str]:
    """``FILE:LINE:COLUMN: KLNNN severity: message``, a line a finding."""
    for row in rows(results):
        yield _headline(row, colour) + "\n"


def text(results: Sequence[Result], *, colour: bool = False) -> Iterator[str]:
    """The same with the source line, a caret under the place, Kea's words, and the fix; then a summary."""
    for row in rows(results):
        yield _headline(row, colour) + "\n"
        yield from _excerpt(row, colour)
    yield summary(results)


def summary(results: Sequence[Result]) -> str:
    """How many of what, and what a fix would mend."""
    silenced = sum(result.silenced for result in results)
    hidden = f" ({silenced} ignored)" if silenced else ""
    files = f"{len(results)} file{'s' if len(results) != 1 else ''}"
    number = counts(results)
    if not number.total():
        return f"No findings in {files}{hidden}.\n"
    safe, unsafe = fixable(results)
    mend = [f"{safe} with --fix"] if safe else []
    mend += [f"{unsafe} with --fix --unsafe-fixes"] if unsafe else []
    can = f"; fixable: {', '.join(mend)}" if mend else ""
    return f"{told(number)} in {files}{hidden}{can}\n"


def statistics(results: Iterable[Result]) -> Iterator[str]:
    """How often each rule fired, most often first."""
    found = rows(results)
    number = Counter(row.finding.rule for row in found)
    names = {row.finding.rule: (str(row.finding.severity), row.name) for row in found}
    width = max((len(str(count)) for count in number.values()), default=0)
    for rule, count in sorted(number.items(), key=lambda item: (-item[1], item[0])):
        severity, name = names[rule]
        yield f"{count:{width}}  {rule}  {severity:7}  {name}\n"


def _headline(row: Row, colour: bool) -> str:
    severity = str(row.finding.severity)
    rule = row.finding.rule
    if colour:
        rule = f"\x1b[{_COLOURS[severity]}m{rule}\x1b[0m"
    return f"{escape(row.path)}:{row.line}:{row.column}: {rule} {severity}: {escape(row.finding.message)}"


def _excerpt(row: Row, colour: bool) -> Iterator[str]:
    data = row.finding.source.data
    start = data.rfind(b"\n", 0, row.finding.start) + 1
    end = data.find(b"\n", start)
    line = data[start : len(data) if end < 0 else end].rstrip(b"\r")
    line = _SECRET.sub(_starred, line)
    before = line[: row.column - 1]
    last = row.end_column if row.end_line == row.line else len(line)
    marked = line[row.column - 1 : last]
    cut = b"..." if len(before) > _WIDEST // 2 else b""
    before = before[-_WIDEST // 2 :] if cut else before
    after = line[last : last + _WIDEST // 4]
    shown = [_plain(part) for part in (cut + before, marked[:_WIDEST], after)]
    gutter = " " * len(str(row.line))
    caret = "^" * max(1, len(shown[1]))
    if colour:
        caret = f"\x1b[{_COLOURS[str(row.finding.severity)]}m{caret}\x1b[0m"
    yield f"{gutter} |\n{row.line} | {''.join(shown)}\n{gutter} | {' ' * len(shown[0])}{caret}\n"
    if row.finding.kea:
        yield f"{gutter} = kea: {escape(row.finding.kea)}\n"
    if row.finding.fix is not None:
        kind = "fix" if row.finding.fix.safe else "fix, unsafe"
        yield f"{gutter} = {kind}: {escape(row.finding.fix.message)}\n"


def _starred(found: re.Match[bytes]) -> bytes:
    """A password of the same width: findings go to logs that many people read."""
    return found[0].removesuffix(found[1]) + b"*" * len(found[1])


def _plain(octets: bytes) -> str:
    """Octets of a source line as they may be shown: tabs as blanks, so that the caret stands where it should."""
    return escape(octets.replace(b"\t", b" ").decode("utf-8", "surrogateescape"))
