"""Reading maps: types, bounds, wider scopes, and keywords nobody asked for."""

from __future__ import annotations

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.reader import ConfigError, Reader


def reader(text: str) -> Reader:
    return Reader(parse(text.encode(), "f").root, "top")


@pytest.mark.parametrize(
    ("method", "text", "says"),
    [
        ("text", '{"k": 1}', '"k" in top must be a string: it is a integer'),
        ("integer", '{"k": "1"}', '"k" in top must be an integer: it is a constant string'),
        ("integer", '{"k": true}', "must be an integer: it is a boolean"),
        ("integer", '{"k": 4294967296}', "out of range: 4294967296 is not in 0..4294967295"),
        ("fraction", '{"k": 1.5}', "1.5 is not between 0 and 1"),
        ("fraction", '{"k": "x"}', "must be a number"),
        ("boolean", '{"k": 0}', "must be true or false"),
        ("items", '{"k": {}}', "must be a list: it is a map"),
        ("texts", '{"k": ["a", 1]}', "must be a list of strings"),
        ("child", '{"k": []}', "k must be a map: it is a list"),
    ],
)
def test_wrong_types_are_faults_with_their_place(method: str, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        getattr(reader(text), method)("k")
    assert says in str(caught.value)
    assert str(caught.value).startswith("f:1:")
    assert caught.value.fix


def test_right_types_are_values_and_absence_is_none() -> None:
    top = reader('{"t": "x", "i": 5, "f": 0.25, "b": false, "l": ["a"], "m": {"k": 1}}')
    assert (top.text("t"), top.integer("i"), top.fraction("f"), top.boolean("b")) == ("x", 5, 0.25, False)
    assert top.texts("l") == ("a",)
    child = top.child("m")
    assert child is not None
    assert child.integer("k") == 1
    assert (top.text("no"), top.integer("no"), top.boolean("no"), top.child("no")) == (None, None, None, None)
    assert list(top.maps("no")) == []


def test_a_wider_scope_answers_when_the_narrow_one_is_silent() -> None:
    top = reader('{"a": 1, "b": 2, "list": [{"b": 3}]}')
    (inner,) = top.maps("list", scope=True)
    assert inner.inherited("a").integer("a") == 1
    assert inner.inherited("b").integer("b") == 3
    assert inner.inherited("c").integer("c") is None


def test_keywords_nobody_asked_for_are_named_everywhere() -> None:
    top = reader('{"a": 1, "comment": "x", "user-context": {}, "list": [{"b": 3}]}')
    for inner in top.maps("list"):
        assert inner.raw("c") is None
    assert [str(notice) for notice in top.notices()] == [
        'f:1:2: "a" in top is not served and has no effect',
        'f:1:56: "b" in list[0] is not served and has no effect',
    ]


def test_required_names_the_map() -> None:
    with pytest.raises(ConfigError, match="missing parameter 'subnet' in top"):
        reader("{}").required("subnet", None)
