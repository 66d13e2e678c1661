from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import Store
from dhcptools.leases.query import COLUMNS, Query
from dhcptools.leases.results import Results
from dhcptools.report.leases_json import document, lines

VALID = Draft202012Validator(json.loads((files("dhcptools.schemas") / "leases-1.schema.json").read_text()))
DATA = Path(__file__).resolve().parents[1] / "data"
STORES = [
    Store("memfile", DATA / "kea22" / "kea22-leases4.csv"),
    Store("memfile", DATA / "kea22" / "kea22-leases6.csv"),
    Store("isc", DATA / "leases" / "isc-dhcpd.leases"),
    Store("dnsmasq", DATA / "leases" / "dnsmasq.leases"),
]


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.path.name)
def test_every_lease_is_valid(store: Store) -> None:
    with Results([store]) as results:
        for line in lines(results.select(Query(1795237300, all=True)), None, 1795237300):
            found = json.loads(line)
            VALID.validate(found)
            assert tuple(found) == ("schema", *COLUMNS)


def test_values() -> None:
    found = document(
        Lease("2001:db8::", "IA_PD", 56, b"\2\1", b"", b"\0\3", 7, expires=None, valid_lifetime=0xFFFFFFFF), 5
    )
    assert (found["hwaddr"], found["duid"], found["client_id"]) == ("02:01", "0003", None)
    assert (found["expires"], found["active"], found["prefix_len"], found["hostname"]) == (None, True, 56, None)


def test_only_the_named_columns_and_only_ascii() -> None:
    (line,) = lines([Lease("192.0.2.1", hostname="é\x1b\u2028")], ("hostname", "address"), 0)
    assert line.isascii()
    assert json.loads(line) == {"schema": "dhcptool.leases/1", "hostname": "é\x1b\u2028", "address": "192.0.2.1"}
