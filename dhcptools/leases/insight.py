"""Why pools fill: what the leases that clients hold have in common.

The reasons are told apart as operators look for them: lifetimes too long for the number of clients; clients that leave
without giving their lease back; one client, or one make of clients, that takes many; clients that make up a new address
for themselves each time; addresses that were declined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.lease import INFINITE_S
from dhcptools.leases.census import ASSIGNED, DECLINED, Census
from dhcptools.leases.clients import Clients, of_columns, of_leases
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.results import ListReading, Reading
from dhcptools.leases.vendors import vendors

HOURS: Final = 24
HOUR_S: Final = 3600
LONG_S: Final = 86400
SILENT: Final = 0.6
"""A client renews when half of the lifetime is over (RFC 2131 section 4.4.5); a tenth more, and it is not there."""
_SOME: Final = 20
"""Fewer leases show nothing."""
_FEW: Final = 10
_SHARE: Final = {"long-lifetimes": 0.5, "silent-clients": 0.2, "one-vendor": 0.5, "made-up": 0.5, "declined": 0.05}
_ONE_CLIENT: Final = 0.05


@dataclass(slots=True)
class Insight:
    """Of the leases that clients hold: ``ending`` has how many end in each of the next 24 hours.

    ``later`` end after that, ``infinite`` never. ``median_s`` is the middle lifetime, ``long_lived`` have one of a day
    or more, ``silent`` were not renewed though more than half of it is over. Of a lease whose beginning the store does
    not know neither is known: ``timed`` counts the others.
    """

    assigned: int
    declined: int
    ending: list[int]
    later: int
    infinite: int
    timed: int
    median_s: int | None
    long_lived: int
    silent: int
    clients: Clients
    names: dict[bytes, str] = field(default_factory=dict)

    def reasons(self) -> Iterator[tuple[str, str]]:
        """What stands out, a word and a sentence each."""
        if self.declined >= _FEW and self.declined >= _SHARE["declined"] * (self.assigned + self.declined):
            share = self.declined / (self.assigned + self.declined)
            yield "declined", f"{self.declined} addresses ({share:.0%}) are set aside: clients found them in use"
        if self.assigned < _SOME:
            return
        if self.long_lived >= _SHARE["long-lifetimes"] * self.assigned:
            share = self.long_lived / self.assigned
            text = (
                f"{self.long_lived} leases ({share:.0%}) last a day or longer: addresses stay taken after clients left"
            )
            yield "long-lifetimes", text
        if self.timed and self.silent >= _SHARE["silent-clients"] * self.timed:
            text = (
                f"{self.silent} leases ({self.silent / self.timed:.0%}) were not renewed in time: their clients left "
            )
            yield "silent-clients", text + "without releasing them"
        yield from self._clients()

    def _clients(self) -> Iterator[tuple[str, str]]:
        found = self.clients
        if found.most and found.most[0][1] >= max(_FEW, _ONE_CLIENT * self.assigned):
            client, count = found.most[0]
            yield "one-client", f"{client.hex(':')} has {count} leases ({count / self.assigned:.0%})"
        if found.made_up >= _SHARE["made-up"] * self.assigned:
            share = found.made_up / self.assigned
            text = f"{found.made_up} leases ({share:.0%}) are of hardware addresses that clients made up; "
            yield "made-up-addresses", text + "one that does so anew each time takes a new lease each time"
        if found.vendors and found.vendors[0][1] >= _SHARE["one-vendor"] * self.assigned:
            oui, count = found.vendors[0]
            name = f" ({self.names[oui]})" if oui in self.names else ""
            yield "one-vendor", f"{count} leases ({count / self.assigned:.0%}) are of clients by {oui.hex(':')}{name}"


def look(reading: Reading, census: Census, now: int) -> Insight | None:
    """What there is to see in a store; None for one that would have to be asked for every lease again."""
    held = census.kind == ASSIGNED
    if isinstance(reading, MemfileReading):
        columns = reading.columns
        valid = columns.valid_lifetime[held].astype(np.int64)
        expire = columns.expire[held].astype(np.int64)
        clients = of_columns(columns, held)
    elif isinstance(reading, ListReading):
        mine = [lease for lease in reading.leases if lease.family == census.family]
        leases = [lease for lease, chosen in zip(mine, held.tolist(), strict=True) if chosen]
        infinite = INFINITE_S
        valid = np.array(
            [infinite if lease.expires is None else lease.valid_lifetime or 0 for lease in leases], np.int64
        )
        expire = np.array([lease.expires or 0 for lease in leases], np.int64)
        clients = of_leases(leases)
    else:
        return None
    found = _measured(valid, expire, now, clients)
    found.declined = int(np.count_nonzero(census.kind == DECLINED))
    found.names = vendors([oui for oui, _ in clients.vendors])
    return found


def _measured(valid: npt.NDArray[np.int64], expire: npt.NDArray[np.int64], now: int, clients: Clients) -> Insight:
    """``valid`` seconds of lifetime, 0 where nobody knows, and ``expire`` in seconds since 1970, int64 (n,) each."""
    infinite = valid == INFINITE_S
    hours = (expire[~infinite] - now) // HOUR_S
    soon = hours[(hours >= 0) & (hours < HOURS)]
    known = valid > 0
    timed = known & ~infinite
    silent = timed & (now - (expire - valid) > SILENT * valid)
    return Insight(
        assigned=len(valid),
        declined=0,
        ending=np.bincount(soon, minlength=HOURS).tolist(),
        later=len(hours) - len(soon),
        infinite=int(np.count_nonzero(infinite)),
        timed=int(np.count_nonzero(timed)),
        median_s=int(np.median(valid[timed])) if np.any(timed) else None,
        long_lived=int(np.count_nonzero(valid >= LONG_S)),
        silent=int(np.count_nonzero(silent)),
        clients=clients,
    )
