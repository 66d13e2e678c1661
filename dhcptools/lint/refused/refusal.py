"""One thing that ``-t`` refuses, and how to say where."""

from __future__ import annotations

from typing import NamedTuple

from dhcptools.lint.finding import Spot


class Refusal(NamedTuple):
    """``kea`` is Kea's text with its place, ``message`` the same in a word."""

    at: Spot
    kea: str
    message: str


def placed(text: str, at: Spot) -> str:
    """Kea's text with a place behind it, as it prints most of its refusals."""
    return f"{text} ({at.source.position(at.start)})"
