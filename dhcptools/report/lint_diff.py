"""What fixes change, as a patch that ``patch -p0`` and ``git apply -p0`` take."""

from __future__ import annotations

import difflib


def patch(path: str, before: bytes, after: bytes) -> bytes:
    """A unified diff of two versions of a file, in octets as they are."""
    name = path.encode("utf-8", "surrogateescape")
    lines = difflib.diff_bytes(
        difflib.unified_diff, before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    parts = []
    for line in lines:
        parts.append(line)
        if not line.endswith(b"\n"):
            parts.append(b"\n\\ No newline at end of file\n")
    return b"".join(parts)
