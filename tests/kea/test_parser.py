"""The parser's recovery where the tokens alone do not tell what was meant; the rest is in test_dialect.py."""

from __future__ import annotations

from dhcptools.kea.parser import MAX_DEPTH, Parser
from dhcptools.kea.tree import Bad, Source


def test_what_cannot_be_read_is_a_bad_value() -> None:
    document = Parser(Source("f", b'{ "a": yes }'), lambda _: b"", strict=False).document()
    assert isinstance(document.root.value, dict)
    assert isinstance(document.root.value["a"].node, Bad)


def test_one_fault_a_place_and_none_that_only_follows() -> None:
    document = Parser(Source("f", b'{ "a": [ { "b": 1 ] } }\n}'), lambda _: b"", strict=False).document()
    assert [error.position.column for error in document.errors] == [19]


def test_depth_ends_the_reading_with_what_was_read() -> None:
    text = b'{"x":1,"a":' + b"[" * 10_000
    document = Parser(Source("f", text), lambda _: b"", strict=False).document()
    assert [error.code for error in document.errors] == ["depth"]
    assert document.errors[0].column == len(b'{"x":1,"a":') + MAX_DEPTH
    assert isinstance(document.root.value, dict)
    assert document.root.value["x"].node.value == 1


def test_values_without_a_key_are_read_and_dropped() -> None:
    document = Parser(Source("f", b'{ "a": 1, { "b": [ no ] }, "c": 2 }'), lambda _: b"", strict=False).document()
    assert document.root.plain() == {"a": 1, "c": 2}
    assert [error.column for error in document.errors] == [11, 20]
