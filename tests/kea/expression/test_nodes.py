from __future__ import annotations

from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.nodes import Call, Equal, Literal, Logic, Not, Option, children, result_of
from dhcptools.kea.expression.parser import parse

NAMES = Names(4, (3, 3))


def test_every_node_knows_its_text() -> None:
    expression = parse("not option[60].hex == 'a' + 'b'", NAMES)
    texts = [expression.source(node) for node in expression.walk()]
    assert texts == [
        "not option[60].hex == 'a' + 'b'", "option[60].hex == 'a' + 'b'", "option[60].hex", "'a' + 'b'", "'a'", "'b'",
    ]  # fmt: skip


def test_walking_goes_outside_in_and_left_to_right() -> None:
    expression = parse("ifelse(option[1].exists, 'a', 'b') == 'c' or match('x', 'y')", NAMES)
    kinds = [type(node).__name__ for node in expression.walk()]
    assert kinds == ["Logic", "Equal", "Choice", "Option", "Literal", "Literal", "Literal", "Match", "Literal"]


def test_children_and_results() -> None:
    a = Literal(0, 3, "string", b"a")
    equal = Equal(0, 9, a, a)
    assert children(equal) == (a, a)
    assert children(Call(0, 1, "concat", (a, a))) == (a, a)
    assert children(a) == ()
    assert result_of(Not(0, 1, equal)) == result_of(Logic(0, 1, "and", equal, equal)) == "bool"
    assert result_of(Option(0, 1, "option", (1,), "exists")) == "bool"
    assert result_of(Option(0, 1, "option", (1,), "hex")) == result_of(a) == "string"
