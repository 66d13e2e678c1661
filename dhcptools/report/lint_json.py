"""``lint --json``: one object with a list of findings a file; or an object a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dhcptools import __version__
from dhcptools.lint.engine import Result
from dhcptools.lint.finding import Edit
from dhcptools.lint.rule import KEA_CHECKS, Loaded
from dhcptools.lint.versions import Version, show
from dhcptools.report.lint_rows import ORDER, counts, fixable, row

SCHEMA = "dhcptool.lint/1"


def document(results: Sequence[Result], target: Version) -> dict[str, Any]:
    """Everything as one object."""
    number = counts(results)
    safe, unsafe = fixable(results)
    return {
        "schema": SCHEMA,
        "tool": {"name": "dhcptool", "version": __version__},
        "target": show(target),
        "files": [
            {"path": _text(result.path), "daemon": result.daemon, "findings": list(findings(result))}
            for result in results
        ],
        "summary": {
            **{str(severity): number[severity] for severity in ORDER},
            "ignored": sum(result.silenced for result in results),
            "fixable": safe,
            "fixable_unsafe": unsafe,
        },
    }


def lines(results: Iterable[Result]) -> Iterator[dict[str, Any]]:
    """An object a finding, with the file that was linted."""
    for result in results:
        for finding in findings(result):
            yield {"schema": "dhcptool.lint-finding/1", "linted": _text(result.path), **finding}


def findings(result: Result) -> Iterator[dict[str, Any]]:
    """The findings of one file. Lines and columns count from 1, columns in octets; the end is included."""
    for each in result.findings:
        place = row(each)
        fix = each.fix
        yield {
            "rule": each.rule,
            "name": place.name,
            "severity": str(each.severity),
            "file": _text(place.path),
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "path": _text(each.pointer),
            "message": _text(each.message),
            "source": each.origin,
            "kea": _text(each.kea) or None,
            "help": f"dhcptool lint rule {each.rule}" if each.rule.startswith("KL") else None,
            "fix": None
            if fix is None
            else {"message": _text(fix.message), "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]},
        }


def rule_object(loaded: Loaded) -> dict[str, Any]:
    """A rule with its page."""
    rule = loaded.rule
    return {
        "schema": "dhcptool.lint-rule/1",
        "rule": rule.id,
        "name": rule.name,
        "severity": str(rule.severity),
        "kea_check": rule.kea_check,
        "kea": KEA_CHECKS[rule.kea_check],
        "fixable": rule.fixable,
        "daemons": list(rule.daemons),
        "files": "several" if rule.across else "one",
        "summary": loaded.page.partition("\n")[0],
        "explanation": loaded.page,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    start, end = edit.source.position(edit.start), edit.source.position(edit.stop)
    return {
        "file": _text(edit.source.name),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start_octet": edit.start,
        "end_octet": edit.stop,
        "text": edit.text.decode("utf-8", "replace"),
    }


def _text(text: str) -> str:
    """What JSON may hold: octets that are not UTF-8 as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
