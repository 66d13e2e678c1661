"""Findings as SARIF 2.1.0 (OASIS), which code scanning of forges and editors reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dhcptools import __version__
from dhcptools.lint.engine import Result
from dhcptools.lint.finding import Fix
from dhcptools.lint.rule import identifiers, load_rule
from dhcptools.report.lint_rows import Row, rows

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(results: Sequence[Result]) -> dict[str, Any]:
    """One run with its rules, in the order in which they are first met, and its results."""
    found = rows(results)
    used = list(dict.fromkeys(row.finding.rule for row in found))
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "dhcptool lint",
                        "semanticVersion": __version__,
                        "version": __version__,
                        "rules": [_rule(identifier) for identifier in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(result.path)}} for result in results],
                "results": [_result(row, used.index(row.finding.rule)) for row in found],
            }
        ],
    }


def _rule(identifier: str) -> dict[str, Any]:
    if identifier not in identifiers():
        return {"id": identifier, "name": "kea-t", "shortDescription": {"text": "What Kea itself says."}}
    loaded = load_rule(identifier)
    page = loaded.page
    return {
        "id": identifier,
        "name": loaded.rule.name,
        "shortDescription": {"text": page.partition("\n")[0]},
        "fullDescription": {"text": page.partition("\n")[0]},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[str(loaded.rule.severity)]},
    }


def _result(row: Row, index: int) -> dict[str, Any]:
    finding = row.finding
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[str(finding.severity)],
        "message": {"text": _text(finding.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(row.path)},
                    "region": {
                        "startLine": row.line,
                        "startColumn": _character(row, row.line, row.column),
                        "endLine": row.end_line,
                        "endColumn": _character(row, row.end_line, row.end_column) + 1,
                        "byteOffset": finding.start,
                        "byteLength": finding.stop - finding.start,
                    },
                },
                "logicalLocations": [{"fullyQualifiedName": _text(finding.pointer), "kind": "member"}],
            }
        ],
    }
    if finding.kea:
        found["properties"] = {"kea": _text(finding.kea)}
    if finding.fix is not None:
        found["fixes"] = [_fix(finding.fix)]
    return found


def _fix(fix: Fix) -> dict[str, Any]:
    files = dict.fromkeys(edit.source.name for edit in fix.edits)
    return {
        "description": {"text": fix.message},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(name)},
                "replacements": [
                    {
                        "deletedRegion": {"byteOffset": edit.start, "byteLength": edit.stop - edit.start},
                        "insertedContent": {"text": edit.text.decode("utf-8", "replace")},
                    }
                    for edit in fix.edits
                    if edit.source.name == name
                ],
            }
            for name in files
        ],
    }


def _character(row: Row, line: int, column: int) -> int:
    """The column in characters of one in octets."""
    data = row.finding.source.data
    start = row.finding.start - (row.column - 1) if line == row.line else data.rfind(b"\n", 0, row.finding.stop) + 1
    return len(data[start : start + column - 1].decode("utf-8", "replace")) + 1


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe="/:~-._")


def _text(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
