from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_json import document
from dhcptools.report.leases_sqlite import save

LEASES = [
    Lease("10.0.0.1", hwaddr=b"\2" * 6, hostname="a'b\udc80", starts=0, expires=None, user_context={"a": 1}),
    Lease("2001:db8::1", "IA_PD", 56, duid=b"\0\1", iaid=0xFFFFFFFF, subnet_id=7, fqdn_fwd=True, user_context="[ 1 ]"),
]


def test_values_are_those_of_json(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    assert save(LEASES, path, 100) == 2
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(f"SELECT {', '.join(COLUMNS)} FROM leases").fetchall()
    for row, lease in zip(found, LEASES, strict=True):
        expected = document(lease, 100)
        values = dict(zip(COLUMNS, row, strict=True))
        assert values.pop("hostname") in {"a'b\\udc80", None}
        context = values.pop("user_context")
        assert context == ('{"a": 1}' if lease is LEASES[0] else "[ 1 ]")
        assert values == {name: expected[name] for name in values}
    assert json.loads(str(found[0][COLUMNS.index("user_context")])) == {"a": 1}


def test_no_place_for_it(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        save(LEASES, tmp_path / "gone" / "x", 0)
