"""Numbers that end: Python reads ``nan`` and ``inf`` as numbers, and no range of click keeps the first one out."""

from __future__ import annotations

import math
from typing import Any

import click


class FiniteRange(click.FloatRange):
    """A range of numbers in which neither ``nan`` nor ``inf`` lies."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Raises BadParameter."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no number to reckon with", param, ctx)
        return number
