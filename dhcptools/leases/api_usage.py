"""How full a running Kea is, by its own counters: no lease is asked for.

Rules this file keeps:

- pools come from config-get, since a server rewrites and inherits what its file says; only what says where leases are
  is read of it;
- a server with a lease file is asked for its statistics, which cost it nothing; with a database they are wrong as soon
  as others use it too, so stat-lease4-get asks the database, where the hook for it is loaded;
- the statistic of assigned leases contains the declined ones; stat-lease's does from Kea 3.1.2 on;
- columns and statistics are found by name; values may have more than 64 bits; what is unknown is ignored;
- a pool's statistics go by pool-id, which pools may share (all of them, unless somebody numbers them): they are shown
  where every pool of a subnet has its own. How many leases are in no pool, or expired, the counters do not tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from dhcptools.kea.api.answer import ApiError
from dhcptools.kea.config import read_config
from dhcptools.kea.dialect import DialectError, parse
from dhcptools.kea.model import Config, Subnet
from dhcptools.kea.reader import ConfigError
from dhcptools.leases.api import ApiReading, told
from dhcptools.leases.faults import StoreError
from dhcptools.leases.usage import Count, Place, SubnetUse, Usage, gather

Members = dict[str, object]
Counters = dict[str, int]
_STATISTIC: Final = re.compile(
    r"subnet\[([0-9]{1,10})\]\.(?:(pd-)?pool\[([0-9]{1,10})\]\.)?"
    r"(assigned-addresses|assigned-nas|assigned-pds|declined-addresses)"
)
_DECLINED_INCLUDED: Final = (3, 1, 2)
_NAMES: Final = {"declined-nas": "declined-addresses"}  # as stat-lease6-get called it before Kea 2.4
_MOST: Final = 1 << 128
"""All addresses there are."""
_KEPT: Final = ("id", "subnet", "pools", "pd-pools")
Key = tuple[int, str, int]
"""A subnet, and a pool of it: its kind, ``""``, ``pool`` or ``pd-pool``, and its pool-id."""


def ask_config(reading: ApiReading) -> tuple[Config, Members]:
    """Where a server leases addresses, and its whole configuration. StoreError when it does not say."""
    try:
        whole = reading.client.demand("config-get").members.get(f"Dhcp{reading.family}")
        if not isinstance(whole, dict):
            raise StoreError(f"{reading.client.name} does not tell its configuration", "config-get answers another one")
        text = json.dumps({f"Dhcp{reading.family}": _places(whole, reading.family)}).encode()
        return read_config(parse(text, reading.source)), whole
    except ApiError as error:
        raise told(error) from error
    except (ConfigError, DialectError, RecursionError) as error:
        what = f"the configuration of {reading.client.name} cannot be understood"
        raise StoreError(what, str(error), "name its file with --config") from error


def ask_usage(reading: ApiReading, config: Config | None = None) -> Usage:
    """Count a server's leases by its counters, in the places of ``config`` or of its own configuration."""
    asked, whole = ask_config(reading)
    config = asked if config is None else config
    database = whole.get("lease-database")
    command = f"stat-lease{reading.family}-get"
    shared = isinstance(database, dict) and database.get("type", "memfile") != "memfile"
    try:
        if shared and command in reading.commands:
            counters = _stat_lease(reading, command)
        else:
            if shared:
                reading.notes.append(
                    f"{reading.source} counts what it did itself; with libdhcp_stat_cmds.so it would ask its database"
                )
            counters = statistics(reading.client.demand("statistic-get-all").members)
    except ApiError as error:
        raise told(error) from error
    numbers = dict(_pool_numbers(whole, reading.family))
    subnets = [_subnet(subnet, counters, numbers.get(subnet.id, ([], []))) for subnet in config.subnets]
    usage = gather(reading.family, reading.source, subnets)
    usage.counters = "server"
    return usage


def statistics(values: Members) -> dict[Key, Counters]:
    """The counters of subnets and pools among all statistics, each by its newest sample."""
    found: dict[Key, Counters] = {}
    for name, samples in values.items():
        matched = _STATISTIC.fullmatch(name)
        if matched is None or not isinstance(samples, list) or not samples or not isinstance(samples[0], list):
            continue
        value = samples[0][0] if samples[0] else None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
            kind = f"{matched[2] or ''}pool" if matched[3] else ""
            key = (int(matched[1]), kind, int(matched[3] or 0))
            found.setdefault(key, {})[matched[4]] = value
    for counters in found.values():
        _without_declined(counters)
    return found


def _without_declined(counters: Counters) -> None:
    """Assigned and declined leases apart."""
    for name in ("assigned-addresses", "assigned-nas"):
        if name in counters:
            counters[name] = max(0, counters[name] - counters.get("declined-addresses", 0))


