from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.lint.model.values import Prefix, Range, address, prefix, show


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_prefixes_of_ipv4_are_those_of_the_library(number: int, length: int) -> None:
    made = prefix(f"{show(number, 4)}/{length}", 4)
    assert made == Prefix(number, length, 4)
    peer = ip_network((number, length), strict=False)
    assert (made.first, made.last, made.size) == (int(peer[0]), int(peer[-1]), peer.num_addresses)
    assert made.canonical == str(peer)


@given(st.integers(0, 2**128 - 1), st.integers(0, 128))
def test_prefixes_of_ipv6_too(number: int, length: int) -> None:
    made = prefix(f"{show(number, 6)}/{length}", 6)
    assert made == Prefix(number, length, 6)
    assert str(made) == f"{show(number, 6)}/{length}"
    assert made.first <= number <= made.last


@pytest.mark.parametrize(
    "text", ["", "192.0.2.1", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/ 24", "a/8", "::/0", "\0/1"]
)
def test_what_is_no_prefix(text: str) -> None:
    assert prefix(text, 4) is None


def test_addresses_are_of_one_family() -> None:
    assert (address("192.0.2.1", 6), address("2001:db8::1", 4), address("é", 4)) == (None, None, None)


def test_ranges() -> None:
    assert Range(1, 5).overlaps(Range(5, 9))
    assert not Range(1, 5).overlaps(Range(6, 9))
    assert Range(1, 5).size == 5
