from __future__ import annotations

from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.measure.pacing import NS_PER_S, due, intended_ns

RATE = st.integers(1, 20_000_000)


@given(st.integers(0, 9 * 10**9), RATE)
def test_intended_time_is_the_exact_quotient_rounded_up(first: int, rate: int) -> None:
    times = intended_ns(first, 3, rate).tolist()
    assert times == [ceil(Fraction(number * NS_PER_S, rate)) for number in range(first, first + 3)]


@given(st.integers(0, 9 * 10**9), RATE)
def test_a_packet_is_due_from_its_intended_time_on(number: int, rate: int) -> None:
    (time,) = intended_ns(number, 1, rate).tolist()
    assert due(time, rate) >= number + 1
    assert due(time - 1, rate) <= number


def test_nothing_is_due_before_the_start_and_one_at_it() -> None:
    assert (due(-1, 1000), due(0, 1000), due(999_999, 1000), due(1_000_000, 1000)) == (0, 1, 1, 2)


def test_ten_seconds_at_a_thousand_are_ten_thousand() -> None:
    assert due(10 * NS_PER_S - 1, 1000) == 10_000
    assert intended_ns(0, 10_000, 1000)[-1] == 9_999_000_000


def test_no_packets_give_an_empty_array() -> None:
    assert intended_ns(5, 0, 7).shape == (0,)
