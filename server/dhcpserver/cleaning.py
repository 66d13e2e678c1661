"""Cleaning up the lease file beside the service, as Kea's LFC does: at the start, at intervals, and when it has grown.

The server renames its file and goes on in a new one; a process of its own merges what was renamed. It ends with the
server, at any point, and the next one goes on from there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from dhcpserver.leases import SECOND_NS
from dhcptools.kea.memfile.writer import LeaseWriter, beside

LEAST_OCTETS: Final = 64 << 20  # a file that is smaller is left until its time
_GROWN: Final = 2  # times the size after the last clean-up


class Cleaner:
    """Cleans up the file of ``writer`` every ``interval_s`` seconds, and sooner when it grows; 0 for never.

    ``tell`` gets lines for people.
    """

    def __init__(self, writer: LeaseWriter, interval_s: int, now_ns: int, tell: Callable[[str], None]) -> None:
        self.runs = 0  # that have ended well
        self._writer = writer
        self._interval_ns = interval_s * SECOND_NS
        self._tell = tell
        self._next_ns = now_ns + self._interval_ns
        self._limit = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._measure()

    @property
    def running(self) -> bool:
        """Whether a clean-up goes on."""
        return self._process is not None

    def tick(self, now_ns: int) -> None:
        """To be called about once a second."""
        self._look()
        if self._interval_ns and (now_ns >= self._next_ns or self._writer.octets >= self._limit):
            self.start(now_ns)

    def start(self, now_ns: int) -> None:
        """Begin a clean-up unless one goes on."""
        if self._process is not None:
            return
        self._next_ns = now_ns + self._interval_ns
        self._limit = max(self._limit, self._writer.octets + LEAST_OCTETS)  # when it fails: not again at once
        try:
            self._writer.rotate()  # not done when an earlier one was broken off: that is what goes on then
        except OSError as error:
            self._tell(f"{self._writer.path}: cannot clean up leases: {error.strerror}")
            return
        command = [
            sys.executable, "-m", "dhcpserver.cleaning_main", str(self._writer.path), str(self._writer.schema.family),
        ]  # fmt: skip  # program and arguments
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            self._tell(f"{self._writer.path}: cannot clean up leases: {error.strerror}")

    def _look(self) -> None:
        process = self._process
        if process is None or process.poll() is None:
            return
        self._process = None
        said = _last_words(process)
        if process.returncode:
            self._tell(f"{self._writer.path}: cannot clean up leases: {said or f'status {process.returncode}'}")
            return
        self.runs += 1
        self._measure()

    def _measure(self) -> None:
        """The size at which the file has grown too much."""
        cleaned = beside(self._writer.path, ".2")
        octets = cleaned.stat().st_size if cleaned.exists() else self._writer.octets
        self._limit = max(LEAST_OCTETS, _GROWN * octets)

    def close(self) -> None:
        """Break off a clean-up that goes on."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _last_words(process)


def _last_words(process: subprocess.Popen[bytes]) -> str:
    """What a process that has ended said last; its pipes are closed."""
    said = b""
    for pipe in (process.stderr, process.stdin):
        if pipe is not None:
            said += pipe.read() if pipe.readable() else b""
            pipe.close()
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
