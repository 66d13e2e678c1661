"""The words of a scenario: typed readers, and errors that say where, what and how to put it right.

A fault is one action and ``key=value`` words. On the command line it is a line, ``drop type=offer probability=0.1``; in
a file it is a table with the same keys. Both become :class:`Words`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import Final

Value = str | int | float | bool

_UNITS: Final = {"ns": 1, "us": 1_000, "µs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000}


class ScenarioError(ValueError):
    """A scenario that cannot be followed: ``where`` is file and line, or the fault as it was written."""

    def __init__(self, where: str, what: str, fix: str) -> None:
        super().__init__(where, what, fix)
        self.where = where
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n  fix: {self.fix}"


class Words:
    """The words of one fault, each read once; what is left at the end is an error."""

    def __init__(self, values: Mapping[str, Value], place: Callable[[str], str]) -> None:
        """``place`` says where a key stands; values may be texts, or typed as TOML types them."""
        self._values = dict(values)
        self.place = place
        self._known: list[str] = []
        text = self._values.pop("action", "")
        try:
            parts = shlex.split(str(text))
        except ValueError as error:
            raise self.error("action", f"cannot read {text!r}: {error}", "close the quotes") from None
        bare = [part for part in parts if "=" not in part]
        for part in parts:
            key, equals, value = part.partition("=")
            if equals:
                if key in self._values:
                    raise self.error(key, f"{key} stands twice", "say it once")
                self._values[key] = value
        if not bare:
            raise self.error("action", "no action", "begin with what to do, such as drop or delay")
        if len(bare) > 2:
            fix = "write ACTION [ARGUMENT] KEY=VALUE …"
            raise self.error("action", f"{bare[2]!r} is one word too many", fix)
        self.action = bare[0]
        self._argument = bare[1] if len(bare) == 2 else None

    def error(self, key: str, what: str, fix: str) -> ScenarioError:
        """An error about a key."""
        return ScenarioError(self.place(key), what, fix)

    def argument(self, key: str = "") -> str | None:
        """The word after the action, also to be had under ``key``."""
        given, self._argument = self._argument, None
        named = self.text(key) if key else None
        if given is not None and named is not None:
            raise self.error(key, f"{given!r} and {key}={named} say the same thing", "say it once")
        return named if given is None else given

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text, None when the key is absent."""
        self._known.append(key)
        value = self._values.pop(key, None)
        return default if value is None else str(value)

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        """One of a few words."""
        found = self.text(key) or default
        allowed = list(choices)
        if found not in allowed:
            raise self.error(key, f"{key} is {found!r}", f"say one of {', '.join(allowed)}")
        return found

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number within bounds."""
        found = self.text(key)
        return default if found is None else self.whole(key, found, low, high)

    def whole(self, key: str, text: str, low: int, high: int) -> int:
        """A text as whole number within bounds."""
        try:
            value = int(text, 0)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise self.error(key, f"{key or self.action} is {text!r}", f"say a whole number from {low} to {high}")
        return value

    def probability(self, key: str) -> float:
        """A probability, 1 when absent."""
        found = self.text(key)
        if found is None:
            return 1.0
        try:
            value = float(found.removesuffix("%")) / (100 if found.endswith("%") else 1)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise self.error(key, f"{key} is {found!r}", "say a number from 0 to 1, or a percentage such as 10%")
        return value

    def duration_ns(self, key: str) -> int | None:
        """A time in nanoseconds."""
        found = self.text(key)
        return None if found is None else self.as_duration_ns(key, found)

    def as_duration_ns(self, key: str, text: str) -> int:
        """A text such as ``5ms``, ``1.5s``, ``2m`` in nanoseconds; a bare number is seconds."""
        digits = text.rstrip("nsuµm")
        unit = text[len(digits) :] or "s"
        try:
            value = float(digits) * _UNITS[unit]
        except (ValueError, KeyError):
            value = -1.0
        if not 0.0 <= value < 1e18:
            raise self.error(key, f"{text!r} is no time", "write it as 5ms, 1.5s or 2m")
        return round(value)

    def finish(self) -> None:
        """Refuse what nobody has read."""
        if self._argument is not None:
            what = f"{self.action} takes no {self._argument!r}"
            raise self.error("action", what, "write conditions and settings as KEY=VALUE")
        for key in self._values:
            known = sorted({name for name in self._known if name})
            near = nearest(key, known)
            fix = f"did you mean {near}?" if near else f"known here are {', '.join(known)}"
            raise self.error(key, f"{self.action} knows no {key!r}", fix)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one, empty when none does."""
    from difflib import get_close_matches  # noqa: PLC0415 - only after a mistake

    found = get_close_matches(word, list(known), n=1)
    return found[0] if found else ""
