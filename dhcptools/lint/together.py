"""Advice that a file calls for in many places is given once, with how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dhcptools.lint.finding import Finding

_FEW: Final = 3


def together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of one rule as they are when they are few, else the first, which counts the others."""
    found = list(findings)
    if len(found) <= _FEW:
        yield from found
        return
    first = found[0]
    yield first._replace(message=f"{first.message} (and {len(found) - 1:,} more like this)")
