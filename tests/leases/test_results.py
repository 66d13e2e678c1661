from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.leases.faults import StoreError
from dhcptools.leases.locate import Store, locate
from dhcptools.leases.query import Query
from dhcptools.leases.results import Results

DATA = Path(__file__).resolve().parents[1] / "data"
STORES = [
    Store("memfile", DATA / "kea22" / "kea22-leases6.csv"),
    Store("memfile", DATA / "kea22" / "kea22-leases4.csv"),
    Store("isc", DATA / "leases" / "isc-dhcpd.leases"),
    Store("dnsmasq", DATA / "leases" / "dnsmasq.leases"),
]


@pytest.mark.parametrize("sort", ["address", "expires", "hostname", "state"])
@pytest.mark.parametrize("descending", [False, True])
def test_several_stores_have_one_order(sort: str, descending: bool) -> None:
    query = Query(1795237300, all=True, sort=sort, descending=descending)
    with Results(STORES) as results:
        keys = [query.key(lease) for lease in results.select(query)]
        assert len(keys) == 13 + 14 + 1 + 6
        assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]  # keys of one column
        few = list(results.select(Query(1795237300, sort=sort, descending=descending, limit=3)))
        assert len(few) == 3
        assert (len(results.faults), results.notes, results.families) == (2, [], {4, 6})
        assert [len(reading) for reading in results.readings] == [13, 14, 1, 6]


def test_one_family() -> None:
    with Results(STORES) as results:
        results.keep(frozenset((6,)))
        assert [reading.families for reading in results.readings] == [{6}, {6}]
        assert {lease.family for lease in results.select(Query(0, all=True))} == {6}


def test_a_damaged_file_among_others_does_not_hide_them(tmp_path: Path) -> None:
    (tmp_path / "broken.csv").write_text("address,hwaddr,duid\n")
    (tmp_path / "kea-leases4.csv").write_bytes(STORES[1].path.read_bytes())
    with Results(locate(str(tmp_path))) as results:
        assert len(list(results.select(Query(0, all=True)))) == 14
        assert [failure.why.rpartition("/")[2] for failure in results.failures] == [
            "broken.csv: header contains an invalid column: 'duid' where 'client_id' is expected"
        ]
    (tmp_path / "kea-leases4.csv").unlink()
    with pytest.raises(StoreError, match="cannot read the leases"):
        Results(locate(str(tmp_path)))


def test_a_store_that_is_gone(tmp_path: Path) -> None:
    for kind in ("memfile", "isc"):
        with pytest.raises(StoreError, match="No such file"):
            Results([STORES[0], Store(kind, tmp_path / "gone")])  # type: ignore[arg-type]  # both are kinds
