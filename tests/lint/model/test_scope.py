from __future__ import annotations

from dhcptools.lint.model.scope import Map
from support.lint_contexts import context

TEXT = """{ "Dhcp4": { "t": "x", "i": 5, "f": 0.5, "b": true, "l": [ "a", 1, "b" ], "m": { "n": 1 },
    "shared-networks": [ { "t": "y", "subnet4": [ { "b": false } ] } ] } }"""


def test_typed_access() -> None:
    top = context(TEXT).top
    assert (top.text("t"), top.integer("i"), top.number("f"), top.number("i"), top.boolean("b")) == (
        "x", 5, 0.5, 5.0, True,
    )  # fmt: skip  # one of each
    assert (top.text("i"), top.integer("b"), top.number("b"), top.boolean("i"), top.integer("f")) == (None,) * 5
    assert (top.text("no"), top.integer("no"), top.number("no"), top.boolean("no"), top.get("no")) == (None,) * 5
    assert [item.text for item in top.texts("l")] == ["a", "b"]
    assert len(top.nodes("l")) == 3
    assert top.nodes("i") == top.nodes("no") == []
    assert top.at("no") is top.node
    assert top.at("i").value == 5


def test_scopes_inside_are_made_once() -> None:
    top = context(TEXT).top
    child = top.child("m", Map)
    assert child is not None
    assert child is top.child("m", Map)
    assert (child.parent, child.integer("n")) == (top, 1)
    assert top.child("i", Map) is None
    assert top.label == "[0]"


def test_inheritance() -> None:
    subnet = context(TEXT).subnets[0]
    assert subnet.inherited_text("t") == "y"
    assert subnet.inherited_integer("i") == 5
    assert subnet.inherited_boolean("b", True) is False
    assert subnet.inherited_boolean("no", True) is True
    assert subnet.inherited_text("i") is None
    assert subnet.inherited_integer("t") is None
