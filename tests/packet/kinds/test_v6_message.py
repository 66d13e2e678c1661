"""Messages inside options: relay chains of any length, bounded nesting, DHCPv4 inside DHCPv6."""

from __future__ import annotations

import json
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, Context
from dhcptools.packet.kinds.v6_message import DHCPV4_MESSAGE, RELAY_MESSAGE, Nested4, Nested6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import MAX_LAYERS, Message6, RelayMessage6

SOLICIT = bytes.fromhex(
    "01"  # SOLICIT
    "123456"  # transaction id
    "00080002"  # elapsed time, 2 octets
    "0064"  # 100
)
RELAYED = (
    bytes.fromhex(
        "0c"  # RELAY-FORW
        "01"  # hop count
        "20010db8000000000000000000000001"  # link address
        "fe800000000000000000000000000002"  # peer address
        "00120002"  # interface id, 2 octets
        "6531"  # e1
        "0009000a"  # relay message, 10 octets
    )
    + SOLICIT
)


def option(code: int, data: bytes) -> bytes:
    return code.to_bytes(2) + len(data).to_bytes(2) + data


def chain(layers: int, inner: bytes = SOLICIT) -> bytes:
    for _ in range(layers):
        inner = b"\x0c\x00" + bytes(32) + option(18, b"e(") + option(9, inner)
    return inner


def test_one_relay_around_a_message() -> None:
    value = RELAY_MESSAGE.decode(RELAYED, 38)
    assert isinstance(value, Nested6)
    outer, inner = value.layers
    assert isinstance(outer.message, RelayMessage6)
    assert outer.message.peer_address == IPv6Address("fe80::2")
    assert [(item.name, item.offset) for item in outer.options] == [("interface-id", 72), ("relay-msg", 78)]
    assert value.innermost == Message6(1, 0x123456, (RawOption(8, b"\0\x64"),))
    assert [(item.name, item.value, item.offset) for item in inner.options] == [("elapsed-time", 100, 86)]
    assert RELAY_MESSAGE.encode(value) == RELAYED
    assert RELAY_MESSAGE.text(value) == (
        "RELAY-FORW hop_count=1 link_address=2001:db8::1 peer_address=fe80::2 "
        "(interface-id=hex:6531, relay-msg=(SOLICIT transaction_id=0x123456 (elapsed-time=100)))"
    )


def test_json_nests_the_next_message() -> None:
    shown = RELAY_MESSAGE.json(RELAY_MESSAGE.decode(RELAYED))
    assert isinstance(shown, dict)
    assert (shown["name"], shown["hop_count"], shown["link_address"]) == ("RELAY-FORW", 1, "2001:db8::1")
    inner = shown["options"][1]["value"]
    assert (inner["msg_type"], inner["transaction_id"]) == (1, 0x123456)
    assert inner["options"] == [{"code": 8, "name": "elapsed-time", "value": 100, "hex": "0064", "offset": 48}]


@pytest.mark.parametrize("layers", [1, 60, MAX_LAYERS - 1])
def test_long_chains_are_followed_to_the_message(layers: int) -> None:
    data = chain(layers)
    value = RELAY_MESSAGE.decode(data)
    assert len(value.layers) == layers + 1
    assert value.innermost.msg_type == 1
    assert RELAY_MESSAGE.encode(value) == data
    assert "transaction_id=0x123456" in RELAY_MESSAGE.text(value)
    json.dumps(RELAY_MESSAGE.json(value))


def test_longer_chains_stop_at_a_named_option() -> None:
    data = chain(1400)
    value = RELAY_MESSAGE.decode(data)
    assert len(value.layers) == MAX_LAYERS
    problem = value.layers[-1].options[1].problem
    assert problem is not None
    assert str(MAX_LAYERS) in problem.reason
    assert RELAY_MESSAGE.encode(value) == data
    assert RELAY_MESSAGE.text(value)
    json.dumps(RELAY_MESSAGE.json(value))


def test_eighty_ias_in_one_another() -> None:
    ia = find_space("dhcp6").by_code(3).kind
    data = b""
    for _ in range(80):
        data = bytes(12) + (option(3, data) if data else b"")
    value = ia.decode(data)
    assert ia.encode(value) == data
    assert ia.encode(ia.parse(ia.text(value))) == data
    assert f"more than {MAX_DEPTH} deep" in json.dumps(ia.json(value))


