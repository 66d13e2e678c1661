"""``leases export --format kea-csv``: a lease file that Kea loads.

Rows of Kea's own files stay as they are, octet for octet, unless the columns are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dhcptools.kea.memfile.fields import state_name
from dhcptools.kea.memfile.lease import LeaseRow, parse_row
from dhcptools.kea.memfile.schema import Schema, find_schema
from dhcptools.leases.convert import Subnets, Unfit, row_of
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query
from dhcptools.leases.results import Reading, Results

NO_SUBNET: Final = ""
"""What is counted of leases that were written without a subnet."""


def usual_schema(results: Results, family: int) -> Schema:
    """The newest columns that a file of Kea among the sources has; Kea's newest without one."""
    layouts = [
        source.layout
        for reading in results.readings
        if isinstance(reading, MemfileReading)
        for source in reading.columns.sources
    ]
    return find_schema(family, max(layouts, key=lambda layout: layout.known).version if layouts else None)


def lines(
    results: Results, query: Query, schema: Schema, subnets: Subnets | None, told: Counter[str]
) -> Iterator[bytes]:
    """The header and a row a lease; ``told`` counts the leases that could not become one, by the reason."""
    yield schema.header
    for reading in results.readings:
        if isinstance(reading, MemfileReading):
            yield from _raw(reading, query, schema, told)
        else:
            yield from _converted(reading, query, schema, subnets, told)


def _raw(reading: MemfileReading, query: Query, schema: Schema, told: Counter[str]) -> Iterator[bytes]:
    width = len(schema.columns)
    rest: dict[int, bytes] = {}
    for line, layout in reading.raw_rows(query):
        known = layout.known
        if known <= width and not layout.extra and line.count(b",") == known - 1:
            if known not in rest:
                rest[known] = b"".join(b"," + value for value in layout.defaults[known:width]) + b"\n"
            yield line + rest[known]
        else:
            yield from _written(parse_row(line, layout), schema, told)
    for row in reading.strangers(query):
        yield from _written(row, schema, told)


def _converted(
    reading: Reading, query: Query, schema: Schema, subnets: Subnets | None, told: Counter[str]
) -> Iterator[bytes]:
    for lease in reading.select(query):
        try:
            row = row_of(lease, query.now, subnets)
        except Unfit as error:
            told[str(error)] += 1
            continue
        if not row.subnet_id:
            told[NO_SUBNET] += 1
        yield from _written(row, schema, told)


def _written(row: LeaseRow, schema: Schema, told: Counter[str]) -> Iterator[bytes]:
    """The row; none where the columns cannot say that nobody has the lease."""
    if row.state and "state" not in schema.columns:
        told[f"state {state_name(row.state)}, which columns of schema {schema.version} cannot say"] += 1
    else:
        yield row.line(len(schema.columns))
