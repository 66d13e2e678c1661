from __future__ import annotations

import pytest

from dhcptools.lint.finding import Place
from dhcptools.lint.refused import classes
from support.lint_contexts import context
from support.lint_refusals import one, told


def classes_of(*tests: str) -> str:
    members = ", ".join(f'{{"name": "c{number}", "test": "{test}"}}' for number, test in enumerate(tests))
    return f'{{"Dhcp4": {{"client-classes": [ {members} ]}}}}'


@pytest.mark.parametrize(
    ("test", "rule", "message"),
    [
        ("options[60].hex == 'x'", "KL515", 'unknown word "options" at 1:7; did you mean option[60]?'),
        ("option[60].hex = 'x'", "KL516", "= at 1:16: use =="),
        ("member('c1')", "KL517", "member('c1'): class \"c1\" is defined later; move it up"),
        ("member('no')", "KL517", "member('no'): class \"no\" is not defined"),
        ("option[vendor-class].exists", "KL518", "option 'vendor-class' is not defined in DHCPv4; did you mean"),
        ("option[60].hex ==", "KL515", "expression at 1:18: syntax error, unexpected end of file"),
        ("pkt6.msgtype == 1", "KL515", "expression at 1:1: pkt6 can only be used in DHCPv6."),
    ],
)
def test_expressions(test: str, rule: str, message: str) -> None:
    made = context(classes_of(test, "member('ALL')"), (2, 2, 0))
    (only,) = classes.check(made)
    assert only.rule == rule
    assert only.message.startswith(message)
    assert only.kea.startswith(f"expression: [{test}] error: <string>:1.")
    assert isinstance(only.at, Place)


def test_the_fix_writes_the_word_that_was_meant() -> None:
    made = context(classes_of("options[60].hex == 'x'"))
    (only,) = classes.check(made)
    assert only.fix is not None
    assert only.fix.edits[0].text == b"\"option[60].hex == 'x'\""


def test_names() -> None:
    assert "has already been defined" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": "a"}, {"name": "a"} ]}}')
    assert "not empty parameter 'name'" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": ""} ]}}')
    text = '{"Dhcp4": {"client-classes": [ {"name": "ALL", "test": "member(\'KNOWN\')"} ]}}'
    assert one(classes, text) == "built-in class 'ALL' test expression must be empty"
    assert told(classes, classes_of("member('KNOWN') and not member('VENDOR_CLASS_x')", "member('c0')")) == []


def test_templates_are_strings() -> None:
    text = '{"Dhcp4": {"client-classes": [ {"name": "a", "template-test": "%s"} ]}}'
    assert told(classes, text % "substring(option[60].hex,0,3)", (3, 0, 4)) == []
    assert one(classes, text % "option[60].exists", (3, 0, 4)).startswith("KL515")


def test_escapes_leave_the_place_at_the_string() -> None:
    made = context('{"Dhcp4": {"client-classes": [ {"name": "a", "test": "x\\u0020y"} ]}}')
    (only,) = classes.check(made)
    assert only.at is made.classes[0].at("test")
