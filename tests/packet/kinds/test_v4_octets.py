from __future__ import annotations

import pytest

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds import v4_octets
from dhcptools.packet.kinds.v4_octets import Reader, Structured


def test_a_reader_takes_fields_in_order_and_says_where_it_is() -> None:
    reader = Reader(bytes.fromhex("0102030a000001026162"), 100, "value")
    assert reader.uint(1, "one") == 1
    assert reader.uint(2, "two") == 0x0203
    assert str(reader.ipv4("address")) == "10.0.0.1"
    assert reader.offset == 107
    assert reader.counted("text") == b"ab"
    assert reader.left == 0
    assert reader.rest() == b""
    reader.done()


def test_a_reader_names_the_field_that_is_missing_and_its_offset() -> None:
    reader = Reader(b"\x05ab", 10, "value")
    with pytest.raises(DecodeError, match=r"value: text needs 5 octets, 2 are left") as caught:
        reader.counted("text")
    assert caught.value.offset == 11


def test_a_reader_refuses_octets_left_over() -> None:
    with pytest.raises(DecodeError, match="value: 3 octets left over") as caught:
        Reader(b"abc", 7, "value").done()
    assert caught.value.offset == 7
    assert Reader(b"abc", 7, "value").fail("no", 0).offset == 7


def test_a_structured_kind_consumes_exactly_its_slice() -> None:
    class Pair(Structured):
        what = "pair"

        def read(self, reader: Reader) -> tuple[int, int]:
            return reader.uint(1, "first"), reader.uint(1, "second")

    assert Pair().decode(b"\1\2") == (1, 2)
    for wrong, offset in ((b"\1", 1), (b"\1\2\3", 2)):
        with pytest.raises(DecodeError) as caught:
            Pair().decode(wrong)
        assert caught.value.offset == offset


def test_names_and_numbers_in_text() -> None:
    assert v4_octets.fields("a=1, b=(x, y)") == [("a", "1"), ("b", "(x, y)")]
    assert v4_octets.mapping("b=2, a=1", ("a", "b"), "it") == {"a": "1", "b": "2"}
    assert v4_octets.named("Two", {2: "two"}, 9, "it") == 2
    assert v4_octets.number("0x10", 255, "it") == 16
    assert v4_octets.counted(b"ab", "it") == b"\2ab"
    assert v4_octets.unshow(v4_octets.show(b"a\x1b\\\xff")) == b"a\x1b\\\xff"
    assert v4_octets.shown_json(b"\xff") == "\\xff"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: v4_octets.fields("a"),
        lambda: v4_octets.mapping("a=1, a=1", ("a",), "it"),
        lambda: v4_octets.mapping("c=1", ("a",), "it"),
        lambda: v4_octets.number("ten", 255, "it"),
        lambda: v4_octets.number("256", 255, "it"),
        lambda: v4_octets.number("-1", 255, "it"),
        lambda: v4_octets.within(True, 255, "it"),
        lambda: v4_octets.counted(bytes(256), "it"),
    ],
)
def test_what_has_no_encoding_is_refused(wrong: object) -> None:
    with pytest.raises(EncodeError):
        wrong()
