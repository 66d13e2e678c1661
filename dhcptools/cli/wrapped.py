"""The program that is told when load starts and when it has stopped."""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Self

from dhcptools.cli.errors import ProblemError


class Wrapped:
    """While entered, load runs: ``PROGRAM start`` was started before it and ``PROGRAM stop`` is started after it.

    Neither is waited for, so PROGRAM may go on during the load. With ``quiet`` what it prints goes to stderr. None
    instead of a program does nothing. ProblemError when PROGRAM cannot be started.
    """

    def __init__(self, program: str | None, *, quiet: bool = False) -> None:
        self._program = program
        self._output = 2 if quiet else None  # the file descriptor
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._tell("start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell("stop")

    def wait(self) -> None:
        """Wait until every call has ended."""
        while self._running:
            self._running.pop().wait()

    def _tell(self, word: str) -> None:
        if self._program is None:
            return
        try:
            self._running.append(subprocess.Popen([self._program, word], stdout=self._output))
        except OSError as error:
            raise ProblemError(
                f"cannot run {self._program}: {error.strerror}",
                "--wrapped names a program, which is called with start and stop",
                "name one that exists and may be executed",
            ) from error
