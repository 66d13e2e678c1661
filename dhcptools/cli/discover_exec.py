"""``discover --exec``: the user's program, once for everything that changed or is not as expected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from dhcptools.cli.streams import note
from dhcptools.net.errors import NetError
from dhcptools.probe.hook import run_hook


def run_each(
    program: str | None, events: Iterable[Mapping[str, str]], stop: Callable[[], bool] = lambda: False
) -> None:
    """Run it for each to its end, one after the other; what it prints goes to stderr: stdout is for our results.

    A program that fails or cannot run is told, and ends nothing. ``stop`` ends one that goes on.
    """
    if program is None:
        return
    for event in events:
        try:
            status = run_hook(program, event, sys.stderr, stop)
        except NetError as error:
            note(f"{error.what}: {error.why}")
            return
        if status:
            note(f"{program} ended with status {status}")
