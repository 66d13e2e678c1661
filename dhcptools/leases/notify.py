"""Waiting until a file changes: told by the kernel (inotify), or a while at a time where it cannot tell.

Network file systems do not tell of what other hosts write, and not every system has inotify: there looking again and
again is all that is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol, Self, cast

_STEP_S: Final = 0.2
"""How long a wait goes on before it looks whether it is still wanted."""


class _Queue(Protocol):
    """What is used of inotify_simple's INotify, which has no types."""

    def read(self, timeout: int) -> Iterable[tuple[int, int, int, str]]:
        """Events (watch, mask, cookie, name) within so many milliseconds."""

    def close(self) -> None:
        """Let go of it."""


class Changes:
    """Waits for changes of files and of those beside them whose names begin alike; a context manager.

    ``told`` says whether the kernel tells; without it, or with ``poll``, every wait is a pause of ``interval_s``.
    """

    def __init__(self, paths: Iterable[Path], interval_s: float, *, poll: bool = False) -> None:
        self._interval_s = interval_s
        self._names = {path.name for path in paths}
        self._inotify = None if poll else _inotify({path.parent for path in paths})

    @property
    def told(self) -> bool:
        """Whether the kernel tells of changes."""
        return self._inotify is not None

    def wait(self, wanted: Callable[[], bool], most_s: float) -> None:
        """Return at a change, after ``most_s`` seconds, after the interval where nobody tells, or when unwanted."""
        end = time.monotonic() + (most_s if self.told else min(most_s, self._interval_s))
        while wanted() and (left_s := end - time.monotonic()) > 0:
            step_s = min(left_s, _STEP_S)
            if self._inotify is None:
                time.sleep(step_s)
            elif any(self._ours(name) for _, _, _, name in self._inotify.read(timeout=int(step_s * 1000) + 1)):
                return

    def _ours(self, name: str) -> bool:
        """An event without a name is one about all: the queue was too short, or a directory is gone."""
        return not name or any(name.startswith(known) for known in self._names)

    def close(self) -> None:
        """Stop waiting."""
        if self._inotify is not None:
            self._inotify.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop waiting."""
        self.close()


def _inotify(folders: set[Path]) -> _Queue | None:
    """A queue of what happens in these folders; None where there is none."""
    if not folders:
        return None
    with suppress(ImportError, OSError, AttributeError):
        from inotify_simple import INotify, flags  # noqa: PLC0415 - for who waits only

        queue = INotify()
        try:
            for folder in folders:
                queue.add_watch(folder, flags.MODIFY | flags.CREATE | flags.MOVED_TO | flags.MOVED_FROM | flags.DELETE)
        except OSError:
            queue.close()
            raise
        return cast("_Queue", queue)
    return None
