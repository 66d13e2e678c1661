"""The reference server in a process of its own on loopback: something to talk to when no server is named."""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType
from typing import Final

_WAIT_S: Final = 10.0


class EmbeddedError(RuntimeError):
    """The server did not come up; the message holds what it said."""


class Embedded:
    """A context manager. Inside it a server answers on ``address`` and ``port``; it ends with us, whatever happens.

    It has a large pool for whoever asks by loopback, directly or as a relay with the source port of RFC 8357.
    """

    def __init__(self, family: int = 4) -> None:
        """``family`` is 4 or 6."""
        if family not in {4, 6}:
            raise ValueError(f"DHCPv{family} does not exist: the family is 4 or 6")
        self.family = family
        self.address = ""
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id, 0 when it is not running."""
        return 0 if self._process is None else self._process.pid

    def __enter__(self) -> Embedded:
        """Start the server and wait until it answers. Raises EmbeddedError."""
        command = [sys.executable, "-m", "dhcpserver.embedded_main", str(self.family)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        # A session of its own: SIGINT at the terminal is for the command, which ends the server after its report.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        out = self._process.stdout
        line = out.readline() if out is not None else b""
        address, _, port = line.decode().strip().partition(" ")
        if not port:
            _, errors = self._process.communicate(timeout=_WAIT_S)
            self._process = None
            raise EmbeddedError(f"the built-in server did not start: {errors.decode(errors='replace').strip()}")
        self.address, self.port = address, int(port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server: its lifeline closes, and it leaves."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=_WAIT_S)  # closes stdin, the lifeline
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
