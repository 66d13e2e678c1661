"""``dhcptool serve``: the reference server, from a Kea file or from flags."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.tree import QuickCommand, common_options

if TYPE_CHECKING:
    from dhcpserver.gate import Gate
    from dhcpserver.settings import Settings

EXAMPLES = (
    ("Serve clients on a link", "dhcptool serve --interface eth1 --pool 192.0.2.10-192.0.2.200 --router 192.0.2.1"),
    (
        "Serve relays at an address, with an option",
        "dhcptool serve --listen 192.0.2.1 --pool 198.51.100.0/24 --option domain-name=example.org",
    ),
    (
        "Serve DHCPv6 addresses and prefixes",
        "dhcptool serve -6 --interface eth1 --pool 2001:db8:1::/64 --prefix6 2001:db8:100::/40/56",
    ),
    (
        "Keep leases in a file that Kea can read",
        "dhcptool serve -i eth1 --pool 192.0.2.10-192.0.2.200 --lease-file /var/lib/dhcptool/leases4.csv",
    ),
    ("Serve what a Kea configuration says", "dhcptool serve --config kea-dhcp4.conf"),
    (
        "Lose a tenth of the offers, and answer late",
        "dhcptool serve -i eth1 --pool 192.0.2.0/24 --fault 'drop type=offer probability=10%' --fault 'delay 5ms'",
    ),
    ("Make the faults of a file", "dhcptool serve --config kea-dhcp4.conf --scenario faults.toml"),
)

NOTES = (
    (
        "SIGNALS",
        """
        SIGINT and SIGTERM end the server, which then prints its counters, named as Kea names its statistics. After
        SIGINT the exit status is 130, after SIGTERM 0. SIGUSR1 prints the counters as they stand.
        """,
    ),
    (
        "LEASES",
        """
        The lease file is a memfile of Kea 2.4 and later (DHCPv4 schema 3.0, DHCPv6 schema 5.0); older ones are read and
        written anew. Kea and kea-lfc read it, and a server that starts again has every lease that a client was told of,
        however the last one ended. With --config the file is the one of lease-database unless --lease-file names
        another.

        A lease is written before its answer leaves, one write for all answers that leave together. It survives the end
        of the server at once, and a loss of power from when --fsync says: "always" before the answer, "batch" a second
        later at most, "never" when the kernel likes.

        When a lease cannot be written, a full disk for one, nobody is answered, and standard error says so; the server
        goes on by itself when there is room. A wall clock that jumps ends no lease. The file is cleaned up as by Kea's
        LFC while clients are served: at the start, every lfc-interval seconds (3600 without --config), and when it has
        doubled. Only one server can use a file. A DHCPv6 server without server-id keeps its DUID in FILE.server-id.
        """,
    ),
    (
        "FAULTS",
        """
        A fault is ACTION [ARGUMENT] and KEY=VALUE words, a line of --fault or a table [[fault]] of the --scenario file,
        whose keys are the same; "seed = N" stands above the tables. Every fault that matches is made, in order; fields
        are changed before octets. The log names rule, packet and what was done. Times are 5ms, 1.5s, 2m.

        Conditions: type=NAME,… (discover, offer, solicit, information-request …; a request's name also means its
        answers), client=PATTERN,… (02:00:00:*, or 02:00:00:00:00:00/24, of hardware address, client identifier or
        DUID), relay=ADDRESS|PREFIX|any|none, from=TIME and until=TIME since the start, after=N, every=N, first=N,
        per=client (counts each client alone), probability=P.

        To requests: drop (with types of requests), nak [message=TEXT], status CODE (DHCPv6: NoBinding, UseMulticast …),
        exhausted (no address for new clients), offer-without-ack, stall TIME [queue=keep|drop] (nobody is answered),
        pass (no later fault for it).

        To replies: drop, delay TIME | LOW..HIGH | exponential mean=T | normal mean=T stddev=T |
        percentiles=50:1ms,99:20ms, duplicate [N], reorder [N] [within=T] (leaves after N others), slow-start TIME
        [delay=T], wrong-xid, wrong-server-id [server-id=ID], wrong-chaddr, wrong-client-id, wrong-iaid, lease-time T,
        truncate [N | option=NAME], corrupt [option=NAME] [bad=length|short|long|value], missing-end, oversize N
        [by=option|padding], pass.

        Beside them: second-server pool=RANGE [server-id=ID] [delay=T] [lifetime=S], which answers too.
        """,
    ),
)


@click.command(cls=QuickCommand)
@click.option("-4", "--ipv4", is_flag=True, help="DHCPv4; the default without --config.")
@click.option("-6", "--ipv6", is_flag=True, help="DHCPv6.")
@click.option("-c", "--config", type=click.Path(dir_okay=False), metavar="FILE", help="A Kea configuration file.")
@click.option("-i", "--interface", multiple=True, metavar="IF", help="Serve clients on this link; * is every one.")
@click.option("--listen", multiple=True, metavar="ADDR[:PORT]", help="Serve relays and unicast at an own address.")
@click.option("--pool", multiple=True, metavar="RANGE", help="Addresses to give: FIRST-LAST or PREFIX/LENGTH.")
@click.option("--prefix6", multiple=True, metavar="P/L/D", help="Prefix to delegate /D prefixes from.")
@click.option("--subnet", metavar="PREFIX/LENGTH", help="The subnet; else the smallest one that holds the pools.")
@click.option("--router", multiple=True, metavar="ADDR", help="Router that DHCPv4 clients are told.")
@click.option("--option", multiple=True, metavar="NAME=VALUE", help="Option that clients are given.")
@click.option(
    "--lifetime", type=click.IntRange(1, 0xFFFFFFFF), default=3600, show_default=True, metavar="S",
    help="Valid lifetime of a lease.",
)  # fmt: skip
@click.option(
    "--lease-file", type=click.Path(dir_okay=False), metavar="FILE", help="Keep leases here, as Kea's memfile."
)
@click.option(
    "--fsync", type=click.Choice(["always", "batch", "never"]), default="batch", show_default=True,
    help="When leases reach the disk itself: before each answer, once a second, or when the kernel likes.",
)  # fmt: skip
@click.option("--scenario", type=click.Path(dir_okay=False), metavar="FILE", help="Faults to make, a TOML file.")
@click.option("--fault", multiple=True, metavar="FAULT", help="A fault to make: 'drop type=offer probability=0.1'.")
@click.option("--seed", type=int, metavar="N", help="Seed of the faults' chance; else that of the file, or 0.")
@click.option("--quiet", is_flag=True, help="Only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each message and its answer.")
@click.option("--json", is_flag=True, help="Print the counters, and the lines of --verbose, as JSON objects.")
@click.option("--user", metavar="NAME", help="Become this user once the sockets are bound; else who called sudo.")
@common_options
def serve(
    *,
    ipv4: bool,
    ipv6: bool,
    config: str | None,
    interface: tuple[str, ...],
    listen: tuple[str, ...],
    pool: tuple[str, ...],
    prefix6: tuple[str, ...],
    subnet: str | None,
    router: tuple[str, ...],
    option: tuple[str, ...],
    lifetime: int,
    lease_file: str | None,
    fsync: str,
    scenario: str | None,
    fault: tuple[str, ...],
    seed: int | None,
    quiet: bool,
    verbose: bool,
    json: bool,
    user: str | None,
) -> int:
    """Run the reference server until SIGINT or SIGTERM.

    It serves what --config says, a Kea file, or one subnet made of --pool and its companions. Leases are kept in
    --lease-file, or the memfile that the file names, else in memory. --interface and --listen replace the interfaces
    of the file.
    """
    if ipv4 and ipv6:
        raise click.UsageError("-4 and -6 exclude each other")
    if config is not None and (ipv4 or ipv6 or pool or prefix6 or subnet or router or option):
        raise click.UsageError(
            "--config says it all: only --interface, --listen, --user, faults and output options go with it"
        )
    if ipv6 and router:
        raise click.UsageError("--router is of DHCPv4: DHCPv6 clients learn routers by router advertisements")
    if prefix6 and not ipv6:
        raise click.UsageError("--prefix6 needs -6")
    from dataclasses import replace  # noqa: PLC0415 - the help page needs no server

    from dhcpserver.serve import run  # noqa: PLC0415
    from dhcpserver.settings import Settings, SettingsError  # noqa: PLC0415

    try:
        if config is not None:
            settings = _from_file(config, interface, listen, quiet=quiet, json=json)
        else:
            settings = Settings.from_flags(
                family=6 if ipv6 else 4,
                pools=pool,
                subnet=subnet or "",
                routers=router,
                prefixes=prefix6,
                options=option,
                lifetime=lifetime,
                interfaces=interface,
                listen=listen,
                quiet=quiet,
                json=json,
            )
    except SettingsError as error:
        raise ProblemError(error.what, error.why, error.fix, Exit.USAGE) from error
    settings = replace(settings, verbose=verbose, user=user, drop=True, lease_file=lease_file, fsync=fsync)
    gate = _gate(settings, scenario, fault, seed) if scenario is not None or fault else None
    return Exit.INTERRUPTED if run(settings, gate=gate) == signal.SIGINT else Exit.YES


def _gate(settings: Settings, path: str | None, faults: tuple[str, ...], seed: int | None) -> Gate:
    """Read the faults to make. ProblemError for those that cannot be."""
    from dhcpserver.faults.words import ScenarioError  # noqa: PLC0415 - servers without faults need none of it
    from dhcpserver.gate import Gate  # noqa: PLC0415
    from dhcpserver.scenario import Scenario  # noqa: PLC0415

    try:
        scenario = Scenario() if path is None else Scenario.from_file(path, settings.family)
    except OSError as error:
        fix = "check the name and who may read it"
        raise ProblemError(f"cannot read {path}", error.strerror or str(error), fix, Exit.UNREADABLE) from error
    except ScenarioError as error:
        raise ProblemError(f"{error.where}: {error.what}", fix=error.fix, code=Exit.UNREADABLE) from error
    try:
        scenario = scenario.with_lines(faults, settings.family, seed)
    except ScenarioError as error:
        raise ProblemError(f"{error.where}: {error.what}", fix=error.fix, code=Exit.USAGE) from error
    return Gate(scenario)


def _from_file(path: str, interface: tuple[str, ...], listen: tuple[str, ...], *, quiet: bool, json: bool) -> Settings:
    """Read a Kea file. ProblemError for one that cannot be read or served, SettingsError for the rest."""
    from dhcpserver.settings import Settings  # noqa: PLC0415 - the help page needs no server
    from dhcptools.kea.dialect import DialectError  # noqa: PLC0415
    from dhcptools.kea.reader import ConfigError  # noqa: PLC0415

    try:
        return Settings.from_file(path, interfaces=interface, listen=listen, quiet=quiet, json=json)
    except OSError as error:
        fix = "check the name and who may read it"
        raise ProblemError(f"cannot read {path}", error.strerror or str(error), fix, Exit.UNREADABLE) from error
    except DialectError as error:
        raise ProblemError(f"{path} is no Kea configuration", str(error), code=Exit.UNREADABLE) from error
    except ConfigError as error:
        raise ProblemError(f"{error.position}: {error.what}", error.why, error.fix, Exit.UNREADABLE) from error