def test_chains_and_containers_in_turn_stay_bounded() -> None:
    kind = find_space("dhcp6").by_code(45).kind
    data = SOLICIT
    for _ in range(20):
        data = option(45, chain(30, data) if len(data) < 40000 else data)
    value = kind.decode(data)
    assert kind.encode(value) == data
    assert len(kind.text(value)) < 10 * len(data)
    json.dumps(kind.json(value))


def test_text_of_nested_unbalanced_strings_does_not_double() -> None:
    kind = find_space("dhcp6").by_code(45).kind
    data = b""
    for _ in range(MAX_DEPTH):
        data = option(45, data) + option(59, b"a(") + option(59, b"b,)\\")
    value = kind.decode(data)
    assert len(kind.text(value)) < 20 * len(data)
    assert kind.encode(kind.parse(kind.text(value))) == data


def test_an_inner_header_that_is_cut_is_named_where_it_stands() -> None:
    data = b"\x0c\x00" + bytes(32) + option(9, b"\1\2")
    value = RELAY_MESSAGE.decode(data, 10)
    (item,) = value.layers[0].options
    assert item.problem is not None
    assert item.problem.offset == 10 + 34 + 4 + 2
    assert "relay-msg=hex:0102" in RELAY_MESSAGE.text(value)


def test_octets_after_the_last_option_are_kept() -> None:
    value = RELAY_MESSAGE.decode(SOLICIT + b"\0")
    assert value.layers[0].options[-1].name == "tail"
    assert RELAY_MESSAGE.encode(value) == SOLICIT + b"\0"


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\2\3", b"\x0c" + bytes(32)])
def test_a_cut_header_raises(data: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        RELAY_MESSAGE.decode(data, 7)
    assert caught.value.offset == 7 + len(data)


def test_depth_is_checked() -> None:
    for kind, data in ((RELAY_MESSAGE, SOLICIT), (DHCPV4_MESSAGE, Message4().encode())):
        with pytest.raises(DecodeError):
            kind.decode(data, 0, Context(depth=MAX_DEPTH))


@given(st.binary(max_size=200))
def test_any_octets_in_a_relay_message(data: bytes) -> None:
    value = RELAY_MESSAGE.decode(b"\x0d\x00" + bytes(32) + option(9, data) + data)
    assert RELAY_MESSAGE.encode(value) == b"\x0d\x00" + bytes(32) + option(9, data) + data
    assert RELAY_MESSAGE.text(value).isprintable()
    json.dumps(RELAY_MESSAGE.json(value))


def test_dhcpv4_message() -> None:
    message = Message4(xid=7, options=(RawOption(53, b"\1"), RawOption(12, b"pc1")))
    data = message.encode(minimum=0)
    value = DHCPV4_MESSAGE.decode(data, 50)
    assert isinstance(value, Nested4)
    assert (value.message.xid, value.message.options) == (7, message.options)
    assert [(item.code, item.offset) for item in value.options] == [(53, 290), (12, 293)]
    assert DHCPV4_MESSAGE.encode(value) == data == DHCPV4_MESSAGE.encode(message)
    assert DHCPV4_MESSAGE.encode(DHCPV4_MESSAGE.parse(data.hex())) == data
    shown = DHCPV4_MESSAGE.json(value)
    assert isinstance(shown, dict)
    assert (shown["xid"], shown["options"][1]["value"]) == (7, "pc1")
    assert "host-name=pc1" in DHCPV4_MESSAGE.text(value)


def test_dhcpv4_message_too_short() -> None:
    with pytest.raises(DecodeError) as caught:
        DHCPV4_MESSAGE.decode(bytes(100), 50)
    assert caught.value.offset == 150


def test_values_and_texts_that_are_no_message() -> None:
    for kind in (RELAY_MESSAGE, DHCPV4_MESSAGE):
        with pytest.raises(EncodeError):
            kind.encode(5)
        with pytest.raises(EncodeError):
            kind.parse("00")
        with pytest.raises(EncodeError):
            kind.parse("no hex")
        assert kind.encode(b"\1") == b"\1"
    assert RELAY_MESSAGE.encode(Message6(1, 0x123456, (RawOption(8, b"\0\x64"),))) == SOLICIT
    assert RELAY_MESSAGE.encode(RELAY_MESSAGE.parse(RELAYED.hex())) == RELAYED
