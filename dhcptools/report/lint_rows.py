"""What the renderers of lint have in common: a finding's place, its lines of text, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from dhcptools.lint.engine import Result
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import identifiers, load_rule

ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class Row(NamedTuple):
    """A finding with its place: lines and columns from 1, columns in octets, the last one included."""

    path: str
    finding: Finding
    name: str
    line: int
    column: int
    end_line: int
    end_column: int


def rows(results: Iterable[Result]) -> list[Row]:
    """The findings of all files, in their order."""
    return [row(finding) for result in results for finding in result.findings]


def row(finding: Finding) -> Row:
    """A finding's place, in the file it stands in, which may be an included one."""
    start, end = finding.position, finding.end
    return Row(start.file, finding, name(finding.rule), start.line, start.column, end.line, end.column)


@cache
def name(identifier: str) -> str:
    """The name of a rule; of what Kea itself said, ``kea-t``."""
    return load_rule(identifier).rule.name if identifier in identifiers() else "kea-t"


def counts(results: Iterable[Result]) -> Counter[str]:
    """How many findings of each severity."""
    return Counter(str(finding.severity) for result in results for finding in result.findings)


def told(number: Counter[str]) -> str:
    """``2 errors, 1 warning``; empty for none."""
    parts = []
    for severity in ORDER:
        count = number[severity]
        if count:
            noun = str(severity) if severity is not Severity.INFO else "hint"
            parts.append(f"{count} {noun}{'s' if count > 1 else ''}")
    return ", ".join(parts)


def fixable(results: Sequence[Result]) -> tuple[int, int]:
    """How many findings have a safe fix, and how many an unsafe one."""
    fixes = [finding.fix for result in results for finding in result.findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    return safe, len(fixes) - safe
