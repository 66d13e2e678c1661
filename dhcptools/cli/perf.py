"""``dhcptool perf``: load a server at a rate and report what came of it."""

from __future__ import annotations

import shlex
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import Session, common_options
from dhcptools.report.perfdhcp_text import preamble

EMBEDDED = "Server: the built-in one, started on loopback, since no SERVER was named."

EXAMPLES = (
    ("Try it out: 1,000 exchanges a second against the built-in server", "dhcptool perf -r 1000 -p 5"),
    ("Load a server as 10,000 clients behind a relay", "dhcptool perf -r 2000 -R 10000 -p 30 192.0.2.1"),
    ("DHCPv6, for machines, and kept", "dhcptool perf -6 -r 500 -p 10 --json --output run.json 2001:db8::1"),
)

NOTES = (
    (
        "ADDRESSES AND PORTS",
        """
        The load comes from a relay: requests carry the local address as giaddr (as link-address in DHCPv6) and leave
        from the port of relays, 67 or 547. Where that port is out of reach, because it needs a privilege or is
        taken, any free port is used and said in the request by the relay source port option of RFC 8357, which the
        server must know. --local-port chooses a port; any other than 67 or 547 is used in that way too.
        """,
    ),
    (
        "SIGNALS",
        """
        SIGINT and SIGTERM end the run and report what was measured until then. After SIGINT the exit status is 130,
        after SIGTERM it is that of the report. A second SIGINT ends the command at once.
        """,
    ),
)


@click.command()
@click.option("-4", "--ipv4", is_flag=True, help="DHCPv4; the default.")
@click.option("-6", "--ipv6", is_flag=True, help="DHCPv6.")
@click.option(
    "-r", "--rate", type=click.IntRange(1), required=True, metavar="N", help="Exchanges to start in a second."
)
@click.option("-p", "--period", type=click.FloatRange(0, min_open=True), metavar="S", help="End after S seconds.")
@click.option("-n", "--requests", type=click.IntRange(1), metavar="N", help="End when N exchanges were started.")
@click.option(
    "-R", "--clients", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Distinct clients."
)
@click.option(
    "-d",
    "--drop-time",
    type=click.FloatRange(0, 60, min_open=True),
    multiple=True,
    default=(1.0,),
    show_default=True,
    metavar="S",
    help="Seconds after which a request is lost; given twice, the second is for REQUEST.",
)
@click.option("-i", "--two-way", is_flag=True, help="Only the first exchange: DISCOVER-OFFER or SOLICIT-ADVERTISE.")
@click.option("-l", "--local", metavar="ADDR|IFACE", help="Local address, or interface whose address to use.")
@click.option(
    "-L", "--local-port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Local port; 0: as relays do."
)
@click.option(
    "-N",
    "--server-port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="PORT",
    help="Server's port; 0: 67 or 547.",
)
@click.option("-s", "--seed", type=click.IntRange(0), metavar="N", help="Repeat the transaction ids of a run.")
@click.option("--strict-rate", is_flag=True, help="Fail when the generator falls behind the rate.")
@click.option("--json", is_flag=True, help="Report as one JSON object.")
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the JSON object to FILE too.")
@click.argument("server", required=False)
@common_options
@click.pass_context
def perf(
    ctx: click.Context,
    server: str | None,
    *,
    ipv4: bool,
    ipv6: bool,
    rate: int,
    period: float | None,
    requests: int | None,
    clients: int,
    drop_time: tuple[float, ...],
    two_way: bool,
    local: str | None,
    local_port: int,
    server_port: int,
    seed: int | None,
    strict_rate: bool,
    json: bool,
    output: str | None,
) -> int:
    """Load SERVER at a fixed rate and report rates, losses and latencies.

    SERVER is an address or a name. Without it the reference server is started on the loopback interface, in a process
    of its own, and loaded.
    """
    if ipv4 and ipv6:
        raise click.UsageError("-4 and -6 exclude each other")
    if server is None and (local or local_port or server_port):
        raise click.UsageError("--local, --local-port and --server-port need a SERVER")
    if period is None and requests is None:
        raise click.UsageError("--period or --requests must say when to end")
    if len(drop_time) > 2:
        raise click.UsageError("--drop-time is for two requests, so at most twice")
    with ExitStack() as stack:
        kept = stack.enter_context(_opened(output)) if output else None
        signals = stack.enter_context(StopSignals())
        command = shlex.join(("dhcptool", *ctx.ensure_object(Session).arguments))
        if not json:
            result(("" if server else f"{EMBEDDED}\n") + preamble(command, "basic"))
        elif server is None:
            note(EMBEDDED)
        from dhcptools.cli import load  # noqa: PLC0415 - brings numpy; the lines above come first

        options = load.Options(
            rate_pps=rate,
            period_s=period,
            max_starts=requests,
            clients=clients,
            drop_times_s=drop_time,
            two_way=two_way,
            seed=seed,
        )
        where = load.choose(stack, 6 if ipv6 else 4, server, server_port, local, local_port)
        run = load.carry_out(load.plan(where, options), signals)
        passed = load.tell(run, kept, as_json=json, strict_rate=strict_rate)
    if signals.received == signal.SIGINT:
        return Exit.INTERRUPTED
    return Exit.YES if passed else Exit.FAILED


def _opened(path: str) -> TextIO:
    """Open the file before the run, so that a wrong path is not found out after it; what it holds stays until then."""
    try:
        return Path(path).open("a", encoding="utf-8")
    except OSError as error:
        raise ProblemError(
            f"cannot write {path}: {error.strerror}", "--output names the file that keeps the run", "name another file"
        ) from error
