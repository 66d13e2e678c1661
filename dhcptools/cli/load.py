"""A load run from the command line: whom to ask and from where, running, and telling what came of it."""

from __future__ import annotations

import json
import random
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TextIO

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.local import RELAY_PORTS, Local, choose_local
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result
from dhcptools.measure.result import Run
from dhcptools.net.errors import route_error
from dhcptools.net.sockets import resolve, route_source
from dhcptools.perf import engine
from dhcptools.perf.plan import Exchange, Plan, PlanError
from dhcptools.report.perf_json import document
from dhcptools.report.perf_latency import latency_table
from dhcptools.report.perf_notes import fell_behind, notes
from dhcptools.report.perfdhcp_text import final_report

_DUID_EPOCH = 946_684_800  # 2000-01-01 in Unix time (RFC 9915 §11.2)


@dataclass(frozen=True, slots=True)
class Where:
    """The server, by address literal, and the local end. ``embedded``: it is the built-in one."""

    family: int
    server: str
    server_port: int
    local: Local
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How much to ask, by the names of the plan; ``drop_times_s`` holds one or two values."""

    rate_pps: int
    period_s: float | None
    max_starts: int | None
    clients: int
    drop_times_s: tuple[float, ...]
    two_way: bool
    seed: int | None


def choose(
    stack: ExitStack, family: int, server: str | None, server_port: int, local: str | None, local_port: int
) -> Where:
    """Find the server and the way to it; without one, start the built-in one until ``stack`` is left.

    NetError when the name, a route, an address or a port is missing.
    """
    if server is None:
        from dhcpserver.embedded import Embedded, EmbeddedError  # noqa: PLC0415 - only without a server of the user's

        try:
            embedded = stack.enter_context(Embedded(family))
        except EmbeddedError as error:
            raise ProblemError(str(error), fix="name a SERVER to load") from error
        source = route_source(embedded.address, embedded.port)
        return Where(family, embedded.address, embedded.port, Local(source, 0, relay_port=True), embedded=True)
    port = server_port or RELAY_PORTS[family]
    _, literal = resolve(server, port, socket.AF_INET6 if family == 6 else socket.AF_INET)
    chosen = choose_local(family, literal, port, local, local_port)
    if chosen.note:
        note(chosen.note)
    return Where(family, literal, port, chosen)


def plan(where: Where, options: Options) -> Plan:
    """Make the plan of a run; UsageError when the values cannot go together."""
    exchanges = {4: (Exchange.DORA, Exchange.DO), 6: (Exchange.SARR, Exchange.SA)}
    try:
        return Plan(
            server=where.server,
            server_port=where.server_port,
            local=where.local.address,
            local_port=where.local.port,
            relay_port=where.local.relay_port,
            embedded=where.embedded,
            exchange=exchanges[where.family][options.two_way],
            rate_pps=options.rate_pps,
            period_s=options.period_s,
            max_starts=options.max_starts,
            clients=options.clients,
            drop_time_s=options.drop_times_s[0],
            request_drop_time_s=options.drop_times_s[-1],
            seed_xid=random.Random(options.seed).getrandbits(32),
            duid_time_s=int(time.time() - _DUID_EPOCH),
        )
    except PlanError as error:
        raise click.UsageError(str(error)) from error


def carry_out(planned: Plan, signals: StopSignals) -> Run:
    """Run the load; a signal ends it early. NetError when nothing can be sent."""
    try:
        run = engine.run(planned, stop=signals.stop)
    except OSError as error:
        raise route_error(error, planned.server) from error
    if signals.received is not None:
        run.stopped_by = signals.received.name
    return run


def tell(run: Run, kept: TextIO | None, *, as_json: bool, strict_rate: bool) -> bool:
    """Report ``run`` on stdout, doubts on stderr, and the JSON object in ``kept``; whether the run passed."""
    passed = not run.failed and not (strict_rate and fell_behind(run))
    text = json.dumps(document(run, passed=passed), allow_nan=False) + "\n"
    if kept is not None:
        kept.truncate(0)
        kept.write(text)
    result(text if as_json else final_report(run) + latency_table(run))
    for sentence in notes(run):
        note(sentence)
    return passed
