"""What leases say, held against the configuration, the clock, and each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.lease import INFINITE_S
from dhcptools.kea.model import Address, Config, Subnet
from dhcptools.leases.census import ASSIGNED, DECLINED, Census
from dhcptools.leases.dnsmasq import addresses
from dhcptools.leases.findings import Finding
from dhcptools.leases.isc import declarations
from dhcptools.leases.lease import HELD, Lease
from dhcptools.leases.memfile import MemfileReading, within
from dhcptools.leases.query import Query
from dhcptools.leases.results import Reading

Mask = npt.NDArray[np.bool_]
GRACE_S: Final = 60
"""A server takes leases back every so often: what is over for less is on its way."""
_SHOWN: Final = 3
_MOST: Final = 20
_HALF_BITS: Final = 64


def check_configured(census: Census, config: Config, source: str) -> Iterator[Finding]:
    """Leases that the configuration has no subnet or no pool for."""
    present = (census.kind == ASSIGNED) | (census.kind == DECLINED)
    known = np.isin(census.subnet_id, np.array([subnet.id for subnet in config.subnets], np.int64))
    if census.numbered:
        for number in np.unique(census.subnet_id[~known]).tolist():
            strange = census.subnet_id == number
            yield Finding(
                "unknown-subnet", source,
                f"{_shown(census, strange)} of subnet-id {number}, which is not configured",
                "restore the subnet-id in the configuration, or delete these leases with lease4-del or lease6-del",
            )  # fmt: skip  # in the order of the fields
    elif np.any(present & (census.subnet_id < 0)):
        where = present & (census.subnet_id < 0)
        yield Finding("unknown-subnet", source, f"{_shown(census, where)} in no configured subnet")
    everywhere = [
        item for reservation in config.reservations for item in (*reservation.addresses, *reservation.prefixes)
    ]
    for subnet in config.subnets:
        mine = present & (census.subnet_id == subnet.id)
        if not np.any(mine):
            continue
        prefix = subnet.prefix
        astray = mine & ~within(census.address, int(prefix.network_address), int(prefix.broadcast_address))
        astray &= ~census.is_prefix
        if np.any(astray):
            what = f"{_shown(census, astray)} of subnet-id {subnet.id} not in its prefix {prefix}"
            yield Finding("foreign-subnet", source, what, "was the subnet-id given to another subnet?")
        outside = mine & ~astray & ~_pooled(census, subnet)
        own = [item for reservation in subnet.reservations for item in (*reservation.addresses, *reservation.prefixes)]
        for reserved in (*own, *everywhere):
            first = reserved if isinstance(reserved, IPv4Address | IPv6Address) else reserved.network_address
            if first.version == census.family:
                outside &= ~within(census.address, int(first), int(first))
        if np.any(outside):
            what = f"{_shown(census, outside)} of subnet-id {subnet.id} in no pool, and not reserved"
            yield Finding("out-of-pool", source, what, "they are kept until they expire; was a pool made smaller?")


def _pooled(census: Census, subnet: Subnet) -> Mask:
    inside = np.zeros(len(census.kind), np.bool_)
    for pool in subnet.pools:
        inside |= within(census.address, int(pool.first), int(pool.last)) & ~census.is_prefix
    for delegated in subnet.pd_pools:
        first, last = int(delegated.prefix.network_address), int(delegated.prefix.broadcast_address)
        inside |= within(census.address, first, last) & census.is_prefix
    return inside


def check_clock(reading: Reading, now: int, source: str) -> Iterator[Finding]:
    """Leases that are over and as they were."""
    if isinstance(reading, MemfileReading):
        columns = reading.columns
        over = np.isin(columns.state, (0, 1, 4)) & (columns.valid_lifetime != INFINITE_S)
        over &= columns.expire + np.uint64(GRACE_S) < np.uint64(now)
        count, oldest = int(np.count_nonzero(over)), int(columns.expire[over].min(initial=now))
    else:
        times = [
            lease.expires
            for lease in reading.select(Query(now, all=True))
            if lease.expires is not None and (lease.state in HELD or lease.state == "declined")
        ]
        late = [time for time in times if time + GRACE_S < now]
        count, oldest = len(late), min(late, default=now)
    if count:
        yield Finding(
            "not-reclaimed", source,
            f"{count} leases are over and not reclaimed, the oldest for {now - oldest} s",
            "does the server run? expired-leases-processing may be too slow; a copy is judged by its time with --now",
        )  # fmt: skip  # in the order of the fields


def check_twice(kind: str, path: Path) -> Iterator[Finding]:
    """Addresses that a lease file of dnsmasq has twice, or that dhcpd gave to a client while another had it."""
    if kind == "dnsmasq":
        seen: dict[bytes, int] = {}
        for line, address in addresses(path):
            first = seen.setdefault(address, line)
            if first != line:
                what = f"{address.decode(errors='backslashreplace')} is leased in line {first} already"
                yield Finding("duplicate-address", str(path), what, line=line)
        return
    held: dict[tuple[str, str], Lease] = {}
    for line, lease in declarations(path):
        key = (lease.type, lease.address)
        before = held.pop(key, None)
        if lease.state != "default":
            continue
        held[key] = lease
        if before is None or _client(before) == _client(lease) or lease.starts is None:
            continue
        if before.expires is None or before.expires > lease.starts:
            what = f"{lease.address} is given to {_client(lease)} while {_client(before)} has it"
            yield Finding("duplicate-address", str(path), what, "look for a second server on the link", line=line)


def check_stores(readings: Sequence[tuple[str, Reading, Census]], now: int) -> Iterator[Finding]:
    """Addresses that two stores give to different clients."""
    for (one, first, mine), (other, second, theirs) in combinations(readings, 2):
        if mine.family != theirs.family:
            continue
        both = np.intersect1d(*(_keys(census)[census.kind == ASSIGNED] for census in (mine, theirs)))
        found = 0
        for key in both.tolist():
            address = _address(key, mine.family)
            only = Query(now, prefixes=(ip_network(address),))
            pair = [next(reading.select(only), None) for reading in (first, second)]
            if pair[0] is None or pair[1] is None or _client(pair[0]) == _client(pair[1]):
                continue
            found += 1
            what = f"{address} is leased to {_client(pair[0])}, and to {_client(pair[1])} in {other}"
            yield Finding("duplicate-address", one, what, "two servers give out the same pool")
            if found == _MOST:
                break


def _client(lease: Lease) -> str:
    return (lease.hwaddr or lease.duid or lease.client_id).hex(":") or "nobody"


def _keys(census: Census) -> npt.NDArray[np.generic]:
    if census.address.ndim == 1:
        return census.address
    return np.ascontiguousarray(census.address.astype(">u8")).view("S16").reshape(-1)


def _address(key: int | bytes, family: int) -> Address:
    if isinstance(key, bytes):
        return IPv6Address(int.from_bytes(key.ljust(16, b"\0")))
    return IPv4Address(key) if family == 4 else IPv6Address(key)


def _shown(census: Census, mask: Mask) -> str:
    """How many, and the first of them."""
    where = np.flatnonzero(mask)
    few = [_text(census, index) for index in where[:_SHOWN].tolist()]
    more = ", …" if len(where) > _SHOWN else ""
    return f"{len(where)} lease{'s' if len(where) != 1 else ''} ({', '.join(few)}{more})"


def _text(census: Census, index: int) -> str:
    if census.address.ndim == 1:
        return str(IPv4Address(int(census.address[index])))
    high, low = census.address[index].tolist()
    return str(IPv6Address(high << _HALF_BITS | low))
