from __future__ import annotations

import pytest

from dhcptools.kea.expression import ExpressionError, Names, parse
from dhcptools.report.class_caret import caret


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("options[60]", ["  options[60]", "        ^"]),
        ("'a' ==", ["  'a' ==", "        ^"]),
        ("'é' == options", ["  'é' == options", "               ^"]),
        ("'a' == 'b'\n and 4294967296 == 0", ["   and 4294967296 == 0", "       ^~~~~~~~~~"]),
        ("\t'a'", ["  \\x09'a'", "         ^"]),
    ],
)
def test_under_the_place(text: str, lines: list[str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, Names(4, (2, 2)))
    assert caret(text, caught.value).splitlines() == lines
