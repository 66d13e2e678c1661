"""When exchanges start: pure functions of the time since the start and of how many have left.

Every schedule keeps the same contract. Exchange ``k`` (from 0) is meant to start ``intended_ns(k)`` after the start of
the run; ``due(elapsed_ns)`` counts those whose time has come, 1 at 0, never more than ``starts``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.perf.workload import Phase

NS_PER_S: Final = 1_000_000_000
EVER: Final = 1 << 62

_NUMERATOR_MOST: Final = 9_000_000_000  # times NS_PER_S it still fits 63 bits
_DENOMINATOR_MOST: Final = 10_000
_ALMOST: Final = 1e-7  # of an exchange: what floating point may lose of one


class Schedule(Protocol):
    """What the engine asks of a schedule."""

    starts: int

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges should have started by now."""
        raise NotImplementedError  # abstract

    def intended_ns(self, first: int, count: int) -> Integers:
        """When exchanges ``first … first + count - 1`` are meant to start, int64 (count,)."""
        raise NotImplementedError  # abstract

    def next_ns(self, started: int) -> int:
        """When exchange ``started`` is meant to start."""
        raise NotImplementedError  # abstract


class Steady:
    """``rate_pps`` exchanges a second, ``starts`` in all; a rate may be a fraction, kept to a ten-thousandth."""

    def __init__(self, rate_pps: float, starts: int = EVER) -> None:
        most = max(1, min(_DENOMINATOR_MOST, int(_NUMERATOR_MOST / max(rate_pps, 1))))
        rate = max(Fraction(rate_pps).limit_denominator(most), Fraction(1, _DENOMINATOR_MOST))
        self._number, self._seconds = rate.numerator, rate.denominator
        self.starts = starts

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges should have started by now."""
        if elapsed_ns < 0:
            return 0
        return min(elapsed_ns * self._number // (self._seconds * NS_PER_S) + 1, self.starts)

    def intended_ns(self, first: int, count: int) -> Integers:
        """When exchanges ``first … first + count - 1`` are meant to start, int64 (count,)."""
        seconds, rest = divmod(np.arange(first, first + count, dtype=np.int64) * self._seconds, self._number)
        times: Integers = seconds * NS_PER_S - (-rest * NS_PER_S) // self._number
        return times

    def next_ns(self, started: int) -> int:
        """When exchange ``started`` is meant to start."""
        return -(-started * self._seconds * NS_PER_S // self._number)


class AtOnce:
    """All ``starts`` exchanges at the start."""

    def __init__(self, starts: int) -> None:
        self.starts = starts

    def due(self, elapsed_ns: int) -> int:
        """All of them."""
        return self.starts if elapsed_ns >= 0 else 0

    def intended_ns(self, first: int, count: int) -> Integers:
        """The start."""
        del first
        return np.zeros(count, np.int64)

    def next_ns(self, started: int) -> int:
        """The start."""
        del started
        return 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """From ``from_s`` on, after ``before`` exchanges, the rate goes straight from ``rate`` to ``until_rate``."""

    from_s: float
    for_s: float
    before: float
    rate: float
    until_rate: float

    @property
    def count(self) -> float:
        return (self.rate + self.until_rate) / 2 * self.for_s

    def counted(self, at_s: float) -> float:
        """Exchanges from the start of the run until ``at_s`` seconds into this piece."""
        return self.before + at_s * (self.rate + (self.until_rate - self.rate) * at_s / (2 * self.for_s))

    def times_s(self, counts: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
        """When that many exchanges are behind: the inverse of ``counted``, from the start of the run."""
        more = np.maximum(counts - self.before, 0.0)
        slope = (self.until_rate - self.rate) / self.for_s
        # The stable root of slope/2·t² + rate·t = more.
        root = np.sqrt(np.maximum(self.rate * self.rate + 2 * slope * more, 0.0))
        bottom = self.rate + root
        with np.errstate(invalid="ignore", divide="ignore"):
            at_s = np.where(bottom > 0, 2 * more / bottom, 0.0)
        return self.from_s + np.minimum(at_s, self.for_s)


class Phased:
    """Phases one after the other, each at its own rate; with ``ramp`` each goes straight from the rate before it."""

    def __init__(self, phases: Sequence[Phase], *, ramp: bool = False, starts: int = EVER) -> None:
        pieces: list[_Piece] = []
        from_s = before = rate = 0.0
        for phase in phases:
            first = rate if ramp else phase.rate_pps
            piece = _Piece(from_s, phase.duration_s, before, first, phase.rate_pps)
            pieces.append(piece)
            from_s, before, rate = from_s + phase.duration_s, before + piece.count, phase.rate_pps
        self._pieces = pieces
        self._bounds = np.array([piece.before for piece in pieces] + [before])
        self.lasts_s = from_s
        self.starts = min(starts, max(1, math.ceil(before - _ALMOST)))

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges should have started by now."""
        if elapsed_ns < 0:
            return 0
        at_s = elapsed_ns / NS_PER_S
        piece = next((each for each in self._pieces if at_s < each.from_s + each.for_s), self._pieces[-1])
        if piece.rate == piece.until_rate == 0:  # a pause starts nothing
            return min(math.ceil(piece.before - _ALMOST), self.starts)
        counted = piece.counted(min(at_s - piece.from_s, piece.for_s))
        return min(math.floor(counted + _ALMOST) + 1, self.starts)

    def intended_ns(self, first: int, count: int) -> Integers:
        """When exchanges ``first … first + count - 1`` are meant to start, int64 (count,)."""
        counts = np.arange(first, first + count, dtype=np.float64)
        times_s = np.full(count, self.lasts_s)
        for piece, (low, high) in zip(self._pieces, pairwise(self._bounds.tolist()), strict=True):
            inside = (counts >= low) & (counts < high)
            if np.count_nonzero(inside):
                times_s[inside] = piece.times_s(counts[inside])
        whole: Integers = np.ceil(times_s * NS_PER_S).astype(np.int64)
        return whole

    def next_ns(self, started: int) -> int:
        """When exchange ``started`` is meant to start."""
        return int(self.intended_ns(started, 1)[0])


class Shared:
    """The part of a schedule that one of ``shares`` processes has: from ``share`` on every ``shares``-th exchange."""

    def __init__(self, whole: Schedule, share: int, shares: int) -> None:
        self._whole, self._share, self._shares = whole, share, shares
        self.starts = EVER if whole.starts >= EVER else self._mine(whole.starts)

    def _mine(self, count: int) -> int:
        return max(0, (count - self._share + self._shares - 1) // self._shares)

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges should have started by now."""
        return self._mine(self._whole.due(elapsed_ns))

    def intended_ns(self, first: int, count: int) -> Integers:
        """When exchanges ``first … first + count - 1`` are meant to start, int64 (count,)."""
        return self._whole.intended_ns(first * self._shares + self._share, count * self._shares)[:: self._shares]

    def next_ns(self, started: int) -> int:
        """When exchange ``started`` is meant to start."""
        return self._whole.next_ns(started * self._shares + self._share)
