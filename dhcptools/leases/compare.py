"""What differs between two stores: leases only one has, and those that both have with other values.

Both sides come in the order of addresses and are walked side by side, so memory does not grow with them. Two lease
files of Kea are compared by their raw rows first, and only rows that differ are read.

A value that one of the stores does not know (dnsmasq has no subnets) is not compared. The key of a lease is its address
and type; a store that has one twice is compared one by one.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, zip_longest
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.columns import Columns
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query
from dhcptools.leases.results import Results

FIELDS: Final[tuple[str, ...]] = (
    "prefix_len", "hwaddr", "client_id", "duid", "iaid", "subnet_id", "pool_id", "hostname", "state", "starts",
    "expires", "valid_lifetime", "preferred_lifetime", "fqdn_fwd", "fqdn_rev", "user_context",
)  # fmt: skip  # what is compared, in the order of columns
_TIMES: Final = frozenset(("starts", "expires"))
_ABSENT: Final = frozenset(("expires", "user_context"))
"""None is a value here: an infinite lease, no context."""
_FOREIGN: Final = frozenset(("hwaddr", "user_context", "client_id"))
"""What a store of another kind may leave out though the client told it: compared when both have it."""


class Difference(NamedTuple):
    """A lease that ``before`` or ``after`` lacks (None), or one whose ``fields`` differ."""

    before: Lease | None
    after: Lease | None
    fields: tuple[str, ...] = ()

    @property
    def change(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def lease(self) -> Lease:
        """The newer state, or the older one of a removed lease."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference of nothing")
        return found


class Rules(NamedTuple):
    """``fields`` to compare; ``skew`` seconds by which times may differ; ``alike`` stores know the same values."""

    fields: tuple[str, ...] = FIELDS
    skew: int = 0
    alike: bool = True

    def unlike(self, before: Lease, after: Lease) -> tuple[str, ...]:
        """The fields that differ."""
        return tuple(name for name in self.fields if self._differs(name, getattr(before, name), getattr(after, name)))

    def _differs(self, name: str, before: object, after: object) -> bool:
        if before == after:
            return False
        if before is None or after is None:
            return name in _ABSENT and (self.alike or name not in _FOREIGN)
        if not self.alike and name in _FOREIGN and not (before and after):
            return False
        if name in _TIMES and isinstance(before, int) and isinstance(after, int):
            return abs(before - after) > self.skew
        return True


def differences(before: Results, after: Results, query: Query, rules: Rules) -> Iterator[Difference]:
    """What differs, in the order of addresses; ``query`` says which leases count."""
    one, other = before.readings, after.readings
    if len(one) == len(other) == 1:
        first, second = one[0], other[0]
        if (
            isinstance(first, MemfileReading)
            and isinstance(second, MemfileReading)
            and not query.asks_clients
            and _comparable(first.columns, second.columns)
        ):
            yield from walk(*_unlike_rows(first, second, query), rules)
            return
    yield from walk(before.select(query), after.select(query), rules)


def walk(before: Iterable[Lease], after: Iterable[Lease], rules: Rules) -> Iterator[Difference]:
    """Compare two sequences, each in the order of addresses."""
    lefts, rights = _groups(before), _groups(after)
    left, right = next(lefts, None), next(rights, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            yield from (Difference(lease, None) for lease in left[1])  # type: ignore[index]  # one of both is there
            left = next(lefts, None)
        elif left is None or right[0] < left[0]:
            yield from (Difference(None, lease) for lease in right[1])
            right = next(rights, None)
        else:
            yield from _paired(left[1], right[1], rules)
            left, right = next(lefts, None), next(rights, None)


def _groups(leases: Iterable[Lease]) -> Iterator[tuple[tuple[int, bytes], list[Lease]]]:
    for order, group in groupby(leases, lambda lease: lease.order):
        yield order, list(group)


def _paired(lefts: list[Lease], rights: list[Lease], rules: Rules) -> Iterator[Difference]:
    """Leases of one address: those of one type are compared with each other."""
    for kind in dict.fromkeys(lease.type for lease in (*lefts, *rights)):
        pairs = zip_longest(*([lease for lease in side if lease.type == kind] for side in (lefts, rights)))
        for before, after in pairs:
            if before is None or after is None:
                yield Difference(before, after)
            elif fields := rules.unlike(before, after):
                yield Difference(before, after, fields)


def _comparable(before: Columns, after: Columns) -> bool:
    """Whether raw rows mean the same in both, and no lease stands outside of the columns."""
    layouts = {source.layout for source in (*before.sources, *after.sources)}
    return before.family == after.family and len(layouts) <= 1 and not (before.strangers or after.strangers)


def _unlike_rows(
    before: MemfileReading, after: MemfileReading, query: Query
) -> tuple[Iterator[Lease], Iterator[Lease]]:
    """The leases of both sides without those whose rows are the same, octet for octet."""
    left, right = before.chosen(query), after.chosen(query)
    keys_left, keys_right = _keys(before.columns)[left], _keys(after.columns)[right]
    at = np.searchsorted(keys_right, keys_left)
    both = at < len(keys_right)
    both[both] = keys_right[at[both]] == keys_left[both]
    pairs_left, pairs_right = np.flatnonzero(both), at[both]
    same = np.zeros(len(pairs_left), np.bool_)
    with ExitStack() as stack:
        rows = [
            _Rows(reading.columns, chosen[pairs], stack)
            for reading, chosen, pairs in ((before, left, pairs_left), (after, right, pairs_right))
        ]
        for number, (one, other) in enumerate(zip(*rows, strict=True)):
            same[number] = one == other
    keep_left, keep_right = np.ones(len(left), np.bool_), np.ones(len(right), np.bool_)
    keep_left[pairs_left[same]] = False
    keep_right[pairs_right[same]] = False
    return before.leases(left[keep_left]), after.leases(right[keep_right])


def _keys(columns: Columns) -> npt.NDArray[np.generic]:
    """The addresses as keys that sort as they do."""
    if columns.address.ndim == 1:
        return columns.address
    return np.ascontiguousarray(columns.address.astype(">u8")).view("S16").reshape(-1)


class _Rows:
    """The raw rows of leases, in the order of ``chosen``."""

    def __init__(self, columns: Columns, chosen: npt.NDArray[np.int64], stack: ExitStack) -> None:
        self.offsets = columns.offset[chosen]
        self.bases = [source.base for source in columns.sources]
        self.texts: list[mmap.mmap | bytes] = []
        for source in columns.sources:
            size = os.fstat(source.file.fileno()).st_size
            whole = mmap.mmap(source.file.fileno(), size, access=mmap.ACCESS_READ) if size else None
            self.texts.append(b"" if whole is None else stack.enter_context(whole))

    def __iter__(self) -> Iterator[bytes]:
        files = np.searchsorted(self.bases, self.offsets, "right") - 1
        for offset, file in zip(self.offsets, files, strict=True):  # one by one, since lists of numbers take memory
            text, at = self.texts[file], int(offset) - self.bases[file]
            end = text.find(b"\n", at)
            yield text[at : len(text) if end < 0 else end]
