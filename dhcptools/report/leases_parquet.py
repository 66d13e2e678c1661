"""``leases export --format parquet``: a column a value, by pyarrow, which is an extra of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dhcptools.leases.lease import END_OF_TIME, Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_json import document

if TYPE_CHECKING:
    import pyarrow

_SOME: Final = 50_000


def save(leases: Iterable[Lease], path: Path, now: int) -> int:
    """Write the file; how many leases it has. ImportError without pyarrow, OSError when it cannot be written."""
    import pyarrow  # noqa: PLC0415 - an extra, and heavy
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    schema = _schema()
    rows = iter(leases)
    count = 0
    with ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rows, _SOME)):
            documents = [_row(lease, now) for lease in some]
            writer.write_table(pyarrow.Table.from_pylist(documents, schema=schema))
            count += len(some)
    return count


def _schema() -> pyarrow.Schema:
    """Times are timestamps in UTC, octets are texts as in ``--json``, the user context is JSON."""
    import pyarrow as pa  # noqa: PLC0415

    kinds: dict[str, Any] = {
        "prefix_len": pa.uint8(), "iaid": pa.uint32(), "subnet_id": pa.uint32(), "pool_id": pa.uint32(),
        "active": pa.bool_(), "fqdn_fwd": pa.bool_(), "fqdn_rev": pa.bool_(), "starts": pa.timestamp("s", "UTC"),
        "expires": pa.timestamp("s", "UTC"), "valid_lifetime": pa.uint32(), "preferred_lifetime": pa.uint32(),
    }  # fmt: skip  # the others are texts
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])


def _moment(seconds: int | None) -> int | None:
    """What no calendar has is null: Kea's files may hold any number of 64 bits."""
    return None if seconds is None or abs(seconds) >= END_OF_TIME else seconds


def _row(lease: Lease, now: int) -> dict[str, object]:
    found = document(lease, now)
    found["starts"], found["expires"] = _moment(lease.starts), _moment(lease.expires)
    context = found["user_context"]
    found["user_context"] = json.dumps(context) if isinstance(context, dict) else context
    return {
        name: value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
        for name, value in found.items()
        if name in COLUMNS
    }
