"""``dhcptool discover``: which servers answer on this link."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

import click

from dhcptools.cli.discover_exec import run_each
from dhcptools.cli.discover_values import duid_of, expectations_of, mac_of
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.files import check_place, replace_file
from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result, wants_colour
from dhcptools.cli.tree import QuickCommand, Session, common_options
from dhcptools.net.errors import NetError
from dhcptools.net.privileges import drop_privileges, invoker
from dhcptools.probe.census import Census
from dhcptools.probe.changes import Watch
from dhcptools.probe.discover import Link, Plan
from dhcptools.probe.expect import Expectations, Judgement, judge
from dhcptools.probe.flavours import LOOK, SCAN, Asker
from dhcptools.probe.hook import check_hook
from dhcptools.report.discover_env import of_change, of_findings
from dhcptools.report.discover_json import document, event
from dhcptools.report.discover_nagios import UNKNOWN, line, nagios
from dhcptools.report.discover_prom import exposition, unreachable
from dhcptools.report.discover_rows import happened
from dhcptools.report.discover_text import text as plain

EXAMPLES = (
    ("Which servers are there?", "dhcptool discover -i eth0"),
    (
        "Is there any but ours?",
        "dhcptool discover -i eth0 --expect-server 192.0.2.1 --expect-server 00:02:00:00:09:bf:01:02:03:04",
    ),
    ("A line for Nagios", "dhcptool discover -i eth0 -4 --nagios --expect-server 192.0.2.1 --warning 500"),
    (
        "Gauges for Prometheus, anew each minute",
        "dhcptool discover -i eth0 --watch --interval 60 --prom /var/lib/prometheus/node-exporter/dhcp.prom",
    ),
    (
        "Mail whenever a server comes, goes or is none of ours",
        "dhcptool discover -i eth0 --watch --expect-server 192.0.2.1 --exec /usr/local/sbin/tell-somebody",
    ),
    (
        "Are the offers right?",
        "dhcptool discover -i eth0 --expect-subnet 192.0.2.0/24 --expect-option domain-name-servers=192.0.2.53",
    ),
)

NOTES = (
    (
        "HOW IT LOOKS",
        """
        A DHCPDISCOVER is broadcast and a Solicit is multicast, both as raw frames, and all answers are heard until the
        timeout: CAP_NET_RAW is all that this needs, no port is taken from a DHCP client that runs here, and no firewall
        rule of this host hides an answer. Neither asks for Rapid Commit, so no lease is taken. The DHCPDISCOVER asks
        for broadcast answers when its hardware address is not that of the interface, or with --broadcast.

        A server is told by its identifier, source address, source MAC and VLAN. Copies of one answer are counted. A
        DHCPNAK or DHCPACK to a DHCPDISCOVER is no offer; whoever sends one is named all the same, and is unexpected
        when it is none of --expect-server.

        With --scan a BOOTREQUEST, and DHCPREQUESTs of a client that selects a server which is not there, that reboots
        with an address of another network, and that rebinds it, are sent too, for servers that keep silent to
        strangers. They carry a made-up hardware address, the same each time, because some servers forget the lease of
        a client that speaks so; where the switch wants that of the interface, say it with --mac. A server that gives
        addresses to any BOOTP client keeps one for it.

        The link-local address of the interface is needed for DHCPv6; without one only DHCPv4 servers are looked for. A
        server on this very host does not hear what is sent so. Called through sudo, it goes on as the user who called
        before it reads a packet: the --prom file must be where that user may write.
        """,
    ),
    (
        "WHAT IS EXPECTED",
        """
        --expect-server takes the address a server names itself by or sends from, its MAC address, or its DUID. When any
        is given, every other server that answers is unexpected, of either family: name one for each, or choose the
        family with -4 or -6. --expect-subnet holds for the offers of its family, --expect-option for those of each
        family in which the option has that name, or that code and such a value.
        """,
    ),
    (
        "PROGRAMS",
        """
        The program of --exec is run without a shell, once for each change with --watch, else once for each thing that
        is wrong. Its environment says what: DHCP_EVENT is appeared, gone or changed, or unexpected, wrong, missing or
        none (no server at all); DHCP_TEXT is the sentence that people read; DHCP_INTERFACE, DHCP_FAMILY, DHCP_SERVER,
        DHCP_SOURCE, DHCP_SOURCE_MAC, DHCP_VLANS, DHCP_OFFERED, DHCP_LEASE_S and DHCP_EXPECTED (yes, no or empty) are
        its parts, where there is a server. The next look waits for its end. Its output goes to stderr.
        """,
    ),
    (
        "NAGIOS",
        """
        With --nagios the output is one line with the performance data rtt (of the slowest server), offers, servers and
        lease (the longest), and the exit status is 0 (OK: all that was expected), 1 (WARNING: some expected servers
        are missing, or an answer was slow), 2 (CRITICAL: no server, an unexpected one, a wrong offer, or slower) or
        3 (UNKNOWN: could not look).
        """,
    ),
)

_TABLES = ("agent4", "dhcp4", "dhcp6", "softwire6", "vendor4", "vendor6")
_WATCH_TRIES = 2  # one lost packet is no server gone
_PAUSE_S = 0.2  # how long a signal may wait between two looks


@dataclass(frozen=True, slots=True)
class _Output:
    """How findings are told."""

    interface: str
    as_json: bool
    as_nagios: bool
    drawn: bool
    verbose: bool
    prom: str | None
    hook: str | None
    warning: float | None
    critical: float | None
    session: Session


@click.command(cls=QuickCommand)
@click.option("-i", "--interface", required=True, metavar="IFACE", help="The link to look at.")
@click.option("-4", "--ipv4", is_flag=True, help="Look for DHCPv4 servers; for both families without -4 and -6.")
@click.option("-6", "--ipv6", is_flag=True, help="Look for DHCPv6 servers.")
@click.option(
    "-t",
    "--timeout",
    type=FiniteRange(0, 3600, min_open=True),
    default=3.0,
    show_default=True,
    metavar="S",
    help="Seconds of one look.",
)
@click.option(
    "--tries", type=click.IntRange(1, 100), metavar="N", help="Times to ask in a look; else 1, 2 with --watch."
)
@click.option("-m", "--mac", callback=mac_of, metavar="MAC", help="Hardware address to ask with; else the interface's.")
@click.option("--duid", metavar="DUID", help="DUID to ask with, in hex; else one made of the MAC.")
@click.option("--broadcast", is_flag=True, help="Ask for broadcast answers whatever the MAC.")
@click.option("-s", "--expect-server", multiple=True, metavar="ADDR|MAC|ID", help="A server that may be there.")
@click.option("--expect-subnet", multiple=True, metavar="PREFIX", help="A subnet that offers must be of.")
@click.option("--expect-option", multiple=True, metavar="NAME=VALUE", help="An option that every offer must carry.")
@click.option("--scan", is_flag=True, help="Ask in every way that makes a server answer.")
@click.option("--watch", is_flag=True, help="Look again and again; print what changes.")
@click.option(
    "--interval",
    type=FiniteRange(0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="S",
    help="With --watch: seconds from one look to the next.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print every option of the offers too.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object; one a change with --watch.")
@click.option("--nagios", "as_nagios", is_flag=True, help="Report as a monitoring plugin does.")
@click.option("--warning", type=FiniteRange(0), metavar="MS", help="With --nagios: RTT that is a warning.")
@click.option("--critical", type=FiniteRange(0), metavar="MS", help="With --nagios: RTT that is critical.")
@click.option("--prom", type=click.Path(dir_okay=False), metavar="FILE", help="Keep FILE for Prometheus.")
@click.option("--exec", "hook", metavar="PROG", help="Run PROG for each change, or each thing that is wrong.")
@common_options
@click.pass_context
def discover(
    ctx: click.Context,
    *,
    interface: str,
    ipv4: bool,
    ipv6: bool,
    timeout: float,
    tries: int | None,
    mac: bytes | None,
    duid: str | None,
    broadcast: bool,
    expect_server: tuple[str, ...],
    expect_subnet: tuple[str, ...],
    expect_option: tuple[str, ...],
    scan: bool,
    watch: bool,
    interval: float,
    verbose: bool,
    as_json: bool,
    as_nagios: bool,
    warning: float | None,
    critical: float | None,
    prom: str | None,
    hook: str | None,
) -> int:
    """Find every DHCP server on a link.

    Servers of both families are asked at once, without taking a lease. The exit status is 0 when there are servers, and
    all is as expected; 1 when there is none, one that nobody expected, or one is missing.
    """
    if (warning is not None or critical is not None) and not as_nagios:
        raise click.UsageError("--warning and --critical need --nagios")
    if verbose and (as_nagios or as_json or watch):
        raise click.UsageError("--verbose is for the table; --json has every option")
    if as_nagios and (watch or as_json):
        raise click.UsageError("--nagios is for one look and one line: not with --watch, not with --json")
    families = tuple(family for family, chosen in ((4, ipv4 or not ipv6), (6, ipv6 or not ipv4)) if chosen)
    expectations = expectations_of(families, expect_server, expect_subnet, expect_option)
    own_duid = None if duid is None else duid_of(duid)
    drawn = sys.stdout.isatty() and not (as_json or as_nagios or watch)
    session = ctx.ensure_object(Session)
    output = _Output(interface, as_json, as_nagios, drawn, verbose, prom, hook, warning, critical, session)
    if hook is not None:
        check_hook(hook)
    _load(output)
    try:
        link = Link.open(interface, families)
        try:
            drop_privileges()  # before the first octet from the network is read
            if prom is not None:
                check_place(prom)
            if len(link.families) < len(families) and not as_nagios:
                note(f"{interface} has no link-local IPv6 address that is ready for use: DHCPv6 servers are not asked")
            chaddr = mac or (_stand_in(link.mac) if scan or not any(link.mac) else link.mac)
            asker = Asker(
                chaddr,
                own_duid or b"\0\3\0\1" + chaddr,  # DUID-LL (RFC 9915 §11.4)
                broadcast or chaddr != link.mac,
                expectations.codes(4),
                expectations.codes(6),
            )
            flavours = SCAN if scan else LOOK
            times = tries or (_WATCH_TRIES if watch else 1)
            plan = Plan(asker, link.families, flavours, round(timeout * 1e9), times)
            if watch:
                return _watch(link, plan, expectations, output, interval)
            return _once(link, plan, expectations, output)
        finally:
            link.close()
    except NetError as error:
        return _could_not(error, output)


def _load(output: _Output) -> None:
    """Load what is needed later while this user may still read it: the one who called sudo may not."""
    if invoker() is not None:
        for name in _TABLES:
            import_module(f"dhcptools.packet.tables.{name}")
    if output.drawn:
        import_module("dhcptools.report.discover_table")


def _stand_in(mac: bytes) -> bytes:
    """A made-up address, the same at each look from an interface: a scan must not cost this host its own lease."""
    return bytes((0x0A if mac[0] == 0x0E else 0x0E,)) + mac[1:]


def _random_bits(bits: int) -> int:
    return int.from_bytes(os.urandom(4)) >> (32 - bits)


def _could_not(error: NetError, output: _Output) -> int:
    """The link cannot be asked: say so in the form that was wanted."""
    if output.prom is not None:
        replace_file(output.prom, unreachable(output.interface, time.time()))
    if output.as_nagios:
        result(line(UNKNOWN, f"{error.what}: {error.why}"))
        return UNKNOWN
    raise ProblemError(error.what, error.why, error.fix) from error


def _once(link: Link, plan: Plan, expectations: Expectations, output: _Output) -> int:
    if sys.stderr.isatty() and not (output.as_json or output.as_nagios):
        note(f"asking on {link.interface} and listening for {plan.timeout_ns / 1e9:g} s")
    with StopSignals() as signals:
        census = link.look(plan, _random_bits, signals.stop)
    judgement = judge(census, expectations)
    if census.trouble is not None and output.as_nagios:
        return _could_not(census.trouble, output)
    state = _tell(census, judgement, output)
    if census.trouble is not None:
        return _could_not(census.trouble, output)
    _keep(census, judgement, output)
    run_each(output.hook, of_findings(output.interface, judgement))
    return Exit.INTERRUPTED if signals.received == signal.SIGINT else state


def _tell(census: Census, judgement: Judgement, output: _Output) -> int:
    """Print the findings; the exit status."""
    if output.as_nagios:
        state, text = nagios(census, judgement, output.warning, output.critical)
        result(text)
        return state
    if output.as_json:
        result(json.dumps(document(output.interface, census, judgement, datetime.now(UTC)), allow_nan=False) + "\n")
    elif output.drawn:
        from dhcptools.report.discover_table import draw  # noqa: PLC0415 - brings rich

        draw(
            census,
            judgement,
            sys.stdout,
            colour=wants_colour(sys.stdout, output.session.colour),
            verbose=output.verbose,
        )
        sys.stdout.flush()
    else:
        result(plain(census, judgement, verbose=output.verbose))
    return Exit.YES if judgement.verdict == "ok" else Exit.NO


def _keep(census: Census, judgement: Judgement, output: _Output) -> None:
    if output.prom is not None:
        replace_file(output.prom, exposition(output.interface, census, judgement, time.time()))


def _watch(link: Link, plan: Plan, expectations: Expectations, output: _Output, interval_s: float) -> int:
    """Look until a signal comes; the exit status of the last whole look, or that of SIGINT."""
    if sys.stderr.isatty():
        note(f"watching {link.interface}, a look each {interval_s:g} s")
    watch = Watch()
    verdict = Exit.NO
    trouble = ""
    with StopSignals() as signals:
        while True:
            next_s = time.monotonic() + interval_s
            census = _look(link, plan, signals)
            if census.trouble is not None:  # an interface that is down may come back
                if census.trouble.why != trouble:
                    note(f"{census.trouble.what} ({census.trouble.why}); looking on")
                trouble = census.trouble.why
                _tell_changes(watch, census, expectations, output, signals.stop, whole=False)
                if output.prom is not None:
                    replace_file(output.prom, unreachable(output.interface, time.time()))
            elif signals.stop():
                _tell_changes(watch, census, expectations, output, signals.stop, whole=False)
            else:
                if trouble:
                    note(f"{output.interface} can be asked again")
                trouble = ""
                judgement = judge(census, expectations)
                _tell_changes(watch, census, expectations, output, signals.stop)
                _keep(census, judgement, output)
                verdict = Exit.YES if judgement.verdict == "ok" else Exit.NO
            while not signals.stop() and (left_s := next_s - time.monotonic()) > 0:
                time.sleep(min(left_s, _PAUSE_S))
            if signals.stop():
                break
    return Exit.INTERRUPTED if signals.received == signal.SIGINT else verdict


def _look(link: Link, plan: Plan, signals: StopSignals) -> Census:
    """One look; what ended it stands in ``trouble``, when nothing had answered too."""
    try:
        return link.look(plan, _random_bits, signals.stop)
    except NetError as error:
        census = Census()
        census.trouble = error
        return census


def _tell_changes(
    watch: Watch,
    census: Census,
    expectations: Expectations,
    output: _Output,
    stop: Callable[[], bool],
    *,
    whole: bool = True,
) -> None:
    at = datetime.now(UTC)
    for change in watch.changes(census, whole=whole):
        expected = expectations.expects(change.server.best)
        if output.as_json:
            result(json.dumps(event(output.interface, change, expected, at), allow_nan=False) + "\n")
        else:
            result(f"{at:%Y-%m-%dT%H:%M:%SZ} {happened(change, expected)}\n")
        run_each(output.hook, [of_change(output.interface, change, expected)], stop)
