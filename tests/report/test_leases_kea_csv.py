from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.reader import Snapshot
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import Store
from dhcptools.leases.query import Query
from dhcptools.leases.results import ListReading, Results
from dhcptools.report.leases_kea_csv import NO_SUBNET, lines, usual_schema

DATA = Path(__file__).resolve().parents[1] / "data" / "kea22"
EVERYTHING = Query(0, all=True)


@pytest.mark.parametrize(("family", "versions"), [(4, ("1.0", "2.1", "3.0")), (6, ("1.0", "4.0", "5.0"))])
def test_files_of_kea_become_one(family: int, versions: tuple[str, ...], tmp_path: Path) -> None:
    path = DATA / f"kea22-leases{family}.csv"
    with Results([Store("memfile", path)]) as results:
        assert usual_schema(results, family).version == versions[1]
        for version in versions:
            schema = find_schema(family, version)
            out = tmp_path / version
            told: Counter[str] = Counter()
            out.write_bytes(b"".join(lines(results, EVERYTHING, schema, None, told)))
            found, all_rows = Snapshot(out), Snapshot(path)
            whole = {at: row for at, row in all_rows.items() if "state" in schema.columns or not row.state}
            assert told.total() == len(all_rows) - len(whole)
            assert (found.bad, found.read) == ([], len(whole))

            assert {row.line(len(schema.columns)) for row in found.values()} == {
                row.line(len(schema.columns)) for row in whole.values()
            }
            if version == versions[1]:
                assert set(out.read_bytes().splitlines()) <= set(path.read_bytes().splitlines())  # as they stand there


def test_conditions_and_strangers(tmp_path: Path) -> None:
    path = tmp_path / "x"
    rows = [
        LeaseRow4(address, mac, b"", 600, 9, 1)
        for address, mac in (("10.0.0.1", b"\2"), ("10.0.0.2", b"\3"), ("2001:db8::1", b"\2"))
    ]
    path.write_bytes(find_schema(4).header + b"".join(row.line() for row in rows))
    with Results([Store("memfile", path)]) as results:
        found = list(lines(results, Query(0, hwaddr=b"\2"), find_schema(4), None, Counter()))
    assert found == [find_schema(4).header, rows[0].line(), rows[2].line()]


def test_leases_of_others_are_counted_when_they_do_not_fit() -> None:
    told: Counter[str] = Counter()
    with Results([]) as results:
        results.readings = [
            ListReading([Lease("10.0.0.1", hwaddr=b"\2", expires=9), Lease("10.0.0.2", state="free")], [])
        ]
        assert usual_schema(results, 4).version == "3.0"
        found = list(lines(results, EVERYTHING, find_schema(4, "1.0"), None, told))
    assert found[1:] == [b"10.0.0.1,02,,9,9,0,0,0,\n"]
    assert told == {NO_SUBNET: 1, "state free: nobody has it": 1}
