"""``dhcptool perf find-max``: the highest rate that a server bears."""

from __future__ import annotations

import json as json_text
import signal
from contextlib import ExitStack
from dataclasses import asdict

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.perf_flags import Argument
from dhcptools.cli.perf_more import ALLOWED, allowed
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import common_options
from dhcptools.perf.flag_kinds import Kind

SCHEMA = "dhcptool.perf-find-max/1"

EXAMPLES = (
    ("The highest rate at which at most 1 % is lost", "dhcptool perf find-max -R 10000 192.0.2.1"),
    ("… and 99 % of the answers come within 5 ms", "dhcptool perf find-max -R 10000 --loss 0.1 --p99 5 192.0.2.1"),
)


@click.command("perf find-max", context_settings={"auto_envvar_prefix": "DHCPTOOL_PERF_FIND_MAX"})
@click.option("-4", "--ipv4", is_flag=True, help="DHCPv4; the default.")
@click.option("-6", "--ipv6", is_flag=True, help="DHCPv6.")
@click.option(
    "--loss",
    type=FiniteRange(0, 100),
    default=1.0,
    show_default=True,
    metavar="PERCENT",
    help="Exchanges that may be lost.",
)
@click.option("--p99", type=FiniteRange(0, min_open=True), metavar="MS", help="Longest 99th percentile.")
@click.option(
    "--begin", type=click.IntRange(1), default=1000, show_default=True, metavar="RATE", help="Rate to try first."
)
@click.option(
    "--most", type=click.IntRange(1), default=1_000_000, show_default=True, metavar="RATE", help="No rate above this."
)
@click.option(
    "-p",
    "--period",
    type=FiniteRange(0, min_open=True),
    default=3.0,
    show_default=True,
    metavar="S",
    help="Seconds of each trial, at most.",
)
@click.option(
    "--precision",
    type=FiniteRange(0.1, 50),
    default=2.0,
    show_default=True,
    metavar="PERCENT",
    help="How near the rate is to be found.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="N",
    help="Times to search; the median counts, and how far they lie apart is told.",
)
@click.option(
    "--trials", type=click.IntRange(1), default=60, show_default=True, metavar="N", help="End after so many trials."
)
@click.option("-i", "--two-way", is_flag=True, help="Only the first exchange: DISCOVER-OFFER or SOLICIT-ADVERTISE.")
@click.option(
    "-R",
    "--clients",
    type=click.IntRange(1),
    metavar="N",
    help="Distinct clients.  [default: 1, 10000 with the built-in server]",
)
@click.option(
    "-d",
    "--drop-time",
    type=FiniteRange(0, 60, min_open=True),
    default=1.0,
    show_default=True,
    metavar="S",
    help="Seconds after which a request is lost.",
)
@click.option("-l", "--local", metavar="ADDR|IFACE", help="Local address, or interface whose address to use.")
@click.option(
    "-L", "--local-port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Local port; 0: as relays do."
)
@click.option(
    "-N", "--server-port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Server's port; 0: 67 or 547."
)
@click.option(
    "--yes",
    type=Argument(Kind("N|all", allowed)),
    default=ALLOWED,
    show_default=True,
    metavar="N|all",
    help="Let that many clients take leases from a server without asking.",
)
@click.option("--json", is_flag=True, help="Report as one JSON object.")
@click.argument("server", required=False)
@common_options
def perf_findmax(
    server: str | None,
    *,
    ipv4: bool,
    ipv6: bool,
    loss: float,
    p99: float | None,
    begin: int,
    most: int,
    period: float,
    precision: float,
    rounds: int,
    trials: int,
    two_way: bool,
    clients: int | None,
    drop_time: float,
    local: str | None,
    local_port: int,
    server_port: int,
    yes: int,
    json: bool,
) -> int:
    """Find the highest rate that SERVER bears within limits.

    Trials of some seconds each bracket the rate, narrow the bracket and do so again; every one is told on stderr. A
    trial ends early when it cannot keep the limits any more. The exit status is 1 when no rate is borne.
    """
    if ipv4 and ipv6:
        raise click.UsageError("-4 and -6 exclude each other")
    with ExitStack() as stack:
        signals = stack.enter_context(StopSignals())
        from dhcptools.cli import load  # noqa: PLC0415 - brings numpy
        from dhcptools.cli.consent import ask  # noqa: PLC0415
        from dhcptools.net.errors import route_error  # noqa: PLC0415
        from dhcptools.perf.asked import Asked  # noqa: PLC0415
        from dhcptools.perf.findmax import Limits, Search, find_max  # noqa: PLC0415
        from dhcptools.perf.flag_kinds import FlagError  # noqa: PLC0415
        from dhcptools.perf.lists import Files  # noqa: PLC0415
        from dhcptools.perf.plan import PlanError  # noqa: PLC0415
        from dhcptools.perf.request import make_content, make_plan  # noqa: PLC0415
        from dhcptools.report.perf_findmax import as_text, line  # noqa: PLC0415

        request = Asked(
            family=6 if ipv6 else 4, server=server, two_way=two_way, local=local, local_port=local_port,
            server_port=server_port, clients=clients, rate_pps=begin, period_s=period, drop_times_s=(drop_time,),
        )  # fmt: skip  # by name
        try:
            search = Search(Limits(loss, p99), begin, most, precision / 100, rounds, trials)
            content = make_content(request, Files(), ())
            plan = make_plan(request, content, load.choose(stack, request), duid_time_s=load.duid_time_s())
        except (FlagError, PlanError) as error:
            raise click.UsageError(str(error)) from error
        ask(plan, yes)
        try:
            found = find_max(plan, search, trial_s=period, stop=signals.stop, told=lambda trial: note(line(trial)))
        except PlanError as error:
            raise click.UsageError(f"{error}; --most sets the highest rate to try") from error
        except OSError as error:
            raise route_error(error, plan.server) from error
        if json:
            document = {"schema": SCHEMA, "server": plan.server, "family": plan.family, **asdict(found)}
            result(json_text.dumps(document, allow_nan=False) + "\n")
        else:
            result(as_text(found, search))
    if signals.received == signal.SIGINT:
        return Exit.INTERRUPTED
    return Exit.YES if found.rate_pps else Exit.NO
