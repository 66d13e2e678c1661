from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from dhcptools.leases.memfile import MemfileReading
from dhcptools.report.leases_stats_json import document
from support.lease_usage import CONFIG4, CONFIG6, DATA, NOW, nothing, usage

VALID = Draft202012Validator(json.loads((files("dhcptools.schemas") / "leases-stats-1.schema.json").read_text()))


@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize("family", [4, 6])
def test_documents_are_valid(family: int, configured: bool) -> None:
    reading = MemfileReading(DATA / "kea22" / f"kea22-leases{family}.csv")
    found = document(usage(reading, {4: CONFIG4, 6: CONFIG6}[family] if configured else None, family), NOW)
    VALID.validate(json.loads(json.dumps(found, allow_nan=False)))
    assert next(iter(found)) == "schema"
    assert ("prefixes" in found["total"]) == (family == 6)  # type: ignore[operator]  # a mapping


def test_values() -> None:
    found = json.loads(json.dumps(document(nothing(), NOW)))
    assert found["time"] == "2026-11-21T05:01:40Z"
    assert [(subnet["id"], subnet["prefix"], subnet["total"]) for subnet in found["subnets"]] == [
        (1, "10.0.0.0/16", 288), (20, "192.0.3.0/24", 110),
    ]  # fmt: skip  # as configured
    assert found["shared_networks"][0]["name"] == "campus"
    assert found["total"]["utilisation"] == 0
