from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft202012Validator

from dhcptools.lint.rule import identifiers, load_rule
from dhcptools.report.lint_json import document, lines, rule_object
from support.lint_results import results


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((files("dhcptools.schemas") / name).read_text()))


def test_one_object(tmp_path: Path) -> None:
    made = document(results(tmp_path), (3, 0, 4))
    validator("lint-1.schema.json").validate(json.loads(json.dumps(made)))
    finding = made["files"][0]["findings"][0]
    assert (finding["rule"], finding["path"], finding["fix"]["edits"][0]["text"]) == (
        "KL201",
        "/Dhcp4/subnet4/0/subnet",
        '"192.0.2.0/24"',
    )
    assert made["summary"] == {"error": 1, "warning": 2, "info": 1, "ignored": 0, "fixable": 2, "fixable_unsafe": 0}


def test_an_object_a_finding(tmp_path: Path) -> None:
    made = list(lines(results(tmp_path)))
    for each in made:
        validator("lint-finding-1.schema.json").validate(each)
    assert [each["rule"] for each in made] == ["KL201", "KL605", "KL002", "KL302"]


def test_rules() -> None:
    check = validator("lint-rule-1.schema.json")
    for identifier in identifiers():
        check.validate(rule_object(load_rule(identifier)))


def test_octets_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_bytes(b'{ "Dhcp4": { "subnet4": [ { "subnet": "\xff.0.0.1/24", "valid-lifetime": -1 } ] } }')
    from dhcptools.lint.engine import Settings, lint

    json.dumps(document(lint([str(path)], Settings(select=("KL2", "KL6"))), (3, 0, 4)), ensure_ascii=False).encode()
