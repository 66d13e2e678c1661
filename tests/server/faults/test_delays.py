"""Distributions of delays."""

from __future__ import annotations

from random import Random
from statistics import fmean, quantiles

import pytest

from dhcpserver.faults.delays import Delay, read_delay
from dhcpserver.faults.words import ScenarioError, Words

MS = 1_000_000


def delay(line: str) -> Delay:
    return read_delay(Words({"action": f"delay {line}"}, lambda _: "test"), "time")


def drawn(line: str) -> list[float]:
    random, found = Random(1), delay(line)
    return [found.draw_ns(random) / MS for _ in range(5000)]


def test_constant() -> None:
    assert set(drawn("5ms")) == {5.0}


def test_uniform() -> None:
    times = drawn("5ms..20ms")
    assert 5 <= min(times) < 5.1
    assert 19.9 < max(times) <= 20
    assert fmean(times) == pytest.approx(12.5, rel=0.05)


def test_exponential_and_normal() -> None:
    assert fmean(drawn("exponential mean=10ms")) == pytest.approx(10, rel=0.05)
    times = drawn("normal mean=10ms stddev=2ms")
    assert fmean(times) == pytest.approx(10, rel=0.05)
    assert min(drawn("normal mean=1ms stddev=5ms")) == 0
    assert set(drawn("exponential mean=0ms")) == {0}


def test_percentiles() -> None:
    cuts = quantiles(drawn("percentiles=0:1ms,50:2ms,90:10ms,100:110ms"), n=10)
    assert cuts[4] == pytest.approx(2, rel=0.1)
    assert cuts[7] == pytest.approx(8, rel=0.1)
    assert max(drawn("percentiles=50:1ms,90:3ms")) == 3
    assert min(drawn("percentiles=50:1ms,90:3ms")) == 1


@pytest.mark.parametrize(
    "line",
    ["", "exponential", "normal mean=1ms", "9ms..5ms", "soon", "percentiles=99:1ms,50:2ms", "percentiles=5ms",
     "percentiles=101:1ms", "percentiles=x:1ms"],
)  # fmt: skip  # a list of lines
def test_what_is_no_delay(line: str) -> None:
    with pytest.raises(ScenarioError):
        delay(line)
