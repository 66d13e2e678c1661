"""A query in the words of a database, so that it hands over few rows that are not wanted.

What a database cannot tell as we do (patterns of host names) is left to ``Query.matches``, which has the last word on
every row.
"""

from __future__ import annotations

from dhcptools.kea.memfile.fields import BASIC_STATES
from dhcptools.kea.memfile.lease import INFINITE_S
from dhcptools.kea.sql.schema import LAST_S, Layout, Selection
from dhcptools.leases.lease import GONE, HELD
from dhcptools.leases.query import Query

_NUMBERS = {name: number for number, name in BASIC_STATES.items()}
_NOTHING = "1 = 0"


def selection(query: Query, layout: Layout) -> Selection:
    """The rows that may match. In the order of addresses, and no more than wanted, when that is what is asked for."""
    conditions = _Conditions(layout)
    conditions.state(query)
    conditions.client(query)
    if query.subnet_ids:
        numbers = sorted(number for number in query.subnet_ids if number <= 0xFFFFFFFF)
        conditions.one_of("subnet_id", numbers)
    if query.prefixes and (inside := layout.inside(query.prefixes)) is not None:
        conditions.add(*inside)
    exact = not (query.hostname or query.states or (query.prefixes and not layout.sorted_by_key))
    by_address = query.sort == "address" and layout.sorted_by_key
    return Selection(
        layout,
        " AND ".join(f"({part})" for part in conditions.parts),
        tuple(conditions.parameters),
        descending=by_address and query.descending,
        limit=query.limit if by_address and exact else None,
    )


class _Conditions:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.parts: list[str] = []
        self.parameters: list[object] = []

    def add(self, part: str, parameters: list[object] | None = None) -> None:
        self.parts.append(part)
        self.parameters += parameters or []

    def one_of(self, column: str, values: list[int]) -> None:
        self.add(f"{column} IN ({', '.join(['%s'] * len(values))})" if values else _NOTHING, [*values])

    def state(self, query: Query) -> None:
        """What is held, over or gone; an absent state is the default one."""
        if query.states:
            names = set(query.states)
            names |= {"expired-reclaimed"} if "reclaimed" in names else set()
            names |= HELD if names & {"active", "expired"} else set()
            self.one_of("COALESCE(state, 0)", sorted(_NUMBERS[name] for name in names if name in _NUMBERS))
        elif not query.all:
            gone = sorted(number for name, number in _NUMBERS.items() if name in GONE)
            self.add(f"COALESCE(state, 0) NOT IN ({', '.join(['%s'] * len(gone))})", [*gone])
            if query.now <= LAST_S:
                time = self.layout.time()
                self.add(f"valid_lifetime = %s OR expire >= {time}", [INFINITE_S, query.now])
        if query.expires_within is not None:
            self.add("valid_lifetime <> %s", [INFINITE_S])
            end = min(query.now + query.expires_within, LAST_S)
            time = self.layout.time()
            if query.now <= end:
                self.add(f"expire BETWEEN {time} AND {time}", [query.now, end])
            else:
                self.add(_NOTHING)

    def client(self, query: Query) -> None:
        """Octets of a client; a family has client identifiers, the other one DUIDs."""
        others = query.duid if self.layout.family == 4 else query.client_id
        if others:
            self.add(_NOTHING)
        mine = ("client_id", query.client_id) if self.layout.family == 4 else ("duid", query.duid)
        for column, octets in (("hwaddr", query.hwaddr), mine):
            if octets:
                self.add(f"{column} = %s", [octets])
