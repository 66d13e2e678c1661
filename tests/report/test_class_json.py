from __future__ import annotations

from dhcptools.kea.expression import Names, Packet, Program, parse
from dhcptools.report.class_json import document
from dhcptools.report.class_outcome import Outcome
from support.class_packets import OTHER, PHONE

NAMES = Names(4, (2, 2, 0))


def test_the_first_match_is_told_step_by_step() -> None:
    parsed = parse("substring(option[60].hex, 0, 2) == 'ph'", NAMES)
    program = Program(parsed)
    outcomes = []
    for number, message in ((1, OTHER), (2, PHONE)):
        packet = Packet(NAMES, message)
        outcomes.append(Outcome(number, program.value(packet), "", tuple(program.trace(packet)[0]), None))
    found = document(parsed, 4, NAMES.target, outcomes)
    assert (found["result"], found["target"], found["matched_packets"]) == (True, "2.2.0", [2])
    assert found["steps"][0] == {
        "expression": "option[60].hex", "value": b"phone".hex(),
        "log": ["EVAL_DEBUG_OPTION Pushing option 60 with value 0x70686F6E65"],
    }  # fmt: skip
    assert found["steps"][-1]["value"] is True
    assert [each["result"] for each in found["packets"]] == [False, True]
