from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.report.svg import WIDTH, Axis, Bar, Line, Spot, chart, legend, linear_axis, milliseconds_axis

X, Y = linear_axis(10, "s"), linear_axis(100, "n")


def drawn(*lines: Line, **more: list[Bar] | list[Spot]) -> ElementTree.Element:
    return ElementTree.fromstring(chart("A <title>", "what & why", X, Y, lines, **more))


def texts(root: ElementTree.Element, tag: str) -> list[str]:
    return [element.text or "" for element in root.iter(tag)]


def test_a_curve_has_gaps_and_lone_points_are_dots() -> None:
    root = drawn(Line("a", "one", [(0, 0), (1, 50), (2, None), (3, 100), (4, None), (5, 5), (6, 6)]))
    paths = [path.attrib["d"] for path in root.iter("path")]
    assert len(paths) == 2
    assert paths[0].startswith("M62.0 210.0L")
    assert [(dot.attrib["cx"], dot.attrib["cy"]) for dot in root.iter("circle")] == [("310.4", "12.0")]


def test_words_are_escaped_and_ticks_shown() -> None:
    root = drawn(Line("<b>", "one", [(0, 1)]), spots=[Spot(0, 1, "3 < 4 & 5")])
    assert texts(root, "title") == ["A <title>", "3 < 4 & 5"]
    assert texts(root, "desc") == ["what & why"]
    assert {"0", "2", "10", "20", "100"} <= set(texts(root, "text"))
    assert "&lt;b&gt;" in legend([("<b>", "one")])


def test_bars_stand_on_each_other_and_small_ones_are_seen() -> None:
    root = drawn(bars=[Bar(0, 1, 0, 50, "lost"), Bar(0, 1, 50, 100, "late"), Bar(5, 5, 0, 0.001, "nak")])
    lost, late, nak = root.iter("rect")
    assert float(late.attrib["y"]) + float(late.attrib["height"]) == pytest.approx(float(lost.attrib["y"]))
    assert float(nak.attrib["height"]) >= 1.5
    assert float(nak.attrib["width"]) >= 1


@pytest.mark.parametrize(
    ("high", "last", "count"),
    [(0, "1", 2), (1, "1", 2), (7, "8", 5), (1234, "1,500", 4), (6000, "6,000", 4), (0.03, "0.03", 4)],
)  # fmt: skip
def test_linear_ticks_are_round(high: float, last: str, count: int) -> None:
    axis = linear_axis(high, "")
    assert (axis.ticks[0][1], axis.ticks[-1][1], len(axis.ticks)) == ("0", last, count)


def test_time_ticks_have_their_units() -> None:
    assert [words for _, words in milliseconds_axis(0.3, 4, "").ticks] == ["0.2 ms", "0.5 ms", "1 ms", "2 ms", "5 ms"]
    assert [words for _, words in milliseconds_axis(0.02, 3000, "").ticks] == [
        "10 µs", "0.1 ms", "1 ms", "10 ms", "100 ms", "1 s", "10 s",
    ]  # fmt: skip


@given(st.floats(0, 70_000), st.floats(0, 70_000))
def test_an_axis_of_time_holds_its_values(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = milliseconds_axis(low, high, "")
    assert 0 < axis.low < axis.high
    assert axis.low <= max(low, 1e-4)
    assert axis.high >= high
    assert 2 <= len(axis.ticks) <= 12


@given(st.floats(0, 1e9))
def test_a_linear_axis_holds_its_value(high: float) -> None:
    axis = linear_axis(high, "")
    assert axis.high >= high * 0.999999
    assert 2 <= len(axis.ticks) <= 12


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.none() | st.floats(-1e6, 1e6)), max_size=20))
def test_nothing_is_drawn_outside(points: list[tuple[float, float | None]]) -> None:
    root = drawn(Line("a", "one", points))
    for dot in root.iter("circle"):
        assert 0 <= float(dot.attrib["cx"]) <= WIDTH
    assert Axis(1, 100, (), "", log=True).share(10) == pytest.approx(0.5)
