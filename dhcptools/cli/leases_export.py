"""``dhcptool leases export``: leases as a file for other programs, and from one store into another."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.files import new_file
from dhcptools.cli.leases_conditions import condition_options, conditioned
from dhcptools.cli.leases_config import config_model
from dhcptools.cli.leases_source import (
    SOURCE_NOTE,
    moment,
    open_results,
    source_options,
    tell,
    tell_more,
    verdict,
)
from dhcptools.cli.streams import note
from dhcptools.cli.tree import common_options
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from dhcptools.kea.memfile.schema import Schema
    from dhcptools.leases.convert import Subnets
    from dhcptools.leases.query import Query
    from dhcptools.leases.results import Results

FORMATS = ("kea-csv", "json", "csv", "parquet", "sqlite")
_TEXTS = ("kea-csv", "json", "csv")
_SUFFIXES = {".json": "json", ".jsonl": "json", ".parquet": "parquet", ".sqlite": "sqlite", ".db": "sqlite"}
_BLOCK = 1 << 20

EXAMPLES = (
    ("A consistent copy of Kea's files, in one", "dhcptool leases export --format kea-csv --output copy.csv"),
    (
        "From dhcpd to Kea, with the subnets of its new configuration",
        "dhcptool leases export dhcpd.leases --config kea-dhcp4.conf --format kea-csv --output kea-leases4.csv",
    ),
    ("A database to ask", "dhcptool leases export --output leases.sqlite"),
    ("Columns for pandas or DuckDB", "dhcptool leases export /var/lib/kea/kea-leases6.csv --output leases.parquet"),
)

NOTES = (
    SOURCE_NOTE,
    (
        "FORMATS",
        """
        kea-csv is a lease file that Kea loads, each lease once; rows of Kea's own files stay as they are. --schema
        chooses its columns, such as 2.1 or 4.0; without it they are those of the source, else Kea's newest. json is an
        object a line and csv a table, both as 'leases show' writes them. sqlite is a database with the table leases,
        and parquet a file of columns (it needs the extra dhcptools[parquet]); their values are those of JSON, but
        parquet has no value for a time that no calendar has. Without --format the ending of --output says which it is:
        .json, .jsonl, .sqlite, .db, .parquet.

        The file is written beside --output and takes its place when it is whole. Without --output, or with -, texts go
        to standard output.
        """,
    ),
    (
        "FROM OTHER STORES TO KEA",
        """
        Kea demands more than dhcpd and dnsmasq keep. The subnet of a lease comes from --config; without one it is 0,
        and a warning says so. Where nobody knows when a lease began, as in dnsmasq's file, its lifetime is what is left
        of it. Abandoned leases of dhcpd become declined ones; what nobody has (free, backup, reset) and what Kea would
        discard is left out and counted on standard error.
        """,
    ),
)


@click.command("leases export", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_EXPORT"})
@source_options
@click.option("--format", "kind", type=click.Choice(FORMATS), help="What to write.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", metavar="FILE", help="Where to write it; - for standard output.")
@click.option("--schema", metavar="SCHEMA", help="The columns of kea-csv, by Kea's version of them.")
@click.option("--all/--current", "everything", default=True, help="All leases, or only those that somebody has.")
@condition_options
@common_options
def export(
    *,
    source: str | None,
    config: str | None,
    now: str | None,
    strict: bool,
    only4: bool,
    only6: bool,
    kind: str | None,
    as_json: bool,
    output: str | None,
    schema: str | None,
    everything: bool,
    **conditions: object,
) -> int:
    """Write the leases of SOURCE, or of the DHCP server of this host, to a file."""
    target = None if output == "-" else output
    if as_json:
        if kind not in {None, "json"}:
            raise click.UsageError(f"--json and --format {kind} exclude each other")
        kind = "json"
    kind = kind or _SUFFIXES.get(Path(target or "").suffix.lower())
    if kind is None:
        raise click.UsageError(f"--format says what to write: {', '.join(FORMATS)}")
    if target is None and kind not in _TEXTS:
        raise click.UsageError(f"{kind} is no text: --output says where to write it")
    if schema is not None and kind != "kea-csv":
        raise click.UsageError("--schema is for --format kea-csv")
    query = conditioned(moment(now), conditions, everything=everything)
    with open_results(source, config, only4=only4, only6=only6) as results:
        told = tell(results)
        counts: Counter[str] = Counter()
        columns = _schema(results, schema) if kind == "kea-csv" else None
        subnets = _subnets(results, config) if kind == "kea-csv" else None
        with ExitStack() as stack:
            place = None if target is None else stack.enter_context(new_file(target))
            if columns is not None:
                from dhcptools.report.leases_kea_csv import lines  # noqa: PLC0415

                written = _bytes(lines(results, query, columns, subnets, counts), place) - 1
            else:
                written = _other(kind, results, query, place)
        tell_more(results, told)
        _account(counts)
        if target is not None:
            note(escape(f"{written} leases written to {target}"))
        return verdict(results, strict=strict)


def _schema(results: Results, version: str | None) -> Schema:
    from dhcptools.kea.memfile.schema import SCHEMAS4, SCHEMAS6, find_schema  # noqa: PLC0415
    from dhcptools.report.leases_kea_csv import usual_schema  # noqa: PLC0415

    families = results.families or frozenset((4,))
    if len(families) > 1:
        raise click.UsageError("the leases are of both families, and a file of Kea holds one: add -4 or -6")
    (family,) = families
    if version is None:
        return usual_schema(results, family)
    try:
        return find_schema(family, version)
    except KeyError:
        known = ", ".join(schema.version for schema in (SCHEMAS4 if family == 4 else SCHEMAS6))
        raise click.BadParameter(f"{version!r} is none of {known}", param_hint="--schema") from None


def _subnets(results: Results, config: str | None) -> Subnets | None:
    path = config or next((str(store.config) for store in results.stores if store.config), None)
    if path is None or all(store.kind == "memfile" for store in results.stores):
        return None
    from dhcptools.leases.convert import Subnets  # noqa: PLC0415

    return Subnets((subnet.id, subnet.prefix) for subnet in config_model(path).subnets)


def _other(kind: str, results: Results, query: Query, place: Path | None) -> int:
    """The formats that hold any lease; how many there were."""
    leases = results.select(query)
    if kind == "json":
        from dhcptools.report import leases_json  # noqa: PLC0415

        return _bytes((line.encode() for line in leases_json.lines(leases, None, query.now)), place)
    if kind == "csv":
        from dhcptools.report import leases_csv  # noqa: PLC0415

        lines = leases_csv.lines(leases, None, query.now)
        return _bytes((line.encode(errors="backslashreplace") for line in lines), place) - 1
    if place is None:
        raise ValueError(kind)
    if kind == "sqlite":
        from dhcptools.report import leases_sqlite  # noqa: PLC0415

        return leases_sqlite.save(leases, place, query.now)
    try:
        from dhcptools.report import leases_parquet  # noqa: PLC0415

        return leases_parquet.save(leases, place, query.now)
    except ImportError as error:
        raise ProblemError(
            "cannot write Parquet", f"{error.name} is not installed", "pip install 'dhcptools[parquet]'"
        ) from error


def _bytes(lines: Iterable[bytes], place: Path | None) -> int:
    """Write lines to a file or to stdout; how many there were."""
    with ExitStack() as stack:
        file = sys.stdout.buffer if place is None else stack.enter_context(place.open("wb"))
        count = size = 0
        waiting: list[bytes] = []
        for line in lines:
            waiting.append(line)
            count += 1
            size += len(line)
            if size >= _BLOCK:
                file.write(b"".join(waiting))
                waiting, size = [], 0
        file.write(b"".join(waiting))
        file.flush()
    return count


def _account(counts: Counter[str]) -> None:
    """Say which leases could not be written, and how many have no subnet."""
    for reason, count in counts.items():
        if reason:
            note(escape(f"left out {count}: {reason}"))
        else:
            note(f"without a subnet, which Kea needs: {count}; --config names the configuration that has them")
