"""The command line as a user runs it: in a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """An environment without the caller's settings of colours and defaults."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DHCPTOOL", "XDG_")) and name not in {"NO_COLOR", "FORCE_COLOR"}
    }
    path = os.pathsep.join((str(ROOT), str(ROOT / "server")))
    return kept | {"PYTHONPATH": path, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), **variables}


def command(*arguments: str) -> list[str]:
    """The argument list that runs ``dhcptool``."""
    return [sys.executable, "-m", "dhcptools.cli.main", *arguments]


def dhcptool(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``dhcptool`` to its end."""
    return subprocess.run(
        command(*arguments),
        env=environment(home, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
