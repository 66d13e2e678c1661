"""Latencies: an HDR histogram filled a batch at a time, and the exact moments beside it.

Rules this file keeps:

- values are integer nanoseconds; the histogram has three significant digits from 1 µs to 60 s and its unit is the
  nanosecond, so that every HDR tool shows milliseconds with a scaling ratio of 1,000,000;
- the counts array has the layout of the HdrHistogram library (its V2 encoding is written by the library itself);
- minimum, maximum, mean and deviation come from the values, never from the buckets;
- nothing is dropped: a value over 60 s counts in the last bucket and in ``clamped``, a negative one (two clocks that
  disagree) counts as zero and in ``negative``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LOWEST_NS = 1_000
HIGHEST_NS = 60_000_000_000
DIGITS = 3

_UNIT_BITS = 9  # 512 ns, the power of two below LOWEST_NS
_HALF_BITS = 10  # 1,024: half of the 2,048 sub-buckets that three digits need
_SUB_BUCKETS = 2 << _HALF_BITS
_BUCKETS = (HIGHEST_NS >> _UNIT_BITS).bit_length() - _HALF_BITS
COUNTS = (_BUCKETS + 1) << _HALF_BITS


def bucket_indices(values_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index in the counts array of each value, both of shape (n,); values must be in 0..HIGHEST_NS."""
    bits = np.frexp((values_ns | ((_SUB_BUCKETS - 1) << _UNIT_BITS)).astype(np.float64))[1].astype(np.int64)
    bucket = bits - (_UNIT_BITS + _HALF_BITS + 1)
    return (bucket << _HALF_BITS) + (values_ns >> (bucket + _UNIT_BITS))


def highest_in_bucket(index: int) -> int:
    """Greatest value in nanoseconds that counts in the bucket at ``index``."""
    bucket = max((index >> _HALF_BITS) - 1, 0)
    sub_bucket = index - (bucket << _HALF_BITS)
    return ((sub_bucket + 1) << (bucket + _UNIT_BITS)) - 1


