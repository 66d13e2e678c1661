"""One thing that ``-t`` refuses, and how to say where."""

from __future__ import annotations

from typing import NamedTuple

from dhcptools.lint.finding import Fix, Spot

OTHER = "KL120"  # the rule of what has no rule of its own


class Refusal(NamedTuple):
    """``kea`` is Kea's text with its place; ``message`` says the same for KL120, or what the rule adds."""

    rule: str
    at: Spot
    kea: str
    message: str = ""
    fix: Fix | None = None


def placed(text: str, at: Spot) -> str:
    """Kea's text with a place behind it, as it prints most of its refusals."""
    return f"{text} ({at.source.position(at.start)})"
