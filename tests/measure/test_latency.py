from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.measure.latency import COUNTS, DIGITS, HIGHEST_NS, LOWEST_NS, Latency, bucket_indices, highest_in_bucket

NS = st.integers(0, HIGHEST_NS)
EDGES = [0, 1, 511, 512, 1_000, 1_048_575, 1_048_576, 2_097_151, 2_097_152, HIGHEST_NS - 1, HIGHEST_NS]


def library() -> HdrHistogram:
    return HdrHistogram(LOWEST_NS, HIGHEST_NS, DIGITS)


def recorded(values: list[int]) -> Latency:
    latency = Latency()
    latency.record(np.array(values, np.int64))
    return latency


def test_the_counts_array_is_as_long_as_the_librarys() -> None:
    assert library().counts_len == COUNTS


@given(st.lists(NS, min_size=1))
def test_index_equals_the_librarys(values: list[int]) -> None:
    oracle = library()
    mine = bucket_indices(np.array(values + EDGES, np.int64))
    assert mine.tolist() == [oracle.get_counts_array_index(value) for value in values + EDGES]


@given(NS)
def test_end_of_bucket_equals_the_librarys(value: int) -> None:
    oracle = library()
    assert highest_in_bucket(oracle.get_counts_array_index(value)) == oracle.get_highest_equivalent_value(value)


@given(st.lists(NS, min_size=1, max_size=200))
def test_counts_equal_record_value(values: list[int]) -> None:
    oracle = library()
    for value in values:
        assert oracle.record_value(value)
    latency = recorded(values)
    assert latency.counts.tolist() == list(oracle.counts)
    for percentile in (0.1, 50, 90, 99, 99.9, 100):
        clipped = min(max(values), max(min(values), oracle.get_value_at_percentile(percentile)))
        assert latency.percentile_ns(percentile) == clipped


@given(st.lists(NS, min_size=1, max_size=50), st.lists(NS, max_size=50))
def test_moments_are_exact_and_merge(first: list[int], second: list[int]) -> None:
    latency = recorded(first)
    latency.record(np.array(second, np.int64))
    merged = recorded(first)
    merged.merge(recorded(second))
    both = first + second
    for it in (latency, merged):
        assert it.count == len(both)
        assert (it.min_ns, it.max_ns) == (min(both), max(both))
        assert it.mean_ns is not None
        assert it.stddev_ns is not None
        assert it.mean_ns == sum(both) / len(both)
        assert math.isclose(it.stddev_ns, statistics.pstdev(both), rel_tol=1e-9, abs_tol=1e-3)
    assert merged.counts.tolist() == latency.counts.tolist()


def test_merge_into_an_empty_one_copies_it() -> None:
    merged = Latency()
    merged.merge(recorded([1_000, 3_000]))
    merged.merge(Latency())
    assert (merged.count, merged.min_ns, merged.max_ns, merged.mean_ns) == (2, 1_000, 3_000, 2_000)


def test_encoded_form_opens_in_the_library() -> None:
    values = [1_500, 250_000, 1_000_000, 12_345_678, 59_000_000_000]
    opened = HdrHistogram.decode(recorded(values).encode())
    assert opened.get_total_count() == len(values)
    for percentile in (20, 40, 60, 80, 100):
        assert opened.get_value_at_percentile(percentile) == pytest.approx(
            values[percentile // 20 - 1], rel=1e-3, abs=512
        )


def test_encoded_forms_merge_in_the_library() -> None:
    total = HdrHistogram.decode(recorded([1_000_000]).encode())
    total.add(HdrHistogram.decode(recorded([5_000_000, 9_000_000]).encode()))
    assert total.get_total_count() == 3
    assert total.get_value_at_percentile(100) == pytest.approx(9_000_000, rel=1e-3)


def test_empty_distribution_has_no_numbers_and_still_encodes() -> None:
    latency = Latency()
    latency.record(np.empty(0, np.int64))
    assert (latency.min_ns, latency.max_ns, latency.mean_ns, latency.stddev_ns) == (None, None, None, None)
    assert latency.percentile_ns(50) is None
    assert HdrHistogram.decode(latency.encode()).get_total_count() == 0


def test_over_sixty_seconds_is_clamped_and_counted() -> None:
    latency = recorded([1_000_000, HIGHEST_NS + 1, 90_000_000_000])
    assert (latency.clamped, latency.max_ns) == (2, 90_000_000_000)
    assert latency.percentile_ns(100) == HIGHEST_NS
    assert HdrHistogram.decode(latency.encode()).get_total_count() == 3


def test_negative_counts_as_zero_and_is_said() -> None:
    latency = recorded([-5, 10])
    assert (latency.negative, latency.count, latency.min_ns, latency.max_ns) == (1, 2, 0, 10)
    assert latency.counts[0] == 2


def test_percentile_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="101"):
        recorded([1]).percentile_ns(101)


def test_what_was_encoded_is_restored() -> None:
    made = Latency()
    made.record(np.array([1_000, 2_500_000, 2_500_001, 40_000_000_000], np.int64))
    assert made.min_ns is not None
    assert made.max_ns is not None
    again = Latency.restore(made.encode(), made.min_ns, made.max_ns, made.mean_ns or 0, made.stddev_ns or 0)
    assert (again.counts == made.counts).all()
    assert (again.count, again.min_ns, again.max_ns, again.mean_ns) == (4, 1_000, 40_000_000_000, made.mean_ns)
    assert again.stddev_ns == pytest.approx(made.stddev_ns)
    again.merge(made)
    assert (again.count, again.percentile_ns(50)) == (8, made.percentile_ns(50))


def test_what_is_no_histogram_of_ours_is_refused() -> None:
    from hdrh.histogram import HdrHistogram

    made = Latency()
    made.record(np.array([5_000], np.int64))
    foreign = HdrHistogram(1, 3_600_000, 2)
    foreign.record_value(5)
    texts = ["", "x", "HISTFAAA", "////////", made.encode()[:-12], foreign.encode().decode(), Latency().encode()]
    for text in texts:
        with pytest.raises(ValueError, match=r"histogram|HdrHistogram"):
            Latency.restore(text, 5_000, 5_000, 5_000, 0)
    with pytest.raises(ValueError, match="go together"):
        Latency.restore(made.encode(), 6_000, 5_000, 5_000, 0)


def test_counting_up_to_a_limit() -> None:
    made = Latency()
    made.record(np.array([1_000_000, 2_000_000, 2_000_000, 70_000_000_000], np.int64))
    got = [made.count_up_to_ns(limit) for limit in (-1, 0, 999_000, 1_000_000, 1_999_999, 2e6, 59e9, 99e9)]
    assert got == [0, 0, 0, 1, 3, 3, 3, 4]
