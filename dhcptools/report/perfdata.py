"""Performance data of monitoring plugins: how a figure is written so that every monitoring system reads it."""

from __future__ import annotations


def seconds(ms: float) -> str:
    """Milliseconds as seconds, without an exponent, which monitoring systems do not read."""
    return f"{ms / 1e3:.9f}".rstrip("0").rstrip(".")
