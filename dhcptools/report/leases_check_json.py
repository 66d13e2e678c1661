"""``leases check --json``: one object; the schema is ``schemas/leases-check-1.schema.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dhcptools import __version__
from dhcptools.leases.check_files import FileFacts
from dhcptools.leases.findings import ERROR, WARNING, Finding
from dhcptools.leases.lease import iso

SCHEMA = "dhcptool.leases-check/1"


def document(findings: Sequence[Finding], files: Sequence[FileFacts], now: int) -> dict[str, object]:
    """All findings, the files that were looked at, and how many findings are how bad."""
    severities = Counter(finding.severity for finding in findings)
    return {
        "schema": SCHEMA,
        "tool": {"name": "dhcptool", "version": __version__},
        "time": iso(now),
        "files": [
            {"path": str(fact.path), "octets": fact.octets, "age_s": fact.age_s, "bad_rows": fact.bad} for fact in files
        ],
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "path": finding.path,
                "line": finding.line,
                "message": finding.message,
                "fix": finding.fix or None,
            }
            for finding in findings
        ],
        "summary": {
            "errors": severities[ERROR],
            "warnings": severities[WARNING],
            "rules": dict(sorted(Counter(finding.rule for finding in findings).items())),
        },
    }
