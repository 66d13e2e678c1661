"""Line charts as inline SVG: no script, no resource from elsewhere, colours by the classes of the page around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 920, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 30, 12, 40

Point = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Axis:
    """``low`` to ``high`` in the values' own unit; ``ticks`` are values with their words. A ``log`` axis is above 0."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    label: str
    log: bool = False

    def share(self, value: float) -> float:
        """Where ``value`` is on the axis: 0 at ``low``, 1 at ``high``; never outside."""
        if self.log:
            value = max(value, self.low)
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A curve. ``style`` is a class of the page; a point without y leaves a gap."""

    label: str
    style: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the bottom, from ``start`` to ``end`` on the x axis; ``base`` to ``top`` on the y axis."""

    start: float
    end: float
    base: float
    top: float
    style: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the x axis that says ``text`` when it is pointed at."""

    start: float
    end: float
    text: str


def linear_axis(high: float, label: str, *, most: int = 5) -> Axis:
    """An axis from 0 with round ticks that holds ``high``."""
    high = high if high > 1e-6 else 1.0
    rough = high / most
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    step = max(step, 1.0) if high >= 1 else step
    count = max(math.ceil(high / step - 1e-9), 1)
    return Axis(0, count * step, tuple((at * step, f"{at * step:,.10g}") for at in range(count + 1)), label)


def milliseconds_axis(low: float, high: float, label: str) -> Axis:
    """A logarithmic axis of milliseconds around two values, with ticks at 1, 2 and 5 or at powers of ten."""
    low, high = max(low, 1e-4), max(high, 2e-4)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high * 1.001))
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    values = [factor * 10.0**power for power in range(first, last + 1) for factor in steps]
    inside = [value for value in values if 10.0**first <= value <= 10.0**last * 1.0001]
    below = max((value for value in inside if value <= low), default=inside[0])
    above = min((value for value in inside if value >= high and value > below), default=inside[-1])
    shown = tuple((value, _time(value)) for value in inside if below <= value <= above)
    return Axis(below, above, shown, label, log=True)


def _time(ms: float) -> str:
    if ms >= 1000:
        return f"{ms / 1000:g} s"
    return f"{ms:g} ms" if ms >= 0.1 else f"{ms * 1000:g} µs"


def chart(
    title: str,
    description: str,
    x: Axis,
    y: Axis,
    lines: Iterable[Line],
    bars: Iterable[Bar] = (),
    spots: Iterable[Spot] = (),
    height: int = HEIGHT,
) -> str:
    """Draw a chart; ``title`` and ``description`` are what those hear who do not see it."""
    inner_width, inner_height = WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM

    def across(value: float) -> float:
        return round(_LEFT + inner_width * x.share(value), 1)

    def down(value: float) -> float:
        return round(_TOP + inner_height * (1 - y.share(value)), 1)

    bottom = _TOP + inner_height
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
    ]
    for value, words in y.ticks:
        at = down(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{escape(words)}</text>')
    for value, words in x.ticks:
        at = across(value)
        parts.append(f'<line class="tick" x1="{at}" x2="{at}" y1="{bottom}" y2="{bottom + 5}"/>')
        parts.append(f'<text x="{at}" y="{bottom + 18}" text-anchor="middle">{escape(words)}</text>')
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{bottom}" y2="{bottom}"/>')
    parts.append(
        f'<text class="label" x="{WIDTH - _RIGHT}" y="{height - 4}" text-anchor="end">{escape(x.label)}</text>'
    )
    for bar in bars:
        left, right = across(bar.start), across(bar.end)
        top, foot = down(bar.top), down(bar.base)
        wide, tall = max(round(right - left - 0.6, 1), 1.0), max(round(foot - top, 1), 1.5)
        parts.append(
            f'<rect class="{bar.style}" x="{left}" y="{round(foot - tall, 1)}" width="{wide}" height="{tall}"/>'
        )
    for line in lines:
        parts += _curve(line, [(across(at), None if value is None else down(value)) for at, value in line.points])
    for spot in spots:
        left, wide = across(spot.start), max(round(across(spot.end) - across(spot.start), 1), 1.0)
        parts.append(
            f'<rect class="spot" x="{left}" y="{_TOP}" width="{wide}" height="{inner_height}">'
            f"<title>{escape(spot.text)}</title></rect>"
        )
    return "".join(parts) + "</svg>"


def _curve(line: Line, points: Sequence[Point]) -> list[str]:
    """A path for each stretch without gaps, a dot for a point that stands alone."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for at, value in points:
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((at, value))
    drawn = []
    for stretch in stretches:
        if len(stretch) == 1:
            drawn.append(f'<circle class="{line.style}" cx="{stretch[0][0]}" cy="{stretch[0][1]}" r="3"/>')
        elif stretch:
            path = "L".join(f"{at} {value}" for at, value in stretch)
            drawn.append(f'<path class="{line.style}" d="M{path}"/>')
    return drawn


def legend(lines: Iterable[tuple[str, str]]) -> str:
    """Labels with their strokes, to stand above a chart: pairs of a label and a style."""
    stroke = '<svg viewBox="0 0 26 10" aria-hidden="true"><path class="{}" d="M1 5L25 5"/></svg>'
    entries = (f"<li>{stroke.format(style)}{escape(label)}</li>" for label, style in lines)
    return f'<ul class="legend">{"".join(entries)}</ul>'
