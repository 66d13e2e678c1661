from __future__ import annotations

from dhcptools.kea.expression.errors import ExpressionError, Location


def test_a_place_of_one_octet_has_one_column() -> None:
    assert str(Location(1, 17, 1, 18)) == "<string>:1.17"


def test_more_octets_have_the_last_one_too() -> None:
    assert str(Location(1, 8, 1, 10)) == "<string>:1.8-9"


def test_nothing_has_no_end_and_lines_are_told() -> None:
    assert str(Location(1, 9, 1, 9)) == "<string>:1.9"
    assert str(Location(1, 9, 2, 4)) == "<string>:1.9-2.3"


def test_a_fault_of_a_regular_expression_has_no_place() -> None:
    assert str(ExpressionError("invalid", None, 3, 5)) == "invalid"
    assert str(ExpressionError("what", Location(2, 1, 2, 2))) == "<string>:2.1: what"
