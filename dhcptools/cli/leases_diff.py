"""``dhcptool leases diff``: what differs between two lease stores."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.leases_access import access_options
from dhcptools.cli.leases_conditions import condition_options, conditioned
from dhcptools.cli.leases_source import SOURCE_NOTE, moment, open_results, parsed, problem, tell, tell_more, write
from dhcptools.cli.streams import note, wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from dhcptools.leases.compare import Difference, Rules
    from dhcptools.leases.results import Results

_SIMPLE = ("isc", "dnsmasq")
"""Stores that are not Kea's."""

EXAMPLES = (
    ("What happened since yesterday's copy", "dhcptool leases diff yesterday.csv /var/lib/kea/kea-leases4.csv"),
    ("Whether two copies hold the same", "dhcptool leases diff --all a.csv b.csv --json"),
    ("What a partner lacks", "dhcptool leases diff --ignore-skew 2 unix:/run/kea/a.sock unix:/run/kea/b.sock"),
    ("After moving from dhcpd to Kea", "dhcptool leases diff dhcpd.leases kea-leases4.csv --columns mac,expires"),
)

NOTES = (
    SOURCE_NOTE,
    (
        "WHAT IS COMPARED",
        """
        Leases are matched by address and type. Values that one of the stores does not keep are not compared, nor is
        what a store of another kind may leave out. Leases that were reclaimed, released or freed count as not being
        there; with --all they are compared too. The clock plays no part, so that old copies can be compared, unless
        --now is given: then leases that are over at that time are left out as well. Of conditions, such as --in and
        --mac, all must hold for a lease as the store in question has it.

        Partners of a high-availability pair write down the same lease a moment apart: --ignore-skew 2 takes times that
        differ by two seconds or less for equal.
        """,
    ),
)


@click.command("leases diff", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_DIFF"})
@access_options
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--ignore-skew", type=click.IntRange(0), default=0, metavar="S", help="Seconds that times may differ.")
@click.option("--columns", metavar="LIST", help="Compare these columns only, with commas between them.")
@click.option("--all", "everything", is_flag=True, help="Reclaimed, released and freed leases too.")
@click.option("--now", metavar="TIME", help="Leave out what is over at this time.")
@condition_options
@click.option("--strict", is_flag=True, help="Exit 5 when a row cannot be read.")
@click.option("--json", is_flag=True, help="An object a difference.")
@common_options
@click.pass_obj
def diff(
    session: Session,
    /,
    *,
    before: str,
    after: str,
    ignore_skew: int,
    columns: str | None,
    everything: bool,
    now: str | None,
    strict: bool,
    json: bool,
    **conditions: object,
) -> int:
    """Compare the leases of A with those of B; exit 1 when they differ."""
    at = moment(now)
    query = conditioned(at if now is not None else 0, conditions, everything=everything)
    with open_results(before, None) as one, open_results(after, None) as other:
        told = []
        for results in (one, other):
            told.append((results, tell(results)))
            if results.failures:
                raise problem(results.failures[0])  # everything that it has would seem to be missing
        counts: Counter[str] = Counter()
        from dhcptools.leases.compare import differences  # noqa: PLC0415 - brings numpy

        found = _counted(differences(one, other, query, _rules(one, other, columns, ignore_skew)), counts)
        if json:
            from dhcptools.report import leases_diff_json  # noqa: PLC0415

            write(leases_diff_json.lines(found, at))
        else:
            from dhcptools.report import leases_diff_text  # noqa: PLC0415

            write(leases_diff_text.lines(found, at, colour=wants_colour(sys.stdout, session.colour)))
        for results, number in told:
            tell_more(results, number)
        if not json:
            note(f"{counts['added']} added, {counts['removed']} removed, {counts['changed']} changed")
        if strict and (one.faults or other.faults):
            return Exit.UNREADABLE
    return Exit.NO if counts else Exit.YES


def _rules(one: Results, other: Results, columns: str | None, skew: int) -> Rules:
    from dhcptools.leases.compare import FIELDS, Rules  # noqa: PLC0415
    from dhcptools.leases.query import column  # noqa: PLC0415

    fields = FIELDS
    if columns is not None:
        wanted = {parsed(column, name, "--columns") for name in columns.split(",")}
        if strange := wanted - set(FIELDS):
            raise click.BadParameter(f"{', '.join(sorted(strange))} cannot be compared", param_hint="--columns")
        fields = tuple(name for name in FIELDS if name in wanted)
    kinds = {store.kind if store.kind in _SIMPLE else "kea" for store in (*one.stores, *other.stores)}
    return Rules(fields, skew, alike=len(kinds) == 1)


def _counted(found: Iterable[Difference], counts: Counter[str]) -> Iterator[Difference]:
    for difference in found:
        counts[difference.change] += 1
        yield difference
