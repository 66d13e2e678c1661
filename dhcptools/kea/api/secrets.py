"""Passwords, kept out of what people see: config-get answers them in clear."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "*****"
_NAMES: Final = re.compile(r"password|passwd|secret", re.IGNORECASE)


def redact(value: object, depth: int = 200) -> object:
    """A copy of a JSON value in which everything under a name such as ``password`` or ``secret`` is hidden.

    What is nested deeper than ``depth`` is hidden as well. The names of files that hold passwords stay.
    """
    if depth == 0:
        return HIDDEN
    if isinstance(value, dict):
        return {name: HIDDEN if _secret(str(name)) else redact(member, depth - 1) for name, member in value.items()}
    if isinstance(value, list):
        return [redact(member, depth - 1) for member in value]
    return value


def _secret(name: str) -> bool:
    return _NAMES.search(name) is not None and not name.endswith(("-file", "_file"))


def without(text: str, password: str) -> str:
    """A text that others wrote, without our own password."""
    return text.replace(password, HIDDEN) if password else text
