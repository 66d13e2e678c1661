"""Time for a load run: timers that wake when they are asked to, and no collections of garbage in between."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SLACK: Final = Path("/proc/self/timerslack_ns")  # Linux 4.6; the slack of the main thread
_SLACK_NS: Final = 1_000


@contextlib.contextmanager
def sharp_timers() -> Iterator[None]:
    """While entered, sleeps of the main thread end within microseconds of their time, not within the usual 50.

    A kernel that does not allow it leaves sleeps as they are.
    """
    try:
        before = _SLACK.read_text()
        _SLACK.write_text(str(_SLACK_NS))
    except OSError:
        yield
        return
    try:
        yield
    finally:
        _SLACK.write_text(before)


@contextlib.contextmanager
def no_collections() -> Iterator[None]:
    """While entered, cyclic garbage is not looked for: a run makes none, and looking takes milliseconds."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
