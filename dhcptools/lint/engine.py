"""Runs the chosen rules over files; no output, no exit codes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dhcptools.kea.dialect import read_file, recover, refuse_special
from dhcptools.lint import facts as host
from dhcptools.lint import versions
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.pointer import pointer_of
from dhcptools.lint.rule import EVERY, Loaded, choose, load_rule
from dhcptools.lint.suppress import Ignore, asked, silence
from dhcptools.lint.versions import Version

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Settings:
    """What to look for, and for which Kea. ``facts`` may depend on the path."""

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    target: Version = versions.NEWEST
    facts: host.Facts = host.NOTHING
    include_base: Literal["cwd", "file"] = "cwd"
    unused_ignores: bool = False


@dataclass(slots=True)
class Result:
    """The findings of one file, in the order of the text; ``silenced`` counts those that the file asked not to tell."""

    path: str
    findings: list[Finding] = field(default_factory=list)
    silenced: int = 0
    daemon: str | None = None


def lint(paths: Sequence[str], settings: Settings, read: Read = read_file) -> list[Result]:
    """Lint files, one at a time and against one another. Raises OSError for one that cannot be read."""
    enabled = gc.isenabled()
    gc.disable()  # the trees and models live to the end: looking for garbage among them costs a third of the time
    try:
        return _lint(paths, settings, read)
    finally:
        if enabled:
            gc.enable()


def _lint(paths: Sequence[str], settings: Settings, read: Read) -> list[Result]:
    rules = [load_rule(identifier) for identifier in choose(settings.select, settings.ignore)]
    contexts = [open_file(path, settings, read) for path in dict.fromkeys(paths)]
    found: dict[str, list[Finding]] = {context.path: one_file(context, rules) for context in contexts}
    for context, findings in across(contexts, rules):
        found[context.path] += findings
    results = []
    for context in contexts:
        ignores = asked(context.document)
        findings = found[context.path]
        left, unused = silence(findings, ignores)
        result = Result(context.path, left, len(findings) - len(left), context.daemon)
        if settings.unused_ignores:
            result.findings += needless(unused, rules)
        order = {source.name: number for number, source in enumerate(context.document.sources)}
        result.findings = [each._replace(pointer=pointer_of(context.document, each)) for each in result.findings]
        result.findings.sort(key=lambda each: (order.get(each.source.name, 0), each.start, each.rule))
        results.append(result)
    return results


def open_file(path: str, settings: Settings, read: Read = read_file) -> Context:
    """Read a file with all that it includes. Raises OSError when the file itself cannot be read."""
    folder = Path(path).parent if settings.include_base == "file" else Path()

    def include(name: str) -> bytes:
        found = str(folder / name)
        refuse_special(found)
        return read(f"./{found}" if found == "-" else found)  # a file of that name, not standard input

    document = recover(read(path), path, include=include)
    return Context(document, path, settings.target, settings.facts, settings.include_base)


def one_file(context: Context, rules: Iterable[Loaded]) -> list[Finding]:
    """What the rules of single files find."""
    found: list[Finding] = []
    for loaded in rules:
        if not loaded.rule.across and _concerns(loaded, context):
            found += loaded.check(context)
    return found


def _concerns(loaded: Loaded, context: Context) -> bool:
    """Whether a rule is for the daemon of this file; of no known daemon, whether it is for all."""
    return loaded.rule.daemons == EVERY if context.daemon is None else context.daemon in loaded.rule.daemons


def across(contexts: Sequence[Context], rules: Iterable[Loaded]) -> list[tuple[Context, list[Finding]]]:
    """What the rules that compare files find, by the file it stands in."""
    if len(contexts) < 2:
        return []
    owners = {id(source): context for context in contexts for source in context.document.sources}
    found: list[tuple[Context, list[Finding]]] = []
    for loaded in rules:
        if loaded.rule.across:
            found += [(owners[id(finding.source)], [finding]) for finding in loaded.check_files(contexts)]
    return found


def needless(ignores: Iterable[Ignore], rules: Sequence[Loaded]) -> list[Finding]:
    """Findings for ignores that silence nothing, of those whose rules were all looked for."""
    own = next((loaded.rule for loaded in rules if loaded.rule.id == "KL014"), None)
    if own is None:
        return []
    ran = [loaded.rule.id for loaded in rules]
    return [
        own.finding(ignore.place, f"ignore of {', '.join(ignore.rules)} silences nothing")
        for ignore in ignores
        if all(rule == "ALL" or any(each.startswith(rule) for each in ran) for rule in ignore.rules)
    ]


__all__ = ["Finding", "Result", "Settings", "Severity", "lint", "open_file"]
