"""One thing that ``-t`` refuses, and how to say where."""

from __future__ import annotations

from typing import NamedTuple

from dhcptools.lint.finding import Spot
from dhcptools.lint.model.scope import Scope


class Refusal(NamedTuple):
    """``kea`` is Kea's text with its place, ``message`` the same in a word."""

    at: Spot
    kea: str
    message: str


def placed(text: str, at: Spot) -> str:
    """Kea's text with a place behind it, as it prints most of its refusals."""
    return f"{text} ({at.source.position(at.start)})"


def too_long(owner: Scope, key: str, most: int) -> str:
    """What Kea says of a text of more octets than its field has, empty when it fits or is not there."""
    text = owner.text(key)
    octets = len(text.encode("utf-8", "surrogateescape")) if text else 0
    return f"{key} must be at most {most} bytes long, it is {octets}" if octets > most else ""
