from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import STANDARD, Definition, Space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, Context
from dhcptools.packet.kinds.record import Record
from dhcptools.packet.kinds.scalar import EMPTY, UINT8, UINT16
from dhcptools.packet.kinds.space import Container, SubOption, parse_value, text_with_hex
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.raw import RawOption

ROWS = (
    Definition(1, "circuit-id", STRING, "RFC 3046 §2.0"),
    Definition(2, "pair", Record((UINT8, "a"), (STRING, "b"))),
    Definition(3, "mark", EMPTY),
    Definition(4, "number", UINT16),
)
AGENT = Container(Space("agent", 1, 1, ROWS))
PADDED = Container(Space("padded", 1, 1, ROWS, padded=True))
WIDE = Container(Space("wide", 2, 2, ROWS))


@pytest.mark.parametrize("kind", [AGENT, PADDED, WIDE])
@given(octets=st.binary(max_size=60))
def test_no_octet_is_lost_whatever_they_are(kind: Container, octets: bytes) -> None:
    value = kind.decode(octets, 50)
    assert kind.encode(value) == octets
    assert kind.text(value).isprintable()
    assert all(50 <= item.offset < 50 + len(octets) for item in value)
    if not any(item.name in {"pad", "end"} for item in value):
        assert kind.encode(kind.parse(kind.text(value))) == octets


def test_options_inside_have_names_and_text() -> None:
    value = AGENT.decode(bytes.fromhex("0106 657468302f31 0203 01412c 0300 0901ff"), 2)
    assert AGENT.text(value) == r"circuit-id=eth0/1, pair=(1, (A,)), mark, option-9=hex:ff"
    assert [item.offset for item in value] == [2, 10, 15, 17]
    assert AGENT.json(value[:1]) == [
        {"code": 1, "name": "circuit-id", "value": "eth0/1", "hex": "657468302f31", "offset": 2}
    ]


def test_a_bad_option_does_not_hide_the_next() -> None:
    value = AGENT.decode(bytes.fromhex("0401 05 0101 61"))
    assert [(item.name, item.value) for item in value] == [("number", None), ("circuit-id", "a")]
    assert value[0].problem == DecodeError("uint16 needs 2 octets, has 1", 2)
    assert AGENT.text(value) == "number=hex:05, circuit-id=a"
    assert AGENT.json(value)[0]["problem"] == "uint16 needs 2 octets, has 1 (at octet 2)"  # type: ignore[index]  # JSON is any shape


def test_what_cannot_be_walked_is_kept() -> None:
    value = AGENT.decode(bytes.fromhex("010161 0109 61"), 10)
    assert value[-1] == SubOption(-1, "tail", b"\1\x09a", b"\1\x09a")
    assert value[-1].problem == DecodeError("option 1 says 9 octets, 1 are left", 13)


def test_padding_and_end() -> None:
    value = PADDED.decode(bytes.fromhex("00 010161 ff 0000"))
    assert [item.name for item in value] == ["pad", "circuit-id", "end", "tail"]
    assert PADDED.text(value) == "circuit-id=a, tail=hex:0000"


def test_values_to_encode() -> None:
    assert AGENT.encode([("circuit-id", "a"), (4, 5), RawOption(9, b"\xff")]) == bytes.fromhex("010161 04020005 0901ff")
    with pytest.raises(EncodeError, match="option number: "):
        AGENT.encode([("number", "x")])
    with pytest.raises(EncodeError, match="circuit-id"):
        AGENT.encode([("circuit", "x")])


@pytest.mark.parametrize("text", ["circuit=a", "number=x", "256=hex:00", "mark=1", "9=zz"])
def test_texts_that_are_no_option(text: str) -> None:
    with pytest.raises(EncodeError):
        AGENT.parse(text)


def test_hex_for_any_kind() -> None:
    assert AGENT.parse("4=hex:05")[0] == SubOption(4, "number", None, b"\5")
    assert AGENT.encode(AGENT.parse("1=hex:6162, number=7")) == bytes.fromhex("01026162 04020007")
    assert AGENT.text((SubOption(1, "circuit-id", "hex:00", b"hex:00", kind=STRING),)) == "circuit-id=hex:6865783a3030"
    assert parse_value(ROWS[3], "hex:0102") == (b"\1\2", 0x0102)
    assert text_with_hex(BINARY, b"\1", b"\1", None) == "hex:01"


def test_depth_is_bounded() -> None:
    rows: list[Definition] = [Definition(1, "leaf", STRING)]
    for _ in range(MAX_DEPTH + 4):
        rows = [Definition(1, "inside", Container(Space("inside", 1, 1, tuple(rows))))]
    octets = b""
    for _ in range(MAX_DEPTH + 4):
        octets = bytes((1, len(octets))) + octets
    value = rows[0].kind.decode(octets)
    depth = 0
    while value and value[0].value:
        depth, value = depth + 1, value[0].value
    assert depth == MAX_DEPTH - 1
    assert value[0].problem is not None
    assert value[0].problem.reason == f"options nested more than {MAX_DEPTH} deep"
    with pytest.raises(DecodeError, match="nested"):
        AGENT.decode(b"", 0, Context(depth=MAX_DEPTH))


def test_a_users_definitions_reach_inside() -> None:
    catalogue = STANDARD.with_definitions("mine", [Definition(7, "seven", UINT8)], 6)
    kind = Container("mine", 6)
    octets = bytes.fromhex("0007 0001 05")
    assert kind.text(kind.decode(octets, 0, Context(catalogue=catalogue))) == "seven=5"
    assert kind.text(kind.decode(octets)) == "option-7=hex:05"
    with pytest.raises(EncodeError, match="no option space"):
        Container("mine").decode(octets)
