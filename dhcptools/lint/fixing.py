"""Applies the fixes of findings to the octets of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dhcptools.lint.engine import Result, Settings, lint
from dhcptools.lint.finding import Edit, Finding, Fix

MOST_ROUNDS = 12  # a fix may make room for another; what needs more does not end


def applicable(findings: Sequence[Finding], *, unsafe: bool) -> list[Finding]:
    """The findings whose fixes may be applied: none to a file with NUL octets, which is a capture or a program."""
    binary: dict[str, bool] = {}
    for edit in (edit for each in findings if each.fix is not None for edit in each.fix.edits):
        if edit.source.name not in binary:
            binary[edit.source.name] = b"\0" in edit.source.data
    return [
        each
        for each in findings
        if each.fix is not None
        and (unsafe or each.fix.safe)
        and not any(binary[edit.source.name] for edit in each.fix.edits)
    ]


def apply(findings: Iterable[Finding]) -> tuple[dict[str, bytes], list[Finding]]:
    """The new octets of the files, and the findings whose fixes went in: the first of those that overlap."""
    taken: dict[str, list[Edit]] = {}
    fixed: list[Finding] = []
    for finding in findings:
        if finding.fix is not None and _fits(finding.fix, taken):
            fixed.append(finding)
            for edit in finding.fix.edits:
                mine = taken.setdefault(edit.source.name, [])
                if edit not in mine:
                    mine.append(edit)
    return {name: _edited(edits) for name, edits in taken.items()}, fixed


def _fits(fix: Fix, taken: Mapping[str, Sequence[Edit]]) -> bool:
    """Whether no edit of a fix touches one that is taken; the same edit twice is one."""
    for edit in fix.edits:
        for other in taken.get(edit.source.name, ()):
            apart = edit.stop < other.start or other.stop < edit.start
            if edit != other and not apart:
                return False
    return True


def _edited(edits: Iterable[Edit]) -> bytes:
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.stop))
    data = ordered[0].source.data
    parts: list[bytes] = []
    at = 0
    for edit in ordered:
        parts += (data[at : edit.start], edit.text)
        at = edit.stop
    return b"".join((*parts, data[at:]))


def fix_files(
    paths: Sequence[str], settings: Settings, read: Callable[[str], bytes], *, unsafe: bool
) -> tuple[list[Result], dict[str, bytes], list[Finding]]:
    """Lint and fix until nothing changes: what is found then, the files that differ, and what was fixed.

    Files are read through ``read`` and not written. Raises OSError as :func:`lint` does.
    """
    changed: dict[str, bytes] = {}
    fixed: list[Finding] = []

    def overlaid(path: str) -> bytes:
        return changed[path] if path in changed else read(path)

    results = lint(paths, settings, overlaid)
    for _ in range(MOST_ROUNDS):
        wanted = applicable([finding for result in results for finding in result.findings], unsafe=unsafe)
        files, done = apply(wanted)
        files = {path: data for path, data in files.items() if data != overlaid(path)}
        if not files:
            break
        fixed += done
        changed |= files
        results = lint(paths, settings, overlaid)
    return results, changed, fixed
