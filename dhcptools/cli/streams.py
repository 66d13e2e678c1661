"""Standard streams: results, notes, colours and closed pipes."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from typing import Literal, TextIO

Colour = Literal["auto", "always", "never"]

_ESCAPES = "dhcptool.escapes"  # the name by which codecs know _as_escapes
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # what only writing meets


def ready_streams() -> None:
    r"""Make the standard streams fit for whatever comes: no result fails because of where it goes.

    One that was closed (``>&-``) leads nowhere, and no socket takes its place. Characters that the encoding of the
    stream lacks are written as ``\uNNNN``, in JSON as elsewhere.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    codecs.register_error(_ESCAPES, _as_escapes)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # what tests put there may have none
        if reconfigure is not None:
            reconfigure(errors=_ESCAPES)


def _as_escapes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def unwritable(error: OSError) -> bool:
    """Whether it says that there is no room for what was written."""
    return error.errno in _UNWRITABLE


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
    """Write to stderr what would be a result if stdout were not for another one; ``text`` ends its own lines.

    When nobody can read it (a closed pipe, a full disk), the work goes on without: its result is elsewhere.
    """
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def note(text: str) -> None:
    """Write a remark to stderr: ``dhcptool: …``."""
    err_result(f"dhcptool: {text}\n")


def forget_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain at its end.

    For a pipe that was closed and a disk that is full.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
