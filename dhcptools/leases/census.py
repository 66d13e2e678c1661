"""The leases of a store as arrays to count: what each is, where its address lies, and its subnet."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
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
        return _of_leases(reading.leases, family, now)
    return _of_leases(reading.select(Query(now, all=True)), family, now)


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


def _of_leases(leases: Iterable[Lease], family: int, now: int) -> Census:
    """Count leases as they come: they are not kept."""
    kinds, numbers, delegated, halves = array("b"), array("q"), array("b"), array("Q")
    for lease in leases:
        if lease.family != family:
            continue
        number = int.from_bytes(lease.packed)
        if family == 6:
            halves.append(number >> 64)
        halves.append(number & _HALF)
        kinds.append(_kind(lease, now))
        numbers.append(-1 if lease.subnet_id is None else lease.subnet_id)
        delegated.append(lease.type == "IA_PD")
    address: npt.NDArray[np.uint32] | npt.NDArray[np.uint64] = np.frombuffer(halves, np.uint64)
    address = address.astype(np.uint32) if family == 4 else address.reshape(-1, 2)
    subnets = np.frombuffer(numbers, np.int64).copy()
    return Census(
        family,
        np.frombuffer(kinds, np.int8),
        subnets,
        np.frombuffer(delegated, np.bool_),
        address,
        numbered=not (subnets == -1).any(),
    )
