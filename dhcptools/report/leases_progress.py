"""How much of a lease file is read: a bar on a terminal, once that has taken a second, gone when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

AFTER_S: Final = 1.0
_STEP_S: Final = 0.1


class Bar:
    """Called with how many octets of how many are read; ``close`` takes the bar away."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + AFTER_S
        self._drawn: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, whole: int) -> None:
        """Draw it anew, ten times a second at most."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _STEP_S
        if self._drawn is None or self._task is None:
            from rich.console import Console  # noqa: PLC0415 - only for who waits
            from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415

            self._drawn = Progress(
                TextColumn("reading leases"),
                BarColumn(),
                DownloadColumn(),
                console=Console(file=self._stream),
                transient=True,
                auto_refresh=False,
            )
            self._task = self._drawn.add_task("", total=whole)
            self._drawn.start()
        self._drawn.update(self._task, completed=done, total=whole)
        self._drawn.refresh()

    def close(self) -> None:
        """Take it away."""
        if self._drawn is not None:
            self._drawn.stop()
            self._drawn = None


class Count:
    """Called with how many leases a server or a database told so far, None at the end: a line that goes away."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + AFTER_S
        self._drawn = False

    def __call__(self, done: int | None) -> None:
        """Write it anew, ten times a second at most, or wipe it out."""
        if done is None:
            if self._drawn:
                self._stream.write("\r\x1b[K")
                self._stream.flush()
            self._drawn = False
            return
        now = self._clock()
        if now >= self._next:
            self._next = now + _STEP_S
            self._drawn = True
            self._stream.write(f"\r{done:,} leases read")
            self._stream.flush()
