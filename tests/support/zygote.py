"""Servers that start in milliseconds: copies of one process that has imported everything.

As a program it reads orders, a JSON object a line, forks a server for each and says where it listens.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_PR_SET_PDEATHSIG = 1


class Zygote:
    """A context manager; its servers end with it."""

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=20)

    def start(self, **order: Any) -> tuple[int, int]:
        """Start a server: the words of Settings, ``interval_s`` of clean-ups. Its process id and its port."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["port"], "the server did not start"
        return int(answer["pid"]), int(answer["port"])


def _serve(order: dict[str, Any]) -> None:
    from dataclasses import replace

    from dhcpserver.serve import run
    from dhcpserver.settings import Listen, Settings
    from dhcptools.kea.model import LeaseDatabase

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    interval = order.pop("interval_s")
    kept = {name: order.pop(name) for name in ("lease_file", "fsync", "batches")}
    made = replace(Settings.from_flags(**order, quiet=True), **kept)
    made = replace(made, config=replace(made.config, lease_database=LeaseDatabase(kept["lease_file"], interval)))

    def ready(bound: list[Listen]) -> None:
        say({"pid": os.getpid(), "port": bound[0].port})

    run(made, ready=ready)  # type: ignore[arg-type] # a list is what it gets


def say(answer: dict[str, int]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a server for each line of standard input."""
    from dhcpserver import fast4, fast6, fastloop, persistence, serve  # noqa: F401 - once for all servers

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.readline():
        if os.fork() == 0:
            try:
                _serve(json.loads(line))
            except BaseException:  # noqa: BLE001 - a copy must never go on in this loop
                traceback.print_exc()
                say({"pid": 0, "port": 0})
            os._exit(0)


if __name__ == "__main__":
    main()
