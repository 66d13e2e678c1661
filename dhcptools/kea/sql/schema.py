"""What Kea's lease tables look like, release by release, as expressions that make every release the same.

Rules this file keeps:

- what a table has is asked of the database: columns came one by one (``user_context`` 1.5, ``relay_id`` 2.3,
  ``pool_id`` 2.4), and the address of DHCPv6 is a text up to Kea 2.2, then inet in PostgreSQL and binary(16) in MySQL;
- times leave the database as seconds since 1970, whatever the time zone of the session is;
- ``key`` sorts as addresses do; where it cannot in MySQL (texts), rows are sorted by whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from dhcptools.kea.sql.target import Backend

COLUMNS: Final[dict[int, tuple[str, ...]]] = {
    4: (
        "address", "hwaddr", "client_id", "valid_lifetime", "expire", "subnet_id", "fqdn_fwd", "fqdn_rev", "hostname",
        "state", "user_context", "pool_id",
    ),
    6: (
        "address", "duid", "valid_lifetime", "expire", "subnet_id", "pref_lifetime", "lease_type", "iaid", "prefix_len",
        "fqdn_fwd", "fqdn_rev", "hostname", "hwaddr", "state", "user_context", "hwtype", "hwaddr_source", "pool_id",
    ),
}  # fmt: skip  # in the order of a lease file
_OLD: Final[dict[int, frozenset[str]]] = {
    4: frozenset(COLUMNS[4]) - {"user_context", "pool_id"},
    6: frozenset(COLUMNS[6]) - {"user_context", "pool_id"},
}
"""What every release has."""
RELEASES: Final[dict[Backend, tuple[tuple[int, str], ...]]] = {
    "postgresql": ((5, "1.6"), (6, "1.8"), (13, "2.2"), (18, "2.4"), (22, "2.6"), (29, "3.0"), (34, "3.2")),
    "mysql": ((8, "1.6"), (9, "1.8"), (12, "2.0"), (14, "2.2"), (19, "2.4"), (22, "2.6"), (30, "3.0"), (35, "3.2")),
}
"""The schema that each release of Kea came with."""
LAST_S: Final = (1 << 31) - 1
"""Neither Kea nor MySQL keeps a later time."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A lease table: the columns it has, and what each is in the words of the database."""

    backend: Backend
    family: int
    types: Mapping[str, str]

    @property
    def table(self) -> str:
        """Its name."""
        return f"lease{self.family}"

    @property
    def missing(self) -> list[str]:
        """Columns that every Kea's table has and this one lacks."""
        return sorted(_OLD[self.family] - frozenset(self.types))

    @property
    def textual(self) -> bool:
        """Whether addresses are texts."""
        return "char" in self.types.get("address", "")

    @property
    def sorted_by_key(self) -> bool:
        """Whether ``key`` sorts as addresses do."""
        return not (self.textual and self.backend == "mysql")

    @property
    def key(self) -> str:
        """What to compare and sort addresses by; in a table of texts PostgreSQL can read them."""
        return "address::inet" if self.textual and self.backend == "postgresql" else "address"

    def select(self) -> str:
        """The values of ``rows.row4`` or ``rows.row6``."""
        return ", ".join(self._expression(name) for name in COLUMNS[self.family])

    def seconds(self) -> str:
        """When a lease expires, in seconds since 1970."""
        if self.backend == "postgresql":
            return "extract(epoch from expire)::bigint"
        return "UNIX_TIMESTAMP(expire)"

    def time(self) -> str:
        """A parameter of seconds since 1970 as a time."""
        return "to_timestamp(%s)" if self.backend == "postgresql" else "FROM_UNIXTIME(%s)"

    def _expression(self, name: str) -> str:
        if name not in self.types:
            return "NULL"
        if name == "expire":
            return self.seconds()
        if name == "address" and self.types[name] == "inet":
            return "host(address)"
        return name

    def inside(self, prefixes: Iterable[IPv4Network | IPv6Network]) -> tuple[str, list[object]] | None:
        """The condition that an address lies in one of these; None when the database cannot tell."""
        if not self.sorted_by_key:
            return None
        parts, parameters = [], []
        place = "%s::inet" if self.family == 6 and self.backend == "postgresql" else "%s"
        for prefix in prefixes:
            if prefix.version == self.family:
                parts.append(f"{self.key} BETWEEN {place} AND {place}")
                parameters += [self._address(prefix, 0), self._address(prefix, -1)]
        return " OR ".join(parts) or "1 = 0", parameters

    def _address(self, prefix: IPv4Network | IPv6Network, index: int) -> object:
        address = prefix[index]
        if self.family == 4:
            return int(address)
        return str(address) if self.backend == "postgresql" else address.packed


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a table: what to select, ``where`` with its parameters, and how many in which order of ``key``."""

    layout: Layout
    where: str = ""
    parameters: tuple[object, ...] = ()
    descending: bool = False
    limit: int | None = None


def release_of(backend: Backend, version: int) -> str:
    """The release of Kea that came with a schema, in words."""
    releases = RELEASES[backend]
    if version < releases[0][0]:
        return f"older than {releases[0][1]}"
    found = [name for number, name in releases if number <= version][-1]
    exact = any(number == version for number, _ in releases)
    return found if exact else f"after {found}"


def newest(backend: Backend) -> int:
    """The newest schema that is known here."""
    return RELEASES[backend][-1][0]
