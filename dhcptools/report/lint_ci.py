"""Findings in the forms of continuous integration: GitHub's workflow commands, GitLab's code quality, JUnit's XML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dhcptools.lint.engine import Result
from dhcptools.report import terminal
from dhcptools.report.lint_rows import rows

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def github(results: Iterable[Result]) -> Iterator[str]:
    """``::error file=…,line=…::message``, which GitHub shows beside the line."""
    for row in rows(results):
        command = _COMMANDS[str(row.finding.severity)]
        place = f"file={_property(row.path)},line={row.line},endLine={row.end_line},col={row.column}"
        if row.end_line == row.line:
            place += f",endColumn={row.end_column}"
        title = _property(f"{row.finding.rule} {row.name}")
        yield f"::{command} {place},title={title}::{_data(row.finding.message)}\n"


def gitlab(results: Iterable[Result]) -> list[dict[str, Any]]:
    """A report of GitLab's Code Quality: one object a finding, each with a fingerprint that does not know the line."""
    found: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in rows(results):
        message = terminal.escape(row.finding.message)
        key = f"{row.path}\0{row.finding.rule}\0{row.finding.pointer}\0{message}"
        seen[key] = seen.get(key, 0) + 1
        mark = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogateescape")).hexdigest()
        found.append(
            {
                "description": f"{row.finding.rule}: {message}",
                "check_name": row.finding.rule,
                "fingerprint": mark,
                "severity": _SEVERITIES[str(row.finding.severity)],
                "location": {
                    "path": terminal.escape(row.path),
                    "positions": {
                        "begin": {"line": row.line, "column": row.column},
                        "end": {"line": row.end_line, "column": row.end_column},
                    },
                },
            }
        )
    return found


def junit(results: Sequence[Result]) -> Iterator[str]:
    """A suite a file, a failed case a finding; a file without findings is one case that passed."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    total = sum(max(1, len(result.findings)) for result in results)
    failures = sum(len(result.findings) for result in results)
    yield f'<testsuites name="dhcptool lint" tests="{total}" failures="{failures}">\n'
    for result in results:
        number = len(result.findings)
        path = _xml(result.path)
        yield f'  <testsuite name={path} tests="{max(1, number)}" failures="{number}">\n'
        if not number:
            yield f'    <testcase classname={path} name="no findings"/>\n'
        for row in rows([result]):
            where = f"{row.path}:{row.line}:{row.column}"
            kind = _xml(str(row.finding.severity))
            yield f"    <testcase classname={path} name={_xml(f'{row.finding.rule} {where}')}>\n"
            yield f"      <failure type={kind} message={_xml(row.finding.message)}>"
            yield f"{escape(terminal.escape(where))}</failure>\n    </testcase>\n"
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _xml(text: str) -> str:
    return quoteattr(terminal.escape(text))


def _data(text: str) -> str:
    return terminal.escape(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
