from __future__ import annotations

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.tree import Entry, Node
from dhcptools.lint.edits import (
    add_member,
    quoted,
    remove_member,
    rename_key,
    replace_member,
    replace_value,
    wrap_in_list,
)
from dhcptools.lint.finding import Edit


def applied(edit: Edit | None) -> str:
    assert edit is not None
    data = edit.source.data
    return (data[: edit.start] + edit.text + data[edit.stop :]).decode()


def entry(node: Node, key: str) -> Entry:
    assert isinstance(node.value, dict)
    return node.value[key]


def test_values_and_keys() -> None:
    root = parse(b'{ "a": 1 }', "f").root
    assert applied(replace_value(entry(root, "a").node, '"x"')) == '{ "a": "x" }'
    assert applied(replace_value(entry(root, "a").node, quoted('x"\\\n'))) == r'{ "a": "x\"\\\n" }'
    assert applied(rename_key(entry(root, "a"), "b")) == '{ "b": 1 }'


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{ "a": 1 }', "{  }"),
        ('{ "a": 1, "b": 2 }', '{ "b": 2 }'),
        ('{ "b": 2, "a": 1 }', '{ "b": 2 }'),
        ('{\n  "a": 1,\n  "b": 2\n}', '{\n  "b": 2\n}'),
        ('{\n  "b": 2,\n  "a": 1\n}', '{\n  "b": 2\n}'),
        ('{\n  "a": [ 1,\n 2 ],\n\n  // about b\n  "b": 2\n}', '{\n\n  // about b\n  "b": 2\n}'),
        ('{ "a": 1 /* one */, "b": 2 }', '{ "b": 2 }'),
    ],
)
def test_members_go_with_their_comma(text: str, left: str) -> None:
    root = parse(text.encode(), "f").root
    edit = remove_member(root, entry(root, "a"))
    assert applied(edit) == left
    parse(applied(edit).encode())


def test_members_of_lists_go() -> None:
    root = parse(b'{ "l": [ 1, 2, 3 ] }', "f").root
    nodes = entry(root, "l").node
    assert isinstance(nodes.value, list)
    assert applied(remove_member(nodes, nodes.value[1])) == '{ "l": [ 1, 3 ] }'
    assert applied(remove_member(nodes, nodes.value[2])) == '{ "l": [ 1, 2 ] }'


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("{}", '{ "n": 1 }'),
        ('{ "a": 1 }', '{ "n": 1, "a": 1 }'),
        ('{\n    "a": 1\n}', '{\n    "n": 1,\n    "a": 1\n}'),
        ('{ // first\n  "a": 1 }', '{ // first\n  "n": 1,\n  "a": 1 }'),
    ],
)
def test_members_are_laid_out_as_the_first(text: str, more: str) -> None:
    assert applied(add_member(parse(text.encode(), "f").root, "n", b"1")) == more


def test_what_an_include_brings_is_left_alone() -> None:
    root = parse(b'{ <?include "i"?> "b": 1 }', "f", include=lambda _: b'"a": 1,').root
    assert remove_member(root, entry(root, "a")) is None
    assert add_member(root, "n", b"1") is None
    assert add_member(entry(root, "b").node, "n", b"1") is None


def test_values_are_put_in_lists_and_members_replaced() -> None:
    root = parse(b'{ "a": { "b": 1 }, "c": 2 }', "f").root
    opening, closing = wrap_in_list(entry(root, "a").node)
    assert applied(closing) == '{ "a": { "b": 1 } ], "c": 2 }'
    assert applied(opening) == '{ "a": [ { "b": 1 }, "c": 2 }'
    assert applied(replace_member(entry(root, "a"), '"x": 1, "y": 2')) == '{ "x": 1, "y": 2, "c": 2 }'
