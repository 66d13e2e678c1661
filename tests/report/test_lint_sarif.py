from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from dhcptools.lint.finding import Finding, Severity
from dhcptools.report.lint_sarif import document
from support.lint_results import results

SUBSET = Path(__file__).resolve().parents[1] / "data" / "sarif-2.1.0.subset.schema.json"


def test_it_is_sarif(tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    made = json.loads(json.dumps(document(results(folder))))
    Draft202012Validator(json.loads(SUBSET.read_text())).validate(made)
    (run,) = made["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    assert run["artifacts"][0]["location"]["uri"].endswith("/a%20b/k0.json")


def test_columns_count_characters(tmp_path: Path) -> None:
    (run,) = document(results(tmp_path))["runs"]
    wrap = next(each for each in run["results"] if each["ruleId"] == "KL605")
    region = wrap["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (2, 73, 75)  # one é before it


def test_what_kea_says_has_a_rule_too(tmp_path: Path) -> None:
    (result,) = results(tmp_path)
    source = result.findings[0].source
    result.findings = [Finding("KEA", Severity.ERROR, "no", source, 0, 1, origin="kea", kea="no")]
    made = document([result])
    Draft202012Validator(json.loads(SUBSET.read_text())).validate(made)
    assert made["runs"][0]["results"][0]["properties"] == {"kea": "no"}
