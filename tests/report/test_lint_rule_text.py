from __future__ import annotations

from dhcptools.lint.rule import load_rule
from dhcptools.report.lint_rule_text import page, table


def test_a_page() -> None:
    text = page(load_rule("KL201"))
    assert text.startswith("# KL201: subnet-host-bits\n\nSeverity: warning\nKea:      never noticed\nFix:      yes\n")
    assert "## Why is this bad\n" in text


def test_a_table() -> None:
    header, row = table([load_rule("KL201")]).splitlines()
    assert header.split() == ["RULE", "SEVERITY", "KEA", "FIX", "SUMMARY"]
    assert row == "KL201  warning   -    fix  A subnet is written with host bits."
