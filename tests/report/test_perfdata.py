"""Figures that every monitoring system reads."""

from __future__ import annotations

import pytest

from dhcptools.report.perfdata import seconds


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0"), (0.01, "0.00001"), (50, "0.05"), (500, "0.5"), (20_000, "20"), (1e9, "1000000")]
)
def test_there_is_no_exponent(ms: float, text: str) -> None:
    assert seconds(ms) == text
