"""Kea's lease files asked by a query: conditions and order are worked out on columns, only what is shown is built.

What a lease says of its client is looked for in the raw rows first; the exact reader has the last word on each row
that is taken.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile import fields
from dhcptools.kea.memfile.columns import Columns, Progress, read_columns
from dhcptools.kea.memfile.fields import BASIC_STATES, state_name
from dhcptools.kea.memfile.lease import INFINITE_S, LeaseRow, LeaseRow6, octets, type_name
from dhcptools.kea.memfile.lines import lines_at
from dhcptools.kea.memfile.reader import LeaseFileError
from dhcptools.kea.memfile.schema import Layout
from dhcptools.leases.faults import Fault, StoreError
from dhcptools.leases.lease import GONE, HELD, Lease, readable
from dhcptools.leases.query import Prefix, Query

Mask = npt.NDArray[np.bool_]
_NUMBERS: Final = {name: number for number, name in BASIC_STATES.items()}
_HELD: Final = [_NUMBERS[name] for name in sorted(HELD)]
_GONE: Final = [number for name, number in _NUMBERS.items() if name in GONE]
_TEXTS: Final[dict[str, dict[int, int | None]]] = {
    "hwaddr": {4: 1, 6: 12}, "client_id": {4: 2, 6: None}, "duid": {4: None, 6: 1}, "hostname": {4: 8, 6: 11},
}  # fmt: skip  # columns that are sorted by the raw rows: their field in each family
_SORTED: Final = frozenset(("address", "expires", "starts", "valid_lifetime", "subnet_id"))
"""Columns that are sorted without building leases."""
_SOME: Final = 1 << 14
_PLAIN: Final = re.compile(rb"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*")
_LAST: Final = np.uint64(0xFFFFFFFFFFFFFFFF)


def lease_of(row: LeaseRow, source: str) -> Lease:
    """A row as a lease."""
    context: dict[str, object] | str | None = row.context
    if context is None and row.user_context:
        context = readable(octets(row.user_context))
    expires = None if row.infinite else row.expire
    hostname = readable(octets(row.hostname))
    if isinstance(row, LeaseRow6):
        return Lease(
            row.address, type_name(row.lease_type, f"type-{row.lease_type}"), row.prefix_len, row.hwaddr, b"", row.duid,
            row.iaid, row.subnet_id, row.pool_id, hostname, state_name(row.state), row.cltt, expires,
            row.valid_lifetime, row.pref_lifetime, row.fqdn_fwd, row.fqdn_rev, context, source,
        )  # fmt: skip  # in the order of the fields
    return Lease(
        row.address, "V4", 32, row.hwaddr, row.client_id, b"", None, row.subnet_id, row.pool_id, hostname,
        state_name(row.state), row.cltt, expires, row.valid_lifetime, None, row.fqdn_fwd, row.fqdn_rev, context, source,
    )  # fmt: skip  # in the order of the fields


def rewritten(source: str) -> StoreError:
    """A file whose rows are not what they were: who wrote it did not put another in its place, as Kea does."""
    return StoreError(f"cannot read the leases of {source}", "it was rewritten while it was read", "try it again")


class MemfileReading:
    """A lease file and its siblings, read; close it when its leases were taken."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        try:
            self.columns: Columns = read_columns(path, progress=progress)
        except LeaseFileError as error:
            raise StoreError(f"cannot read the leases of {path}", str(error), "Kea refuses this file too") from error
        self.path = path
        self.source = str(path)
        self.notes = list(self.columns.notes)
        self.faults = [Fault(bad.path, bad.line, f"row {bad.row}: {bad.reason}") for bad in self.columns.bad]

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both, by the addresses that the file may have."""
        return frozenset((self.columns.family,))

    def __len__(self) -> int:
        """The number of leases, in whatever state."""
        return len(self.columns)

    @property
    def shrunk(self) -> bool:
        """Whether something of what was read is not there any more."""
        return any(os.fstat(source.file.fileno()).st_size < source.octets for source in self.columns.sources)

    def close(self) -> None:
        """Close the files."""
        self.columns.close()

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in order, no more than wanted. Strangers among addresses are few and come along."""
        chosen = self.chosen(query)
        strangers = [lease_of(row, self.source) for row in self.columns.strangers.values()]
        strangers = [lease for lease in strangers if query.matches(lease)]
        if query.sort not in _SORTED and query.sort not in _TEXTS:
            return query.arrange(chain(self._taken(chosen, query), strangers))
        if query.asks_clients:
            chosen = np.array(sorted(index for index, _ in self._found(chosen, query)), np.int64)
        chosen = self._ordered(chosen, query)
        if query.limit is not None:
            chosen = chosen[: query.limit]
        leases = self.leases(chosen)
        return query.arrange([*leases, *strangers]) if strangers else leases

    def chosen(self, query: Query) -> npt.NDArray[np.int64]:
        """Where the columns have leases for which all conditions hold but those on clients, by address."""
        return np.flatnonzero(self._mask(query)).astype(np.int64, copy=False)

    def leases(self, chosen: npt.NDArray[np.int64]) -> Iterator[Lease]:
        """The leases at these places of the columns, in this order."""
        for begin in range(0, len(chosen), _SOME):  # at a time, since numbers of Python take memory
            for index in chosen[begin : begin + _SOME].tolist():
                yield lease_of(self.columns.row(index), self.source)

    def _taken(self, chosen: npt.NDArray[np.int64], query: Query) -> Iterator[Lease]:
        if query.asks_clients:
            chosen = np.array(sorted(index for index, _ in self._found(chosen, query)), np.int64)
        yield from self.leases(chosen)

    def raw_rows(self, query: Query) -> Iterator[tuple[bytes, Layout]]:
        """The rows that match as they stand in the files, in their order, without strangers among addresses."""
        chosen = self.chosen(query)
        if query.asks_clients:
            chosen = np.array(sorted(index for index, _ in self._found(chosen, query)), np.int64)
        bases = [source.base for source in self.columns.sources]
        for index, row in self._raw(chosen):
            source = bisect_right(bases, int(self.columns.offset[index])) - 1
            yield row, self.columns.sources[source].layout

    def strangers(self, query: Query) -> Iterator[LeaseRow]:
        """The rows that match and whose address is of the other family or has a zone."""
        for row in self.columns.strangers.values():
            if query.matches(lease_of(row, self.source)):
                yield row

    def _mask(self, query: Query) -> Mask:
        """All conditions but those on clients."""
        columns = self.columns
        wanted = self._states(query)
        if query.subnet_ids:
            ids = [number for number in query.subnet_ids if number <= 0xFFFFFFFF]
            wanted &= np.isin(columns.subnet_id, np.array(ids, np.uint32))
        if query.expires_within is not None:
            end = max(0, query.now + query.expires_within)
            wanted &= (columns.expire >= np.uint64(query.now)) & (columns.expire <= np.uint64(end))
            wanted &= columns.valid_lifetime != INFINITE_S
        if query.prefixes:
            inside = np.zeros(len(wanted), np.bool_)
            for prefix in query.prefixes:
                inside |= self._inside(prefix)
            wanted &= inside
        return wanted

    def _states(self, query: Query) -> Mask:
        state = self.columns.state
        over = (self.columns.valid_lifetime != INFINITE_S) & (self.columns.expire < np.uint64(query.now))
        if not query.states:
            if query.all:
                return np.ones(len(state), np.bool_)
            kept: Mask = ~(over | np.isin(state, _GONE))
            return kept
        names = query.states | ({"expired-reclaimed"} if "reclaimed" in query.states else frozenset())
        wanted: Mask = np.isin(state, [_NUMBERS[name] for name in names if name in _NUMBERS])
        held = np.isin(state, _HELD)
        if "active" in names:
            wanted |= held & ~over
        if "expired" in names:
            wanted |= held & over
        return wanted

    def _inside(self, prefix: Prefix) -> Mask:
        address = self.columns.address
        if (prefix.version == 4) != (self.columns.family == 4):
            return np.zeros(len(address), np.bool_)
        first, last = int(prefix.network_address), int(prefix.broadcast_address)
        return within(address, first, last)

    def _ordered(self, chosen: npt.NDArray[np.int64], query: Query) -> npt.NDArray[np.int64]:
        if query.sort == "address":
            return chosen[::-1] if query.descending else chosen
        if query.sort in _TEXTS:
            texts = self._texts(chosen, query.sort)
            return np.array(sorted(chosen.tolist(), key=texts.__getitem__, reverse=query.descending), np.int64)
        keys = self._keys(query.sort)[chosen]
        return chosen[np.argsort(~keys if query.descending else keys, kind="stable")]

    def _keys(self, column: str) -> npt.NDArray[np.uint64]:
        columns = self.columns
        if column == "expires":
            return np.where(columns.valid_lifetime == INFINITE_S, _LAST, columns.expire)
        if column == "starts":
            return columns.expire - np.minimum(columns.valid_lifetime, columns.expire)
        return (columns.valid_lifetime if column == "valid_lifetime" else columns.subnet_id).astype(np.uint64)

    def _texts(self, chosen: npt.NDArray[np.int64], column: str) -> dict[int, str]:
        """What texts of the rows are sorted by; octets in hex sort as the octets do."""
        place = _TEXTS[column][self.columns.family]
        if place is None:
            return dict.fromkeys(chosen.tolist(), "")
        texts: dict[int, str] = {}
        for index, row in self._raw(chosen):
            parts = row.split(b",", place + 1)
            raw = parts[place] if place < len(parts) else b""
            if column == "hostname":
                text = fields.unescape(raw)
                texts[index] = readable(text.lower() if self.columns.family == 4 else text)
            elif not raw or _PLAIN.fullmatch(raw):
                texts[index] = raw.decode().lower()
            else:
                texts[index] = getattr(lease_of(self.columns.row(index), ""), column).hex(":")
        return texts

    def _raw(self, chosen: npt.NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
        """The rows of the chosen leases as they stand in the files, in their order."""
        order = chosen[np.argsort(self.columns.offset[chosen])]
        offsets = self.columns.offset[order]
        sources = self.columns.sources
        edges = [int(np.searchsorted(offsets, source.base)) for source in sources] + [len(offsets)]
        for source, begin, end in zip(sources, edges[:-1], edges[1:], strict=True):
            for some in range(begin, end, _SOME):  # at a time, since numbers of Python take memory
                last = min(some + _SOME, end)
                places = (offsets[some:last] - source.base).tolist()
                yield from zip(order[some:last].tolist(), lines_at(source, places), strict=True)

    def _found(self, chosen: npt.NDArray[np.int64], query: Query) -> Iterator[tuple[int, Lease]]:
        """Those of the chosen leases whose client matches, in the order of the files."""
        may = _Prefilter(query, self.columns.family)
        for index, row in self._raw(chosen):
            if may.match(row):
                lease = lease_of(self.columns.row(index), self.source)
                if query.wants_client(lease):
                    yield index, lease


def within(address: npt.NDArray[np.uint32] | npt.NDArray[np.uint64], first: int, last: int) -> Mask:
    """Which addresses lie from first to last: uint32 (n,) of IPv4, or uint64 (n, 2) halves of IPv6."""
    if address.ndim == 1:
        return (address >= first) & (address <= last)
    high, low = address[:, 0], address[:, 1]
    low_mask = (1 << 64) - 1
    first_high, first_low = np.uint64(first >> 64), np.uint64(first & low_mask)
    last_high, last_low = np.uint64(last >> 64), np.uint64(last & low_mask)
    after = (high > first_high) | ((high == first_high) & (low >= first_low))
    before: Mask = (high < last_high) | ((high == last_high) & (low <= last_low))
    inside: Mask = after & before
    return inside


class _Prefilter:
    """Whether a raw row may be a wanted client's: never False for one that is."""

    def __init__(self, query: Query, family: int) -> None:
        self.query = query
        self.hostname = 8 if family == 4 else 11
        self.octets = [
            (place, wanted.hex(":").encode())
            for place, wanted in (
                (1 if family == 4 else 12, query.hwaddr),
                (2 if family == 4 else -1, query.client_id),
                (1 if family == 6 else -1, query.duid),
            )
            if wanted
        ]

    def match(self, row: bytes) -> bool:
        parts = row.split(b",", 13)
        for place, text in self.octets:
            if not 0 <= place < len(parts):
                return False
            found = parts[place]
            if len(found) == len(text):
                if found.lower().replace(b" ", b":") != text:
                    return False
            elif not found or _PLAIN.fullmatch(found):
                return False  # other forms are for the exact reader
        pattern = self.query.pattern
        if pattern is None:
            return True
        raw = parts[self.hostname] if self.hostname < len(parts) else b""
        name = readable(fields.unescape(raw))
        return pattern.match(name) is not None or pattern.match(name.removesuffix(".")) is not None
