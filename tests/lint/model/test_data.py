from __future__ import annotations

import pytest

from dhcptools.lint.model.data import is_hexadecimal, row_of, separated, typed_fields
from support.lint_contexts import context

TEXT = """{ "Dhcp4": { "option-def": [ { "name": "mine", "code": 230, "type": "record",
    "record-types": "uint8, string" } ], "option-data": [ %s ] } }"""


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ('{ "name": "routers", "data": "a, ,b" }', [("ipv4-address", "a"), ("ipv4-address", "b")]),
        ('{ "code": 78, "data": "true, x, y" }', [("boolean", "true"), ("ipv4-address", "x"), ("ipv4-address", "y")]),
        ('{ "name": "mine", "data": "1, t, z" }', [("uint8", "1"), ("string", "t")]),
        ('{ "name": "routers", "csv-format": false, "data": "C0000201" }', []),
        ('{ "name": "nope", "data": "x" }', []),
        ('{ "name": "routers" }', []),
        ("{ }", []),
    ],
)
def test_values_and_their_types(option: str, found: list[tuple[str, str]]) -> None:
    made = context(TEXT % option)
    assert typed_fields(made, made.options[0]) == found


def test_definitions_are_those_of_the_target() -> None:
    text = TEXT % '{ "code": 121 }, { "name": "mine" }, { "code": 250 }'
    assert [row_of(made, each) is not None for made in (context(text),) for each in made.options] == [True, True, False]
    old = context(text, (2, 2, 0))
    assert row_of(old, old.options[0]) is None


def test_octets() -> None:
    assert all(map(is_hexadecimal, ["", "abc", "0xab", "1:2:ab", "01 02", "'any text'", "'x' "]))
    assert not any(map(is_hexadecimal, ["xyz", "192.0.2.1", "01-02", "01:02 03", "1a1b.1c1d", "01::02", "'"]))


def test_addresses_without_commas() -> None:
    options = '{ "name": "routers", "data": "192.0.2.1 192.0.2.2" }, { "name": "routers", "data": "192.0.2.1" }'
    made = context(TEXT % (options + ', { "name": "mine", "data": "1, 192.0.2.1 192.0.2.2" }'))
    assert [separated(made, each) for each in made.options] == ["192.0.2.1, 192.0.2.2", None, None]
