"""A user's program, run with what a reply says in its environment as dhclient runs its script; no shell is between."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from dhcptools.net.errors import NetError

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "USER")


def run_hook(program: str, variables: Mapping[str, str]) -> int:
    """Run it to its end, with no input and a small environment; its exit status. NetError when it cannot be started."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | dict(variables)
    try:
        return subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    except OSError as error:
        raise NetError(
            f"cannot run {program}: {error.strerror}",
            "--exec needs an executable file, which a script is only with its #! line",
            f"check it with `ls -l {program}`",
            error.errno,
        ) from error
