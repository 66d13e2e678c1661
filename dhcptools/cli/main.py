"""The console script. Help and version are answered at once; everything else goes to the click tree."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from dhcptools import __version__


def script() -> None:
    """The console script: :func:`main`, and the end of the process."""
    try:
        code = main()
    except KeyboardInterrupt:  # while modules were loaded; later it has a report to write first
        from dhcptools.cli.exits import Exit  # noqa: PLC0415 - hardly ever

        code = Exit.INTERRUPTED
    if sys.argv[1:2] in (["ping"], ["dump"]):
        # They leave nothing behind, no thread, child or file, and taking their modules apart is a tenth of their time.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # a disk that is full: told already, where there was a place for it
                stream.flush()
        os._exit(code)
    sys.exit(code)


def main() -> int:
    """Run ``dhcptool`` with the arguments of the process and return its exit code."""
    from dhcptools.cli.commands import COMPLETION_VARIABLE  # noqa: PLC0415 - nothing is loaded before Ctrl-C is heeded

    arguments = sys.argv[1:]
    answer = _immediate(arguments)
    if answer is None or COMPLETION_VARIABLE in os.environ:
        # Nothing that is loaded can be garbage: looking for it takes a twentieth of a short command's time.
        gc.disable()
        # Nor is there a matrix to be multiplied: threads for that would take a core's time by waiting for work.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from dhcptools.cli.tree import run  # noqa: PLC0415 - click takes three times as long as Python's own start

        return run(arguments)
    try:
        print(answer, end="", flush=True)  # noqa: T201 - this is the result
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        from dhcptools.cli.tree import run  # noqa: PLC0415 - it meets the same, and explains

        return run(arguments)
    return 0


def _immediate(arguments: list[str]) -> str | None:
    if arguments in (["--help"], ["-h"]):
        from dhcptools.cli.commands import help_page  # noqa: PLC0415 - as above

        return help_page()
    if arguments == ["--version"]:
        return f"dhcptool {__version__}\n"
    return None


if __name__ == "__main__":
    script()