class Latency:
    """A distribution of latencies in nanoseconds. Statistics of an empty one are None."""

    __slots__ = ("_deviations", "_total_ns", "clamped", "count", "counts", "max_ns", "min_ns", "negative")

    def __init__(self) -> None:
        self.counts: NDArray[np.int64] = np.zeros(COUNTS, np.int64)
        self.count = 0
        self.clamped = 0
        self.negative = 0
        self.min_ns: int | None = None
        self.max_ns: int | None = None
        self._total_ns = 0
        self._deviations = 0.0

    def record(self, ns: NDArray[np.int64]) -> None:
        """Count ``ns``, int64 of shape (n,)."""
        number = len(ns)
        if number == 0:
            return
        least, greatest = int(ns.min()), int(ns.max())
        if least < 0:
            self.negative += int(np.count_nonzero(ns < 0))
            ns = np.maximum(ns, 0)
            least, greatest = 0, max(greatest, 0)
        total = int(ns.sum())
        centred = ns - total / number
        self._add_moments(number, total, float(centred @ centred), least, greatest)
        if greatest > HIGHEST_NS:
            self.clamped += int(np.count_nonzero(ns > HIGHEST_NS))
            ns = np.minimum(ns, HIGHEST_NS)
        np.add.at(self.counts, bucket_indices(ns), 1)

    def merge(self, other: Latency) -> None:
        """Add every value that ``other`` counted."""
        if other.count == 0 or other.min_ns is None or other.max_ns is None:
            return
        self.counts += other.counts
        self.clamped += other.clamped
        self.negative += other.negative
        self._add_moments(other.count, other._total_ns, other._deviations, other.min_ns, other.max_ns)

    @classmethod
    def restore(cls, encoded: str, least_ns: int, greatest_ns: int, mean_ns: float, stddev_ns: float) -> Latency:
        """Make a distribution again from what ``encode`` wrote and from the exact statistics beside it.

        ValueError when the text is no histogram of this layout or does not go with the statistics.
        """
        import zlib  # noqa: PLC0415 - only reading a file back needs these

        from hdrh.codec import HdrCookieException, HdrLengthException  # noqa: PLC0415
        from hdrh.histogram import HdrHistogram  # noqa: PLC0415

        try:
            histogram = HdrHistogram.decode(encoded)
        except (ValueError, TypeError, IndexError, zlib.error, HdrCookieException, HdrLengthException) as error:
            raise ValueError(f"it is no HdrHistogram V2: {error}") from error
        latency = cls()
        layout = (histogram.lowest_trackable_value, histogram.highest_trackable_value, histogram.significant_figures)
        if layout != (LOWEST_NS, HIGHEST_NS, DIGITS):
            raise ValueError("the histogram does not count nanoseconds from 1 µs to 60 s with three digits")
        latency.counts[:] = np.frombuffer(histogram.counts, np.uint64)
        count = int(latency.counts.sum())
        if count == 0 or not 0 <= least_ns <= mean_ns <= greatest_ns:
            raise ValueError("the histogram and the statistics do not go together")
        latency._add_moments(count, round(mean_ns * count), stddev_ns * stddev_ns * count, least_ns, greatest_ns)
        return latency

    def _add_moments(self, count: int, total: int, deviations: float, least: int, greatest: int) -> None:
        """Join two sets of moments (Chan, Golub and LeVeque: pairwise sums of squared deviations)."""
        if self.count:
            difference = total / count - self._total_ns / self.count
            deviations += difference * difference * (self.count * count / (self.count + count))
        self.min_ns = least if self.min_ns is None else min(self.min_ns, least)
        self.max_ns = greatest if self.max_ns is None else max(self.max_ns, greatest)
        self.count += count
        self._total_ns += total
        self._deviations += deviations

    @property
    def mean_ns(self) -> float | None:
        """Arithmetic mean of the values."""
        return self._total_ns / self.count if self.count else None

    @property
    def stddev_ns(self) -> float | None:
        """Population standard deviation of the values."""
        return math.sqrt(self._deviations / self.count) if self.count else None

    def percentile_ns(self, percentile: float) -> int | None:
        """Latency that ``percentile`` per cent of the values do not exceed, never outside minimum and maximum.

        It is the upper end of a bucket, so at most 0.1 % (below 1 ms: 511 ns) above the true value. Values over 60 s
        count as 60 s here.
        """
        if not 0 <= percentile <= 100:
            raise ValueError(f"percentile {percentile} is not in 0..100")
        if self.count == 0 or self.min_ns is None or self.max_ns is None:
            return None
        rank = max(int(percentile * self.count / 100 + 0.5), 1)
        index = int(np.searchsorted(np.cumsum(self.counts), rank))
        return max(self.min_ns, min(highest_in_bucket(index), self.max_ns, HIGHEST_NS))

    def count_up_to_ns(self, limit_ns: float) -> int:
        """How many values are in buckets that begin at ``limit_ns`` or below: never fewer than do not exceed it."""
        if limit_ns < 0:
            return 0
        index = int(bucket_indices(np.array([min(limit_ns, HIGHEST_NS)]).astype(np.int64))[0])
        return int(self.counts[: index + 1].sum())

    def encode(self) -> str:
        """Encode as HdrHistogram V2, compressed, in base64; unit: nanoseconds."""
        from hdrh.histogram import HdrHistogram  # noqa: PLC0415 - only a report needs the library

        histogram = HdrHistogram(LOWEST_NS, HIGHEST_NS, DIGITS)
        np.frombuffer(histogram.counts, np.uint64)[:] = self.counts
        if self.count and self.min_ns is not None and self.max_ns is not None:
            histogram.total_count = self.count
            histogram.min_value = min(self.min_ns, HIGHEST_NS)
            histogram.max_value = min(self.max_ns, HIGHEST_NS)
        encoded: bytes = histogram.encode()
        return encoded.decode("ascii")
