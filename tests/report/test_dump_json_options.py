from __future__ import annotations

import json
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.typed import options6
from dhcptools.packet.v6 import Message6
from dhcptools.report import dump_json_options
from dhcptools.report.dump_json_options import Options6, OptionTexts, address6, message_head, placed


@given(st.binary(min_size=16, max_size=16))
def test_addresses(octets: bytes) -> None:
    assert address6(octets) == str(IPv6Address(octets))


@pytest.mark.parametrize("text", ["::", "::1.2.3.4", "::ffff:1.2.3.4", "1:0:0:2::3", "1:0:2:3:4:5:6:7"])
def test_addresses_of_special_shapes(text: str) -> None:
    assert address6(IPv6Address(text).packed) == str(IPv6Address(text))


def test_offsets_inside_follow_the_place() -> None:
    texts = OptionTexts(4, STANDARD)
    part = b"\x52\x09\1\3abc\2\2de"
    for place in (240, 1000):
        found = json.loads(placed(texts.add(part, part), place) + "}")
        assert found["offset"] == place
        assert [inside["offset"] for inside in found["value"]] == [place + 2, place + 7]


def test_a_field_that_is_called_offset_stays_what_it_is() -> None:
    for family, part in ((4, b"\x9f\4\4\x040\0"), (6, b"\0\x5d\0\4\4\x040\0")):  # RFC 7618 §9, RFC 7598 §4.5
        found = json.loads(placed(OptionTexts(family, STANDARD).add(part, part), 300) + "}")
        assert (found["value"]["offset"], found["offset"]) == (4, 300)


def test_what_is_wrong_has_no_text() -> None:
    texts = OptionTexts(4, STANDARD)
    for part in (b"\x33\1\1", b"\x52\3\1\x40a"):
        assert texts.add(part, part) is None
        assert placed(None, 1) == ""


def test_the_store_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_json_options, "MOST_KEPT", 10)
    texts = OptionTexts(4, STANDARD)
    for number in range(100):
        part = bytes((12, 1, 65 + number % 26))
        texts.add(part, part)
    assert len(texts.kept) <= 10


def test_areas_of_options() -> None:
    options = (RawOption(8, b"\0\1"), RawOption(3, bytes(12)))
    data = pack6(options)
    expected = [option.json() for option in options6(Message6(1, 0, Message6(1, 0, options).options))]
    found = json.loads("[" + (Options6(STANDARD).area(data, 0, len(data), "}") or "") + "]")
    assert [each["value"] for each in found] == [each["value"] for each in expected]
    assert Options6(STANDARD).area(data, 0, len(data) - 1, "}") is None
    assert Options6(STANDARD).area(data + b"\0", 0, len(data) + 1, "}") is None


def test_heads_that_are_not_whole() -> None:
    for octets in (b"", b"\1\2\3", b"\x0c" + bytes(32)):
        assert message_head(octets, 0, len(octets), "{0}{1}") is None
    assert message_head(b"\1\0\0\7", 0, 4, '"t":{0},') == ('"t":1,"transaction_id":7,', 4)
