from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import Kind, Value
from dhcptools.packet.kinds.domain import (
    COMPRESSED_LIST,
    FQDN,
    FQDN_LIST,
    PARTIAL_FQDN,
    Names,
    check,
    labels_of,
    parse_name,
    read_name,
    text_of,
    wire_of,
)

label = st.binary(min_size=1, max_size=20)
labels = st.lists(label, max_size=6).map(tuple)
LIST = bytes.fromhex("03656e67076578616d706c65036f726700 0161c004 c004")


def decoded_or_refused(kind: Kind, data: bytes) -> Value:
    """The value, or None when the octets are refused at an offset inside them."""
    try:
        return kind.decode(data, 100)
    except DecodeError as error:
        return None if 100 <= error.offset <= 100 + len(data) else error


@given(labels)
def test_every_label_survives_as_text(value: tuple[bytes, ...]) -> None:
    text = text_of(value)
    assert text.isascii()
    assert text.isprintable()
    assert labels_of(text) == value
    assert FQDN.encode(FQDN.decode(wire_of(value))) == wire_of(value)
    assert FQDN.parse(FQDN.text(text)) == text


@given(st.lists(labels, min_size=1, max_size=4))
def test_lists_survive(values: list[tuple[bytes, ...]]) -> None:
    wire = b"".join(map(wire_of, values))
    for kind in (FQDN_LIST, COMPRESSED_LIST):
        value = kind.decode(wire)
        assert kind.encode(value) == wire
        assert kind.parse(kind.text(value)) == value
        assert kind.json(value) == list(value)
    packed = COMPRESSED_LIST.encode(tuple(value))
    assert len(packed) <= len(wire)
    assert COMPRESSED_LIST.decode(packed) == value


@given(labels, st.booleans())
def test_partial_names_survive(value: tuple[bytes, ...], ended: bool) -> None:
    wire = wire_of(value, ended=ended)
    found = PARTIAL_FQDN.decode(wire)
    assert PARTIAL_FQDN.encode(found) == wire
    assert PARTIAL_FQDN.parse(PARTIAL_FQDN.text(found)) == found


@given(st.binary(max_size=60))
def test_any_octets_decode_or_are_refused_and_nothing_is_lost(data: bytes) -> None:
    for kind in (FQDN, FQDN_LIST, PARTIAL_FQDN, COMPRESSED_LIST):
        value = decoded_or_refused(kind, data)
        assert value is None or kind.encode(value) == data


def test_rfc3397_compression() -> None:
    value = COMPRESSED_LIST.decode(LIST)
    assert value == ("eng.example.org", "a.example.org", "example.org")
    assert isinstance(value, Names)
    assert COMPRESSED_LIST.encode(tuple(value)) == LIST
    assert COMPRESSED_LIST.encode("example.org") == b"\x07example\x03org\0"
    assert COMPRESSED_LIST.parse("a.b., c") == ("a.b", "c")
    loose = b"\1a\0\1a\0"
    assert COMPRESSED_LIST.encode(COMPRESSED_LIST.decode(loose)) == loose


@pytest.mark.parametrize(
    "wire",
    [
        b"",
        b"\xc0\x00",
        b"\xc0\x02\xc0\x00",
        b"\1a\xc0\x00",
        b"\1a\0\xc0\xff",
        b"\1a\xc0",
        b"\1a",
        b"\x40a",
        b"\x80a",
        b"\5abc",
        b"\1a\0\1b\xc0\x03",
    ],
)
def test_pointers_that_loop_or_lead_nowhere(wire: bytes) -> None:
    with pytest.raises(DecodeError):
        COMPRESSED_LIST.decode(wire)


def test_a_list_cannot_expand_without_bound() -> None:
    long = b"\x3f" + b"a" * 63 + b"\x3f" + b"b" * 63 + b"\x3f" + b"c" * 63 + b"\0"
    with pytest.raises(DecodeError, match="expand to over 65535"):
        COMPRESSED_LIST.decode(long + b"\xc0\x00" * 5000)


def test_offsets_name_the_octet() -> None:
    with pytest.raises(DecodeError, match="compressed name where none is allowed") as caught:
        FQDN.decode(b"\1a\xc0\0", 10)
    assert caught.value.offset == 12


@pytest.mark.parametrize("kind", [FQDN, PARTIAL_FQDN, FQDN_LIST])
def test_labels_over_63_octets(kind: Kind) -> None:
    with pytest.raises(DecodeError):
        kind.decode(b"\x40" + b"a" * 64 + b"\0")


def test_names_over_255_octets() -> None:
    wire = (b"\x3f" + b"a" * 63) * 4 + b"\0"
    with pytest.raises(DecodeError, match="over 255"):
        FQDN.decode(wire)
    with pytest.raises(EncodeError, match="over 255"):
        FQDN.parse(".".join(["a" * 63] * 4))


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a" * 64, "a\\", "\\256"])
def test_texts_that_are_no_name(text: str) -> None:
    with pytest.raises(EncodeError):
        FQDN.parse(text)


def test_dots_and_roots() -> None:
    assert FQDN.parse("example.org.") == "example.org"
    assert FQDN.encode(".") == b"\0"
    assert parse_name("a.b.") == ((b"a", b"b"), True)
    assert parse_name(r"a\.b") == ((b"a.b",), False)
    assert (PARTIAL_FQDN.encode("pc1"), PARTIAL_FQDN.encode("pc1.")) == (b"\3pc1", b"\3pc1\0")
    assert (PARTIAL_FQDN.decode(b""), PARTIAL_FQDN.decode(b"\0")) == ("", ".")
    assert read_name(b"\1a\0\1b\0", 3) == ((b"b",), True, 6)


def test_values_that_are_no_name() -> None:
    for kind in (FQDN, PARTIAL_FQDN):
        with pytest.raises(EncodeError, match="domain name is needed"):
            kind.encode(1)
    with pytest.raises(EncodeError, match="at least one"):
        COMPRESSED_LIST.encode(())
    with pytest.raises(EncodeError, match="at least one"):
        COMPRESSED_LIST.parse("")
    with pytest.raises(EncodeError, match="empty label"):
        check([b""], "x")
    with pytest.raises(DecodeError, match="after the name"):
        PARTIAL_FQDN.decode(b"\1a\0\1b")
    with pytest.raises(DecodeError, match="after the name"):
        FQDN.decode(b"\1a\0\1b")
