"""A load run from the command line: whom to ask and from where, running, and telling what came of it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TextIO

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.local import RELAY_PORTS, choose_client, choose_local, is_interface
from dhcptools.cli.on_the_way import teller
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import err_result, note, result
from dhcptools.cli.wrapped import Wrapped
from dhcptools.measure.result import Run
from dhcptools.net.errors import route_error
from dhcptools.net.sockets import resolve, route_source
from dhcptools.packet.errors import EncodeError
from dhcptools.perf import engine
from dhcptools.perf.asked import SPECIAL, Asked
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import Plan
from dhcptools.perf.request import Ends, duid, listed_offsets, make_content, make_plan
from dhcptools.report import perfdhcp_diagnostics as diagnostics
from dhcptools.report.perf_json import document
from dhcptools.report.perf_latency import latency_table
from dhcptools.report.perf_notes import fell_behind, notes
from dhcptools.report.perfdhcp_avalanche import tail
from dhcptools.report.perfdhcp_text import final_report, native

_DUID_EPOCH = 946_684_800  # 2000-01-01 in Unix time (RFC 9915 §11.2)


def carry_out(
    stack: ExitStack, request: Asked, files: Files, options: Sequence[str], signals: StopSignals, *, quiet: bool
) -> Run:
    """Do what is asked: find the server, send the load, count. ``options`` are texts of ``--option``.

    UsageError when values cannot go together, ProblemError for a program that cannot be run, NetError when nothing can
    be sent. ``quiet`` keeps stdout free of everything but the result.
    """
    try:
        patterns = tuple(parse_pattern(text, request.family) for text in options)
        relays = 1 if request.encapsulation is None else request.encapsulation
        content = make_content(request, files, patterns, relays=relays)
        ends = choose(stack, request, relays)
        planned = make_plan(request, content, ends, duid_time_s=duid_time_s())
    except (FlagError, EncodeError) as error:
        raise click.UsageError(str(error)) from error
    if request.thread_mode == "multi":
        note("-g multi changes nothing: one thread sends and receives")
    say = err_result if quiet else result
    if "a" in request.diagnostics:
        say(decoded(request, planned, multi=request.thread_mode == "multi"))
    with Wrapped(request.wrapped, quiet=quiet):
        return run(planned, signals, teller(request, native, say))


def duid_time_s() -> int:
    """Now, as a DUID-LLT tells time."""
    return int(time.time() - _DUID_EPOCH)


def decoded(request: Asked, planned: Plan, *, multi: bool) -> str:
    """``-x a``: what was understood of the command line."""
    interface = request.local is not None and is_interface(request.local)
    return diagnostics.arguments(request, interface=interface, multi=multi, mac=planned.base_mac, duid=duid(planned))


def run(planned: Plan, signals: StopSignals, on_interval: Callable[[Run], None]) -> Run:
    """Run the load; a signal ends it early. NetError when nothing can be sent."""
    try:
        done = engine.run(planned, stop=signals.stop, on_interval=on_interval)
    except OSError as error:
        raise route_error(error, planned.server) from error
    if signals.received is not None:
        done.stopped_by = signals.received.name
    return done


def choose(stack: ExitStack, request: Asked, relays: int = 1) -> Ends:
    """Find the server and the way to it; without one, start the built-in one until ``stack`` is left.

    With no ``relays`` the local end is that of clients. NetError when the name, a route, an address or a port is
    missing.
    """
    family = request.family
    if request.server is None:
        return _embedded(stack, family, relays)
    port = request.server_port or RELAY_PORTS[family]
    name = SPECIAL.get((family, request.server), request.server)
    if name == SPECIAL[6, "all"] and request.local and is_interface(request.local):
        name = f"{name}%{request.local}"  # a group on one link: RFC 4007 §6
    _, literal = resolve(name, port, socket.AF_INET6 if family == 6 else socket.AF_INET)
    if relays:
        chosen = choose_local(family, literal, port, request.local, request.local_port)
    else:
        chosen = choose_client(family, literal, port, request.local, request.local_port)
    if chosen.note:
        note(chosen.note)
    group = request.server in {text for _, text in SPECIAL} | set(SPECIAL.values())
    return Ends(literal, port, chosen.address, chosen.port, chosen.relay_port, group=group)


def _embedded(stack: ExitStack, family: int, relays: int) -> Ends:
    if not relays:
        raise FlagError("-A 0, --encapsulation 0 needs a SERVER: the built-in one is behind a relay agent")
    from dhcpserver.embedded import Embedded, EmbeddedError  # noqa: PLC0415 - only without a server of the user's

    try:
        embedded = stack.enter_context(Embedded(family))
    except EmbeddedError as error:
        raise ProblemError(str(error), fix="name a SERVER to load") from error
    source = route_source(embedded.address, embedded.port)
    return Ends(embedded.address, embedded.port, source, 0, relay_port=True, embedded=True)


def tell(run: Run, kept: TextIO | None, request: Asked, *, as_json: bool, strict_rate: bool) -> bool:
    """Report ``run`` on stdout, doubts on stderr, and the JSON object in ``kept``; whether the run passed."""
    passed = not run.failed and not (strict_rate and fell_behind(run))
    passed = passed and not (request.unique and run.addresses_duplicate)
    text = json.dumps(document(run, passed=passed), allow_nan=False) + "\n"
    if kept is not None:
        kept.truncate(0)
        kept.write(text)
    more = diagnostics.reason(run, request) if "e" in request.diagnostics else ""
    more += diagnostics.waits(run.details) if run.details is not None and "i" in request.diagnostics else ""
    more += diagnostics.afterwards(run, request, listed_offsets(request)) + (tail(run) if request.avalanche else "")
    result(text if as_json else final_report(run) + more + latency_table(run))
    if as_json and more:
        err_result(more)
    for sentence in notes(run):
        note(sentence)
    return passed
