"""User contexts: what Kea's JSON parser accepts, and its words for the rest (both recorded from kea-lfc 2.2)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.context import PLAIN, ContextError, _Walk, check_context
from dhcptools.kea.memfile.fields import escape, unescape

GOOD = [
    b"{}", b"{ }", b' { "a": 1 } ', b"{}\r", b'{"a":01}', b'{"a":+1}', b'{"a":.5}', b'{"a":5.}', b'{"a":1e5}',
    b'{"a":9223372036854775807}', b'{"a":-9223372036854775808}', b'{"a":1e-999}', b'{"a":true}', b'{"a":null}',
    b'{"a":"\\u00e9"}', b'{"a":"\xff\x01\x7f"}', b'{"a":"\n"}', b'{\n"a":1}', b'{"a" :1}', b'{ "a":1,"a":2}',
    b'{"a":"\x00"}', b'{"":1}', b'{"a":"/\\/\\b\\f\\n\\r\\t\\\\\\""}', b'{"a":[1,]}', b'{"k\\"\\u00e9y":1}',
    b'{"a":{"b":[{},[]]}}', b'{"a":[[1],{"b":2}],"c":{}}', b'{"a":+.5}', b'{"a":.5E+3}',
    b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}",
]  # fmt: skip  # many small ones
BAD = {
    b'{ "a": 1, }': "String expected in <string>:1:12",
    b"[ 1 ]": "user context '[ 1 ]' is not a JSON map",
    b'"a"': "user context '\"a\"' is not a JSON map",
    b"null": "user context 'null' is not a JSON map",
    b" ": "nothing read",
    b"{} x": "Extra data in <string>:1:3",
    b"{}{}": "Extra data in <string>:1:2",
    b"\x0b{}": "error: unexpected character \x0b in <string>:1:2",
    b'{"a":1e}': "Number overflow: 1e in <string>:1:6",
    b'{"a":-}': "Number overflow: - in <string>:1:6",
    b'{"a":1-2}': "Number overflow: 1-2 in <string>:1:6",
    b'{"a":9223372036854775808}': "Number overflow: 9223372036854775808 in <string>:1:6",
    b'{"a":1e999}': "Number overflow: 1e999 in <string>:1:6",
    b'{"a":NaN}': "error: unexpected character N in <string>:1:7",
    b'{"a":nan}': "Bad null value: nan in <string>:1:6",
    b'{"a":truex}': "Bad boolean value: truex in <string>:1:6",
    b'{"a":"\\u0100"}': "Unsupported unicode escape in <string>:1:8",
    b'{"a":"\\u"}': "Unsupported unicode escape in <string>:1:9",
    b'{"a":"\\u00zz"}': "Not hexadecimal in unicode escape in <string>:1:8",
    b'{"a":"\\x"}': "Bad escape in <string>:1:8",
    b'{"a":"': "Unterminated string in <string>:1:8",
    b'{"a"': 'EOF read, one of ":" expected in <string>:1:6',
    b'{"a":': "nothing read",
    b'{"a":1': 'EOF read, one of ",}" expected in <string>:1:8',
    b'{"a":[}': "error: unexpected character } in <string>:1:8",
    b'{"a":[1 2]}': "'2' read, one of \",]\" expected in <string>:1:10",
    b"# c": "error: unexpected character # in <string>:1:2",
    b"{ # c": "String expected in <string>:1:4",
    b'{"a":1}\x00': "Extra data in <string>:1:8",
    b'{"a":0x10}': "'x' read, one of \",}\" expected in <string>:1:8",
    b"{": "Unterminated map, <string> or } expected in <string>:1:2",
}


@pytest.mark.parametrize("text", GOOD, ids=lambda text: repr(text[:30]))
def test_accepted(text: bytes) -> None:
    check_context(text)


@pytest.mark.parametrize(("text", "reason"), BAD.items(), ids=repr)
def test_refused_with_kea_words(text: bytes, reason: str) -> None:
    with pytest.raises(ContextError) as error:
        check_context(text)
    assert str(error.value) == reason


@given(st.binary(max_size=60) | st.text('{}[]":, \\u0e1tn-.\n', max_size=60).map(str.encode))
def test_any_octets_are_accepted_or_refused(text: bytes) -> None:
    """The quick way and the exact walk agree, and nothing but ContextError comes out."""
    try:
        exact = _Walk(text).document()
    except ContextError:
        exact = False
    try:
        check_context(text)
    except ContextError:
        assert not exact
    else:
        assert exact


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(max_codepoint=0xFF), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(max_codepoint=0xFF)), inner),
    max_leaves=8,
)  # fmt: skip  # one strategy


@given(st.binary(max_size=60) | st.text('{}[]":&#x26c e1tn-', max_size=40).map(str.encode))
def test_plain_contexts_are_taken(text: bytes) -> None:
    if PLAIN.fullmatch(text):
        assert _Walk(unescape(text)).document()


SIMPLE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text('abc,& {}[]:"0', max_size=9).map(
        lambda text: text.replace('"', "")
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab,&", max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip  # one strategy


@given(st.dictionaries(st.text("ab", max_size=3), SIMPLE, max_size=4))
def test_common_contexts_are_plain(value: dict[str, object]) -> None:
    text = escape(json.dumps(value).encode())
    assert PLAIN.fullmatch(text) or depth(value) > 4
    assert PLAIN.fullmatch(text.replace(b"{", b"{ ").replace(b"}", b" }")) or depth(value) > 4


def depth(value: object) -> int:
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


@given(st.dictionaries(st.text(st.characters(max_codepoint=0xFF)), VALUES, max_size=4))
def test_every_json_map_of_latin_1_is_accepted(value: dict[str, object]) -> None:
    text = json.dumps(value).encode()
    assert _Walk(text).document()
    check_context(text)
