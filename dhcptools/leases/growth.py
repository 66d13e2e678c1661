"""How fast places fill, and when they will be full, by what they held before.

What was before is an older copy of the store, or what Kea's last clean-up left (``.2``). Its time is that of the newest
lease in it, since the times of files are lost when they are copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from dhcptools.kea.model import Config
from dhcptools.leases.census import NOBODY, Census, take
from dhcptools.leases.faults import StoreError
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query
from dhcptools.leases.results import Reading
from dhcptools.leases.usage import Count, Place, Usage, measure

LEAST_S: Final = 60
"""Less time says nothing."""
HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Growth:
    """Of one place: how many more are used now than ``seconds`` before, and how many are free."""

    name: str
    before: int
    now: int
    free: int | None
    seconds: int

    @property
    def per_hour(self) -> float:
        """How many more every hour; negative when it empties."""
        return (self.now - self.before) * HOUR_S / self.seconds

    @property
    def full_in_s(self) -> int | None:
        """Seconds until nothing is free at this rate; None when that never comes, or when nobody knows."""
        if self.free is None or self.now <= self.before:
            return None
        return round(self.free * self.seconds / (self.now - self.before))


@dataclass(frozen=True, slots=True)
class History:
    """``source`` says what was at ``time``; ``growths`` has every place of both times, the total last."""

    source: str
    time: int
    growths: tuple[Growth, ...]


def since(reading: Reading, usage: Usage, config: Config | None, now: int, source: str) -> History | None:
    """The history by an older copy; None when it is of another family, or not older."""
    if usage.family not in reading.families:
        return None
    if isinstance(reading, MemfileReading):
        columns = reading.columns
        time = int((columns.expire - np.minimum(columns.valid_lifetime, columns.expire)).max(initial=0))
    else:
        leases = (lease for lease in reading.select(Query(now, all=True)) if lease.family == usage.family)
        time = max((lease.starts for lease in leases if lease.starts is not None), default=0)
    return _compared(take(reading, usage.family, time), usage, config, time, now, source)


def since_clean_up(path: Path, usage: Usage, config: Config | None, now: int) -> History | None:
    """The history by what Kea's last clean-up left; None when it left nothing that is older."""
    left = path.with_name(path.name + ".2")
    if not os.path.exists(left):  # noqa: PTH110 - no error in a closed folder
        return None
    try:
        reading = MemfileReading(left)
    except (StoreError, OSError):
        return None  # the store itself was read: this would be more, no less
    try:
        return since(reading, usage, config, now, str(left))
    finally:
        reading.close()


def _compared(census: Census, usage: Usage, config: Config | None, time: int, now: int, source: str) -> History | None:
    seconds = now - time
    if seconds < LEAST_S or not np.any(census.kind != NOBODY):
        return None
    before = dict(_counts(measure(census, config, source)))
    growths = tuple(
        Growth(name, _used(before.get(name, Count())), _used(count), count.free, seconds)
        for name, count in _counts(usage)
    )
    return History(source, time, growths)


def _used(count: Count) -> int:
    return count.assigned + count.declined


def _counts(usage: Usage) -> Iterator[tuple[str, Count]]:
    places: list[Place] = [*usage.networks, *usage.subnets, usage.total]
    for place in places:
        yield place.name, place.addresses
        if place.prefixes not in (Count(), Count(0)):
            yield f"{place.name} prefixes", place.prefixes
