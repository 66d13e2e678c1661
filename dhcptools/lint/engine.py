"""Runs the chosen rules over files; no output, no exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dhcptools.kea.dialect import read_file, recover
from dhcptools.lint import facts as host
from dhcptools.lint import versions
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.pointer import pointer_of
from dhcptools.lint.rule import Loaded, choose, load_rule
from dhcptools.lint.versions import Version


@dataclass(frozen=True, slots=True)
class Settings:
    """What to look for, and for which Kea."""

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    target: Version = versions.NEWEST
    facts: host.Facts = host.NOTHING
    include_base: Literal["cwd", "file"] = "cwd"


@dataclass(slots=True)
class Result:
    """The findings of one file, in the order of the text."""

    path: str
    findings: list[Finding] = field(default_factory=list)


def lint(paths: Sequence[str], settings: Settings) -> list[Result]:
    """Lint files, one at a time and against one another. Raises OSError for one that cannot be read."""
    rules = [load_rule(identifier) for identifier in choose(settings.select, settings.ignore)]
    results = {path: Result(path) for path in paths}
    contexts: list[Context] = []
    for path in paths:
        context = open_file(path, settings)
        contexts.append(context)
        results[path].findings += one_file(context, rules)
    for context, findings in across(contexts, rules):
        results[context.path].findings += findings
    for result in results.values():
        result.findings.sort(key=_order)
    return list(results.values())


def open_file(path: str, settings: Settings) -> Context:
    """Read a file with all that it includes. Raises OSError when the file itself cannot be read."""
    data = read_file(path)
    include = read_file
    if settings.include_base == "file":
        folder = Path(path).parent

        def include(name: str) -> bytes:
            return read_file(str(folder / name))

    return Context(recover(data, path, include=include), path, settings.target, settings.facts, settings.include_base)


def one_file(context: Context, rules: Iterable[Loaded]) -> list[Finding]:
    """What the rules of single files find."""
    found: list[Finding] = []
    for loaded in rules:
        if not loaded.rule.across and (context.daemon is None or context.daemon in loaded.rule.daemons):
            found += loaded.check(context)
    return [finding._replace(pointer=pointer_of(context.document, finding)) for finding in found]


def across(contexts: Sequence[Context], rules: Iterable[Loaded]) -> list[tuple[Context, list[Finding]]]:
    """What the rules that compare files find, by the file it stands in."""
    if len(contexts) < 2:
        return []
    owners = {name: context for context in reversed(contexts) for name in (context.path, *context.document.files)}
    found: list[tuple[Context, list[Finding]]] = []
    for loaded in rules:
        if loaded.rule.across:
            for finding in loaded.check_files(contexts):
                context = owners[finding.source.name]
                found.append((context, [finding._replace(pointer=pointer_of(context.document, finding))]))
    return found


def _order(finding: Finding) -> tuple[str, int, str]:
    return finding.source.name, finding.start, finding.rule


__all__ = ["Finding", "Result", "Settings", "Severity", "lint"]
