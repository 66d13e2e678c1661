"""A tree written in Kea's dialect: two blanks a level, short lists on one line, comments in front of what they explain.

A value may be wrapped in :class:`Said`, whose comment is written on lines of its own before the key.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

Tree = Mapping[str, Any] | Sequence[Any] | str | int | float | bool | None

_WIDTH: Final = 100
_STEP: Final = "  "


class Said(NamedTuple):
    """A value with a comment."""

    comment: str
    value: Any


def render(tree: Tree, opening: str) -> str:
    """A whole file; ``opening`` is the comment at its top."""
    lines = [*_comment(opening, ""), *_lines(tree, "", "", "")]
    return "\n".join(lines) + "\n"


def _lines(value: Any, indent: str, before: str, after: str) -> Iterator[str]:
    """The lines of a value; ``before`` is what stands in front of it on its first line, ``after`` behind its last."""
    short = _short(value)
    whole = isinstance(value, str) or not isinstance(value, Mapping | Sequence)
    if short is not None and (whole or len(indent) + len(before) + len(short) + len(after) <= _WIDTH):
        yield f"{indent}{before}{short}{after}"
        return
    mapping = isinstance(value, Mapping)
    yield indent + before + ("{" if mapping else "[")
    items = list(value.items()) if mapping else [("", item) for item in value]
    inner = indent + _STEP
    for number, (key, item) in enumerate(items):
        if isinstance(item, Said):
            yield from _comment(item.comment, inner)
            item = item.value  # noqa: PLW2901 - the comment is written
        name = f"{json.dumps(key)}: " if mapping else ""
        yield from _lines(item, inner, name, "," if number + 1 < len(items) else "")
    yield indent + ("}" if mapping else "]") + after


def _short(value: Any) -> str | None:
    """A value on one line; None when a comment is in it, or a map that is more than a leaf."""
    if isinstance(value, Said):
        return None
    if isinstance(value, Mapping):
        parts = [_short(item) for item in value.values()]
        if any(part is None or part.startswith(("{", "[ {")) for part in parts):
            return None
        members = [f"{json.dumps(key)}: {part}" for key, part in zip(value, parts, strict=True)]
        return f"{{ {', '.join(members)} }}" if members else "{ }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [_short(item) for item in value]
        if any(item is None for item in items) or len([item for item in items if item and item.startswith("{")]) > 1:
            return None
        return f"[ {', '.join(map(str, items))} ]" if items else "[ ]"
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(paragraph, _WIDTH - len(indent) - 3) or [""]
    return [f"{indent}// {line}".rstrip() for line in lines]
