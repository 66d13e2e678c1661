"""A user's program, run with what a reply says in its environment as dhclient runs its script; no shell is between."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO

from dhcptools.net.errors import NetError

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "USER")
_TURN_S = 0.2  # how long a wish to stop may wait
_LAST_S = 5.0  # what a program gets to end by itself


def check_hook(program: str) -> None:
    """NetError when there is no such program, or it may not be executed."""
    if shutil.which(program) is None:
        found = os.path.isfile(program)  # noqa: PTH113 - of "" the path is another one
        raise _cannot(program, errno.EACCES if found else errno.ENOENT)


def run_hook(
    program: str,
    variables: Mapping[str, str],
    stdout: IO[str] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Run it to its end, with no input and a small environment; its exit status. NetError when it cannot be started.

    What it prints goes to ``stdout``, a file, or to ours. When ``stop`` says so, it is asked to end, and then made to.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | dict(variables)
    try:
        process = subprocess.Popen([program], env=environment, stdin=subprocess.DEVNULL, stdout=stdout)
    except OSError as error:
        raise _cannot(program, error.errno or 0) from error
    with process:
        asked = stop()  # already: it may still tell somebody, but not for ever
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_LAST_S if asked else _TURN_S)
            if asked or stop():
                break
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_LAST_S)
        process.kill()
        return process.wait()


def _cannot(program: str, number: int) -> NetError:
    return NetError(
        f"cannot run {program or 'a program without a name'}: {os.strerror(number)}",
        "--exec needs an executable file, which a script is only with its #! line",
        f"check it with `ls -l {program}`",
        number,
    )
