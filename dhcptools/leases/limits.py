"""Limits on how full a place may be: by the used percent, or by what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dhcptools.leases.usage import Count, Usage

OK: Final = 0
WARNING: Final = 1
CRITICAL: Final = 2
UNKNOWN: Final = 3
"""States of a monitoring plugin, which are its exit codes."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Crossed when ``percent`` or more is used, or fewer than ``free`` are left."""

    percent: float | None = None
    free: int | None = None

    def crossed(self, count: Count) -> bool:
        """Whether a place with a known total is beyond it."""
        if self.percent is not None and (count.utilisation or 0) * 100 >= self.percent:
            return True
        return self.free is not None and count.free is not None and count.free < self.free


@dataclass(frozen=True, slots=True)
class Verdict:
    """The worst state, and what is in it or in a better one that is not OK: (state, name, count)."""

    state: int
    findings: tuple[tuple[int, str, Count], ...]
    judged: int


def parse_limit(text: str) -> Limit:
    """``80`` or ``80%`` used, ``20free`` left. ValueError for anything else."""
    plain = text.strip().lower()
    if plain.endswith("free") and plain.removesuffix("free").strip().isdigit():
        return Limit(free=int(plain.removesuffix("free")))
    try:
        percent = float(plain.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 1000:
        raise ValueError(f"{text!r} is no limit such as 80% (used) or 20free (left)")
    return Limit(percent=percent)


def judge(usages: list[Usage], warning: Limit | None, critical: Limit | None) -> Verdict:
    """Hold everything that can run out against the limits; UNKNOWN when there is nothing to judge."""
    findings = []
    judged = 0
    for usage in usages:
        for name, count in usage.judged():
            judged += 1
            if critical is not None and critical.crossed(count):
                findings.append((CRITICAL, name, count))
            elif warning is not None and warning.crossed(count):
                findings.append((WARNING, name, count))
    findings.sort(key=lambda finding: -finding[0])
    state = max((finding[0] for finding in findings), default=OK if judged else UNKNOWN)
    return Verdict(state, tuple(findings), judged)
