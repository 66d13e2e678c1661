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
from dhcptools.cli.perf_flags import gather, load_options, read_named
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
@load_options
@click.option(
    "--option",
    "option",
    multiple=True,
    metavar="NAME=VALUE",
    help="Put an option into every request, by name or code; {i} is the client's number, {mac} its MAC address.",
)
@click.option("--strict-rate", is_flag=True, help="Fail when the generator falls behind the rate.")
@click.option("--json", is_flag=True, help="Report as one JSON object.")
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write the JSON object to FILE too.")
@click.argument("server", required=False)
@common_options
@click.pass_context
def perf(
    ctx: click.Context,
    /,
    server: str | None,
    *,
    option: tuple[str, ...],
    strict_rate: bool,
    json: bool,
    output: str | None,
    **values: object,
) -> int:
    """Load SERVER and report rates, losses and latencies.

    SERVER is an address or a name; all is the broadcast address or the group of all DHCPv6 servers and relays, servers
    the group of all DHCPv6 servers. Without it and with --local IFACE it is all. Without both the reference server is
    started on the loopback interface, in a process of its own, and loaded.
    """
    request = gather(values, server)
    files = read_named(request)
    with ExitStack() as stack:
        kept = stack.enter_context(_opened(output)) if output else None
        signals = stack.enter_context(StopSignals())
        command = shlex.join(("dhcptool", *ctx.ensure_object(Session).arguments))
        if request.separator is None and not json:
            result(("" if request.server else f"{EMBEDDED}\n") + preamble(command, request.scenario))
        elif request.server is None:
            note(EMBEDDED)
        from dhcptools.cli import load  # noqa: PLC0415 - brings numpy; the lines above come first

        run = load.carry_out(stack, request, files, option, signals, quiet=json)
        passed = load.tell(run, kept, request, as_json=json, strict_rate=strict_rate)
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
