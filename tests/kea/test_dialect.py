"""Kea's JSON dialect: what it accepts, what it refuses and where, as kea-dhcp4 -t says it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea import dialect
from dhcptools.kea.dialect import MAX_DEPTH, DialectError, parse, recover


def refused(text: bytes, **files: bytes) -> str:
    with pytest.raises(DialectError) as caught:
        parse(text, "f.json", include=lambda name: files[name.replace(".", "_")])
    return str(caught.value)


def test_comments_of_all_three_kinds_are_dropped_but_not_inside_strings() -> None:
    text = b'# one\n{ // two\n "a": /* three\n /* four */ 1, "b": "# // /* */" }  # five'
    assert parse(text).root.plain() == {"a": 1, "b": "# // /* */"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (b'{"a":1,}', [7]),
        (b'{"a":1,,"b":2}', [7]),
        (b'{"a":[1,2,],}', [10, 12]),
        (b'{"a":[1,,,2]}', [8, 9]),
        (b'{"a":[1,2]}', []),
    ],
)
def test_extra_commas_are_accepted_with_a_warning(text: bytes, places: list[int]) -> None:
    document = parse(text, "f.json")
    assert [warning.column for warning in document.warnings] == places
    for warning in document.warnings:
        assert str(warning).endswith("Extraneous comma. A piece of configuration may have been omitted.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "f.json:1.1: syntax error, unexpected end of file, expecting {"),
        (b"[]", "f.json:1.1: syntax error, unexpected [, expecting {"),
        (b'{"a":1} 2', "f.json:1.9: syntax error, unexpected integer, expecting end of file"),
        (b'{"a" 1}', "f.json:1.6: syntax error, unexpected integer, expecting :"),
        (b'{"a":1 "bc":2}', 'f.json:1.8-11: syntax error, unexpected constant string, expecting "," or }'),
        (b'{"a":[1 2]}', 'f.json:1.9: syntax error, unexpected integer, expecting "," or ]'),
        (b'{,"a":1}', 'f.json:1.2: syntax error, unexpected ","'),
        (b'{"user-context":{,}}', 'f.json:1.18: syntax error, unexpected ",", expecting }'),
        (b'{"user-context":[1 2]}', "f.json:1.20: syntax error, unexpected integer, expecting ]"),
        (b'{"a":}', "f.json:1.6: syntax error, unexpected }"),
        (b'{"a":TRUE}', "f.json:1.6-9: JSON true reserved keyword is lower case only"),
        (b'{"a":Null}', "f.json:1.6-9: JSON null reserved keyword is lower case only"),
        ('{"a":“x”}'.encode(), r"f.json:1.6: Invalid character: \xe2"),
        (b"{'a':1}", "f.json:1.2: Invalid character: '"),
        (b'{"a":+5}', "f.json:1.6: Invalid character: +"),
        (b'{"a":1\x0c}', r"f.json:1.7: Invalid character: \x0c"),
        (b'{"a":"\\u1234"}', 'f.json:1.6-13 (near 3): Unsupported unicode escape in "\\u1234"'),
        (b'{"a":"\\x"}', 'f.json:1.6-9 (near 2): Bad escape in "\\x"'),
        (b'{"a":"\\u12"}', 'f.json:1.6-11 (near 2): Overflow unicode escape in "\\u12"'),
        (b'{"a":"b\n"}', 'f.json:1.6-9 (near 2): Invalid control in "b\n"'),
        (b'{"a":"b', 'f.json:1.6: Invalid character: "'),
        (b"{\n\t/* open", "f.json:2.2-3: Comment not closed. (/* in line 2"),
        (b'{"a":-}', "f.json:1.6: Failed to convert - to a floating point."),
        (b"{<?include x?>}", "f.json:1.12: Invalid character: x"),
        (b'{"a":9223372036854775808}', "f.json:1.6-24: Failed to convert 9223372036854775808 to an integer."),
    ],
)
def test_refusals_say_what_and_where(text: bytes, says: str) -> None:
    assert refused(text) == says


def test_duplicate_keys_name_both_places_and_the_map() -> None:
    text = b'{ "Dhcp4": { "valid-lifetime": 1,\n "valid-lifetime": 2 } }'
    assert refused(text) == "f.json:2:2: duplicate valid-lifetime entries in Dhcp4 map (previous at f.json:1:32)"


def test_escapes_give_octets() -> None:
    assert parse(rb'{"a":"\"\\\/\b\f\n\r\t\u0041\u00e9"}').root.plain() == {"a": '"\\/\b\f\n\r\tA\udce9'}
    assert parse(rb'{"a":"\\u1234"}').root.plain() == {"a": "\\u1234"}


def test_numbers_as_kea_reads_them() -> None:
    assert parse(b'{"a":[010, -5, .5, 5., 1e3, 1.5e-1]}').root.plain() == {"a": [10, -5, 0.5, 5.0, 1000.0, 0.15]}


def test_includes_are_lexed_in_place_and_errors_name_the_inner_file() -> None:
    files = {"part": b'"a": 1,\n', "tail": b"2 }"}
    document = parse(b'{ <?include "part"?> "b":\n<?include "tail"?>', "f.json", include=files.__getitem__)
    assert document.root.plain() == {"a": 1, "b": 2}
    assert document.files == ("f.json", "part", "tail")
    assert document.root.end == ("tail", 1, 3)
    assert refused(b'{ <?include "bad"?> }', bad=b'"a": 1\n"b": 2') == (
        'bad:2.1-3: syntax error, unexpected constant string, expecting "," or }'
    )


def test_include_loops_stop_after_ten_levels() -> None:
    assert refused(b'{ <?include "loop"?> }', loop=b'<?include "loop"?>') == "loop:1.1-18: Too many nested include."


def test_a_missing_include_is_an_error_of_this_dialect() -> None:
    with pytest.raises(DialectError, match="Can't open include file /nonexistent/x"):
        parse(b'{ <?include "/nonexistent/x"?> }')


def test_depth_is_bounded() -> None:
    fine = b'{"a":' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    assert parse(fine).root.plain() is not None
    assert "memory exhausted" in refused(b'{"a":' + b"[" * 100_000)


TEXT = st.text(st.characters(codec="utf-8"))
SCALARS = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | TEXT


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)))
def test_json_is_read_as_json_reads_it(value: object) -> None:
    text = json.dumps({"top": value}, ensure_ascii=False).encode()
    if b"\\u00" not in text:
        assert parse(text).root.plain() == {"top": value}


@given(st.binary(max_size=60) | st.text('{}[],:"\\ab1-#/*<?>\n', max_size=60).map(str.encode))
def test_any_octets_raise_only_dialect_errors(text: bytes) -> None:
    place = (1, 1)
    try:
        parse(text, include=lambda _: b"1")
    except DialectError as error:
        place = (error.line, error.column)
    assert min(place) >= 1


def mistakes(text: bytes) -> tuple[object, list[str]]:
    document = recover(text, "f.json", include=lambda _: b"")
    return document.root.plain(), [str(error).partition(":")[2] for error in document.errors]


@pytest.mark.parametrize(
    ("text", "plain", "places"),
    [
        (b'{"a":1 "b":2}', {"a": 1, "b": 2}, ["1.8-10"]),
        (b'{"a":[1 2 {"b":3}], "c":4}', {"a": [1, 2, {"b": 3}], "c": 4}, ["1.9", "1.11"]),
        (b'{"a" 1, "b":2}', {"a": 1, "b": 2}, ["1.6"]),
        (b'{"a"=1, "b":2}', {"a": 1, "b": 2}, ["1.5"]),
        (b'{"a":, "b":2}', {"b": 2}, ["1.6"]),
        (b'{"a":}', {}, ["1.6"]),
        (b'{"a", "b":2}', {"b": 2}, ["1.5"]),
        (b'{a:1, "b":2}', {"b": 2}, ["1.2"]),
        (b'{"a":1 2, "b":3}', {"a": 1, "b": 3}, ["1.8"]),
        (b'{"a":yes, "b":True}', {"a": None, "b": True}, ["1.6", "1.15-18"]),
        (b'{"a":{"b":[1,2}, "c":3}', {"a": {"b": [1, 2]}, "c": 3}, ["1.15"]),
        (b'{"a":[{"b":1], "c":3}', {"a": [{"b": 1}], "c": 3}, ["1.13"]),
        (b'{"a":[1,2', {"a": [1, 2]}, ["1.10"]),
        (b'{"a":["b":1,"c":[2]],"d":3}', {"a": [{"b": 1, "c": [2]}], "d": 3}, ["1.10"]),
        (b'{"a":["b":1},{"c":2}],"d":3}', {"a": [{"b": 1}, {"c": 2}], "d": 3}, ["1.10"]),
        (b'{"a":1}}', {"a": 1}, ["1.8"]),
        (b'"a":1, "b":2', {"a": 1, "b": 2}, ["1.1-3"]),
        (b'{"a":1,\n"a":{"b":2}, "c":3}', {"a": 1, "c": 3}, ["2:1"]),
        (b'{"a":"x,\n "b":2}', {"a": "x", "b": 2}, ["1.6-11 (near 3)"]),
        (b'{"a":\xe2\x80\x9cx\xe2\x80\x9d, 5, "b":2}', {"a": "x", "b": 2}, ["1.6", "1.15", "1.16"]),
        (b"", {}, ["1.1"]),
        (b"[1]", {}, ["1.1"]),
    ],
)
def test_every_mistake_is_told_and_the_rest_is_read(text: bytes, plain: object, places: list[str]) -> None:
    read, told = mistakes(text)
    assert read == plain
    assert [each.partition(": ")[0] for each in told] == places


@given(st.binary(max_size=60) | st.text('{}[],:"\\ab1-#/*<?>\n', max_size=60).map(str.encode))
def test_recovery_reads_any_octets_and_begins_with_what_the_strict_parser_says(text: bytes) -> None:
    document = recover(text, include=lambda _: b"1")
    if document.errors:
        with pytest.raises(DialectError) as caught:
            parse(text, include=lambda _: b"1")
        assert str(document.errors[0]) == str(caught.value)
    else:
        strict = parse(text, include=lambda _: b"1")
        assert document.root.plain() == strict.root.plain()
        assert [str(each) for each in document.warnings] == [str(each) for each in strict.warnings]


def commented(value: object) -> str:
    """JSON that the fast path cannot read."""
    if isinstance(value, dict):
        members = (f"{json.dumps(key, ensure_ascii=False)}/**/:{commented(item)}" for key, item in value.items())
        return "{" + "/**/,".join(members) + "}"
    if isinstance(value, list):
        return "[ //\n" + " #\n,".join(map(commented, value)) + "]"
    return f"/**/{json.dumps(value, ensure_ascii=False)}"


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)))
def test_the_fast_path_reads_what_the_slow_one_reads(value: object) -> None:
    fast = recover(json.dumps({"top": value}, ensure_ascii=False).encode())
    slow = recover(commented({"top": value}).encode())
    assert fast.root.plain() == slow.root.plain()
    assert [error.code for error in fast.errors] == [error.code for error in slow.errors]


def test_what_goes_on_without_end_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect, "MOST_OCTETS", 1 << 16)
    with pytest.raises(OSError, match="over 0 MiB"):
        dialect.read_file("/dev/zero")
    included = dialect.recover(b'{"Dhcp4": <?include "/dev/zero"?>}')
    assert included.errors[0].text == "Can't open include file /dev/zero"
