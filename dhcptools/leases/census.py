"""The leases of a store as arrays to count: what each is, where its address lies, and its subnet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.columns import Columns
from dhcptools.kea.memfile.lease import INFINITE_S
from dhcptools.leases.lease import HELD, Lease
from dhcptools.leases.memfile import MemfileReading, within
from dhcptools.leases.query import Prefix, Query
from dhcptools.leases.results import ListReading, Reading

ASSIGNED: Final = 0
DECLINED: Final = 1
EXPIRED: Final = 2
NOBODY: Final = 3
"""What a lease counts as; the last one is not counted."""
_HALF: Final = (1 << 64) - 1
_PD: Final = 2


@dataclass(slots=True)
class Census:
    """Arrays of one length n: ``kind`` int8, ``subnet_id`` int64 (-1 for none), ``is_prefix`` bool.

    ``address`` is uint32 (n,) for DHCPv4 and uint64 (n, 2), upper and lower half, for DHCPv6. ``numbered`` says whether
    the store itself knows subnets. Leases whose address is of the other family are left out.
    """

    family: int
    kind: npt.NDArray[np.int8]
    subnet_id: npt.NDArray[np.int64]
    is_prefix: npt.NDArray[np.bool_]
    address: npt.NDArray[np.uint32] | npt.NDArray[np.uint64]
    numbered: bool = True

    def number(self, subnets: Iterable[tuple[int, Prefix]]) -> None:
        """Give each lease the number of the subnet that its address lies in."""
        for number, prefix in subnets:
            if prefix.version == self.family:
                inside = within(self.address, int(prefix.network_address), int(prefix.broadcast_address))
                self.subnet_id[inside] = number


def take(reading: Reading, family: int, now: int) -> Census:
    """The leases of one family at a time."""
    if isinstance(reading, MemfileReading):
        return _of_columns(reading.columns, now)
    if isinstance(reading, ListReading):
        return _of_leases([lease for lease in reading.leases if lease.family == family], family, now)
    return _of_leases([lease for lease in reading.select(Query(now, all=True)) if lease.family == family], family, now)


def _of_columns(columns: Columns, now: int) -> Census:
    state = columns.state
    over = (columns.valid_lifetime != INFINITE_S) & (columns.expire < np.uint64(now))
    held = (state == 0) | (state == 4)
    kind = np.full(len(state), NOBODY, np.int8)
    kind[held & ~over] = ASSIGNED
    kind[(state == 1) & ~over] = DECLINED
    kind[((held | (state == 1)) & over) | (state == 2)] = EXPIRED
    delegated = columns.lease_type == _PD if columns.family == 6 else np.zeros(len(state), np.bool_)
    return Census(columns.family, kind, columns.subnet_id.astype(np.int64), delegated, columns.address)


def _kind(lease: Lease, now: int) -> int:
    if lease.state == "expired-reclaimed":
        return EXPIRED
    if lease.state not in HELD and lease.state != "declined":
        return NOBODY
    if lease.over(now):
        return EXPIRED
    return DECLINED if lease.state == "declined" else ASSIGNED


def _of_leases(leases: Sequence[Lease], family: int, now: int) -> Census:
    numbers = [int.from_bytes(lease.packed) for lease in leases]
    address: npt.NDArray[np.uint32] | npt.NDArray[np.uint64]
    if family == 4:
        address = np.array(numbers, np.uint32)
    else:
        address = np.array([(number >> 64, number & _HALF) for number in numbers], np.uint64).reshape(-1, 2)
    return Census(
        family,
        np.array([_kind(lease, now) for lease in leases], np.int8),
        np.array([-1 if lease.subnet_id is None else lease.subnet_id for lease in leases], np.int64),
        np.array([lease.type == "IA_PD" for lease in leases], np.bool_),
        address,
        numbered=all(lease.subnet_id is not None for lease in leases),
    )
