"""Positions: lines and columns in octets, worked out from offsets."""

from __future__ import annotations

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.tree import DialectError, Position, Source


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 3, 1), (6, 3, 3), (8, 3, 5)],
)
def test_columns_count_octets(offset: int, line: int, column: int) -> None:
    source = Source("f", b"ab\n\n\xc3\xa9\tx")
    assert source.position(offset) == Position("f", line, column)


def test_every_value_and_key_knows_its_place() -> None:
    root = parse('{\n  "é": [ 1,\n  {"b": null} ] }'.encode(), "f.json").root
    assert root.position == ("f.json", 1, 1)
    assert root.end == ("f.json", 3, 17)
    assert isinstance(root.value, dict)
    entry = root.value["é"]
    assert entry.position == ("f.json", 2, 3)
    assert entry.node.position == ("f.json", 2, 9)  # é has two octets
    assert isinstance(entry.node.value, list)
    assert [item.position[1:] for item in entry.node.value] == [(2, 11), (3, 3)]
    assert [item.kind for item in entry.node.value] == ["integer", "map"]


def test_plain_drops_the_positions() -> None:
    text = b'{"a": [1, -2, 2.5, true, false, null, "x", {}], "b": {"c": []}}'
    assert parse(text).root.plain() == {"a": [1, -2, 2.5, True, False, None, "x", {}], "b": {"c": []}}


def test_an_error_prints_as_kea_prints_it() -> None:
    assert str(DialectError("text", Position("f", 2, 3))) == "f:2.3: text"
    assert str(DialectError("text", Position("f", 2, 3), 7)) == "f:2.3-7: text"
    assert str(Position("f", 2, 3)) == "f:2:3"
