from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import FILE_OFFSET, HEADER_OCTETS, MAGIC_COOKIE, SNAME_OFFSET, Message4
from dhcptools.packet.view4 import source, view


def decoded(message: Message4) -> Message4:
    return Message4.decode(message.encode(minimum=0))


def test_overload_is_read_in_the_order_options_file_sname() -> None:
    message = decoded(
        Message4(
            options=(RawOption(52, b"\3"), RawOption(67, b"boot")),
            file=bytes.fromhex("43026669 ff"),
            sname=bytes.fromhex("4302 6c65 0c01 61 ff"),
        )
    )
    found = view(message)
    assert found.overload == 3
    assert found.get(67) == b"bootfile"
    assert found.get(12) == b"a"
    assert found.get(99) is None
    assert found.problems == ()
    part = next(option for option in found.options if option.code == 67)
    assert [source(raw.offset) for raw in part.parts] == ["options", "file", "sname"]
    assert [raw.offset for raw in part.parts] == [243, FILE_OFFSET, SNAME_OFFSET]
    assert part.offset == 243


def test_split_values_are_joined_and_padding_left_out() -> None:
    message = Message4(options=(RawOption(0, b""), RawOption(121, b"\1"), RawOption(12, b"a"), RawOption(121, b"\2")))
    found = view(message)
    assert [(option.code, option.data) for option in found.options] == [(121, b"\1\2"), (12, b"a")]
    assert [option.code for option in found.raw] == [121, 12, 121]


@pytest.mark.parametrize("value", [b"", b"\0", b"\4", b"\1\1"])
def test_option_52_that_says_nothing_is_not_followed(value: bytes) -> None:
    message = decoded(Message4(options=(RawOption(52, value),), file=b"\x0c\1a\xff"))
    found = view(message)
    assert (found.overload, found.get(12)) == (0, None)
    assert found.problems[0].reason.startswith("option 52 must be 1, 2 or 3")
    assert found.problems[0].offset == 240


def test_option_52_inside_file_is_not_followed() -> None:
    message = decoded(Message4(options=(RawOption(52, b"\1"),), file=bytes.fromhex("340102ff"), sname=b"\x0c\1a\xff"))
    assert view(message).get(12) is None


def test_option_52_twice() -> None:
    message = decoded(Message4(options=(RawOption(52, b"\1"), RawOption(52, b"\2")), file=b"\xff"))
    found = view(message)
    assert found.overload == 1
    assert found.problems[0].reason == "option 52 stands more than once, the first counts"


def test_overloaded_fields_that_go_wrong() -> None:
    message = decoded(Message4(options=(RawOption(52, b"\3"),), file=b"\x0c\xffa", sname=b"\x0c\1a"))
    reasons = {problem.reason: problem.offset for problem in view(message).problems}
    assert reasons == {
        "option 12 says 255 octets, 126 are left": FILE_OFFSET,
        "overloaded sname has no END option (RFC 2132 §9.3)": FILE_OFFSET,
    }
    assert view(message).get(12) == b"a"


@given(st.binary(min_size=HEADER_OCTETS, max_size=HEADER_OCTETS), st.binary(max_size=80), st.integers(0, 4))
def test_any_octets_have_a_view(header: bytes, rest: bytes, overload: int) -> None:
    message = Message4.decode(header + MAGIC_COOKIE + bytes((52, 1, overload)) + rest)
    found = view(message)
    assert sum(len(option.data) for option in found.options) == sum(len(raw.data) for raw in found.raw)
    assert len({option.code for option in found.options}) == len(found.options)


def test_built_options_come_from_the_options_field() -> None:
    assert source(-1) == "options"
    assert view(replace(Message4(), options=(RawOption(12, b"a"),))).options[0].offset == -1
