"""Reading a pipe so that a signal ends it: what is there is read, and waiting for more stops when somebody says so."""

from __future__ import annotations

import io
import os
import select
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WAIT_S = 0.2


class StoppablePipe(io.RawIOBase):
    """A descriptor to read from, closed with this object. Its end is also where nothing waits and ``stop`` says so."""

    def __init__(self, descriptor: int, stop: Callable[[], bool]) -> None:
        self._descriptor = descriptor
        self._stop = stop

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """What is there, waiting for something; 0 at the end. Raises OSError."""
        while not select.select([self._descriptor], [], [], 0 if self._stop() else WAIT_S)[0]:
            if self._stop():
                return 0
        return os.readv(self._descriptor, [buffer])

    def close(self) -> None:
        """Close the descriptor, once."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()
