"""``leases check`` for people: a line a finding, its fix below the first of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dhcptools.leases.findings import ERROR, Finding
from dhcptools.report.terminal import escape

_MOST = 100
"""More of one rule in one file are counted, not shown."""


def lines(findings: Iterable[Finding], *, colour: bool = False) -> Iterator[str]:
    """The lines, each with its newline."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = (finding.rule, finding.path)
        seen[key] += 1
        if seen[key] > _MOST:
            continue
        severity = finding.severity
        if colour:
            severity = f"\x1b[{'31' if severity == ERROR else '33'}m{severity}\x1b[0m"
        yield f"{escape(finding.place)}: {severity}: {escape(finding.message)} [{finding.rule}]\n"
        if finding.fix and seen[key] == 1:
            yield f"  fix: {escape(finding.fix)}\n"
    for (rule, path), count in seen.items():
        if count > _MOST:
            yield f"{escape(path)}: {count - _MOST} more [{rule}]\n"
