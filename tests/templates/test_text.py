from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.dialect import parse
from dhcptools.templates.text import Said, render

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31)
    | st.text(st.characters(codec="ascii", exclude_categories=["Cc"]))
)
TREES = st.dictionaries(
    st.text("abc-", min_size=1),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-", min_size=1), inner, max_size=4),
        max_leaves=20,
    ),
    max_size=5,
)


@given(TREES)
def test_what_is_written_is_read_back(tree: dict[str, Any]) -> None:
    assert parse(render(tree, "a comment").encode()).root.plain() == tree


def test_layout_and_comments() -> None:
    tree = {
        "short": {"a": 1, "b": [1, 2]},
        "long": Said("why it is there", [{"name": "x" * 50}, Said("the second", {"name": "y" * 60})]),
        "text": "z" * 120,
    }
    lines = render(tree, "first\nsecond").splitlines()
    assert lines[:4] == ["// first", "// second", "{", '  "short": { "a": 1, "b": [ 1, 2 ] },']
    assert lines[4:8] == [
        "  // why it is there",
        '  "long": [',
        f'    {{ "name": "{"x" * 50}" }},',
        "    // the second",
    ]
    assert lines[-2] == f'  "text": "{"z" * 120}"'
