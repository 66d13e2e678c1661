"""``dhcptool leases check``: what is wrong with a lease store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.leases_access import access_options
from dhcptools.cli.leases_config import config_model
from dhcptools.cli.leases_source import SOURCE_NOTE, moment, open_results, write
from dhcptools.cli.streams import note, result, wants_colour
from dhcptools.cli.tree import Session, common_options
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dhcptools.kea.model import Config
    from dhcptools.leases.check_files import FileFacts
    from dhcptools.leases.findings import Finding
    from dhcptools.leases.results import Results

EXAMPLES = (
    ("Is this host's lease store in order", "dhcptool leases check"),
    ("A directory of lease files, by a configuration", "dhcptool leases check /var/lib/kea --config kea-dhcp4.conf"),
    ("Yesterday's copy, by its own time", "dhcptool leases check copy.csv --now 2026-11-21T05:00:00Z --json"),
)

_RULES = """
    bad-row: a row that the server discards, with its line and Kea's reason. lfc-limit: a file with more than 100 of
    them; kea-lfc then stops for ever, the files do not rotate, and the lease file grows. stale-pid, stale-copy (.1),
    stale-output, stale-completed: what a clean-up left that does not run any more; lfc-overdue: no clean-up for two
    intervals though leases are written; overgrown: far more rows than leases. other-family: addresses of the other
    family in a lease file.

    With a configuration: unknown-subnet, leases of a subnet that is not configured; foreign-subnet, an address that is
    not in the prefix of its subnet; out-of-pool, leases that no pool has and no reservation names.

    duplicate-address: an address that two stores give to different clients, that dnsmasq's file has twice, or that
    dhcpd gave to a client while another had it. not-reclaimed: leases that are over for more than a minute and that the
    server has not taken back.
"""

NOTES = (SOURCE_NOTE, ("RULES", _RULES))


@click.command("leases check", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_CHECK"})
@access_options
@click.argument("source", required=False)
@click.option("--config", metavar="FILE", help="Kea configuration of the server.")
@click.option("--now", metavar="TIME", help="Judge by this time: seconds since 1970, or ISO 8601.")
@click.option("-4", "--ipv4", "only4", is_flag=True, help="DHCPv4 stores only.")
@click.option("-6", "--ipv6", "only6", is_flag=True, help="DHCPv6 stores only.")
@click.option("--json", is_flag=True, help="One object.")
@common_options
@click.pass_obj
def check(
    session: Session,
    /,
    *,
    source: str | None,
    config: str | None,
    now: str | None,
    only4: bool,
    only6: bool,
    json: bool,
) -> int:
    """Look for what is wrong in SOURCE, or in the lease store of this host; exit 1 with findings."""
    at = moment(now)
    with open_results(source, config, only4=only4, only6=only6) as results:
        for text in (*results.notes, *(f"{failure.what}: {failure.why}" for failure in results.failures)):
            note(escape(text))
        files: list[FileFacts] = []
        findings = sorted(_findings(results, config, at, files), key=lambda finding: finding.severity)  # errors first
        if json:
            from json import dumps  # noqa: PLC0415

            from dhcptools.report.leases_check_json import document  # noqa: PLC0415

            result(dumps(document(findings, files, at)) + "\n")
        else:
            from dhcptools.report.leases_check_text import lines  # noqa: PLC0415

            write(lines(findings, colour=wants_colour(sys.stdout, session.colour)))
            counts = [finding.severity for finding in findings]
            looked = ", ".join(store.name for store in results.stores)
            note(escape(f"{counts.count('error')} errors, {counts.count('warning')} warnings in {looked}"))
        return Exit.NO if findings or results.failures else Exit.YES


def _findings(results: Results, config: str | None, now: int, files: list[FileFacts]) -> Iterator[Finding]:
    from dhcptools.leases.census import take  # noqa: PLC0415 - brings numpy
    from dhcptools.leases.check_files import DEFAULT_INTERVAL_S, check_files, facts  # noqa: PLC0415
    from dhcptools.leases.check_leases import (  # noqa: PLC0415
        check_clock,
        check_configured,
        check_stores,
        check_twice,
    )
    from dhcptools.leases.findings import Finding  # noqa: PLC0415
    from dhcptools.leases.memfile import MemfileReading  # noqa: PLC0415

    counted = []
    judged = False
    for store, reading in zip(results.stores, results.readings, strict=True):
        model = _model(config or (str(store.config) if store.config else None), reading.families)
        judged = judged or model is not None
        if isinstance(reading, MemfileReading):
            interval_s = DEFAULT_INTERVAL_S
            if model is not None and model.lease_database is not None:
                interval_s = model.lease_database.lfc_interval_s
            files += facts(reading, now)
            yield from check_files(reading, interval_s, now)
        for family in sorted(reading.families):
            census = take(reading, family, now)
            counted.append((store.name, reading, census))
            if model is not None and model.family == family:
                if not census.numbered:
                    census.number([(subnet.id, subnet.prefix) for subnet in model.subnets])
                yield from check_configured(census, model, store.name)
        if not isinstance(reading, MemfileReading):
            for fault in reading.faults:
                yield Finding("bad-row", str(fault.path), fault.reason, line=fault.line)
        if store.kind in {"isc", "dnsmasq"}:
            yield from check_twice(store.kind, store.path)
        yield from check_clock(reading, now, store.name)
    yield from check_stores(counted, now)
    if config is not None and not judged:
        note(escape(f"{config} is of the other family: nothing was held against it"))


def _model(path: str | None, families: frozenset[int]) -> Config | None:
    model = None if path is None else config_model(path)
    return model if model is not None and model.family in families else None
