"""Kea's examples judged for later versions: what kea-dhcp4 -t of 2.6.3 and 3.0.4 said of them was kept."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.facts import NOTHING, Facts
from dhcptools.lint.rule import identifiers, load_rule
from dhcptools.lint.versions import TARGETS
from support.lint_mutations import EXAMPLES, examples

KEPT = Path(__file__).resolve().parents[3] / "shared" / "data" / "lint" / "examples.tsv"
# -t of 2.6.3 does not notice sockets outside of /run/kea, the server then does.
UNNOTICED = {"2.6": {"KL119"}, "3.0": set[str]()}
HOST = Facts(frozenset({"lo", "eth0"}), look=True)  # no other interface was there
COLUMNS = {"2.6": "rc_2.6.3", "3.0": "rc_3.0.4"}


def rules() -> tuple[str, ...]:
    return tuple(each for each in identifiers() if load_rule(each).rule.kea_check in {"t", "v", "th"})


def errors(path: Path, target: str, *selected: str, facts: Facts = NOTHING) -> set[str]:
    (result,) = lint([str(path)], Settings(select=selected or rules(), target=TARGETS[target], facts=facts))
    return {finding.rule for finding in result.findings if finding.severity == "error"}


def kept() -> list[dict[str, str]]:
    with KEPT.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == "deb220" and row["rc_2.6.3"]]
    return [row for row in rows if (EXAMPLES / row["file"]).is_file()]


if KEPT.is_file() and EXAMPLES.is_dir():

    @pytest.mark.parametrize("target", ["2.6", "3.0"])
    def test_examples_are_judged_as_that_kea_judged_them(target: str) -> None:
        rows = kept()
        assert len(rows) > 60
        for row in rows:
            selected = (
                *rules(),
                *(("KL811", "KL817") if row["daemon"] in {"ca", "d2"} else ()),
            )  # they read their loggers
            found = errors(EXAMPLES / row["file"], target, *selected, facts=HOST) - UNNOTICED[target]
            assert bool(found) == (row[COLUMNS[target]] != "0"), (row["file"], found)


def test_the_templates_of_pairs_need_an_upgrade_and_nothing_else() -> None:
    templates = [EXAMPLES / case.name for case in examples() if case.name.startswith("template-")]
    if not templates:
        pytest.skip("not installed: kea-doc (tests/peers.sh installs the peers)")
    assert len(templates) >= 4
    for path in templates:
        assert errors(path, "2.2") == set()
        assert errors(path, "3.0") <= {"KL108", "KL118", "KL119"}
        assert errors(path, "3.0", "KL1", "KL817") & {"KL108", "KL119", "KL817"}
