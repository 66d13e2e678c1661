"""How long a reply waits: a distribution, from words.

``5ms`` is constant, ``5ms..20ms`` uniform, ``exponential mean=10ms``, ``normal mean=10ms stddev=2ms`` (never below
nothing), ``percentiles=50:1ms,99:20ms,100:1s`` is interpolated between the points.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from dhcpserver.faults.words import Words

Points = tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """A distribution of times in nanoseconds; ``kind`` says which of the fields count."""

    kind: str
    low_ns: int = 0
    high_ns: int = 0
    points: Points = ()

    def draw_ns(self, random: Random) -> int:
        """One time. A constant draws nothing from ``random``."""
        if self.kind == "constant":
            return self.low_ns
        if self.kind == "uniform":
            return random.randint(self.low_ns, self.high_ns)
        if self.kind == "exponential":
            return round(random.expovariate(1 / self.low_ns)) if self.low_ns else 0
        if self.kind == "normal":
            return max(0, round(random.normalvariate(self.low_ns, self.high_ns)))
        return _interpolated(self.points, random.random() * 100)


def read_delay(words: Words, key: str, *, required: bool = True) -> Delay:
    """The delay of a fault, from its argument and the keys that belong to it."""
    listed = words.text("percentiles")
    if listed is not None:
        return Delay("percentiles", points=_points(words, listed))
    text = words.argument(key)
    if text in {"exponential", "normal"}:
        mean = words.duration_ns("mean")
        spread = words.duration_ns("stddev") if text == "normal" else 0
        if mean is None or spread is None:
            fix = "write exponential mean=10ms, or normal mean=10ms stddev=2ms"
            raise words.error("action", f"a {text} delay needs its mean{' and stddev' * (text == 'normal')}", fix)
        return Delay(text, mean, spread)
    if text is None:
        if required:
            fix = "write 5ms, 5ms..20ms, exponential mean=10ms, normal mean=10ms stddev=2ms, percentiles=50:1ms,99:20ms"
            raise words.error("action", f"{words.action} needs a time", fix)
        return Delay("constant")
    first, dots, last = text.partition("..")
    low = words.as_duration_ns(key, first)
    if not dots:
        return Delay("constant", low)
    high = words.as_duration_ns(key, last)
    if high < low:
        raise words.error(key, f"{text} is reversed", "write the shorter time first")
    return Delay("uniform", low, high)


def _points(words: Words, text: str) -> Points:
    points: list[tuple[float, int]] = []
    for part in text.split(","):
        percent, colon, time = part.strip().partition(":")
        try:
            at = float(percent) if colon else -1.0
        except ValueError:
            at = -1.0
        if not 0 <= at <= 100 or (points and at <= points[-1][0]):
            fix = "write PERCENT:TIME pairs in rising order, such as 50:1ms,99:20ms,100:1s"
            raise words.error("percentiles", f"{part.strip()!r} does not go on the list", fix)
        points.append((at, words.as_duration_ns("percentiles", time)))
    return tuple(points)


def _interpolated(points: Points, percent: float) -> int:
    """The time at a percentile: straight lines between the points, level outside them."""
    before = points[0]
    if percent <= before[0]:
        return before[1]
    for point in points[1:]:
        if percent <= point[0]:
            share = (percent - before[0]) / (point[0] - before[0])
            return round(before[1] + (point[1] - before[1]) * share)
        before = point
    return before[1]
