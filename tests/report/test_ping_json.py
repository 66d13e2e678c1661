"""``ping --json`` against its schema."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from dhcptools.probe.ping import Answer, Target
from dhcptools.report.ping_json import document
from support.pings import gathered

SCHEMA = json.loads((files("dhcptools.schemas") / "ping-1.schema.json").read_text())
OFFER = Answer(1, True, "DHCPOFFER", 412_000, "192.0.2.1", "192.0.2.1", "192.0.2.100")


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((OFFER,), "yes"),
        ((Answer(1, False, strays=("not ours",)),), "no"),
        ((OFFER, Answer(2, False, "DHCPNAK", 1, None, "192.0.2.1", None, "no")), "no"),
        ((), "no"),
    ],
)
def test_document(answers: tuple[Answer, ...], verdict: str) -> None:
    done = gathered(*answers)
    made = document(Target(4, "192.0.2.1"), done)
    jsonschema.validate(made, SCHEMA)
    assert next(iter(made)) == "schema"
    assert made["verdict"] == verdict
    assert made["sent"] == len(answers)
    json.dumps(made, allow_nan=False)


def test_figures() -> None:
    done = gathered(OFFER, Answer(2, False, strays=("not ours",)), Answer(3, False, unsent="cannot reach it"))
    made = document(Target(4, "192.0.2.1"), done)
    assert made["rtt_ms"] == {"min": 0.412, "mean": 0.412, "max": 0.412, "mdev": 0.0}
    assert made["ignored"] == [{"sequence": 2, "reason": "not ours"}]
    assert made["unsent"] == [{"sequence": 3, "reason": "cannot reach it"}]
    assert (made["sent"], made["unreachable"]) == (3, 0)
    jsonschema.validate(document(Target(4, "192.0.2.1"), done, 2), SCHEMA)
