"""What a misspelt word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one; None when none is like it."""
    found = get_close_matches(word, list(known), 1, 0.7)
    return found[0] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean "name"?``, empty when there is nothing to propose."""
    found = closest(word, known)
    return "" if found is None else f'; did you mean "{found}"?'
