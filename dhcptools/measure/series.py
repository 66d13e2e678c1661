"""What happened in each second of a run: one timeline an exchange, filled a batch at a time, in flat memory.

Rules this file keeps:

- a request belongs to the second in which it was sent, and so does all that becomes of it; each row reconciles as the
  whole does: sent == received + late + lost + in_flight + nak + rejected;
- ``answered`` alone belongs to the second in which answers arrived, so that a stall shows as silence and then a burst;
- latencies count from the intended send time, in log-linear bins 1.6 % wide from 512 ns to 68 s; their middle is what a
  percentile says, so it is within 0.8 %; the maximum is exact;
- a timeline has ``ROWS`` rows: when a run is longer, pairs of rows are folded into one of twice the width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

ROWS: Final = 1024
"""Rows of a timeline, an even number: at a second each they last 17 minutes."""

_FINE_BITS: Final = 6  # bins in an octave, as a power of two
_LEAST_BITS: Final = 9  # 512 ns
_MOST_BITS: Final = 36  # 68.7 s
BINS: Final = (_MOST_BITS - _LEAST_BITS) << _FINE_BITS

_NS_PER_S: Final = 1_000_000_000
_COLUMNS: Final = ("asked", "sent", "answered", "received", "late", "nak", "rejected", "in_flight")
_ASKED, _SENT, _ANSWERED, _RECEIVED, _LATE, _NAK, _REJECTED, _IN_FLIGHT = range(len(_COLUMNS))
_REFUSED: Final = {"nak": _NAK, "rejected": _REJECTED}

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """``width_s`` seconds of one exchange, from ``start_s`` after the start of the run.

    ``asked`` is how many requests the schedule wanted, None where no schedule rules (an exchange that follows from
    another). Percentiles are nanoseconds, None when nothing was received. ``bins`` are pairs of a bin and its count.
    """

    start_s: int
    width_s: int
    asked: int | None
    sent: int
    answered: int
    received: int
    lost: int
    late: int
    in_flight: int
    nak: int
    rejected: int
    p50_ns: int | None
    p90_ns: int | None
    p99_ns: int | None
    max_ns: int | None
    bins: tuple[tuple[int, int], ...]


def bin_indices(values_ns: Integers) -> Integers:
    """Bin of each latency, both (n,): a float's exponent and leading bits are the bin's number."""
    clipped = np.clip(values_ns, 1 << _LEAST_BITS, (1 << _MOST_BITS) - (1 << 13))  # as float32 it stays below 2^36
    bits = clipped.astype(np.float32).view(np.int32) >> (23 - _FINE_BITS)
    return bits.astype(np.int64) - ((127 + _LEAST_BITS) << _FINE_BITS)


def bin_middle_ns(index: int) -> int:
    """Middle of a bin."""
    octave, fine = divmod(index, 1 << _FINE_BITS)
    return ((2 * ((1 << _FINE_BITS) + fine) + 1) << (_LEAST_BITS + octave)) >> (_FINE_BITS + 1)


class Timeline:
    """The seconds of one exchange. Times are nanoseconds on one clock; ``begin_ns`` is when the run started on it.

    ``answered`` is false for what no server answers, such as DHCPRELEASE, or nobody can hear: there nothing is lost.
    """

    def __init__(self, begin_ns: int = 0) -> None:
        self.begin_ns = begin_ns
        self.answered = True
        self.width_s = 1
        self.used = 0
        self._scheduled = False
        self._counts = np.zeros((ROWS, len(_COLUMNS)), np.int64)
        self._bins = np.zeros((ROWS, BINS), np.uint32)
        self._max_ns = np.full(ROWS, -1, np.int64)

    def __getstate__(self) -> dict[str, object]:
        """Only the rows in use, so that a copy sent to another process is small."""
        state = dict(self.__dict__)
        for name in ("_counts", "_bins", "_max_ns"):
            state[name] = state[name][: self.used].copy()
        return state

    def __setstate__(self, state: dict[str, object]) -> None:
        """Room for all rows again."""
        whole = Timeline()
        for name, value in state.items():
            rows = getattr(whole, name)
            if isinstance(value, np.ndarray):
                rows[: len(value)] = value
            setattr(self, name, rows if isinstance(value, np.ndarray) else value)

    def note_sent(self, sent_ns: int, count: int) -> None:
        """``count`` requests were sent at ``sent_ns``."""
        self._counts[self._row(sent_ns), _SENT] += count

    def note_answered(
        self, sent_ns: Integers, arrived_ns: Integers, latency_ns: Integers, late: int | Integers
    ) -> None:
        """Requests were granted what they asked for; every array is (n,).

        ``late`` tells which of the answers came after the drop time: lines of the arrays, or 0 for none.
        """
        if not len(sent_ns):
            return
        rows = self._rows(sent_ns, arrived_ns)
        np.add.at(self._counts[:, _RECEIVED], rows, 1)
        if not isinstance(late, int) and len(late):
            np.subtract.at(self._counts[:, _RECEIVED], rows[late], 1)
            np.add.at(self._counts[:, _LATE], rows[late], 1)
        np.add.at(self._bins.reshape(-1), rows * BINS + bin_indices(latency_ns), np.uint32(1))
        np.maximum.at(self._max_ns, rows, latency_ns)

    def note_refused(self, fate: str, sent_ns: Integers, arrived_ns: Integers) -> None:
        """Requests were answered but not granted; ``fate`` is ``nak`` or ``rejected``, the arrays are (n,)."""
        if len(sent_ns):
            np.add.at(self._counts[:, _REFUSED[fate]], self._rows(sent_ns, arrived_ns), 1)

    def set_in_flight(self, sent_ns: Integers) -> None:
        """Those requests, sent at ``sent_ns`` (n,), may still be answered in time; it replaces what was said before."""
        self._counts[:, _IN_FLIGHT] = 0
        if len(sent_ns):
            rows = self._rows(sent_ns)  # may fold, so it comes before the column is looked up
            np.add.at(self._counts[:, _IN_FLIGHT], rows, 1)

    def set_asked(self, due: Callable[[int], int], elapsed_ns: int) -> None:
        """Take from a schedule how many requests it wanted in each row until now.

        ``due(elapsed_ns)`` counts those wanted since the start, 1 at 0.
        """
        self._scheduled = True
        bounds = [min(row * self.width_s * _NS_PER_S - 1, elapsed_ns) for row in range(self.used + 1)]
        self._counts[: self.used, _ASKED] = np.diff([due(bound) for bound in bounds])

    def merge(self, other: Timeline) -> None:
        """Add what another sender noted; both start at their own second 0."""
        while self.width_s < other.width_s:
            self._fold()
        while other.width_s < self.width_s:
            other = other._folded()
        self.used = max(self.used, other.used)
        self._scheduled |= other._scheduled
        self.answered &= other.answered
        self._counts += other._counts
        self._bins += other._bins
        np.maximum(self._max_ns, other._max_ns, out=self._max_ns)

    def rows(self, first: int = 0) -> list[Row]:
        """What is known of each row from ``first`` on; what was sent and is neither answered nor in flight is lost."""
        return [self._read(row) for row in range(first, self.used)]

    def last_before(self, elapsed_s: float) -> Row | None:
        """The last row that was over ``elapsed_s`` after the start; its ``lost`` has what may still be answered."""
        row = int(elapsed_s // self.width_s) - 1
        return self._read(row) if 0 <= row < self.used else None

    def _read(self, row: int) -> Row:
        counts = dict(zip(_COLUMNS, self._counts[row].tolist(), strict=True))
        asked = counts.pop("asked")
        open_ended = counts["sent"] - sum(counts[name] for name in ("received", "late", "nak", "rejected"))
        filled = np.flatnonzero(self._bins[row])
        numbers = self._bins[row, filled]
        greatest = int(self._max_ns[row])
        p50, p90, p99 = (_percentile(filled, numbers, greatest, share) for share in (0.5, 0.9, 0.99))
        return Row(
            start_s=row * self.width_s,
            width_s=self.width_s,
            asked=asked if self._scheduled else None,
            lost=open_ended - counts["in_flight"] if self.answered else 0,
            p50_ns=p50,
            p90_ns=p90,
            p99_ns=p99,
            max_ns=greatest if len(filled) else None,
            bins=tuple(zip(filled.tolist(), numbers.tolist(), strict=True)),
            **counts,
        )

    def restore(self, row: Row) -> None:
        """Put back a row that ``rows`` gave; rows of other widths are refused with ValueError."""
        if row.start_s % row.width_s or row.width_s & (row.width_s - 1):
            raise ValueError(f"a row of {row.width_s} s cannot start at {row.start_s} s")
        if self.used and row.width_s != self.width_s:
            raise ValueError(f"rows of {self.width_s} s and of {row.width_s} s stand side by side")
        at = row.start_s // row.width_s
        if not 0 <= at < ROWS:
            raise ValueError(f"second {row.start_s} is not in the first {ROWS * row.width_s}")
        self.width_s = row.width_s
        self.used = max(self.used, at + 1)
        self._scheduled |= row.asked is not None
        self._counts[at] = [getattr(row, name) or 0 for name in _COLUMNS]
        for index, count in row.bins:
            if not 0 <= index < BINS:
                raise ValueError(f"bin {index} is not in 0..{BINS - 1}")
            self._bins[at, index] = count
        self._max_ns[at] = -1 if row.max_ns is None else row.max_ns

    def _row(self, time_ns: int) -> int:
        row = max(time_ns - self.begin_ns, 0) // (self.width_s * _NS_PER_S)
        while row >= ROWS:
            self._fold()
            row >>= 1
        self.used = max(self.used, row + 1)
        return row

    def _rows(self, sent_ns: Integers, arrived_ns: Integers | None = None) -> Integers:
        """Row of each request; answers are counted where they arrived."""
        latest = sent_ns if arrived_ns is None else arrived_ns
        self._row(int(latest.max()))  # folds first, so that the rows below hold
        width_ns = self.width_s * _NS_PER_S
        if arrived_ns is not None:
            np.add.at(self._counts[:, _ANSWERED], np.maximum(arrived_ns - self.begin_ns, 0) // width_ns, 1)
        rows: Integers = np.maximum(sent_ns - self.begin_ns, 0) // width_ns
        return rows

    def _fold(self) -> None:
        """Make rows twice as wide."""
        half = ROWS // 2
        for array in (self._counts, self._bins):
            array[:half] = array[0::2] + array[1::2]
            array[half:] = 0
        self._max_ns[:half] = np.maximum(self._max_ns[0::2], self._max_ns[1::2])
        self._max_ns[half:] = -1
        self.width_s *= 2
        self.used = (self.used + 1) // 2

    def _folded(self) -> Timeline:
        """A copy with rows twice as wide."""
        copy = Timeline(self.begin_ns)
        copy.answered = self.answered
        copy.width_s, copy.used, copy._scheduled = self.width_s, self.used, self._scheduled
        copy._counts, copy._bins, copy._max_ns = self._counts.copy(), self._bins.copy(), self._max_ns.copy()
        copy._fold()
        return copy


def _percentile(filled: Integers, numbers: NDArray[np.uint32], greatest: int, share: float) -> int | None:
    if not len(filled):
        return None
    cumulative = np.cumsum(numbers, dtype=np.int64)
    rank = max(int(share * int(cumulative[-1]) + 0.5), 1)
    return min(bin_middle_ns(int(filled[np.searchsorted(cumulative, rank)])), greatest)
