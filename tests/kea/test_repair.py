"""Every quotation mark of a file, taken out one at a time, is told of once and at its own line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.dialect import Plain, recover
from dhcptools.kea.repair import MOST

TEXT = b"""{ "Dhcp4": {
  "interfaces-config": { "interfaces": [ "eth0", "eth1" ] },
  "valid-lifetime": 4000, "match-client-id": false,
  "client-classes": [ { "name": "a", "test": "option[60].hex == 'x' and member('KNOWN')" } ],
  "option-data": [ { "name": "domain-name-servers", "data": "192.0.2.1, 192.0.2.2" } ],
  "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
      "pools": [ { "pool":  "192.0.2.10 - 192.0.2.20" } ]
  } ] } }
"""


def plain(text: bytes) -> Plain:
    return recover(text).root.plain()


@pytest.mark.parametrize("at", [found.start() for found in re.finditer(b'"', TEXT)])
def test_a_lost_mark_is_one_fault_and_the_rest_is_read_as_it_was_meant(at: int) -> None:
    document = recover(TEXT[:at] + TEXT[at + 1 :])
    (error,) = document.errors
    assert error.hint.startswith("a quotation mark is missing ")
    assert error.line == TEXT[:at].count(b"\n") + 1
    assert document.root.plain() == plain(TEXT)


def test_the_fault_stands_where_the_string_does_and_keeps_what_kea_says() -> None:
    (error,) = recover(b'{ "Dhcp4": { valid-lifetime": 1 } }').errors
    assert (str(error), error.hint) == (
        "<string>:1.14: Invalid character: v", "a quotation mark is missing before valid-lifetime"
    )  # fmt: skip  # two texts
    assert error.place is not None
    assert error.place[1:] == (13, 28)


def test_two_in_different_lines() -> None:
    text = TEXT.replace(b'eth0"', b"eth0").replace(b'"pools', b"pools")
    document = recover(text)
    assert [error.hint[28:] for error in document.errors] == ["behind eth0", "before pools"]
    assert document.root.plain() == plain(TEXT)


def test_marks_of_another_kind_are_left_to_the_rule_about_them() -> None:
    for text in (b"{ 'Dhcp4\": {} }", '{ “Dhcp4": {} }'.encode()):
        assert [error.code for error in recover(text).errors][:1] == ["quote"]
        assert recover(text).errors[0].hint == ""


def test_lines_without_a_sensible_reading_and_long_ones_are_told_as_before() -> None:
    assert recover(b'{ "a": b " c d, "e" }').errors[0].hint == ""
    assert recover(b'{ "a": "b' + b"c" * 500 + b" }").errors[0].hint == ""


def test_only_so_many_are_looked_for() -> None:
    text = b"{\n" + b'"a: 1,\n' * (MOST + 5) + b'"b": 1 }'
    assert len([error for error in recover(text).errors if error.hint]) == MOST


def test_includes_are_read_once() -> None:
    read: list[str] = []

    def include(name: str) -> bytes:
        read.append(name)
        return b'"c": 1,'

    document = recover(b'{ <?include "x"?>\n "a: 1,\n "b: 2 }', include=include)
    assert read == ["x"]
    assert document.root.plain() == {"c": 1, "a": 1, "b": 2}


@given(st.lists(st.sampled_from([b'"', b"'", b"a", b":", b",", b"{", b"}", b"[", b"]", b" ", b"\n", b"1", b"\\"])))
def test_whatever_stands_there_it_ends(parts: list[bytes]) -> None:
    recover(b"".join(parts))
