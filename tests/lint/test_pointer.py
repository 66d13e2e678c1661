from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.kea.tree import Document
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.pointer import pointer_of

LONG = ", ".join(f'{{ "i": {number} }}' for number in range(40))
TEXT = f'{{ "a": {{ "b~/": [ 1, {{ "c": 2 }} ] }}, "long": [ {LONG} ] }}'


def pointer(document: Document, start: int) -> str:
    return pointer_of(document, Finding("KL000", Severity.INFO, "", document.root.source, start, start + 1))


def test_pointers_of_values_and_keys() -> None:
    document = parse(TEXT.encode(), "f")
    assert pointer(document, 0) == ""
    assert pointer(document, TEXT.index('"a"')) == "/a"
    assert pointer(document, TEXT.index("1")) == "/a/b~0~1/0"
    assert pointer(document, TEXT.index("2 }")) == "/a/b~0~1/1/c"
    assert pointer(document, TEXT.index(", 1") if ", 1" in TEXT else TEXT.index("[")) == "/a/b~0~1"


def test_long_lists_are_searched_by_halves() -> None:
    document = parse(TEXT.encode(), "f")
    for number in (0, 1, 20, 38, 39):
        assert pointer(document, TEXT.index(f'"i": {number} ')) == f"/long/{number}/i"
        assert pointer(document, TEXT.index(f'{{ "i": {number} ')) == f"/long/{number}"
    assert pointer(document, TEXT.index(', { "i": 30')) == "/long"


def test_inside_an_include() -> None:
    document = parse(b'{ "x": { <?include "i"?> }, "y": [ <?include "i2"?> ] }', "f", include=lambda name: {
        "i": b'"a": { "b": 1 }', "i2": b'1, { "c": [ 2 ] }',
    }[name])  # fmt: skip  # two files
    root = document.root.plain()
    assert root == {"x": {"a": {"b": 1}}, "y": [1, {"c": [2]}]}
    assert isinstance(document.root.value, dict)
    inner = document.root.value["x"].node
    assert isinstance(inner.value, dict)
    node = inner.value["a"].node
    at = Finding("KL000", Severity.INFO, "", node.source, node.source.data.index(b"1"), node.stop)
    assert pointer_of(document, at) == "/x/a/b"
    items = document.root.value["y"].node
    assert isinstance(items.value, list)
    last = items.value[1]
    at = Finding("KL000", Severity.INFO, "", last.source, last.source.data.index(b"2"), last.stop)
    assert pointer_of(document, at) == "/y/1/c/0"
