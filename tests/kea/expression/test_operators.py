from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression import EvaluationError, Names, Packet, Program, parse
from dhcptools.kea.expression.operators import part
from dhcptools.packet.v4 import Message4

NAMES = Names(4, (3, 3))
PACKET = Packet(NAMES, Message4())


def value(text: str) -> bytes:
    return Program(parse(text, NAMES, result="string")).value(PACKET)


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("substring('foobar', 0, 3)", b"foo"),
        ("substring('foobar', 3, all)", b"bar"),
        ("substring('foobar', -3, 3)", b"bar"),
        ("substring('foobar', -1, -2)", b"ba"),
        ("substring('foobar', 2, -5)", b"fo"),
        ("substring('foobar', 6, 1)", b""),
        ("substring('foobar', -7, 1)", b""),
        ("substring('', 0, 1)", b""),
        ("split('a,b;c', ',;', 2)", b"b"),
        ("split('a,,c', ',', 2)", b""),
        ("split('abc', '', 7)", b"abc"),
        ("split('abc', ',', 2)", b""),
        ("split('', ',', 1)", b""),
        ("concat('a', 'b')", b"ab"),
        ("hexstring(0x0aff, ':')", b"0a:ff"),
        ("hexstring(0x0aff, '')", b"0aff"),
        ("lcase('AbÄ')", "abÄ".encode()),
        ("ucase('abä')", "ABä".encode()),
        ("addrtotext(192.0.2.1)", b"192.0.2.1"),
        ("addrtotext(2001:db8::1)", b"2001:db8::1"),
        ("int8totext(0xff)", b"-1"),
        ("uint8totext(0xff)", b"255"),
        ("int16totext(0xffff)", b"-1"),
        ("uint16totext(0xffff)", b"65535"),
        ("int32totext(4294967295)", b"-1"),
        ("uint32totext(4294967295)", b"4294967295"),
        ("uint32totext(option[99].hex)", b""),
    ],
)
def test_functions(text: str, octets: bytes) -> None:
    assert value(text) == octets


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("addrtotext('abc')", "Can not convert to valid address."),
        ("uint16totext('a')", "Can not convert to valid uint16."),
        ("substring('a', 4294967296, 1)", "the parameter '4294967296' for the starting position of the substring"),
        ("substring('a', 0, 4294967296)", "the parameter '4294967296' for the length of the substring"),
        ("split('a', ',', 99999999999999999)", "for the field field for split"),
    ],
)
def test_what_kea_throws(text: str, why: str) -> None:
    with pytest.raises(EvaluationError, match=why.replace("(", r"\(")):
        value(text)


def test_a_pattern_without_automaton_is_no_verdict() -> None:
    program = Program(parse(r"match('(a)\1', 'aa')", NAMES))
    with pytest.raises(EvaluationError, match="back references"):
        program.holds(PACKET)


@given(st.binary(min_size=1, max_size=20), st.integers(-25, 25), st.integers(-25, 25))
def test_a_substring_is_a_part_next_to_its_start(whole: bytes, start: int, length: int) -> None:
    found = part(whole, start, length)
    assert found in whole
    assert len(found) <= abs(length)
    if -len(whole) <= start < len(whole):
        at = start % len(whole)
        assert whole[at : at + length] == found if length >= 0 else whole[:at].endswith(found)
