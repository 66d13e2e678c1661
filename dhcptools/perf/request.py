"""From what a command line asks to the plan of a run: pure, with the files already read and the addresses known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from dhcptools.packet.raw import RawOption
from dhcptools.perf.asked import Asked
from dhcptools.perf.beyond import Beyond
from dhcptools.perf.content import DEFAULT_OFFSETS, Ask, Content, ContentError, Offsets, Ramp
from dhcptools.perf.expand import Pattern
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import BASE_MAC, Exchange, Plan, PlanError, Scenario
from dhcptools.perf.workload import LossLimit

EVER_S: Final = 10 * 365 * 86400.0
"""As long as a run without an end may last."""

AVALANCHE_LOOK_S: Final = 0.2
"""How often an avalanche tells what was sent again (perfdhcp)."""

AVALANCHE_DROP_S: Final = 1000.0
"""As long as an avalanche waits for each answer, whatever the drop time (perfdhcp)."""

EMBEDDED_CLIENTS: Final = 10_000
"""Distinct clients where nobody says how many and the server is our own: load is that of many. A server of the user's
gets perfdhcp's one client, which takes one lease."""

NOTHING_MORE: Final = Beyond()


@dataclass(frozen=True, slots=True)
class Ends:
    """Address literals and ports of both ends, as the plan has them. ``group``: the server is a group of servers."""

    server: str
    server_port: int
    local: str
    local_port: int
    relay_port: bool
    embedded: bool = False
    group: bool = False


def base_mac(request: Asked) -> bytes:
    """The MAC address that clients are numbered from."""
    return next((base.mac for base in reversed(request.bases) if base.mac), BASE_MAC)


def base_duid(request: Asked) -> bytes:
    """The DUID that clients are numbered from; empty when none was given."""
    return next((base.duid for base in reversed(request.bases) if base.duid), b"")


def offsets(request: Asked) -> Offsets:
    """Where templates are written to."""
    usual = DEFAULT_OFFSETS[request.family]
    return Offsets(
        _two(request.xid_offsets, usual.transaction_id),
        _two(request.random_offsets, usual.client),
        request.elapsed_offset or usual.elapsed,
        request.server_id_offset or usual.server,
        request.address_offset or usual.ia,
    )


def listed_offsets(request: Asked) -> tuple[tuple[int, ...], ...]:
    """The offsets of the first and of the second message, in the order in which ``-x T`` prints them."""
    at = offsets(request)
    first = (at.transaction_id[0], at.client[0])
    return first, (at.transaction_id[1], at.client[1], at.server, at.elapsed, at.ia)


def make_content(request: Asked, files: Files, patterns: tuple[Pattern, ...] = (), *, relays: int = 1) -> Content:
    """What the messages hold. FlagError for what no message can hold."""
    ramp = None
    if request.elapsed_from_s is not None and request.elapsed_for_s is not None:
        ramp = Ramp(request.elapsed_from_s, request.elapsed_for_s)
    try:
        return Content(
            base_duid=base_duid(request) if request.family == 6 else b"",
            macs=files.macs,
            broadcast=request.broadcast,
            rapid_commit=request.rapid_commit,
            asks=Ask(request.lease_type),
            options=tuple(RawOption(option.code, option.data) for option in request.options),
            patterns=patterns,
            relays=relays,
            links=files.relays,
            relay_options=tuple(
                (option.level, RawOption(option.code, option.data)) for option in request.relay_options
            ),
            ramp=ramp,
            first_server=request.use_first,
            templates=files.templates,
            offsets=offsets(request) if files.templates else None,
            seed=request.seed or 0,
        )
    except ContentError as error:
        raise FlagError(str(error)) from error


def make_plan(
    request: Asked,
    content: Content,
    ends: Ends,
    *,
    duid_time_s: int,
    drop_in: bool = False,
    more: Beyond = NOTHING_MORE,
) -> Plan:
    """The plan of a run. FlagError when the values cannot go together.

    A ``drop_in`` for perfdhcp needs no limit, numbers transactions from 0 and does not wait for answers unless told to.
    """
    exchanges = {4: (Exchange.DORA, Exchange.DO), 6: (Exchange.SARR, Exchange.SA)}
    basic = not request.avalanche
    period_s = request.period_s
    if drop_in and period_s is None and not request.requests:
        period_s = EVER_S
    first, *second = request.drop_times_s or (1.0,)
    starts, *seconds = request.requests or (None,)
    try:
        return Plan(
            server=ends.server,
            server_port=ends.server_port,
            local=ends.local,
            local_port=ends.local_port,
            relay_port=ends.relay_port,
            embedded=ends.embedded,
            connected=not ends.group,  # answers come from the servers' own addresses
            exchange=exchanges[request.family][request.two_way],
            scenario=Scenario(request.scenario),
            rate_pps=request.rate_pps if basic else None,
            period_s=period_s if basic else None,
            max_starts=starts if basic else None,
            max_second=seconds[0] if basic and seconds else None,
            clients=request.clients or (EMBEDDED_CLIENTS if ends.embedded else 1),
            drop_time_s=first if basic else AVALANCHE_DROP_S,
            request_drop_time_s=second[0] if basic and second else None,
            max_losses=tuple(LossLimit(limit.count, limit.percent) for limit in request.max_drops) if basic else (),
            renew_rate_pps=request.renew_rate if basic else 0,
            release_rate_pps=request.release_rate if basic else 0,
            preload=request.preload if basic else 0,
            exit_wait_us=(request.exit_wait_us or 0) if drop_in and basic else request.exit_wait_us,
            interval_s=request.interval_s if basic else AVALANCHE_LOOK_S,
            unique=request.unique,
            details=bool(request.diagnostics),
            base_mac=base_mac(request),
            seed=content.seed,
            seed_xid=0 if drop_in else random.Random(request.seed).getrandbits(32),
            duid_time_s=duid_time_s,
            content=content,
            window=more.window,
            phases=more.phases,
            ramp=more.ramp,
            mix=more.mix,
            retransmit=more.retransmit,
            check_addresses=more.check_addresses,
            subnets=more.subnets,
            interface=more.interface,
            vlan=more.vlan,
        )
    except PlanError as error:
        raise FlagError(str(error)) from error


def duid(plan: Plan) -> bytes:
    """The DUID that clients of a plan are numbered from: the one given, or a DUID-LLT (RFC 9915 §11.2)."""
    return plan.content.base_duid or b"\0\1\0\1" + plan.duid_time_s.to_bytes(4) + plan.base_mac


def _two(given: tuple[int, ...], usual: tuple[int, int]) -> tuple[int, int]:
    first, second = (*given, *usual[len(given) :])
    return first, second
