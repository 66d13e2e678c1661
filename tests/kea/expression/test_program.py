"""Kea's own verdicts and traces, and what holds for programs whatever the expression."""

from __future__ import annotations

import json
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcptools.kea.expression import Arrival, EvaluationError, Names, Packet, Program, parse
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4

EVALUATED = Path(__file__).resolve().parents[4] / "shared" / "data" / "lint" / "eval4.jsonl"
OLD, NEW = Names(4, (2, 2)), Names(4, (3, 3))
PACKET = Packet(OLD, Message4(options=(RawOption(53, b"\1"), RawOption(60, b"docsis3.0"))), classes=("ALL",))


def lines(text: str, names: Names = OLD) -> list[str]:
    traced, error = Program(parse(text, names)).trace(PACKET)
    assert error is None
    return [line for step in traced for line in step.messages]


def printable(line: str) -> str:
    return "".join(letter if " " <= letter <= "~" else "?" for letter in line)


@pytest.mark.skipif(not EVALUATED.exists(), reason="Kea's traces are kept beside the checkout, not in it")
def test_kea_evaluates_the_same_step_by_step() -> None:
    head, *rows = (json.loads(line) for line in EVALUATED.read_text().splitlines())
    message = Message4.decode(bytes.fromhex(head["packet"]))
    here = IPv4Address("192.0.2.1")
    assert len(rows) == 240
    for row in rows:
        names = Names(4, tuple(map(int, row["since"].split("."))))
        packet = Packet(names, message, (), Arrival("eth0", here, here), ("ALL", "UNKNOWN", "VENDOR_CLASS_docsis3.0"))
        program = Program(parse(row["expr"], names))
        traced, error = program.trace(packet)
        ours = [printable(line) for step in traced for line in step.messages]
        assert len(ours) == len(row["trace"]), row["expr"]
        for line, kept in zip(ours, row["trace"], strict=True):
            assert line == kept or (len(kept) > 80 and line.startswith(kept)), row["expr"]  # long lines are kept cut
        if error is not None:
            assert row["result"] == f"error: {error}"
            with pytest.raises(EvaluationError, match="Can not convert"):
                program.value(packet)
        else:
            assert program.holds(packet) is row["result"], row["expr"]


def test_before_3_0_both_sides_are_evaluated() -> None:
    assert lines("option[60].exists or option[53].exists") == [
        "EVAL_DEBUG_OPTION Pushing option 60 with value 'true'",
        "EVAL_DEBUG_OPTION Pushing option 53 with value 'true'",
        "EVAL_DEBUG_OR Popping 'true' and 'true' pushing 'true'",
    ]


def test_since_3_0_what_cannot_matter_is_left_out() -> None:
    assert lines("option[60].exists or option[53].exists", NEW) == [
        "EVAL_DEBUG_OPTION Pushing option 60 with value 'true'",
        "EVAL_DEBUG_POP_OR_BRANCH_TRUE Value is true: keep it and branching to label 1",
    ]
    assert lines("option[1].exists and uint8totext('ab') == 'x'", NEW)[-1].startswith("EVAL_DEBUG_POP_OR_BRANCH_FALSE")
    assert lines("ifelse(option[1].exists, 'a', 'b') == 'b'", NEW) == [
        "EVAL_DEBUG_OPTION Pushing option 1 with value 'false'",
        "EVAL_DEBUG_POP_AND_BRANCH_FALSE Value is false: pop it and branching to label 1",
        "EVAL_DEBUG_STRING Pushing text string 'b'",
        "EVAL_DEBUG_STRING Pushing text string 'b'",
        "EVAL_DEBUG_EQUAL Popping 0x62 and 0x62 pushing result 'true'",
    ]
    assert "EVAL_DEBUG_BRANCH Branching to label 2" in lines("ifelse(option[60].exists, 'a', 'b') == 'a'", NEW)
    assert lines("option[60].exists sor option[53].exists", NEW)[-1].startswith("EVAL_DEBUG_OR")


@pytest.mark.parametrize("names", [OLD, NEW])
@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("option[60].exists and (option[1].exists or not option[2].exists)", True),
        ("ifelse(option[60].exists and option[1].exists, 'x', ifelse(option[53].exists, 'y', 'z')) == 'y'", True),
        ("option[1].exists or option[2].exists or option[60].exists", True),
        ("option[60].exists and option[53].exists and option[1].exists", False),
    ],
)
def test_both_ways_come_to_the_same(text: str, holds: bool, names: Names) -> None:
    assert Program(parse(text, names)).holds(PACKET) is holds


def test_an_error_ends_it() -> None:
    program = Program(parse("addrtotext(option[60].hex) == 'x'", OLD))
    traced, error = program.trace(PACKET)
    assert [step.value for step in traced] == [b"docsis3.0"]
    assert str(error) == "Can not convert to valid address."
    with pytest.raises(EvaluationError):
        program.holds(PACKET)


def test_steps_belong_to_their_nodes() -> None:
    expression = parse("substring(option[60].hex, 0, 3) == 'doc'", OLD)
    traced, _ = Program(expression).trace(PACKET)
    assert [(expression.source(step.node), step.value) for step in traced] == [
        ("option[60].hex", b"docsis3.0"), ("0", b"0"), ("3", b"3"),
        ("substring(option[60].hex, 0, 3)", b"doc"), ("'doc'", b"doc"),
        ("substring(option[60].hex, 0, 3) == 'doc'", b"true"),
    ]  # fmt: skip


@pytest.mark.parametrize("names", [OLD, NEW])
def test_depth_has_no_bound(names: Names) -> None:
    assert Program(parse("not " * 30000 + "'a' == 'a'", names)).holds(PACKET)
    assert Program(parse("'a' == 'a'" + " and 'a' == 'a'" * 30000, names)).holds(PACKET)


def test_a_template_gives_octets() -> None:
    assert Program(parse("substring(option[60].hex, 0, 6) + '!'", OLD, result="string")).value(PACKET) == b"docsis!"
