"""Rules of lint for people: the page of one, a table of many."""

from __future__ import annotations

from collections.abc import Iterable

from dhcptools.lint.rule import KEA_CHECKS, Loaded


def page(loaded: Loaded) -> str:
    """The page of a rule under a headline with what is known of it."""
    rule = loaded.rule
    headline = f"# {rule.id}: {rule.name}\n\n"
    fix = "yes" if rule.fixable else "no"
    files = "several files" if rule.across else ", ".join(rule.daemons)
    facts = f"Severity: {rule.severity}\nKea:      {KEA_CHECKS[rule.kea_check]}\nFix:      {fix}\nApplies:  {files}\n\n"
    return headline + facts + loaded.page + "\n"


def table(rules: Iterable[Loaded]) -> str:
    """A line a rule: id, severity, how Kea checks it, whether it is fixable, and its sentence."""
    lines = [f"{'RULE':5}  {'SEVERITY':8}  {'KEA':3}  {'FIX':3}  SUMMARY\n"]
    for loaded in rules:
        rule = loaded.rule
        fix = "fix" if rule.fixable else ""
        summary = loaded.page.partition("\n")[0]
        lines.append(f"{rule.id:5}  {rule.severity!s:8}  {rule.kea_check:3}  {fix:3}  {summary}\n")
    return "".join(lines)
