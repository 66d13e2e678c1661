from __future__ import annotations

from dhcptools.kea.expression import Names, parse
from dhcptools.report.class_outcome import Outcome, readable, shown


def test_values_are_readable() -> None:
    assert readable(b"abc") == "'abc'"
    assert readable(b"a\0") == "0x6100"
    assert readable(b"") == "''"
    names = Names(4, (2, 2))
    assert shown(parse("'a' == 'a'", names), b"true") == "true"
    assert shown(parse("'true'", names, result="string"), b"true") == "'true'"


def test_a_match_is_true_or_a_name() -> None:
    assert Outcome(1, b"true", "", (), None).matched
    assert Outcome(1, b"x", "", (), None).matched
    assert not Outcome(1, b"false", "", (), None).matched
    assert not Outcome(1, b"", "", (), None).matched
    assert not Outcome(1, None, "wrong", (), None).matched
