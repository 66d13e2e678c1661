"""Errors that a user can meet: what happened, why, and what helps."""

from __future__ import annotations

import sys

from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import Colour, styled, wants_colour
from dhcptools.report.terminal import escape

_RED = "1;31"
_MOST_CHARACTERS = 4000


class ProblemError(Exception):
    """Ends a command with an explanation and an exit code."""

    def __init__(self, what: str, why: str = "", fix: str = "", code: Exit = Exit.ENVIRONMENT) -> None:
        super().__init__(what, why, fix, code)
        self.what = what
        self.why = why
        self.fix = fix
        self.code = code


def explain(what: str, why: str = "", fix: str = "", *, colour: Colour = "auto") -> None:
    """Print an error to stderr: one line, then why and how to fix it where known."""
    name = styled("dhcptool:", _RED, wants_colour(sys.stderr, colour))
    lines = [f"{name} {_readable(what)}"]
    lines += [f"  {label}: {_readable(text)}" for label, text in (("why", why), ("fix", fix)) if text]
    print(*lines, sep="\n", file=sys.stderr)  # noqa: T201 - stderr is where errors go


def _readable(text: str) -> str:
    """Harmless on a terminal, and no longer than somebody reads: what was typed may be quoted in it."""
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[: _MOST_CHARACTERS // 2]} … {text[-_MOST_CHARACTERS // 2 :]}"
    return escape(text)


def explain_bug(error: BaseException, *, debug: bool, colour: Colour = "auto") -> None:
    """Report a defect of ours in three lines, or with its traceback."""
    import traceback  # noqa: PLC0415 - a command that works does not need it

    if debug:
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" at {frame[0].filename}:{frame[0].lineno}" if frame else ""
    explain(
        f"internal error: {type(error).__name__}: {error}",
        f"a defect of dhcptool{where}, not of your input",
        "" if debug else "'dhcptool --debug …' shows the traceback that a bug report needs",
        colour=colour,
    )
