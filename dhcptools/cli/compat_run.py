"""A run of the drop-in for perfdhcp: the plan, the text while it runs and after it, the exit code."""

from __future__ import annotations

from contextlib import ExitStack

from dhcptools.cli import load
from dhcptools.cli.on_the_way import teller
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import result
from dhcptools.cli.wrapped import Wrapped
from dhcptools.measure.result import Run
from dhcptools.perf.asked import Asked
from dhcptools.perf.lists import Files, read_files
from dhcptools.perf.request import listed_offsets, make_content, make_plan
from dhcptools.report import perfdhcp_diagnostics as diagnostics
from dhcptools.report.perfdhcp_avalanche import tail
from dhcptools.report.perfdhcp_text import as_perfdhcp, final_report


def carry_out(request: Asked, lists: Files, *, multi: bool) -> int:
    """Run the load and print perfdhcp's text. FlagError, NetError and ProblemError when it cannot be run.

    ``lists`` are the files read already, ``multi`` the thread mode that is said.
    """
    files = Files(lists.macs, lists.relays, read_files(request).templates)
    with ExitStack() as stack:
        relays = request.encapsulation or 0 if request.family == 6 else 1
        content = make_content(request, files, relays=relays)
        ends = load.choose(stack, request, relays)
        plan = make_plan(request, content, ends, duid_time_s=load.duid_time_s(), drop_in=True)
        if "a" in request.diagnostics:
            result(load.decoded(request, plan, multi=multi))
        signals = stack.enter_context(StopSignals())
        with Wrapped(None if request.avalanche else request.wrapped):
            run = load.run(plan, signals, teller(request, as_perfdhcp))
            text = report(run, request)
            result(text[0])
    result(text[1])
    return exit_code(run, avalanche=request.avalanche)


def report(run: Run, request: Asked) -> tuple[str, str]:
    """What perfdhcp prints after a run: the report, and what -x asks for, which follows the end of -w."""
    statistics = final_report(run, as_perfdhcp, unique=request.unique)
    if "e" in request.diagnostics:
        statistics = diagnostics.reason(run, request) + statistics
    if "i" in request.diagnostics and run.details is not None and not request.avalanche:
        statistics += diagnostics.waits(run.details)
    rest = diagnostics.afterwards(run, request, listed_offsets(request))
    return statistics, rest + (tail(run) if request.avalanche else "")


def exit_code(run: Run, *, avalanche: bool = False) -> int:
    """3 when any exchange has more requests than replies, a release of DHCPv4 among them; else 0.

    An avalanche ends well by itself: it has failed when it was interrupted before everything was answered.
    """
    dropped = any(as_perfdhcp(exchange).drops > 0 for exchange in run.exchanges.values())
    if avalanche and run.stopped_by not in {"SIGINT", "SIGTERM"}:
        return 0
    return 3 if dropped else 0
