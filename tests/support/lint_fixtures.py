"""The fixtures of lint rules: files with the comment ``expect KLNNN`` on each line that a rule must name.

A first line ``// lint: --target 2.2 --host-facts FILE`` sets what the file is linted for; FILE is beside it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from dhcptools.lint.engine import Result, Settings, lint
from dhcptools.lint.facts import NOTHING, of_this_host, read_facts
from dhcptools.lint.versions import NEWEST, parse_version

FIXTURES = Path(__file__).resolve().parents[1] / "lint" / "rules" / "fixtures"
_EXPECT = re.compile(r"expect (KL[0-9]{3}(?:[, ]+KL[0-9]{3})*)(?: at ([0-9]+))?")
_FIRST = re.compile(r"^(?://|#|/\*) lint:(.*)", re.MULTILINE)


def cases(identifier: str, kind: str) -> list[list[Path]]:
    """The fixtures ``bad*`` or ``good*`` of a rule: lists of files that are linted together."""
    folder = FIXTURES / identifier.lower()
    found = [path for path in sorted(folder.glob(f"{kind}*")) if ".fixed." not in path.name]
    return [sorted(path.iterdir()) if path.is_dir() else [path] for path in found]


def fixed(identifier: str) -> list[tuple[Path, Path]]:
    """The bad files of a rule, and what its fix is to make of each if that is kept."""
    single = [paths[0] for paths in cases(identifier, "bad") if len(paths) == 1]
    return [(path, path.with_name(f"{path.stem}.fixed{path.suffix}")) for path in single]


def settings(paths: list[Path], identifier: str) -> Settings:
    """What the first line of the first file asks for, and one rule alone."""
    found = _FIRST.search(paths[0].read_text(encoding="utf-8", errors="surrogateescape"))
    words = found[1].replace("*/", "").split() if found else []
    asked = dict(zip(words[::2], words[1::2], strict=True))
    target = parse_version(asked["--target"]) if "--target" in asked else NEWEST
    kept = asked.get("--host-facts")
    facts = NOTHING if kept is None else of_this_host() if kept == "auto" else read_facts(str(paths[0].parent / kept))
    base: Literal["cwd", "file"] = "file" if asked.get("--include-base") == "file" else "cwd"
    unused = "--warn-unused-ignores" in asked
    select = ("ALL",) if unused else (identifier,)
    return Settings(select, (), target, facts, base, unused)


def run(paths: list[Path], identifier: str) -> list[Result]:
    """Lint the files of one fixture with one rule, or with all when that is about ignoring some."""
    results = lint([str(path) for path in paths if path.suffix not in {".facts", ".inc"}], settings(paths, identifier))
    for result in results:
        result.findings = [finding for finding in result.findings if finding.rule == identifier]
    return results


def expected(paths: list[Path], identifier: str) -> set[tuple[str, int]]:
    """File names and lines that the rule must name."""
    found = set()
    for path in paths:
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        for number, line in enumerate(lines, 1):
            for mark in _EXPECT.finditer(line):
                if identifier in mark[1]:
                    found.add((path.name, int(mark[2] or number)))
    return found
