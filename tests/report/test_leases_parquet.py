from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_parquet import save

parquet = pytest.importorskip("pyarrow.parquet", reason="the extra dhcptools[parquet]")


def test_columns_and_their_kinds(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    leases = [
        Lease("10.0.0.1", hwaddr=b"\2" * 6, hostname="a\udc80", starts=0, expires=None, user_context={"a": 1}),
        Lease("2001:db8::1", "IA_PD", 56, iaid=0xFFFFFFFF, subnet_id=7, expires=60, valid_lifetime=0xFFFFFFFF),
    ]
    assert save(leases, path, 30) == 2
    table = parquet.read_table(path)
    assert tuple(table.column_names) == COLUMNS
    one, two = table.to_pylist()
    assert (one["hostname"], one["starts"], one["expires"]) == ("a\\udc80", datetime(1970, 1, 1, tzinfo=UTC), None)
    assert (one["user_context"], one["hwaddr"]) == ('{"a": 1}', "02:02:02:02:02:02")
    assert (two["prefix_len"], two["iaid"], two["active"], two["valid_lifetime"]) == (56, 0xFFFFFFFF, True, 0xFFFFFFFF)
    assert save([Lease("10.0.0.2", starts=-1, expires=(1 << 64) - 1)], path, 0) == 1
    (odd,) = parquet.read_table(path).to_pylist()
    assert (odd["starts"], odd["expires"]) == (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), None)
    assert save([], path, 0) == 0
    assert parquet.read_table(path).num_rows == 0
