"""The parts of a load's shape as values, and how people write them: stages, mixes and limits of losses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dhcptools.perf.problems import PlanError

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_PHASE: Final = re.compile(r"(?P<time>\d+(?:\.\d+)?)(?P<unit>ms|s|m|h)?@(?P<rate>\d+(?:\.\d+)?)(?P<k>k)?")
_SHARE: Final = re.compile(r"(?P<name>[a-z][a-z0-9_-]*)=(?P<share>\d+(?:\.\d+)?)")

RATE_MOST: Final = 100_000_000.0
"""Exchanges a second that a plan may ask for; more than any link carries."""


@dataclass(frozen=True, slots=True)
class Phase:
    """``duration_s`` at ``rate_pps`` exchanges a second, or, in a ramp, on the way to that rate."""

    duration_s: float
    rate_pps: float


@dataclass(frozen=True, slots=True)
class Share:
    """An exchange of a mix, by the name of its first message or of the dialogue, and its weight."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class LossLimit:
    """Losses that end a run: a count, or a percentage of what was sent once that is more than ten."""

    count: int = 0
    percent: float = 0.0

    def reached(self, lost: int, sent: int) -> bool:
        """Whether so many losses are too many."""
        if self.count and lost >= self.count:
            return True
        return bool(self.percent) and sent > LEAST_SENT and 100.0 * lost / sent >= self.percent


LEAST_SENT: Final = 10
"""Requests from which on a percentage means something (perfdhcp)."""


def parse_phases(text: str) -> tuple[Phase, ...]:
    """Read ``10s@1000,30s@5000``; times without a unit are seconds, a rate may end with k. Raises PlanError."""
    phases = []
    for part in text.split(","):
        found = _PHASE.fullmatch(part.strip())
        if found is None:
            raise PlanError(f"stage {part.strip()!r} is not a time, @ and a rate, such as 10s@1000")
        rate = float(found["rate"]) * (1000 if found["k"] else 1)
        phases.append(Phase(float(found["time"]) * _UNITS[found["unit"] or "s"], rate))
    return tuple(phases)


def parse_mix(text: str) -> tuple[Share, ...]:
    """Read ``dora=70,renew=25,release=5``. Raises PlanError."""
    shares = []
    for part in text.split(","):
        found = _SHARE.fullmatch(part.strip())
        if found is None:
            raise PlanError(f"part {part.strip()!r} of the mix is not a name, = and a weight, such as renew=25")
        shares.append(Share(found["name"], float(found["share"])))
    return tuple(shares)
