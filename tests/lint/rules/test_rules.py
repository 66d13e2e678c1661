"""Every rule: its page, its row in the catalogue, and its fixtures."""

from __future__ import annotations

import csv
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pytest

from dhcptools.kea.dialect import read_file
from dhcptools.lint.fixing import fix_files
from dhcptools.lint.rule import KEA_CHECKS, identifiers, load_rule
from support import lint_fixtures as fixtures

CATALOGUE = Path(__file__).resolve().parents[4] / "shared" / "data" / "lint" / "rules.tsv"
SECTIONS = ["What it does", "Why is this bad", "Example", "Use instead|What to do", "Kea versions", "References"]
SEVERITIES = {"E": "error", "W": "warning", "I": "info"}


class Row(NamedTuple):
    id: str
    severity: str
    kea_check: str
    autofix: str
    example_message: str


def catalogue() -> dict[str, Row]:
    """The rows of the catalogue that we have rules for; none where the catalogue is not on this machine."""
    if not CATALOGUE.is_file():
        return {}
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = [Row(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    return {row.id: row for row in rows if row.id in identifiers()}


ROWS = catalogue()
# Where the catalogue is kinder than the servers: D2 2.2 never updates a domain whose name lacks its final dot.
SEVERER = {"KL913": "error"}


@pytest.mark.parametrize("identifier", identifiers())
def test_the_rule_is_what_its_file_is_called_and_has_a_page(identifier: str) -> None:
    loaded = load_rule(identifier)
    rule = loaded.rule
    assert rule.id == identifier
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.kea_check in KEA_CHECKS
    assert hasattr(loaded.module, "check_files" if rule.across else "check")
    headings = re.findall(r"^## (.+)$", loaded.page, re.MULTILINE)
    assert len(headings) == len(SECTIONS)
    assert all(re.fullmatch(wanted, found) for wanted, found in zip(SECTIONS, headings, strict=True)), headings
    parts = re.split(r"^## .+$", loaded.page, flags=re.MULTILINE)
    assert all(part.strip() for part in parts)
    assert parts[3].count("```") >= 2  # the example


def test_names_are_unique() -> None:
    names = [load_rule(identifier).rule.name for identifier in identifiers()]
    assert len(set(names)) == len(names)


def test_rules_are_those_of_the_catalogue() -> None:
    for identifier, row in ROWS.items():
        rule = load_rule(identifier).rule
        found = (rule.id, rule.severity, rule.kea_check, rule.fixable)
        assert found == (
            identifier,
            SEVERER.get(identifier, SEVERITIES[row.severity]),
            row.kea_check,
            row.autofix == "f",
        )


@pytest.mark.parametrize("identifier", identifiers())
def test_bad_fixtures_are_found_at_their_lines(identifier: str) -> None:
    cases = fixtures.cases(identifier, "bad")
    assert cases, f"{identifier} has no bad fixture"
    for paths in cases:
        results = fixtures.run(paths, identifier)
        wanted = fixtures.expected(paths, identifier)
        assert wanted, f"{paths[0]} marks no line with 'expect {identifier}'"
        found = {
            (Path(finding.source.name).name, finding.position.line)
            for result in results
            for finding in result.findings
            if finding.rule == identifier
        }
        assert found == wanted, paths


@pytest.mark.parametrize("identifier", identifiers())
def test_good_fixtures_are_silent(identifier: str) -> None:
    cases = fixtures.cases(identifier, "good")
    assert cases, f"{identifier} has no good fixture"
    for paths in cases:
        found = [finding.message for result in fixtures.run(paths, identifier) for finding in result.findings]
        assert found == [], paths


@pytest.mark.parametrize("identifier", [each for each in identifiers() if load_rule(each).rule.fixable])
def test_a_fix_makes_what_the_fixture_says_and_nothing_more_the_second_time(identifier: str) -> None:
    cases = [(path, made) for path, made in fixtures.fixed(identifier) if made.is_file()]
    assert cases, f"{identifier} has no bad*.fixed* that says what its fix makes"
    for path, made in cases:
        asked = fixtures.settings([path], identifier)
        _, changed, _ = fix_files([str(path)], asked, read_file, unsafe=True)
        assert changed[str(path)].decode() == made.read_text(encoding="utf-8"), path
        again = fix_files([str(made)], asked, read_file, unsafe=True)
        assert again[1] == {}, made


def test_messages_have_the_shape_of_the_catalogue() -> None:
    for identifier, row in ROWS.items():
        messages = [
            finding.message
            for paths in fixtures.cases(identifier, "bad")
            for result in fixtures.run(paths, identifier)
            for finding in result.findings
        ]
        shapes = (shape for each in messages for shape in (each, *re.split("[:;] ", each)[:1]))  # why follows, or a fix
        likeness = max(SequenceMatcher(None, words(each), words(row.example_message)).ratio() for each in shapes)
        assert likeness >= 0.6, (identifier, messages, row.example_message)


def words(message: str) -> list[str]:
    """A message without what differs from file to file: paths, numbers, names in quotes."""
    plain = re.sub(r'(?<![^ ])/\S+|"[^"]*"|\'[^\']*\'|[0-9a-fA-F]*[0-9:.][0-9a-fA-F:./-]*', " _ ", message)
    return re.findall(r"[a-zA-Z_]+(?:-[a-zA-Z]+)*", plain)
