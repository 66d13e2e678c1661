"""A person at a terminal who is asked for a password: the command runs on a pseudo-terminal of its own."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import termios
import time
from pathlib import Path
from typing import NamedTuple

from support.command import command, environment

_LIMIT_S = 30.0
_ECHO = 3  # where termios keeps the local modes


class Told(NamedTuple):
    """How a command ended, all that the terminal showed, and whether it echoed what was typed at the question."""

    returncode: int
    shown: str
    echoed: bool | None
    echoes_after: bool


def at_terminal(home: Path, *arguments: str, typed: bytes) -> Told:
    """Run ``dhcptool`` and type this once it asks for a password."""
    master, terminal = os.openpty()
    try:
        process = subprocess.Popen(
            command(*arguments), stdin=terminal, stdout=terminal, stderr=terminal, env=environment(home),
            start_new_session=True, preexec_fn=_own,  # noqa: PLW1509 - one system call
        )  # fmt: skip  # where it runs
        shown, echoed = b"", None
        with process:
            end = time.monotonic() + _LIMIT_S
            while process.poll() is None or select.select([master], [], [], 0)[0]:
                if time.monotonic() > end:
                    process.kill()
                    raise TimeoutError(shown)
                if select.select([master], [], [], 0.05)[0]:
                    shown += os.read(master, 1 << 16)
                if echoed is None and b"Password of" in shown and shown.endswith(b": "):
                    echoed = _echoes(terminal)
                    os.write(master, typed)
        return Told(process.returncode, shown.decode(), echoed, _echoes(terminal))
    finally:
        os.close(master)
        os.close(terminal)


def _own() -> None:
    """Make the terminal that of this session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _echoes(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[_ECHO] & termios.ECHO)
