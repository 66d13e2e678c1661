"""Kea's versions: as tuples, and which one ``--target`` means."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

Version = tuple[int, int, int]

# A branch means its newest release: 2.6 refuses since 2.6.3 what 2.6.0 took.
TARGETS: Final = MappingProxyType({
    "2.2": (2, 2, 0),
    "2.4": (2, 4, 2),
    "2.6": (2, 6, 5),
    "3.0": (3, 0, 4),
    "3.2": (3, 2, 0),
    "3.3": (3, 3, 1),
})  # fmt: skip  # rows
NEWEST: Final = TARGETS["3.3"]
OLDEST: Final = TARGETS["2.2"]


def parse_version(text: str) -> Version:
    """``3.0`` or ``2.6.1`` as a tuple. Raises ValueError for what is no version from 2.2 on."""
    if text in TARGETS:
        return TARGETS[text]
    found = re.fullmatch(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})", text)
    if found is None:
        raise ValueError(f"{text!r} is no version of Kea; give {', '.join(TARGETS)} or all three numbers")
    version = (int(found[1]), int(found[2]), int(found[3]))
    if version < OLDEST:
        raise ValueError(f"Kea {text} is older than {show(OLDEST)}, the oldest that is known here")
    return version


def show(version: Version) -> str:
    """``2.6.3`` of (2, 6, 3)."""
    return ".".join(map(str, version))
