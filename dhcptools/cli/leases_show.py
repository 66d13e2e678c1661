"""``dhcptool leases show``: the leases of a store."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from dhcptools.cli.leases_source import (
    SOURCE_NOTE,
    moment,
    open_results,
    parsed,
    source_options,
    tell,
    tell_more,
    verdict,
    write,
)
from dhcptools.cli.streams import wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from dhcptools.leases.lease import Lease
    from dhcptools.leases.query import Query
    from dhcptools.leases.results import Results

STYLES = ("show-leases", "list-leases")
_DRAWN = 1000
"""More leases than a table can be drawn of before the reader loses patience: they are written line by line."""

EXAMPLES = (
    ("Who has an address on this host's server", "dhcptool leases show"),
    ("One client's lease, in whatever spelling", "dhcptool leases show --mac 0200.5e00.5301 --all"),
    ("What ends within ten minutes", "dhcptool leases show --expires-within 10m --sort expires"),
    ("What a running server says", "dhcptool leases show unix:/run/kea/kea4-ctrl-socket"),
    (
        "Both servers behind a Control Agent",
        "dhcptool leases show http://kea1:8000/ --user admin --password-file kea.pw",
    ),
    ("For a script", "dhcptool leases show /var/lib/kea/kea-leases6.csv --in 2001:db8::/32 --json"),
    ("For a spreadsheet", "dhcptool leases show --csv --columns address,mac,hostname,expires"),
)

NOTES = (
    SOURCE_NOTE,
    (
        "STATES",
        """
        A lease is active when its state says that a client has it and its time has not passed: servers keep an expired
        lease as it was until they reclaim it. Without --all and --state, leases that are over, reclaimed, released or
        free are left out. --state takes active, expired, declined, reclaimed, released, registered, default (as stored,
        expired or not), and free, backup and reset of ISC dhcpd. An infinite lease never expires.
        """,
    ),
    (
        "COLUMNS",
        """
        address, prefix_len, type, hwaddr, client_id, duid, iaid, subnet_id, pool_id, hostname, state, active, starts,
        expires, valid_lifetime, preferred_lifetime, fqdn_fwd, fqdn_rev, user_context, source; ip, mac, cid, subnet and
        expire are other words for some. Texts that clients chose are escaped on the terminal, and in CSV an apostrophe
        stands before what a spreadsheet would take for a formula. JSON keeps them as they are.
        """,
    ),
    (
        "STYLES",
        """
        show-leases is the listing of kea-show-leases4.sh, the newest lease first, list-leases that of
        kea-list-leases.py. Both use local times.
        """,
    ),
)


@click.command("leases show", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_SHOW"})
@source_options
@click.option("--all", "everything", is_flag=True, help="Expired, reclaimed and released leases too.")
@click.option("--state", multiple=True, metavar="STATE", help="Leases in this state only; repeatable.")
@click.option(
    "--subnet-id", multiple=True, type=click.IntRange(0), metavar="N", help="Leases of this subnet only; repeatable."
)
@click.option("--in", "prefixes", multiple=True, metavar="PREFIX", help="Addresses in this prefix only; repeatable.")
@click.option("--mac", metavar="MAC", help="Leases of this hardware address only.")
@click.option("--client-id", metavar="HEX", help="Leases of this client identifier only.")
@click.option("--duid", metavar="HEX", help="Leases of this DUID only.")
@click.option("--hostname", metavar="GLOB", help="Leases whose host name matches, such as 'pc*'.")
@click.option("--expires-within", metavar="DURATION", help="Leases that end within this time, such as 10m.")
@click.option("--sort", metavar="COLUMN", help="Sort by this column; by address otherwise.")
@click.option("--desc", is_flag=True, help="The largest first.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="No more than so many.")
@click.option("--columns", metavar="LIST", help="Show these columns, with commas between them.")
@click.option("--style", type=click.Choice(STYLES), help="The listing of another program.")
@click.option("--json", is_flag=True, help="An object a line.")
@click.option("--csv", is_flag=True, help="Comma-separated values, safe for spreadsheets.")
@common_options
@click.pass_obj
def show(
    session: Session,
    /,
    *,
    source: str | None,
    config: str | None,
    now: str | None,
    strict: bool,
    only4: bool,
    only6: bool,
    columns: str | None,
    style: str | None,
    json: bool,
    csv: bool,
    **conditions: object,
) -> int:
    """Show the leases of SOURCE, or of the DHCP server of this host."""
    if json + csv + bool(style) > 1:
        raise click.UsageError("--json, --csv and --style exclude each other")
    if columns and style:
        raise click.UsageError("a --style has its own columns")
    query = _query(moment(now), style, conditions)
    chosen = _columns(columns)
    with open_results(source, config, only4=only4, only6=only6) as results:
        told = tell(results)
        leases = results.select(query)
        if json:
            from dhcptools.report import leases_json  # noqa: PLC0415

            write(leases_json.lines(leases, chosen, query.now))
        elif csv:
            from dhcptools.report import leases_csv  # noqa: PLC0415

            write(leases_csv.lines(leases, chosen, query.now))
        elif style:
            from dhcptools.report import leases_styles  # noqa: PLC0415

            listing = leases_styles.show_leases if style == "show-leases" else leases_styles.list_leases
            write(listing(leases))
        else:
            _table(leases, chosen, query.now, results, session)
        tell_more(results, told)
        return verdict(results, strict=strict)


def _query(now: int, style: str | None, conditions: dict[str, object]) -> Query:
    from dhcptools.leases.query import STATES, Query, column  # noqa: PLC0415
    from dhcptools.leases.values import parse_duration, parse_octets  # noqa: PLC0415

    texts = {name: value for name, value in conditions.items() if isinstance(value, str)}
    lists: dict[str, tuple[object, ...]] = {
        name: value for name, value in conditions.items() if isinstance(value, tuple)
    }
    states = frozenset(str(state).lower() for state in lists["state"])
    for state in states - frozenset(STATES):
        raise click.BadParameter(f"{state!r} is none of {', '.join(STATES)}", param_hint="--state")
    octets = {
        name: parsed(parse_octets, texts[name], f"--{name.replace('_', '-')}") if name in texts else b""
        for name in ("mac", "client_id", "duid")
    }
    within = parsed(parse_duration, texts["expires_within"], "--expires-within") if "expires_within" in texts else None
    limit = conditions["limit"]
    newest_first = style == "show-leases" and "sort" not in texts
    return Query(
        now=now,
        all=bool(conditions["everything"]),
        states=states,
        subnet_ids=frozenset(int(str(number)) for number in lists["subnet_id"]),
        prefixes=tuple(parsed(_prefix, str(text), "--in") for text in lists["prefixes"]),
        hwaddr=octets["mac"],
        client_id=octets["client_id"],
        duid=octets["duid"],
        hostname=texts.get("hostname", ""),
        expires_within=within,
        sort="starts" if newest_first else parsed(column, texts.get("sort", "address"), "--sort"),
        descending=bool(conditions["desc"]) or newest_first,
        limit=limit if isinstance(limit, int) else None,
    )


def _prefix(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network  # noqa: PLC0415

    return ip_network(text, strict=False)


def _columns(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    from dhcptools.leases.query import column  # noqa: PLC0415

    return tuple(dict.fromkeys(parsed(column, name, "--columns") for name in text.split(",")))


def _table(
    leases: Iterable[Lease], chosen: tuple[str, ...] | None, now: int, results: Results, session: Session
) -> None:
    from dhcptools.report.leases_cells import usual_columns  # noqa: PLC0415

    columns = chosen or usual_columns(results.families)
    leases = iter(leases)
    if sys.stdout.isatty():
        first = list(islice(leases, _DRAWN + 1))
        if len(first) <= _DRAWN:
            from dhcptools.report.leases_table import draw  # noqa: PLC0415 - rich is for terminals

            draw(first, columns, now, sys.stdout, colour=wants_colour(sys.stdout, session.colour))
            return
        leases = chain(first, leases)
    from dhcptools.report.leases_text import lines  # noqa: PLC0415

    write(lines(leases, columns, now))
