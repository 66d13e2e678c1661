"""A lease file as records: the leases of an earlier run, of ours or of Kea's, by column.

A row that the fast reader is not sure of, or that holds a long identifier, is read alone by the exact reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, State
from dhcpserver.store import CLIENT_OCTETS, LONG, OWNER_OCTETS, Records, blank
from dhcptools.kea.memfile.block import ENDS4, ENDS6
from dhcptools.kea.memfile.columns import Columns, Source
from dhcptools.kea.memfile.fields import unescape
from dhcptools.kea.memfile.kernels import Window, octet_values
from dhcptools.kea.memfile.lease import STATE_DECLINED, STATE_REGISTERED, LeaseRow4, LeaseRow6, octets

_CHUNK: Final = 1 << 13  # records that stay in a cache until they are complete
_IA_CODES: Final = {0: 3, 1: 4, 2: 25}  # lease type -> option code (RFC 9915 §21.4, §21.5, §21.21)
_ETHERNET: Final = 1  # the hardware type of every row: Kea's files name none
IA_PD: Final = 2

Rows = NDArray[np.int64]


@dataclass
class Loaded:
    """Leases in the order of their addresses; what is too long for ``records`` stands beside them, by position.

    ``records`` have no source and no hash yet. ``prefix`` (n,) tells delegated prefixes from addresses.
    """

    records: Records
    prefix: NDArray[np.bool_]
    hostnames: dict[int, str]
    clients: dict[int, bytes]
    owners: dict[int, bytes]

    def owner(self, place: int) -> bytes:
        """The owner of a lease, as engines name it."""
        found = self.owners.get(place)
        record = self.records[place]
        return record["owner"].tobytes()[: record["owner_octets"]] if found is None else found

    def only(self, rows: Rows) -> Loaded:
        """Some of the leases, in ascending order."""
        if len(rows) == len(self.records):
            return self
        places = {int(row): place for place, row in enumerate(rows.tolist())} if self._beside else {}

        def moved(names: dict[int, Any]) -> dict[int, Any]:
            return {places[row]: name for row, name in names.items() if row in places}

        return Loaded(
            self.records[rows], self.prefix[rows], moved(self.hostnames), moved(self.clients), moved(self.owners)
        )

    @property
    def _beside(self) -> bool:
        return bool(self.hostnames or self.clients or self.owners)


def load(columns: Columns, now_ns: int, wall_ns: int, by_hardware: Sequence[int] = ()) -> Loaded:
    """The leases of ``columns``, which were read with ``clients``.

    ``now_ns`` is the server's clock and ``wall_ns`` the time of day at this moment. Clients are known by hardware
    address alone in the subnets ``by_hardware``. A lease that ended meanwhile is EXPIRED_RECLAIMED.
    """
    count = len(columns.expire)
    six = columns.family == 6
    prefix = columns.lease_type == IA_PD if six else np.zeros(count, np.bool_)
    loaded = Loaded(blank(count), prefix, {}, {}, {})
    windows = [Window(np.memmap(source.file, np.uint8, "r")) for source in columns.sources]
    for start in range(0, count, _CHUNK):
        span = slice(start, min(start + _CHUNK, count))
        _set_numbers(loaded.records[span], columns, span)
        _set_times(loaded.records[span], columns, span, now_ns, wall_ns)
        _set_clients(loaded, columns, span, windows)
        if six:
            _set_owners6(loaded, columns, span)
        else:
            _set_owners4(loaded, span, by_hardware)
    return loaded


def _set_numbers(records: Records, columns: Columns, span: slice) -> None:
    if columns.family == 6:
        records["high"], records["low"] = columns.address[span, 0], columns.address[span, 1]
        records["length"] = columns.prefix_len[span]
        records["preferred_s"], records["iaid"] = columns.clients["pref_lifetime"][span], columns.clients["iaid"][span]
    else:
        records["low"] = columns.address[span]
        records["length"] = 32
    records["subnet_id"] = columns.subnet_id[span]
    records["valid_s"] = columns.valid_lifetime[span]
    records["source"] = -1


def _set_times(records: Records, columns: Columns, span: slice, now_ns: int, wall_ns: int) -> None:
    lifetime, found = columns.valid_lifetime[span], columns.state[span]
    # No lease has more left than it was given: a wall clock that went back meanwhile keeps addresses no longer.
    expire = np.minimum(columns.expire[span], np.uint64(1 << 40)).astype(np.int64)
    left_ns = (expire - wall_ns // SECOND_NS) * SECOND_NS - wall_ns % SECOND_NS
    expires = np.maximum(now_ns + np.minimum(left_ns, lifetime.astype(np.int64) * SECOND_NS), 0).astype(np.uint64)
    expires[lifetime == INFINITE_S] = NEVER_NS
    held = (found == State.DEFAULT) | (found == STATE_REGISTERED)
    state = np.full(len(records), State.EXPIRED_RECLAIMED, np.uint8)
    state[held] = State.DEFAULT
    state[found == STATE_DECLINED] = State.DECLINED
    state[expires <= np.uint64(max(now_ns, 0))] = State.EXPIRED_RECLAIMED
    records["expires_ns"], records["state"] = expires, state


def _set_clients(loaded: Loaded, columns: Columns, span: slice, windows: Sequence[Window]) -> None:
    """Hardware addresses, client identifiers or DUIDs, and host names."""
    records = loaded.records[span]
    sure = columns.clients["end_0"][span] != 0
    which = np.searchsorted([source.base for source in columns.sources], columns.offset[span], "right") - 1
    for number, source in enumerate(columns.sources):
        mine = sure & (which == number)
        if mine.any():
            rows = slice(0, len(records)) if mine.all() else np.flatnonzero(mine)
            _read_clients(loaded, columns, source, windows[number], span.start, rows)
    long = (records["client_octets"] == LONG) | (records["hardware_octets"] == LONG)
    for place in np.flatnonzero(~sure | long).tolist():
        _read_alone(loaded, columns, span.start + place)


def _read_clients(
    loaded: Loaded, columns: Columns, source: Source, window: Window, first: int, rows: Rows | slice
) -> None:
    """The clients of rows of one file; ``rows`` count from the row ``first``."""
    starts = columns.offset[first : first + _CHUNK][rows] - source.base
    six = columns.family == 6
    ends = {
        field: starts + columns.clients[f"end_{field}"][first : first + _CHUNK][rows].astype(np.int64)
        for field in (ENDS6 if six else ENDS4)
    }
    records = loaded.records[first : first + _CHUNK]
    identifier = (ends[0] + 1, ends[1]) if six else (ends[1] + 1, ends[2])
    records["client"][rows], records["client_octets"][rows] = octet_values(window, *identifier, CLIENT_OCTETS)
    if not six:
        hardware = octet_values(window, ends[0] + 1, ends[1], 16)
        records["hardware"][rows], records["hardware_octets"][rows] = hardware
    start, end = (ends[10] + 1, ends[11]) if six else (ends[7] + 1, ends[8])
    named = np.flatnonzero(end > start)
    if not len(named):
        return
    places = np.arange(first, first + len(records))[rows][named]
    text = window.octets
    for place, at, to in zip(places.tolist(), start[named].tolist(), end[named].tolist(), strict=True):
        loaded.hostnames[place] = unescape(text[at:to].tobytes()).decode(errors="surrogateescape")


def _read_alone(loaded: Loaded, columns: Columns, place: int) -> None:
    row = columns.row(place)
    record = loaded.records[place]
    client = row.duid if isinstance(row, LeaseRow6) else row.client_id
    hardware = row.hwaddr[:16] if isinstance(row, LeaseRow4) else b""
    for name, value, width in (("client", client, CLIENT_OCTETS), ("hardware", hardware, 16)):
        record[name] = np.frombuffer(value[:width].ljust(width, b"\0"), np.uint8)
        record[f"{name}_octets"] = len(value) if len(value) <= width else LONG
    if len(client) > CLIENT_OCTETS:
        loaded.clients[place] = client
    if row.hostname:
        loaded.hostnames[place] = octets(row.hostname).decode(errors="surrogateescape")


def _set_owners4(loaded: Loaded, span: slice, by_hardware: Sequence[int]) -> None:
    """RFC 2131 §4.2: the client identifier, or hardware type and address."""
    records = loaded.records[span]
    owners = _subnets(records)
    matched = records["client_octets"] > 0
    if by_hardware:
        matched &= ~np.isin(records["subnet_id"], list(by_hardware))
    owners[:, 4] = matched
    owners[:, 5 : 5 + CLIENT_OCTETS] = records["client"]
    other = np.flatnonzero(~matched)
    if len(other):
        owners[other, 5:] = 0
        owners[other, 5] = _ETHERNET
        owners[other, 6:22] = records["hardware"][other]
    counts = np.where(matched, records["client_octets"] + np.uint8(5), records["hardware_octets"] + np.uint8(6))
    _store_owners(records, owners, counts)
    for place in np.flatnonzero(matched & (records["client_octets"] == LONG)).tolist():
        _store_long(loaded, span.start + place, owners[place, :5].tobytes() + loaded.clients[span.start + place])


def _set_owners6(loaded: Loaded, columns: Columns, span: slice) -> None:
    """RFC 9915 §12: the kind of IA, IAID and DUID."""
    records = loaded.records[span]
    owners = _subnets(records)
    for kind, code in _IA_CODES.items():
        owners[columns.lease_type[span] == kind, 4] = code
    owners[:, 5:9] = records["iaid"].astype(">u4")[:, None].view(np.uint8)
    room = OWNER_OCTETS - 9
    owners[:, 9:] = records["client"][:, :room]
    _store_owners(records, owners, records["client_octets"] + np.uint8(9))
    for place in np.flatnonzero(records["client_octets"] > room).tolist():
        octets_here = records["client"][place].tobytes()[: records["client_octets"][place]]
        client = loaded.clients.get(span.start + place) or octets_here
        _store_long(loaded, span.start + place, owners[place, :9].tobytes() + client)


def _subnets(records: Records) -> NDArray[np.uint8]:
    owners = np.zeros((len(records), OWNER_OCTETS), np.uint8)
    owners[:, :4] = records["subnet_id"].astype(">u4")[:, None].view(np.uint8)
    return owners


def _store_owners(records: Records, owners: NDArray[np.uint8], counts: NDArray[np.uint8]) -> None:
    records["owner"] = owners.view(np.uint64)
    records["owner_octets"] = counts


def _store_long(loaded: Loaded, place: int, owner: bytes) -> None:
    record = loaded.records[place]
    record["owner"] = np.frombuffer(owner[:OWNER_OCTETS].ljust(OWNER_OCTETS, b"\0"), np.uint64)
    if len(owner) > OWNER_OCTETS:
        loaded.owners[place] = owner
        record["owner_octets"] = LONG
    else:
        record["owner_octets"] = len(owner)
