"""The object of ``class test --json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dhcptools.kea.expression import Expression, Traced
from dhcptools.kea.expression.analysis import remarks
from dhcptools.kea.expression.nodes import result_of
from dhcptools.report.class_outcome import Classified, Outcome


def document(
    expression: Expression | None, family: int, version: tuple[int, ...], outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    """``result`` and ``steps`` are those of the first packet that matches, else of the first one."""
    first = next((outcome for outcome in outcomes if outcome.matched), outcomes[0])
    return {
        "schema": "dhcptool.class-test/1",
        "family": family,
        "target": ".".join(map(str, version)),
        "expression": None if expression is None else expression.text.decode("utf-8", "backslashreplace"),
        "result": _value(expression, first),
        "type": None if expression is None else expression.result,
        "error": first.error or None,
        "steps": [] if expression is None else [_step(expression, step) for step in first.steps],
        "notes": []
        if expression is None
        else [{"rule": each.rule, "message": each.message} for each in remarks(expression)],
        "matched_packets": [outcome.number for outcome in outcomes if outcome.matched],
        "packets": [_packet(expression, outcome) for outcome in outcomes],
    }


def _value(expression: Expression | None, outcome: Outcome) -> bool | str | None:
    if expression is None or outcome.value is None:
        return None
    return outcome.value == b"true" if expression.result == "bool" else outcome.value.hex()


def _step(expression: Expression, step: Traced) -> dict[str, Any]:
    truth = result_of(step.node) == "bool" and step.value in {b"true", b"false"}
    return {
        "expression": expression.source(step.node),
        "value": step.value == b"true" if truth else step.value.hex(),
        "log": list(step.messages),
    }


def _packet(expression: Expression | None, outcome: Outcome) -> dict[str, Any]:
    return {
        "number": outcome.number,
        "result": _value(expression, outcome),
        "error": outcome.error or None,
        "classification": None if outcome.classified is None else _classified(outcome.classified),
    }


def _classified(found: Classified) -> dict[str, Any]:
    return {
        "classes": list(found.classes),
        "additional": list(found.additional),
        "waiting": list(found.waiting),
        "dropped": found.dropped or None,
        "subnet": None
        if found.subnet_id is None
        else {"id": found.subnet_id, "prefix": found.subnet, "shared_network": found.shared_network or None},
        "tests": [
            {
                "name": each.name,
                "when": each.when,
                "value": (each.value == b"true" if each.value in {b"true", b"false"} else each.value.hex())
                if not each.error
                else None,
                "error": each.error or None,
            }
            for each in found.verdicts
        ],
    }
