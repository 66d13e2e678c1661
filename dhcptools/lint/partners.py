"""Which files of a run belong together: HA partners, the Control Agent and D2 beside their servers.

File names say nothing. Partners are servers of one family whose relationships name the same peers; when more than two
are linted at once, as those of several sites, they must agree about the url of one of them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from dhcptools.kea.tree import Plain
from dhcptools.lint.context import Context
from dhcptools.lint.model.highavailability import Peer, Relationship
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.subnets import Subnet

_NOTES: Final = frozenset(("user-context", "comment"))


class Partners(NamedTuple):
    """Two files of one HA relationship, in the order of the command line, and the relationship in each of them."""

    first: Context
    second: Context
    here: Relationship
    there: Relationship

    @property
    def peers(self) -> Iterator[tuple[Peer, Peer]]:
        """The peers that both files name."""
        known = {peer.name: peer for peer in self.here.peers if peer.name}
        return ((known[peer.name], peer) for peer in self.there.peers if peer.name in known)

    @property
    def subnets(self) -> Iterator[tuple[Subnet, Subnet]]:
        """The subnets that both files have, by prefix."""
        known = {subnet.prefix.canonical: subnet for subnet in self.first.subnets if subnet.prefix is not None}
        for subnet in self.second.subnets:
            if subnet.prefix is not None and subnet.prefix.canonical in known:
                yield known[subnet.prefix.canonical], subnet

    @property
    def are_alone(self) -> bool:
        """Whether neither file has another relationship, so that both serve the same subnets."""
        return len(self.first.relationships) == len(self.second.relationships) == 1


def partners(contexts: Sequence[Context]) -> list[Partners]:
    """The HA partners among the files; each file stands second once at most for each of its relationships."""
    servers = [context for context in contexts if context.family and context.relationships]
    found: list[Partners] = []
    told: set[int] = set()
    for first, second in combinations(servers, 2):
        if first.daemon != second.daemon:
            continue
        only = sum(each.daemon == first.daemon for each in servers) == 2
        for here in first.relationships:
            for there in second.relationships:
                pair = Partners(first, second, here, there)
                if id(there) not in told and _belong(pair, only):
                    told.add(id(there))
                    found.append(pair)
    return found


def _belong(pair: Partners, only: bool) -> bool:
    shared = list(pair.peers)
    if only and pair.are_alone:
        return bool(shared)
    return len(shared) > 1 and any(_same_place(mine, theirs) for mine, theirs in shared)


def _same_place(mine: Peer, theirs: Peer) -> bool:
    return mine.address is not None and theirs.address is not None and mine.address.place == theirs.address.place


def of_daemon(contexts: Sequence[Context], *daemons: str) -> list[Context]:
    """The files of these daemons."""
    return [context for context in contexts if context.daemon in daemons]


def content(scope: Scope, key: str) -> Plain:
    """A value as both partners should have it: comments left out, an absent list as good as an empty one."""
    node = scope.get(key)
    return [] if node is None else _without_notes(node.plain())


def _without_notes(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _without_notes(member) for key, member in value.items() if key not in _NOTES}
    if isinstance(value, list):
        return [_without_notes(member) for member in value]
    return value
