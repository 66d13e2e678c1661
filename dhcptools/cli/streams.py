"""Standard streams: results, notes, colours and closed pipes."""

from __future__ import annotations

import os
import sys
from typing import Literal, TextIO

Colour = Literal["auto", "always", "never"]


def wants_colour(stream: TextIO, choice: Colour = "auto") -> bool:
    """Decide on colour: ``--color``, then NO_COLOR, then FORCE_COLOR, then whether the stream is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def styled(text: str, codes: str, wanted: bool) -> str:
    """Wrap ``text`` in the SGR ``codes``, such as ``1;31``, when ``wanted``."""
    return f"\x1b[{codes}m{text}\x1b[0m" if wanted else text


def result(text: str) -> None:
    """Write a result to stdout at once; ``text`` ends its own lines."""
    sys.stdout.write(text)
    sys.stdout.flush()


def err_result(text: str) -> None:
    """Write to stderr what would be a result if stdout were not for another one; ``text`` ends its own lines."""
    sys.stderr.write(text)
    sys.stderr.flush()


def note(text: str) -> None:
    """Write a remark to stderr: ``dhcptool: …``."""
    print(f"dhcptool: {text}", file=sys.stderr, flush=True)  # noqa: T201 - stderr is where remarks go


def forget_stdout() -> None:
    """Send what is still buffered for a closed pipe nowhere, so that the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
