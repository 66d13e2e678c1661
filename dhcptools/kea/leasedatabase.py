"""``lease-database``: where a server keeps its leases."""

from __future__ import annotations

from dhcptools.kea.model import LeaseDatabase
from dhcptools.kea.reader import Reader

DEFAULT_LFC_INTERVAL_S = 3600
_FOLDER = "/var/lib/kea"


def read_lease_database(reader: Reader, family: int) -> LeaseDatabase | None:
    """What a configuration says; None for leases that are kept in memory alone. Raises ConfigError.

    Without ``lease-database`` that is so here, where Kea takes its own default file. Only memfile is served.
    """
    entry = reader.child("lease-database")
    if entry is None:
        return None
    kind = entry.required("type", entry.text("type"))
    if kind != "memfile":
        entry.note("type", f'lease-database "{kind}" is not served: leases are kept in memory alone')
        return None
    persist = entry.boolean("persist")
    name = entry.text("name") or f"{_FOLDER}/kea-leases{family}.csv"
    interval = entry.integer("lfc-interval")
    if persist is False:
        return None
    return LeaseDatabase(name, DEFAULT_LFC_INTERVAL_S if interval is None else interval)
