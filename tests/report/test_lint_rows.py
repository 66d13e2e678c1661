from __future__ import annotations

from collections import Counter
from pathlib import Path

from dhcptools.report.lint_rows import counts, fixable, name, rows, told
from support.lint_results import results


def test_places_and_names(tmp_path: Path) -> None:
    found = rows(results(tmp_path))
    assert [(row.finding.rule, row.line, row.column, row.end_column) for row in found] == [
        ("KL201", 2, 23, 36), ("KL605", 2, 74, 75), ("KL002", 3, 49, 49), ("KL302", 4, 74, 84),
    ]  # fmt: skip  # rule, place
    assert found[0].name == name("KL201") == "subnet-host-bits"
    assert name("KEA") == "kea-t"


def test_counts(tmp_path: Path) -> None:
    found = results(tmp_path)
    assert counts(found) == {"warning": 2, "error": 1, "info": 1}
    assert told(counts(found)) == "1 error, 2 warnings, 1 hint"
    assert told(Counter()) == ""
    assert fixable(found) == (2, 0)
