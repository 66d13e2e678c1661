from __future__ import annotations

import pytest

from dhcptools.kea.frames import Frame
from dhcptools.kea.lexer import Token
from dhcptools.kea.tree import Node, Source


@pytest.mark.parametrize(
    ("mapping", "name", "state", "words"),
    [
        (True, "Dhcp4", "separator", '"," or }'),
        (False, "Dhcp4", "separator", '"," or ]'),
        (True, "JSON", "separator", "}"),
        (False, "JSON", "first", "]"),
        (True, "Dhcp4", "first", ""),
        (True, "JSON", "colon", ":"),
        (True, "JSON", "value", ""),
    ],
)
def test_what_kea_says_it_expects(mapping: bool, name: str, state: str, words: str) -> None:
    frame = Frame(Node({}, Source("f", b""), 0, 0), name, mapping)
    frame.state = state
    assert frame.closing_words() == words


def test_a_bracket_at_the_front_of_its_line_closes_what_was_opened_as_deep() -> None:
    source = Source("f", b'  "a": {\n    "b": 1\n  ],\n   ]')
    frame = Frame(Node({}, source, 7, 8), "a", True)
    at = source.data.index(b"]")
    assert frame.opened_so(Token("]", None, source, at, at + 1))
    later = source.data.rindex(b"]")
    assert not frame.opened_so(Token("]", None, source, later, later + 1))
    assert not frame.opened_so(Token("]", None, Source("g", source.data), at, at + 1))
