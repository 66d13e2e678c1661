"""``dhcptool perf``: load a server at a rate and report what came of it."""

from __future__ import annotations

import shlex
import signal
from contextlib import ExitStack

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.kept import KeptFile
from dhcptools.cli.perf_flags import gather, load_options, read_named
from dhcptools.cli.perf_more import ALLOWED, NAMES, gather_more, more_options, read_thresholds
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import QuickCommand, Session, common_options
from dhcptools.report.perfdhcp_text import preamble

EMBEDDED = "Server: the built-in one, started on loopback, since no SERVER was named."

EXAMPLES = (
    ("Try it out: 1,000 exchanges a second against the built-in server", "dhcptool perf -r 1000 -p 5"),
    ("Load a server as 10,000 clients behind a relay", "dhcptool perf -r 2000 -R 10000 --yes 10000 -p 30 192.0.2.1"),
    ("Warm up, then go up to 5,000 a second in a straight line", "dhcptool perf --stages 5s@500,30s@5k --ramp"),
    ("As fast as answers come, with 64 exchanges open", "dhcptool perf --window 64 -p 10"),
    (
        "Clients that come, renew and leave, judged",
        "dhcptool perf -r 1000 -R 5000 -p 60 --mix dora=60,renew=35,release=5 --threshold 'lost<0.1%'",
    ),
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

        With --l2 there is no relay: each client sends frames from its own MAC address to all servers on --interface, on
        --vlan if given, and hears the answers that come to it. It takes a raw socket, so CAP_NET_RAW. DHCPv6 clients
        have the link-local addresses of their MAC addresses and answer when their server looks for them by Neighbor
        Discovery; latencies hold the time that it takes. A Linux host has room for 1,024 neighbours unless
        net.ipv6.neigh.default.gc_thresh3 says more.
        """,
    ),
    (
        "SHAPES OF LOAD",
        """
        --rate starts exchanges by the clock, whatever the server does; --stages does so with a rate a stage, and with
        --ramp goes straight from one to the next. A stage is a time, @ and a rate: 10s@1000, 1m@5k; at 0 nothing
        starts. --window starts an exchange when another one ends, so the server sets the pace, and latencies count from
        the real sending time alone. Without any of them as many exchanges start as can be sent.

        --mix shares what is started among kinds of exchanges by weight: dora (sarr in DHCPv6) are clients that want a
        lease; renew, rebind, release and decline are about leases got before, inform, confirm and information_request
        too. Clients of a mix also renew at T1, send again what is not answered, and start again after a NAK. In the
        first moments there are no leases yet, so less is sent than asked for.

        A server answers a DHCPINFORM past the relay, to port 68 of the client's address (RFC 2131 §4.3.5). Such answers
        are heard as frames to this host, which takes CAP_NET_RAW. Where not one was heard, none counts as lost, and a
        remark says so.
        """,
    ),
    (
        "PACING",
        """
        Up to 15,000 exchanges a second each first request leaves at a moment of its own, and from 2,000 on those
        due within the next 0.25 ms leave together. A REQUEST leaves as soon as its OFFER has been read; from 2,000
        exchanges a second on, offers are read every 10 ms (more often where the receive buffer is small) and
        requests leave between first ones, as those of many clients would. Above 15,000, in several processes and to
        a group of servers, requests leave in batches, 0.5 ms apart or more. Answers are timed by the kernel when
        they arrive, however late they are read, and latencies count from the moment that was meant, or from the
        sending where that was earlier.

        What the system does not take at once stays owed and shows as lag. When it refuses in mid-run, such as without
        a route, the run goes on, and says so at its end.
        """,
    ),
    (
        "VERDICT",
        """
        Without a threshold the exit status is 3 when a request was not answered in time as it wanted. With thresholds
        they alone decide. A threshold is METRIC OPERATOR NUMBER, with a unit where one is needed: p99<5ms, lost<0.1%,
        rate>=1000, discover_offer.p99.9<10ms; dhcptool-perf-report(1) lists the metrics. --abort-on-fail looks each
        second whether they can still be kept. --strict-rate, --unique and --check-addresses fail a run in either case.
        """,
    ),
    (
        "PROCESSES",
        """
        With --processes the exchanges are dealt out to as many processes, which start at one instant and send from one
        port; the kernel gives each answer to the process that asked. Answers that a server on the same host sends many
        at a time stay together on their way; the process that gets them hands them to those that asked.
        """,
    ),
    (
        "LEASES OF OTHERS",
        """
        Every client takes a lease, and keeps it. Against a server that is not on the loopback interface a run of more
        than 100 clients asks first, and is refused where nobody can be asked; --yes says how many are meant.
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


OTHERS = """\b
Beside it:
  dhcptool perf find-max   the highest rate that a server bears
  dhcptool perf report     a kept run as text, plots or data
  dhcptool perf compare    two kept runs side by side
"""


@click.command(cls=QuickCommand, epilog=OTHERS)
@load_options
@click.option(
    "--option",
    "option",
    multiple=True,
    metavar="NAME=VALUE",
    help="Put an option into every request, by name or code; {i} is the client's number, {mac} its MAC address.",
)
@more_options
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
    threshold: tuple[str, ...],
    json: bool,
    output: str | None,
    **values: object,
) -> int:
    """Load SERVER and report rates, losses and latencies.

    SERVER is an address or a name; all is the broadcast address or the group of all DHCPv6 servers and relays, servers
    the group of all DHCPv6 servers. Without it and with --local IFACE it is all. Without both the reference server is
    started on the loopback interface, in a process of its own, and loaded.
    """
    others = {name: values.pop(name) for name in NAMES if name in values} | {"threshold": threshold}
    request = gather(values, server)
    more = gather_more(others, request)
    limits = read_thresholds(threshold)
    files = read_named(request)
    quiet = bool(others["quiet"])
    embedded = request.server is None and not more.frames
    with ExitStack() as stack:
        kept = stack.enter_context(KeptFile(output)) if output else None
        signals = stack.enter_context(StopSignals())
        command = shlex.join(("dhcptool", *ctx.ensure_object(Session).arguments))
        if request.separator is None and not json and not quiet:
            result((f"{EMBEDDED}\n" if embedded else "") + preamble(command, request.scenario))
        elif embedded and not quiet:
            note(EMBEDDED)
        from dhcptools.cli import load  # noqa: PLC0415 - brings numpy; the lines above come first

        allowed = others["yes"]
        order = load.Order(
            request,
            more,
            option,
            limits,
            abort=bool(others["abort_on_fail"]),
            allowed=allowed if isinstance(allowed, int) else ALLOWED,
            as_json=json,
            quiet=quiet,
            verbose=bool(others["verbose"]),
        )
        run = load.carry_out(stack, order, files, signals)
        passed = load.tell(run, order, kept)
    if signals.received == signal.SIGINT:
        return Exit.INTERRUPTED
    return Exit.YES if passed else Exit.FAILED
