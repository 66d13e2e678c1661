"""Kernels are never wrong: what they are certain of is what the exact reader says, and common values are certain."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile import fields, kernels
from dhcptools.kea.memfile.kernels import PAD, Flags, Offsets, Window
from support.lease_rows import ADDRESSES4, ADDRESSES6, CLIENTS, EXPIRIES, NUMBERS


def window(texts: list[bytes]) -> tuple[Window, Offsets, Offsets]:
    """The fields between commas, as in a row."""
    octets = b"9" * PAD + b"".join(text + b"," for text in texts) + b"9" * PAD
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = PAD + np.cumsum(lengths + 1) - 1
    return Window(np.frombuffer(octets, np.uint8)), ends - lengths, ends


def agree(texts: list[bytes], sure: Flags, values: list[int], exact: Callable[[bytes], int]) -> None:
    for text, certain, value in zip(texts, sure.tolist(), values, strict=True):
        if certain:
            assert value == exact(text), text


DIGITS = st.integers(0, 10**18).map(lambda number: b"%d" % number)
SOME = st.binary(max_size=20).filter(lambda text: b"," not in text)


@given(st.lists(DIGITS | SOME | st.sampled_from(NUMBERS + EXPIRIES)))
def test_numbers(texts: list[bytes]) -> None:
    values, sure = kernels.numbers(*window(texts))
    agree(texts, sure, values.tolist(), lambda text: fields.unsigned(text, 64))
    plain = [text.isdigit() and len(text) <= 16 for text in texts]
    assert sure.tolist() == plain


@pytest.mark.parametrize("width", range(1, 18))
def test_numbers_of_one_width(width: int) -> None:
    texts = [b"9" * width, b"1" + b"0" * (width - 1), b"x" * width, b"0" * (width - 1) + b":"]
    values, sure = kernels.numbers(*window(texts))
    assert sure.tolist() == [width <= 16] * 2 + [False] * 2
    if width <= 16:
        assert values[:2].tolist() == [int(text) for text in texts[:2]]


def test_flags() -> None:
    assert kernels.flags(*window([b"0", b"1", b"2", b"", b"01", b"/", b"\xb1"])).tolist() == [True, True] + [False] * 5


QUADS = st.ip_addresses(v=4).map(lambda address: str(address).encode())


@given(st.lists(QUADS | st.sampled_from(ADDRESSES4) | st.text("0129.", max_size=17).map(str.encode) | SOME))
def test_ipv4(texts: list[bytes]) -> None:
    values, sure = kernels.ipv4(*window(texts))
    agree(texts, sure, values.tolist(), lambda text: int(ipaddress.IPv4Address(fields.address(text))))
    for text, certain in zip(texts, sure.tolist(), strict=True):
        assert certain or not is_plain_ipv4(text)


def is_plain_ipv4(text: bytes) -> bool:
    try:
        return str(ipaddress.IPv4Address(text.decode("latin-1"))).encode() == text
    except ValueError:
        return False


HEXTETS = st.ip_addresses(v=6).map(lambda address: str(address).encode())
SPARSE = st.lists(st.sampled_from([0, 0, 1, 0xABCD]), min_size=8, max_size=8).map(
    lambda parts: str(ipaddress.IPv6Address(b"".join(part.to_bytes(2) for part in parts))).encode()
)


@given(st.lists(HEXTETS | SPARSE | st.sampled_from(ADDRESSES6) | st.text("01aF::", max_size=42).map(str.encode) | SOME))
def test_ipv6(texts: list[bytes]) -> None:
    high, low, sure = kernels.ipv6(*window(texts))
    values = [int(upper) << 64 | int(lower) for upper, lower in zip(high, low, strict=True)]
    agree(texts, sure, values, lambda text: int(ipaddress.IPv6Address(fields.address(text))))
    for text, certain in zip(texts, sure.tolist(), strict=True):
        assert certain or not is_plain_ipv6(text)


def is_plain_ipv6(text: bytes) -> bool:
    try:
        return b"%" not in text and str(ipaddress.IPv6Address(text.decode("latin-1"))).encode() == text
    except ValueError:
        return False


OCTETS = st.binary(min_size=1, max_size=24).map(lambda octets: octets.hex(":").encode())


@given(st.lists(OCTETS | st.sampled_from(CLIENTS) | st.text("0aG:", max_size=9).map(str.encode)))
def test_octet_text(texts: list[bytes]) -> None:
    sure = kernels.octet_text(*window(texts), least=2, most=20)
    for text, certain in zip(texts, sure.tolist(), strict=True):
        parts = text.split(b":")
        hexadecimal = all(len(part) == 2 and set(part) <= set(b"0123456789abcdefABCDEF") for part in parts)
        assert certain == (hexadecimal and 2 <= len(parts) <= 20)
        if certain:
            assert fields.client_id(text).hex(":").encode() == text.lower()


def test_octet_values_are_what_the_text_says() -> None:
    texts = [b"02:00:0a", b"", b"fF", b"01:02:03:04:05"]
    buffer = bytes(kernels.PAD) + b"".join(text + b"," for text in texts)
    window = kernels.Window(np.frombuffer(buffer, np.uint8))
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1 + kernels.PAD
    starts = ends - [len(text) for text in texts]
    values, counts = kernels.octet_values(window, starts, ends, 4)
    assert counts.tolist() == [3, 0, 1, 255]
    assert values.tolist() == [[2, 0, 10, 0], [0] * 4, [255, 0, 0, 0], [0] * 4]