def _stat_lease(reading: ApiReading, command: str) -> dict[Key, Counters]:
    """What stat-lease4-get or stat-lease6-get says of each subnet."""
    table = reading.client.demand(command).members.get("result-set")
    columns, rows = (table.get("columns"), table.get("rows")) if isinstance(table, dict) else (None, None)
    found: dict[Key, Counters] = {}
    for row in rows if isinstance(columns, list) and isinstance(rows, list) else []:
        if not isinstance(row, list):
            continue
        named = {str(name): value for name, value in zip(columns or (), row, strict=False) if isinstance(value, int)}
        if "subnet-id" in named:
            counters = {_NAMES.get(name, name): value for name, value in named.items()}
            found[counters["subnet-id"], "", 0] = counters
    if found and release(reading.client.demand("version-get").text) >= _DECLINED_INCLUDED:
        for counters in found.values():
            _without_declined(counters)
    return found


def release(text: str) -> tuple[int, ...]:
    """A release such as ``3.1.2-git`` as numbers; empty for what is none."""
    matched = re.match(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})", text)
    return tuple(int(part) for part in matched.groups()) if matched else ()


def _subnet(subnet: Subnet, counters: dict[Key, Counters], numbers: tuple[list[int], list[int]]) -> SubnetUse:
    mine = counters.get((subnet.id, "", 0), {})
    prefixes = _count(0, mine, prefixes=True) if subnet.pd_pools or mine.get("assigned-pds") else Count(0)
    use = SubnetUse(str(subnet.prefix), _count(0, mine), prefixes, subnet.id, subnet.shared_network)
    pools = [(f"{pool.first}-{pool.last}", int(pool.last) - int(pool.first) + 1) for pool in subnet.pools]
    delegated = [
        (f"{pool.prefix} /{pool.delegated_length}", 1 << (pool.delegated_length - pool.prefix.prefixlen))
        for pool in subnet.pd_pools
    ]
    for kind, places, ids in (("pool", pools, numbers[0]), ("pd-pool", delegated, numbers[1])):
        count = use.prefixes if kind == "pd-pool" else use.addresses
        count.total = sum(total for _, total in places)
        keys = [(subnet.id, kind, number) for number in ids]
        if len(set(keys)) == len(places) and all(key in counters for key in keys):
            for (name, total), key in zip(places, keys, strict=True):
                use.pools.append(_pool(name, total, counters[key], kind))
    return use


def _pool(name: str, total: int, counters: Counters, kind: str) -> Place:
    count = _count(total, counters, prefixes=kind == "pd-pool")
    return Place(name, prefixes=count) if kind == "pd-pool" else Place(name, count)


def _count(total: int, counters: Counters, *, prefixes: bool = False) -> Count:
    if prefixes:
        return Count(total, counters.get("assigned-pds", 0), 0, None, None)
    assigned = counters.get("assigned-addresses", counters.get("assigned-nas", 0))
    return Count(total, assigned, counters.get("declined-addresses", 0), None, None)


def _places(whole: Members, family: int) -> Members:
    """Subnets, pools and shared networks of a configuration, and nothing else."""
    name = f"subnet{family}"
    networks = [
        {"name": network.get("name", ""), name: [*_subnets(network.get(name))]}
        for network in _maps(whole.get("shared-networks"))
    ]
    return {name: [*_subnets(whole.get(name))], "shared-networks": networks}


def _subnets(entries: object) -> Iterable[Members]:
    for entry in _maps(entries):
        kept: Members = {name: entry[name] for name in _KEPT if name in entry}
        for pools, names in (("pools", ("pool",)), ("pd-pools", ("prefix", "prefix-len", "delegated-len"))):
            if pools in kept:
                kept[pools] = [{name: pool[name] for name in names if name in pool} for pool in _maps(kept[pools])]
        yield kept


def _pool_numbers(whole: Members, family: int) -> Iterable[tuple[int, tuple[list[int], list[int]]]]:
    """The pool-ids of each subnet's pools and pd-pools."""
    for scope in (whole, *_maps(whole.get("shared-networks"))):
        for subnet in _maps(scope.get(f"subnet{family}")):
            number = subnet.get("id")
            if isinstance(number, int):
                ids = [[_number(pool) for pool in _maps(subnet.get(name))] for name in ("pools", "pd-pools")]
                yield number, (ids[0], ids[1])


def _number(pool: Members) -> int:
    number = pool.get("pool-id", 0)
    return number if isinstance(number, int) else 0


def _maps(entries: object) -> list[Members]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
