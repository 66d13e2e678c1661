"""The leases that clients hold during a run, in flat memory: what renewals and releases are drawn from.

Rules this file keeps:

- a client holds one lease: a newer one takes the place of the one before;
- what is drawn is forgotten until it is put back, so a released address is never asked for again;
- when there is room for no more, new leases take the places of others by chance.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.perf.leases import Leases

_MOST: Final = 1 << 20
_INDEXED_MOST: Final = 1 << 23  # clients whose place is remembered
_EVER: Final = 1 << 62
_SECOND_NS: Final = 1_000_000_000
_FOREVER_S: Final = 0xFFFFFFFF


class Held:
    """At most a million leases; ``seed`` fixes which are drawn."""

    def __init__(self, clients: int, family: int, seed: int) -> None:
        self._most = min(clients, _MOST)
        self._leases = Leases.empty(self._most, family)
        self._renew_ns = np.zeros(self._most, np.int64)
        self._places = np.full(clients, -1, np.int32) if clients <= _INDEXED_MOST else None
        self._random = np.random.default_rng(seed)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, leases: Leases, now_ns: int) -> None:
        """Keep these leases, got at ``now_ns``."""
        if not len(leases):
            return
        if self._places is not None:
            # Of several for one client the last one stands.
            last = len(leases) - 1 - np.unique(leases.client[::-1], return_index=True)[1]
            if len(last) < len(leases):
                leases = leases.take(np.sort(last))
            known = self._places[leases.client]
            old = known >= 0
            if np.count_nonzero(old):
                self._store(known[old].astype(np.int64), leases.take(old), now_ns)
                leases = leases.take(~old)
        room = min(len(leases), self._most - self._count)
        if room:
            places = np.arange(self._count, self._count + room)
            self._count += room
            self._store(places, leases.take(slice(0, room)), now_ns)
        rest = len(leases) - room
        if rest > 0:
            rest = min(rest, self._most)
            places = self._random.choice(self._most, rest, replace=False, shuffle=False)
            if self._places is not None:
                self._places[self._leases.client[places]] = -1
            self._store(places, leases.take(slice(room, room + rest)), now_ns)

    def _store(self, places: Integers, leases: Leases, now_ns: int) -> None:
        self._leases.put(places, leases)
        t1_ns = leases.t1_s.astype(np.int64) * _SECOND_NS
        # RFC 2131 §4.4.5: without T1 half the lease time; RFC 9915 §14.2 leaves it to the client, which does the same.
        t1_ns = np.where(t1_ns > 0, t1_ns, leases.preferred_s.astype(np.int64) * (_SECOND_NS // 2))
        never = (t1_ns == 0) | (leases.preferred_s == _FOREVER_S) | (leases.t1_s == _FOREVER_S)
        self._renew_ns[places] = np.where(never, _EVER, now_ns + t1_ns)
        if self._places is not None:
            self._places[leases.client] = places

    def draw(self, count: int) -> Leases:
        """Take leases away by chance: ``count`` of them, or as many as there are."""
        chosen = self._random.choice(self._count, min(count, self._count), replace=False, shuffle=False)
        return self._remove(chosen)

    def due(self, now_ns: int, most: int) -> Leases:
        """Take away leases, at most ``most``, whose T1 has come."""
        return self._remove(np.flatnonzero(self._renew_ns[: self._count] <= now_ns)[:most])

    def next_ns(self) -> int:
        """When the next T1 comes."""
        return int(self._renew_ns[: self._count].min()) if self._count else _EVER

    def _remove(self, chosen: Integers) -> Leases:
        taken = self._leases.take(chosen)
        left = self._count - len(chosen)
        # The last ones move into the holes.
        stays = np.ones(len(chosen), np.bool_)
        stays[chosen[chosen >= left] - left] = False
        movers = np.flatnonzero(stays) + left
        holes = chosen[chosen < left]
        if self._places is not None:
            self._places[taken.client] = -1
            self._places[self._leases.client[movers]] = holes
        self._leases.put(holes, self._leases.take(movers))
        self._renew_ns[holes] = self._renew_ns[movers]
        self._count = left
        return taken
