"""Answers folded into the servers that gave them.

A server is told by its identifier, the source address and the source MAC of its answers, and the VLANs they came on:
two machines that claim one identifier are two servers. Copies of one answer are counted, not listed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from dhcptools.net.errors import NetError
from dhcptools.probe.sighting import Sighting

SERVERS_MOST: Final = 1000  # of each kind: a flood of made-up servers ends here

OFFERS: Final = frozenset({"DHCPOFFER", "Advertise", "BOOTREPLY"})

Key: TypeAlias = tuple[int, str | None, str, bytes, tuple[int, ...]]


@dataclass(slots=True)
class Server:
    """One server. ``best`` is the answer that tells most of it: an offer with its lease time where there is one.

    ``kinds`` are the messages it sent, in the order of the first of each, ``duplicates`` how many copies of them came.
    """

    best: Sighting
    kinds: list[str] = field(default_factory=list)
    duplicates: int = 0
    seen: set[tuple[tuple[int, int], str]] = field(default_factory=set)

    @property
    def offers(self) -> int:
        """Offers without their copies, one for each question that got one."""
        return sum(kind in OFFERS for _, kind in self.seen) if self.best.offers else 0

    def take(self, sighting: Sighting) -> None:
        """An answer of this server. A plain BOOTP reply has no server identifier; another answer may tell it."""
        what = (sighting.key, sighting.kind)
        if what in self.seen:
            self.duplicates += 1
            return
        self.seen.add(what)
        if sighting.kind not in self.kinds:
            self.kinds.append(sighting.kind)
        server_id = self.best.server_id or sighting.server_id
        better = max(self.best, sighting, key=lambda one: (one.offers, one.lease_s is not None))
        self.best = replace(better, server_id=server_id)


class Census:
    """Everything heard in one look.

    ``servers`` answered as a server answers; ``others`` sent something else to our question, such as a DHCPNAK to a
    DHCPDISCOVER. ``ignored`` counts by reason what was no answer to us, ``dropped`` what came faster than it was read.
    ``trouble`` is why the look ended early.
    """

    def __init__(self) -> None:
        self.servers: list[Server] = []
        self.others: list[Server] = []
        self.ignored: Counter[str] = Counter()
        self.dropped = 0
        self.trouble: NetError | None = None
        self._by_key: dict[tuple[bool, Key], Server] = {}

    def add(self, found: Sighting | str) -> None:
        """Count an answer, or the reason why something is none."""
        if isinstance(found, str):
            self.ignored[found.partition(":")[0]] += 1
            return
        among = self.servers if found.answers else self.others
        known = self._by_key.get((found.answers, key_of(found))) or self._nameless(found, among)
        if known is None:
            if len(among) >= SERVERS_MOST:
                self.ignored[f"more than {SERVERS_MOST} servers"] += 1
                return
            known = Server(found)
            among.append(known)
        known.take(found)
        self._by_key[found.answers, key_of(found)] = known

    def _nameless(self, found: Sighting, among: list[Server]) -> Server | None:
        """A server at the same place, when it or this answer tells no identifier."""
        place = _place(found)
        for server in among if found.server_id is None else [one for one in among if one.best.server_id is None]:
            if _place(server.best) == place:
                return server
        return None

    @property
    def offers(self) -> int:
        """Offers of all servers, without copies."""
        return sum(server.offers for server in self.servers)


def key_of(sighting: Sighting) -> Key:
    """What makes two answers those of one server."""
    return sighting.family, sighting.server_id, sighting.source, sighting.mac, sighting.vlans


def _place(sighting: Sighting) -> tuple[int, str, bytes, tuple[int, ...]]:
    return sighting.family, sighting.source, sighting.mac, sighting.vlans
