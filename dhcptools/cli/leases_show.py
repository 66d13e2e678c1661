"""``dhcptool leases show``: the leases of a store."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from dhcptools.cli.leases_conditions import condition_options, conditioned
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
from dhcptools.cli.streams import note, wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
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
    ("What is in its database", "dhcptool leases show pgsql://kea@db1/kea --password-file kea.pw --style list-leases"),
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
        stands before what a spreadsheet would take for a formula. JSON keeps them as they are. No value is broken over
        lines on a terminal: where that is too narrow columns are left out and named, unless --columns asked for them.
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
@condition_options
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
    from dhcptools.leases.query import column  # noqa: PLC0415

    sort, limit = conditions["sort"], conditions["limit"]
    newest_first = style == "show-leases" and sort is None
    return conditioned(
        now,
        conditions,
        everything=bool(conditions["everything"]),
        sort="starts" if newest_first else parsed(column, str(sort or "address"), "--sort"),
        descending=bool(conditions["desc"]) or newest_first,
        limit=limit if isinstance(limit, int) else None,
    )


def _columns(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    from dhcptools.leases.query import column  # noqa: PLC0415

    return tuple(dict.fromkeys(parsed(column, name, "--columns") for name in text.split(",")))


def _table(
    leases: Iterable[Lease], chosen: tuple[str, ...] | None, now: int, results: Results, session: Session
) -> None:
    from dhcptools.report.leases_cells import HEADINGS, usual_columns  # noqa: PLC0415

    columns = chosen or usual_columns(results.families)
    leases = iter(leases)
    if sys.stdout.isatty():
        first = list(islice(leases, _DRAWN + 1))
        if len(first) <= _DRAWN:
            from dhcptools.report.leases_table import draw  # noqa: PLC0415 - rich is for terminals

            colour = wants_colour(sys.stdout, session.colour)
            out = draw(first, columns, now, sys.stdout, colour=colour, all_columns=chosen is not None)
            if out:
                note(
                    f"the terminal is too narrow for {', '.join(HEADINGS[name] for name in out)}; --columns shows them"
                )
            if out is not None:
                return
        leases = chain(first, leases)
    from dhcptools.report.leases_text import lines  # noqa: PLC0415

    write(lines(leases, columns, now))
