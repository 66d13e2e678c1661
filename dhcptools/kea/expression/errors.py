"""What is wrong with an expression, in Kea's words and at Kea's place; what can go wrong when it is evaluated."""

from __future__ import annotations

from typing import NamedTuple


class Location(NamedTuple):
    """Where a token stands as Kea counts: lines and columns from 1, columns in octets, the end not included."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        """``<string>:LINE.COL``, ``-COL`` added when it has more than one octet."""
        start = f"<string>:{self.line}.{self.column}"
        last = max(self.end_column - 1, 0)
        if self.line < self.end_line:
            return f"{start}-{self.end_line}.{last}"
        return f"{start}-{last}" if self.column < last else start


class ExpressionError(ValueError):
    """A text that Kea's parser refuses. ``str()`` is Kea's line; a regular expression's fault has no location.

    ``offset`` and ``stop`` are the octets of the expression it is about, for a caret under them.
    """

    def __init__(self, text: str, location: Location | None, offset: int = 0, stop: int = 0) -> None:
        super().__init__(text, location, offset, stop)
        self.text = text
        self.location = location
        self.offset = offset
        self.stop = stop

    def __str__(self) -> str:
        return self.text if self.location is None else f"{self.location}: {self.text}"


class EvaluationError(Exception):
    """What Kea logs as an error of evaluation (EvalTypeError): the class is not assigned then."""
