from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft202012Validator

from dhcptools.leases.check_files import FileFacts
from dhcptools.leases.findings import Finding
from dhcptools.report.leases_check_json import document

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("leases-check-1.schema.json").read_text())
)


def test_findings_and_none() -> None:
    empty = document([], [], 0)
    VALIDATOR.validate(empty)
    assert empty["summary"] == {"errors": 0, "warnings": 0, "rules": {}}
    found = document(
        [Finding("bad-row", "x", "m", line=2), Finding("lfc-limit", "x.1", "m", "f")], [FileFacts(Path("x"), 1, -1)], 0
    )
    VALIDATOR.validate(found)
    assert found["summary"] == {"errors": 1, "warnings": 1, "rules": {"bad-row": 1, "lfc-limit": 1}}
