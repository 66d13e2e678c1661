"""Where newer Kea lets files be: since 2.6.3 and 2.7.9 it opens leases, logs and sockets in its own directories only.

That was the answer to CVE-2025-32801 and its siblings; 3.0 lifts it with ``-X``.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from dhcptools.lint.versions import Version

LEASES: Final = "/var/lib/kea"
LOGS: Final = "/var/log/kea"
SOCKETS: Final = "/run/kea"


def are_restricted(target: Version) -> bool:
    """Whether this version refuses paths elsewhere."""
    return (2, 6, 3) <= target < (2, 7, 0) or target >= (2, 7, 9)


def is_directly_in(path: str, directory: str) -> bool:
    """Whether a file lies in a directory itself; a bare file name is put there by Kea."""
    return str(PurePosixPath(path).parent) in {directory, "."}


def placed(path: str, directory: str) -> str:
    """A path to compare: a bare name in the directory that Kea puts it in, and /var/run as the link that it is."""
    absolute = PurePosixPath(directory, path)
    if absolute.parts[:3] == ("/", "var", "run"):
        absolute = PurePosixPath("/", *absolute.parts[2:])
    return str(absolute)
