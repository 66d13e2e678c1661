"""``dhcptool leases stats``: how full a server's pools are."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.files import replace_file
from dhcptools.cli.leases_config import config_model
from dhcptools.cli.leases_source import (
    SOURCE_NOTE,
    moment,
    open_results,
    parsed,
    source_options,
    tell,
    write,
)
from dhcptools.cli.leases_source import verdict as exit_code
from dhcptools.cli.streams import note, result, wants_colour
from dhcptools.cli.tree import Session, common_options
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dhcptools.leases.limits import Limit, Verdict
    from dhcptools.leases.results import Results
    from dhcptools.leases.usage import Usage

_UNKNOWN = 3
_COLUMNS = {
    "total": "TOTAL", "free": "FREE", "utilisation": "USED", "expired": "EXPIRED", "out_of_pool": "OUT OF POOL",
    "pools": "pools",
}  # fmt: skip  # what text calls them

EXAMPLES = (
    ("How full is this host's server", "dhcptool leases stats"),
    ("A copy of its files, elsewhere", "dhcptool leases stats kea-leases4.csv --config kea-dhcp4.conf"),
    ("A running server, by its own counters", "dhcptool leases stats unix:/run/kea/kea4-ctrl-socket"),
    ("When will it be full", "dhcptool leases stats kea-leases4.csv --since yesterday.csv --config kea-dhcp4.conf"),
    ("As dhcpd-pools does", "dhcptool leases stats /var/lib/dhcp/dhcpd.leases --config /etc/dhcp/dhcpd.conf"),
    ("For Nagios or Icinga", "dhcptool leases stats --warning 80% --critical 10free --nagios"),
    ("For node_exporter", "dhcptool leases stats --prom /var/lib/node_exporter/dhcp.prom"),
)

NOTES = (
    SOURCE_NOTE,
    (
        "COUNTS",
        """
        Assigned leases are held by clients, declined ones set aside, expired ones over or reclaimed. Assigned and
        declined leases are counted in the pool that has their address; those that no pool of their subnet has are out
        of pool, as reserved addresses may be, and use nothing up. Used is assigned and declined, of the total.
        Delegated prefixes are counted apart from addresses. Pools come from --config, or from the configuration of Kea
        on this host when the leases are found by it; without one there are no totals. --config takes a dhcpd.conf
        too, whose subnets are numbered in its order. Leases of dhcpd and dnsmasq, which do not know subnets of Kea,
        are counted where their address lies.

        A running Kea is asked for its configuration and its counters, which needs no hook library and no lease. They do
        not tell what is expired and what is out of pool: the latter is within assigned, so that used may pass 100 %.
        Pools are shown where each has a pool-id of its own. Of a database the counters that its triggers keep are read:
        a lease is assigned there until Kea reclaims it. With --scan each lease is asked for and counted.
        """,
    ),
    (
        "WHY, AND WHEN",
        """
        Below the counts stand how many leases end in the next hours, how long they last, how many clients have them,
        and what makes of network cards (by the system's table of OUIs, if it has one: ieee-data, hwdata, nmap or
        Wireshark). What stands out is named as a reason: long-lifetimes, half of the leases last a day or longer;
        silent-clients, a fifth was not renewed when 60 % of the lifetime was over, so that their clients left without
        a release; one-client, a client with many leases; one-vendor, clients of one make; made-up-addresses, clients
        that make up their hardware addresses; declined, addresses that were found in use.

        Growth, and the time until a place is full, need what was before: the copy that --since names, else what Kea's
        last clean-up left (.2). Its time is that of the newest lease in it. A server that is asked for its counters,
        without --scan, tells nothing of this. Which columns are empty, and why, is said on standard error, and in JSON
        below 'untold'.
        """,
    ),
    (
        "LIMITS",
        """
        --warning and --critical take a percentage that is used, 80 or 80%, or how many must be left, 20free. They hold
        for every shared network, and for every subnet that is in none; for addresses and prefixes alike. When one is
        crossed the exit code is 1. With --nagios it is 0 for OK, 1 for WARNING, 2 for CRITICAL and 3 for UNKNOWN: the
        leases cannot be read, or there is no pool to judge.
        """,
    ),
)


@click.command("leases stats", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_STATS"})
@source_options
@click.option("--warning", metavar="LIMIT", help="Warn from here on: 80% used, or 20free left.")
@click.option("--critical", metavar="LIMIT", help="Critical from here on.")
@click.option("--nagios", is_flag=True, help="One line and the exit codes of a monitoring plugin.")
@click.option("--prom", metavar="FILE", help="Write gauges for Prometheus to FILE, whole or not at all.")
@click.option("--scan", is_flag=True, help="Count each lease of a server or database, by pools, not by counters.")
@click.option("--since", metavar="OLDER", help="An older copy: how fast do places fill, and when are they full.")
@click.option("--json", is_flag=True, help="An object a store.")
@common_options
@click.pass_obj
def stats(
    session: Session,
    /,
    *,
    source: str | None,
    config: str | None,
    now: str | None,
    strict: bool,
    only4: bool,
    only6: bool,
    warning: str | None,
    critical: str | None,
    nagios: bool,
    prom: str | None,
    scan: bool,
    since: str | None,
    json: bool,
) -> int:
    """Count the leases of SOURCE by pool, subnet and shared network."""
    if json and nagios:
        raise click.UsageError("--json and --nagios exclude each other")
    at = moment(now)
    limits = (_limit(warning, "--warning"), _limit(critical, "--critical"))
    try:
        with open_results(source, config, only4=only4, only6=only6) as results:
            usages = _usages(results, config, at, scan=scan, deep=not nagios)
            if since is not None:
                _remember(usages, results, since, config, at)
            if not nagios:
                tell(results)
            code = exit_code(results, strict=strict)
            down = [f"{failure.what}: {failure.why}" for failure in results.failures]
    except ProblemError as error:
        if prom:
            from dhcptools.report.leases_stats_prom import unreadable  # noqa: PLC0415

            replace_file(prom, unreadable(time.time()))
        if not nagios:
            raise
        from dhcptools.report.leases_stats_nagios import line  # noqa: PLC0415

        result(line(_UNKNOWN, f"{error.what}: {error.why}"))
        return _UNKNOWN
    return _report(usages, limits, session, at=at, nagios=nagios, prom=prom, json=json, code=code, down=down)


def _limit(text: str | None, option: str) -> Limit | None:
    if text is None:
        return None
    from dhcptools.leases.limits import parse_limit  # noqa: PLC0415 - brings numpy

    return parsed(parse_limit, text, option)


def _usages(results: Results, config: str | None, now: int, *, scan: bool, deep: bool) -> list[Usage]:
    """Count; ``deep`` looks at the leases themselves too, and at what was before."""
    from dhcptools.leases.census import take  # noqa: PLC0415 - brings numpy
    from dhcptools.leases.growth import since_clean_up  # noqa: PLC0415
    from dhcptools.leases.insight import look  # noqa: PLC0415
    from dhcptools.leases.usage import measure  # noqa: PLC0415

    usages = []
    for store, reading in zip(results.stores, results.readings, strict=True):
        path = config or (str(store.config) if store.config else None)
        model = config_model(path) if path else None
        if store.kind == "api":
            from dhcptools.leases.api import ApiReading  # noqa: PLC0415 - HTTP and TLS are for servers
            from dhcptools.leases.api_usage import ask_config, ask_usage  # noqa: PLC0415

            if isinstance(reading, ApiReading):
                if not scan:
                    usages.append(ask_usage(reading, model))
                    continue
                model = model or ask_config(reading)[0]
        if store.kind == "sql" and not scan and (model is None or model.family == store.family):
            from dhcptools.leases.sql import SqlReading  # noqa: PLC0415 - databases are for those who have one
            from dhcptools.leases.sql_usage import count_usage  # noqa: PLC0415

            if isinstance(reading, SqlReading) and (counted := count_usage(reading, model)) is not None:
                usages.append(counted)
                continue
        families = sorted(reading.families) or [4]
        if model is not None and model.family not in families:
            if len(results.readings) > 1:
                continue
            raise ProblemError(
                f"{path} is of DHCPv{model.family}",
                f"the leases of {store.name} are of DHCPv{families[0]}",
                "name the other configuration",
                Exit.UNREADABLE,
            )
        for family in families if model is None else [model.family]:
            census = take(reading, family, now)
            usage = measure(census, model, store.name)
            usage.insight = look(reading, census, now) if deep else None
            if deep and store.kind == "memfile":
                usage.history = since_clean_up(store.path, usage, model, now)
            usages.append(usage)
    return usages


def _remember(usages: list[Usage], results: Results, older: str, config: str | None, now: int) -> None:
    """Add the history by an older copy. A remark where it is of no use."""
    from dhcptools.leases.growth import since  # noqa: PLC0415

    with open_results(older, None) as before:
        for usage in usages:
            store = next((store for store in results.stores if store.name == usage.source), None)
            path = config or (str(store.config) if store is not None and store.config else None)
            model = config_model(path) if path else None
            found = (since(reading, usage, model, now, older) for reading in before.readings)
            usage.history = next((history for history in found if history is not None), None)
            if usage.history is None:
                note(escape(f"{older} says nothing of {usage.source} a minute ago or earlier"))


def _report(
    usages: list[Usage],
    limits: tuple[Limit | None, Limit | None],
    session: Session,
    *,
    at: int,
    nagios: bool,
    prom: str | None,
    json: bool,
    code: Exit,
    down: list[str],
) -> int:
    from dhcptools.leases.limits import judge  # noqa: PLC0415

    verdict = judge(usages, *limits)
    state = verdict.state
    if nagios:
        from dhcptools.report import leases_stats_nagios as plugin  # noqa: PLC0415

        if down and not state:
            state = _UNKNOWN
            result(plugin.line(state, "; ".join(down)))
        else:
            result(plugin.nagios(usages, verdict, *limits))
    elif json:
        from json import dumps  # noqa: PLC0415

        from dhcptools.report.leases_stats_json import document  # noqa: PLC0415

        write(dumps(document(usage, at), allow_nan=False) + "\n" for usage in usages)
    else:
        _text(usages, session)
    if prom:
        from dhcptools.report.leases_stats_prom import exposition  # noqa: PLC0415

        replace_file(prom, exposition(usages, time.time()))
    if nagios:
        return state
    judged = _judged(verdict) if any(limit is not None for limit in limits) else Exit.YES
    return code or judged


def _judged(verdict: Verdict) -> Exit:
    """Name what crossed a limit on stderr."""
    if not verdict.judged:
        note("no pool to judge: name the server's configuration with --config")
    for _, name, count in verdict.findings:
        note(f"{name}: {count.utilisation or 0:.1%} used, {count.free} free")
    return Exit.NO if verdict.state else Exit.YES


def _text(usages: list[Usage], session: Session) -> None:
    from dhcptools.report.leases_stats_text import lines  # noqa: PLC0415

    bars = sys.stdout.isatty()
    colour = wants_colour(sys.stdout, session.colour)
    for number, usage in enumerate(usages):
        if len(usages) > 1:
            result(("\n" if number else "") + f"DHCPv{usage.family}, {usage.source}\n")
        write(lines(usage, bars=bars, colour=bars and colour))
        for text in _missing(usage):
            note(escape(text))


def _missing(usage: Usage) -> Iterator[str]:
    """Which columns are empty, and what would fill them."""
    untold = usage.untold()
    for why in dict.fromkeys(untold.values()):
        names = [_COLUMNS[key] for key, reason in untold.items() if reason == why and key in _COLUMNS]
        fix = "--config names one" if "TOTAL" in names else "--scan counts the leases one by one"
        if names:
            yield f"{usage.source}: no {', '.join(names)}: {why}; {fix}"
