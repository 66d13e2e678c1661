"""Kea 2.2 and we judge the same files: accepted or refused, and where.

The files are every example of Debian's package kea-doc, as they are and made fit for this machine, and mistakes made in
them by a seed. DHCPTOOL_LINT_MUTATIONS says how many; a run of thousands is for who works on lint.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from dhcptools.lint import peer
from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.facts import of_this_host
from dhcptools.lint.finding import Finding
from dhcptools.lint.rule import identifiers, load_rule
from support import lint_mutations
from support.lint_mutations import PROGRAMS, Case
from support.peers import need

COUNT = int(os.environ.get("DHCPTOOL_LINT_MUTATIONS", "1500"))
SEED = int(os.environ.get("DHCPTOOL_LINT_SEED", "22"))
AGREEMENT = 0.97
SAME_LINE = 0.95
SAME_COLUMN = 0.98
PLACE = re.compile(r"\.json:([0-9]+)[.:]([0-9]+)")

# Why Kea 2.2 and we differ where we do: what one of the two says, and the reason. All others fail the test.
REASONS = (
    (r"hostname-char-set", "KL906 tells of it, which most versions do not refuse"),
    (r"truncated vendor option|Vendor option parse failed", "nobody takes hexadecimal vendor options apart"),
    (r"IA_PD", "pd-pools that overlap by a slip of a prefix: KL224 compares subnets, Kea pools of one"),
    (r"KL230", "Kea names the subnet that it makes second, which is the first in the file"),
    (r"doesn't have address", "the address of an interface that is not there at all"),
    (r"must include at least one resource", "a reservation with an empty name of a class, and nothing else"),
    (r"unexpected \",\", expecting }", "relay takes one keyword: Kea stops at the comma, we at what is behind it"),
    (r"missing parameter .* map between", "Kea reads one token past a map before it looks for what is missing"),
    (r"no option value specified|does not exist", "the first of two that depend on each other"),
    (r"Invalid control|Invalid character|syntax error|Comment not closed|duplicate", "what follows from a lost quote"),
)  # fmt: skip  # rows


class Verdict(NamedTuple):
    """What Kea and we say of a case."""

    case: Case
    refused: bool
    kea: str
    findings: list[Finding]

    @property
    def agreed(self) -> bool:
        return self.refused == bool(self.findings)

    @property
    def places(self) -> set[tuple[int, int]]:
        """Our lines and columns: of the findings, and of the places in Kea's words that they carry."""
        own = {finding.position[1:] for finding in self.findings}
        said = (PLACE.search(finding.kea) for finding in self.findings)
        return own | {(int(found[1]), int(found[2])) for found in said if found is not None}

    @property
    def place(self) -> tuple[int, int] | None:
        """Kea's line and column, when it says them."""
        found = PLACE.search(self.kea)
        return None if found is None else (int(found[1]), int(found[2]))

    def __str__(self) -> str:
        ours = "; ".join(f"{each.rule} {each.position.line} {each.message}" for each in self.findings[:3])
        return f"{self.case.name} ({self.case.kind}): kea: {self.kea or 'accepted'} | we: {ours or 'accepted'}"


def refusals() -> tuple[str, ...]:
    """The rules about what -t refuses, and those of which it refuses some."""
    told = (each for each in identifiers() if load_rule(each).rule.kea_check in {"t", "v", "th"})
    return (*told, "KL203", "KL410", "KL605", "KL811", "KL813")


def judge(folder: Path, cases: list[Case]) -> list[Verdict]:
    settings = Settings(select=refusals(), target=(2, 2, 0), facts=of_this_host())
    search = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    programs = {daemon: shutil.which(name, path=search) or name for daemon, name in PROGRAMS.items()}

    def ask(numbered: tuple[int, Case]) -> tuple[bool, str]:
        number, case = numbered
        (folder / f"{number}.json").write_bytes(case.text)
        command = [programs[case.daemon], "-t", f"{number}.json"]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
        return done.returncode != 0, done.stderr.decode("utf-8", "backslashreplace").strip()

    with ThreadPoolExecutor(2) as pool:
        asked = list(pool.map(ask, enumerate(cases)))
    found = []
    for number, (case, (refused, said)) in enumerate(zip(cases, asked, strict=True)):
        (result,) = lint([str(folder / f"{number}.json")], settings)
        errors = [each for each in result.findings if each.severity == "error" and peer.refused(each)]
        found.append(Verdict(case, refused, said, errors))
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    need(*PROGRAMS.values())
    cases = lint_mutations.examples()
    if not cases:
        pytest.skip("not installed: kea-doc (tests/peers.sh installs the peers)")
    version = subprocess.run(
        [shutil.which("kea-dhcp4", path="/usr/sbin:/sbin:/usr/local/sbin") or "kea-dhcp4", "-v"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip  # a record
    if not version.startswith("2.2."):
        pytest.skip(f"the installed Kea is {version.strip()}: its words are not those of 2.2")
    cases += [lint_mutations.adapted(case) for case in cases]
    cases += lint_mutations.mistakes(COUNT, SEED)
    return judge(tmp_path_factory.mktemp("lint"), cases)


@pytest.mark.timeout(900)
def test_accepted_and_refused_as_kea_does(verdicts: list[Verdict]) -> None:
    differing = [each for each in verdicts if not each.agreed]
    share = 1 - len(differing) / len(verdicts)
    assert share >= AGREEMENT, f"{share:.2%} of {len(verdicts)} files judged as Kea judges them"
    unexplained = [str(each) for each in differing if reason(each) is None]
    assert unexplained == []


@pytest.mark.timeout(900)
def test_refused_at_the_same_column(verdicts: list[Verdict]) -> None:
    placed = [each for each in verdicts if each.refused and each.agreed and each.place is not None]
    same = sum(each.place in each.places for each in placed)
    assert same / len(placed) >= SAME_COLUMN, f"{same / len(placed):.2%} of {len(placed)} files refused at Kea's column"


@pytest.mark.timeout(900)
def test_refused_at_the_same_line(verdicts: list[Verdict]) -> None:
    placed = [each for each in verdicts if each.refused and each.agreed and each.place is not None]
    differing = [
        each for each in placed if each.place is None or each.place[0] not in {line for line, _ in each.places}
    ]
    share = 1 - len(differing) / len(placed)
    assert share >= SAME_LINE, f"{share:.2%} of {len(placed)} files refused at Kea's line"
    unexplained = [str(each) for each in differing if reason(each) is None]
    assert unexplained == []


@pytest.mark.timeout(900)
def test_every_kind_of_mistake_is_among_them(verdicts: list[Verdict]) -> None:
    kinds = Counter(each.case.kind for each in verdicts)
    assert set(kinds) == {"example", "adapted", *lint_mutations.KINDS}
    assert {each.case.daemon for each in verdicts if each.refused} == set(PROGRAMS)


def reason(verdict: Verdict) -> str | None:
    """Why the two differ; None when it is not known."""
    rules = " ".join(each.rule for each in verdict.findings)
    return next((why for pattern, why in REASONS if re.search(pattern, f"{rules} {verdict.kea}")), None)
