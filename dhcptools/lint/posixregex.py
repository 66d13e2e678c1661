"""Whether a text is a POSIX extended regular expression, as ``std::regex::extended`` of GNU's library reads it, Kea's.

Python's own syntax differs: ``[[:alpha:]]`` is a class here, and a backslash inside brackets an ordinary character.
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final = frozenset((
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
))  # fmt: skip  # IEEE 1003.1 section 9.3.5
_BOUND: Final = re.compile(r"\{([0-9]{1,5})(?:(,)([0-9]{0,5}))?\}")
_NAMED: Final = re.compile(r"\[([:=.])(.*?)\1\]", re.DOTALL)


def fault(text: str) -> str | None:
    """What is wrong with it; None when nothing is."""
    at, depth, repeatable = 0, 0, False
    while at < len(text):
        letter = text[at]
        if letter == "[":
            at, why = _brackets(text, at)
            if why is not None:
                return why
            repeatable = True
            continue
        if letter == "\\":
            if at + 1 == len(text):
                return "a backslash at the end"
            at, repeatable = at + 2, True
            continue
        if letter == "{":
            bound = _BOUND.match(text, at)
            if bound is None or not repeatable or (bound[3] and int(bound[3]) < int(bound[1])):
                return f"bad repetition at character {at + 1}"
            at = bound.end()
            continue
        if letter in "*+?" and not repeatable:
            return f"nothing to repeat at character {at + 1}"
        if letter == ")" and depth == 0:
            return "an unopened )"
        depth += {"(": 1, ")": -1}.get(letter, 0)
        repeatable = letter not in "(|^"
        at += 1
    return "a ( that is not closed" if depth else None


def _brackets(text: str, start: int) -> tuple[int, str | None]:
    """Where a bracket expression ends, or what is wrong with it."""
    at = start + 1
    if text[at : at + 1] == "^":
        at += 1
    first, previous = True, ""
    while at < len(text):
        letter = text[at]
        if letter == "]" and not first:
            return at + 1, None
        named = _NAMED.match(text, at)
        if named is not None:
            if named[1] == ":" and named[2] not in _CLASSES:
                return at, f"unknown class [:{named[2]}:]"
            at, first, previous = named.end(), False, ""
            continue
        if letter == "[" and text[at + 1 : at + 2] in {":", "=", "."}:
            return at, f"a [{text[at + 1]} that is not closed"
        following = text[at + 1 : at + 2]
        if letter == "-" and previous and following not in {"]", "", "["}:
            if following < previous:
                return at, f"the range {previous}-{following} is reversed"
            at, previous = at + 2, ""
            continue
        at, first, previous = at + 1, False, letter
    return at, "a [ that is not closed"
