"""What a command line asks of a load run: typed values, before any file is read or name is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from dhcptools.perf.flag_kinds import Base, Drops, HexOption

Values = Mapping[str, Sequence[object]]
"""The values of each flag by its key, in their order on the command line."""

SPECIAL: Final = {(4, "all"): "255.255.255.255", (6, "all"): "ff02::1:2", (6, "servers"): "ff05::1:3"}
"""Names of servers, by family: limited broadcast, All_DHCP_Relay_Agents_and_Servers, All_DHCP_Servers."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """The flags of one run. A tuple holds the values of a flag that may be given more than once, in their order.

    None and empty: not given. ``exit_wait_us`` is in microseconds, other times are in seconds.
    """

    family: int = 4
    server: str | None = None
    use_first: bool = False
    encapsulation: int | None = None
    bases: tuple[Base, ...] = ()
    broadcast: bool = False
    rapid_commit: bool = False
    separator: str | None = None
    drop_times_s: tuple[float, ...] = ()
    max_drops: tuple[Drops, ...] = ()
    lease_type: str = "address-only"
    elapsed_offset: int | None = None
    renew_rate: int = 0
    release_rate: int = 0
    thread_mode: str = ""
    two_way: bool = False
    address_offset: int | None = None
    relay_list: str | None = None
    local: str | None = None
    local_port: int = 0
    mac_list: str | None = None
    requests: tuple[int, ...] = ()
    server_port: int = 0
    options: tuple[HexOption, ...] = ()
    relay_options: tuple[HexOption, ...] = ()
    random_offsets: tuple[int, ...] = ()
    period_s: float | None = None
    preload: int = 0
    rate_pps: int | None = None
    clients: int | None = None
    seed: int | None = None
    server_id_offset: int | None = None
    scenario: str = "basic"
    interval_s: int | None = None
    templates: tuple[str, ...] = ()
    unique: bool = False
    exit_wait_us: int | None = None
    wrapped: str | None = None
    diagnostics: str = ""
    xid_offsets: tuple[int, ...] = ()
    elapsed_from_s: int | None = None
    elapsed_for_s: int | None = None

    @property
    def avalanche(self) -> bool:
        """Whether all clients start at once."""
        return self.scenario == "avalanche"


def asked(values: Values, server: str | None = None) -> Asked:
    """Gather the values of the flags; a flag given twice where one counts has its last value."""
    return Asked(
        family=6 if _given(values, "ipv6") else 4,
        server=server,
        use_first=_given(values, "use_first"),
        encapsulation=_last(values, "encapsulation", int),
        bases=_all(values, "base", Base),
        broadcast=_given(values, "broadcast"),
        rapid_commit=_given(values, "rapid_commit"),
        separator=_last(values, "separator", str),
        drop_times_s=_all(values, "drop_time", float),
        max_drops=_all(values, "max_drops", Drops),
        lease_type=_last(values, "lease_type", str) or "address-only",
        elapsed_offset=_last(values, "elapsed_offset", int),
        renew_rate=_last(values, "renew_rate", int) or 0,
        release_rate=_last(values, "release_rate", int) or 0,
        thread_mode=_last(values, "thread_mode", str) or "",
        two_way=_given(values, "two_way"),
        address_offset=_last(values, "address_offset", int),
        relay_list=_last(values, "relay_list", str),
        local=_last(values, "local", str),
        local_port=_last(values, "local_port", int) or 0,
        mac_list=_last(values, "mac_list", str),
        requests=_all(values, "requests", int),
        server_port=_last(values, "server_port", int) or 0,
        options=_all(values, "raw_option", HexOption),
        relay_options=_all(values, "or", HexOption),
        random_offsets=_doubled(_all(values, "random_offset", int), values),
        period_s=_number(values, "period"),
        preload=_last(values, "preload", int) or 0,
        rate_pps=_last(values, "rate", int),
        clients=_last(values, "clients", int),
        seed=_last(values, "seed", int),
        server_id_offset=_last(values, "server_id_offset", int),
        scenario=_last(values, "scenario", str) or "basic",
        interval_s=_last(values, "interval", int),
        templates=_all(values, "template", str),
        unique=_given(values, "unique"),
        exit_wait_us=_last(values, "exit_wait", int),
        wrapped=_last(values, "wrapped", str),
        diagnostics=_last(values, "diagnostics", str) or "",
        xid_offsets=_doubled(_all(values, "xid_offset", int), values),
        elapsed_from_s=_last(values, "elapsed_from", int),
        elapsed_for_s=_last(values, "elapsed_for", int),
    )


def _given(values: Values, key: str) -> bool:
    return any(values.get(key, ()))


def _all(values: Values, key: str, kind: type[T]) -> tuple[T, ...]:
    found = tuple(value for value in values.get(key, ()) if isinstance(value, kind))
    if len(found) != len(values.get(key, ())):
        raise TypeError(f"values of {key} are not all {kind.__name__}")
    return found


def _last(values: Values, key: str, kind: type[T]) -> T | None:
    found = _all(values, key, kind)
    return found[-1] if found else None


def _number(values: Values, key: str) -> float | None:
    last = values.get(key, (None,))[-1] if values.get(key) else None
    return float(last) if isinstance(last, int | float) else None


def _doubled(offsets: tuple[int, ...], values: Values) -> tuple[int, ...]:
    """One offset holds for both templates."""
    return offsets * 2 if len(offsets) == 1 and len(values.get("template", ())) > 1 else offsets
