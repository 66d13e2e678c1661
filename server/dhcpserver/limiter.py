"""How many log lines a second: a flood of packets must not become a flood of lines."""

from __future__ import annotations

from typing import Final

RATE: Final = 10  # lines a second, for ever
BURST: Final = 50  # lines at once, after silence
_SECOND_NS: Final = 1_000_000_000


class Limiter:
    """A token bucket in integers. It has no clock: times are nanoseconds that never go back."""

    __slots__ = ("_credit_ns", "_last_ns", "burst", "missed", "rate")

    def __init__(self, rate: int = RATE, burst: int = BURST) -> None:
        """``rate`` lines a second, ``burst`` at once."""
        if rate < 1 or burst < 1:
            raise ValueError("rate and burst are at least 1")
        self.rate = rate
        self.burst = burst
        self.missed = 0
        self._last_ns: int | None = None
        self._credit_ns = burst * _SECOND_NS

    def allow(self, now_ns: int) -> bool:
        """Whether a line may be written now; those that may not are counted in ``missed``."""
        if self._last_ns is not None and now_ns > self._last_ns:
            earned = (now_ns - self._last_ns) * self.rate
            self._credit_ns = min(self._credit_ns + earned, self.burst * _SECOND_NS)
        self._last_ns = now_ns if self._last_ns is None else max(now_ns, self._last_ns)
        if self._credit_ns < _SECOND_NS:
            self.missed += 1
            return False
        self._credit_ns -= _SECOND_NS
        return True

    def take_missed(self) -> int:
        """How many lines were left out since the last call."""
        missed, self.missed = self.missed, 0
        return missed
