from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.address import IPV4, IPV6_PREFIX
from dhcptools.packet.kinds.domain import FQDN
from dhcptools.packet.kinds.record import Array, Many, Record
from dhcptools.packet.kinds.scalar import BOOLEAN, EMPTY, UINT8, UINT16
from dhcptools.packet.kinds.string import BINARY, STRING

SCOPE = Record((BOOLEAN, "mandatory"), (STRING, "scope"))
SELECTION = Record((UINT8, "preference"), (IPV4, "primary"), (FQDN, "domain"), array=True)
KINDS = [
    SCOPE,
    SELECTION,
    Array(IPV4),
    Array(UINT16),
    Array(FQDN),
    Array(IPV6_PREFIX),
    Array(Record((UINT8, "a"), (FQDN, "b"))),
    Array(Record((UINT8, "a"), (UINT16, "b"))),
    Record((FQDN, "name"), (IPV6_PREFIX, "prefix"), (BINARY, "rest")),
]


@pytest.mark.parametrize("kind", KINDS)
@given(octets=st.binary(max_size=40))
def test_any_octets_decode_or_are_refused_and_nothing_is_lost(kind: Many, octets: bytes) -> None:
    try:
        value = kind.decode(octets, 50)
    except DecodeError as error:
        refused = error.offset
        assert 50 <= refused <= 50 + len(octets)
        return
    assert kind.encode(value) == octets
    assert kind.parse(kind.text(value)) == value
    assert kind.text(value).isprintable()


def test_text_is_keas_data() -> None:
    assert SCOPE.parse(r"true, Hello\, world") == (True, "Hello, world")
    value = SELECTION.parse("1, 192.0.2.1, a.example, b.example")
    assert value == (1, IPv4Address("192.0.2.1"), ("a.example", "b.example"))
    assert SELECTION.text(value) == "1, 192.0.2.1, a.example, b.example"
    assert SELECTION.json(value) == {"preference": 1, "primary": "192.0.2.1", "domain": ["a.example", "b.example"]}
    assert SELECTION.decode(b"\1\xc0\0\2\1") == (1, IPv4Address("192.0.2.1"), ())


def test_records_in_an_array_stand_in_parentheses() -> None:
    kind = Array(Record((UINT8, "a"), (UINT16, "b")))
    assert kind.text(((1, 2), (3, 4))) == "(1, 2), (3, 4)"
    assert kind.json(((1, 2),)) == [{"a": 1, "b": 2}]


def test_a_last_field_without_octets_is_empty_text() -> None:
    assert SCOPE.decode(b"\1") == (True, "")
    assert SCOPE.parse("true") == (True, "")
    assert SCOPE.parse(SCOPE.text((True, ""))) == (True, "")


@pytest.mark.parametrize("text", ["", "1", "1, 192.0.2", "x, 192.0.2.1"])
def test_fields_that_are_missing_or_wrong(text: str) -> None:
    with pytest.raises(EncodeError):
        SELECTION.parse(text)


def test_errors_name_the_field_and_the_octet() -> None:
    with pytest.raises(DecodeError, match="primary: ipv4-address needs 4 octets, 1 are here") as caught:
        SELECTION.decode(b"\1\2", 10)
    assert caught.value.offset == 11
    with pytest.raises(EncodeError, match="scope: text is needed"):
        SCOPE.encode((True, 1))
    with pytest.raises(EncodeError, match="a record of mandatory, scope is needed"):
        SCOPE.encode((True,))
    with pytest.raises(EncodeError, match="2 fields"):
        Record((UINT8, "a")).parse("1, 2")


def test_arrays_need_one_value_at_least() -> None:
    with pytest.raises(DecodeError, match="at least 1 value"):
        Array(FQDN).decode(b"")
    with pytest.raises(EncodeError, match="at least 1 value"):
        Array(IPV4).encode(())
    with pytest.raises(EncodeError, match="at least 1 value"):
        Array(IPV4).parse("")
    assert Array(IPV4, least=0).decode(b"") == ()


def test_arrays_of_a_fixed_length_say_the_multiple() -> None:
    with pytest.raises(DecodeError, match="multiple of 4 octets, has 5"):
        Array(IPV4).decode(bytes(5))


def test_one_value_alone_is_an_array_of_one() -> None:
    assert Array(IPV4).encode("192.0.2.1") == bytes((192, 0, 2, 1))


def test_a_kind_that_takes_nothing_cannot_repeat() -> None:
    with pytest.raises(DecodeError, match="1 octets after the last empty"):
        Array(EMPTY).decode(b"\1")
