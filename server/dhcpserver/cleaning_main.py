"""The process behind Cleaner: cleans up one lease file, gently, and not longer than the server lives.

Its arguments are the file and the family. The end of its standard input is the end of the server.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from threading import Thread
from typing import Final

from dhcptools.kea.memfile.cleanup import clean_up
from dhcptools.kea.memfile.reader import LeaseFileError
from dhcptools.kea.memfile.schema import find_schema

_NICE: Final = 10


def _end_with(descriptor: int) -> None:
    while os.read(descriptor, 64):
        continue
    os._exit(1)


def main(arguments: Sequence[str]) -> int:
    """Merge what the server has renamed; 1 with the reason on standard error when that cannot be done."""
    path, family = arguments
    os.nice(_NICE)
    Thread(target=_end_with, args=(0,), daemon=True).start()
    try:
        clean_up(path, find_schema(int(family)))
    except (OSError, LeaseFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
