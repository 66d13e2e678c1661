"""A load run from the command line: whom to ask and from where, running, and telling what came of it."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import click

from dhcptools.cli.consent import ask
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.kept import KeptFile
from dhcptools.cli.local import RELAY_PORTS, choose_client, choose_local, is_interface
from dhcptools.cli.on_the_way import teller
from dhcptools.cli.progress import STEP_S, Progress, view
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import err_result, note, result
from dhcptools.cli.wrapped import Wrapped
from dhcptools.measure.result import Run
from dhcptools.measure.thresholds import Threshold, judge
from dhcptools.net.errors import route_error
from dhcptools.net.sockets import resolve, route_source
from dhcptools.packet.errors import EncodeError
from dhcptools.perf import processes
from dhcptools.perf.asked import SPECIAL, Asked
from dhcptools.perf.beyond import Beyond
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import Plan
from dhcptools.perf.request import NOTHING_MORE, Ends, duid, listed_offsets, make_content, make_plan
from dhcptools.report import perfdhcp_diagnostics as diagnostics
from dhcptools.report.perf_addresses import address_list
from dhcptools.report.perf_json import document
from dhcptools.report.perf_latency import latency_table
from dhcptools.report.perf_notes import fell_behind, notes
from dhcptools.report.perf_thresholds import threshold_table
from dhcptools.report.perfdhcp_avalanche import tail
from dhcptools.report.perfdhcp_text import final_report, native

ON_LINK = {
    4: Ends(SPECIAL[4, "all"], RELAY_PORTS[4], "0.0.0.0", 0, relay_port=False, group=True),
    6: Ends(SPECIAL[6, "all"], RELAY_PORTS[6], "::", 0, relay_port=False, group=True),
}
"""The ends of clients that send frames of their own: RFC 2131 §4.1, RFC 9915 §7.1."""

_DUID_EPOCH = 946_684_800  # 2000-01-01 in Unix time (RFC 9915 §11.2)


@dataclass(frozen=True, slots=True)
class Order:
    """A load run as it is asked for on the command line of ``dhcptool perf``.

    ``options`` are texts of ``--option``, ``limits`` the thresholds, which with ``abort`` end the run early. So many
    clients as ``allowed`` may take leases without a question. ``as_json``: stdout is for the JSON object alone;
    ``quiet``: no remarks on stderr; ``verbose``: a line a second there.
    """

    request: Asked
    more: Beyond = NOTHING_MORE
    options: Sequence[str] = ()
    limits: Sequence[Threshold] = ()
    abort: bool = False
    allowed: int = 0
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False

    def remark(self, text: str) -> None:
        """Say something beside the results."""
        if not self.quiet:
            note(text)


def carry_out(stack: ExitStack, order: Order, files: Files, signals: StopSignals) -> Run:
    """Do what is asked: find the server, send the load, count.

    UsageError when values cannot go together, ProblemError for a program that cannot be run, NetError when nothing can
    be sent, Abort when the user does not want it after all.
    """
    request = order.request
    planned = plan(stack, order, files)
    ask(planned, order.allowed)
    if request.thread_mode == "multi":
        order.remark("-g multi changes nothing: one thread sends and receives")
    say = err_result if order.as_json else result
    if "a" in request.diagnostics:
        say(decoded(request, planned, multi=request.thread_mode == "multi"))
    lined = bool(request.interval_s) and not order.as_json and sys.stdout.isatty()
    told = teller(request, native, say) if planned.interval_s is not None else None
    with (
        Wrapped(request.wrapped, quiet=order.as_json),
        view(planned, verbose=order.verbose, quiet=order.quiet, lines_to_terminal=lined) as live,
    ):
        progress = Progress(planned, told, request.interval_s, live, order.limits if order.abort else ())
        if live is not None or order.abort:
            planned = replace(planned, interval_s=min(planned.interval_s or STEP_S, STEP_S))
        done = run(planned, signals, progress, lambda: progress.given_up, shares=order.more.processes)
    done.configured = replace(
        done.configured,
        window=order.more.window,
        stages=tuple((phase.duration_s, phase.rate_pps) for phase in order.more.phases),
        ramp=order.more.ramp,
        mix=tuple((share.name, share.weight) for share in order.more.mix),
        retransmit=order.more.retransmit,
        processes=order.more.processes,
        interface=order.more.interface,
        vlan=order.more.vlan,
    )
    return done


def plan(stack: ExitStack, order: Order, files: Files) -> Plan:
    """The plan of what is asked, with the server found. UsageError when values cannot go together, NetError."""
    request = order.request
    try:
        patterns = tuple(parse_pattern(text, request.family) for text in order.options)
        relays = 1 if request.encapsulation is None else request.encapsulation
        if order.more.frames:
            relays = 0
        content = make_content(request, files, patterns, relays=relays)
        ends = ON_LINK[request.family] if order.more.frames else choose(stack, request, relays, order.remark)
        return make_plan(request, content, ends, duid_time_s=duid_time_s(), more=order.more)
    except (FlagError, EncodeError) as error:
        raise click.UsageError(str(error)) from error


def duid_time_s() -> int:
    """Now, as a DUID-LLT tells time."""
    return int(time.time() - _DUID_EPOCH)


def decoded(request: Asked, planned: Plan, *, multi: bool) -> str:
    """``-x a``: what was understood of the command line."""
    interface = request.local is not None and is_interface(request.local)
    return diagnostics.arguments(request, interface=interface, multi=multi, mac=planned.base_mac, duid=duid(planned))


def run(
    planned: Plan,
    signals: StopSignals,
    on_interval: Callable[[Run], None],
    given_up: Callable[[], bool] = lambda: False,
    *,
    shares: int = 1,
) -> Run:
    """Run the load in ``shares`` processes; a signal ends it early, and so does ``given_up``.

    NetError when nothing can be sent.
    """
    try:
        done = processes.run(planned, shares, stop=lambda: signals.stop() or given_up(), on_interval=on_interval)
    except OSError as error:
        raise route_error(error, planned.server) from error
    if signals.received is not None:
        done.stopped_by = signals.received.name
    elif given_up():
        done.stopped_by = "thresholds"
    return done


def choose(stack: ExitStack, request: Asked, relays: int = 1, remark: Callable[[str], None] = note) -> Ends:
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
        remark(chosen.note)
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


def tell(run: Run, order: Order, kept: KeptFile | None = None) -> bool:
    """Report ``run`` on stdout, doubts on stderr, and the JSON object in ``kept``; whether the run passed."""
    request = order.request
    passed = verdict(run, order)
    text = json.dumps(document(run, passed=passed), allow_nan=False) + "\n"
    if kept is not None:
        kept.write(text)
    more = diagnostics.reason(run, request) if "e" in request.diagnostics else ""
    more += diagnostics.waits(run.details) if run.details is not None and "i" in request.diagnostics else ""
    more += diagnostics.afterwards(run, request, listed_offsets(request)) + (tail(run) if request.avalanche else "")
    result(
        text
        if order.as_json
        else final_report(run) + more + latency_table(run) + address_list(run) + threshold_table(run)
    )
    if order.as_json and more:
        err_result(more)
    for sentence in notes(run):
        order.remark(sentence)
    return passed


def verdict(run: Run, order: Order) -> bool:
    """Whether the run passed: it kept every threshold, or without any of them nothing failed.

    An avalanche that was interrupted has failed unless everything was answered.
    """
    unfinished = order.request.avalanche and any(exchange.in_flight for exchange in run.exchanges.values())
    passed = judge(order.limits, run) if order.limits else not (run.failed or unfinished)
    passed = passed and not (order.more.strict_rate and fell_behind(run))
    looked = order.request.unique or order.more.check_addresses
    return passed and not (looked and (run.addresses_duplicate or run.addresses_foreign))
