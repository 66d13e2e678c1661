from __future__ import annotations

import csv
import io

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_csv import lines


def test_columns_and_values() -> None:
    text = "".join(lines([Lease("2001:db8::", "IA_PD", 56, hostname='a,"b"', expires=1)], None, 5))
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == COLUMNS
    assert (row["address"], row["prefix_len"], row["hostname"]) == ("2001:db8::", "56", 'a,"b"')
    assert (row["state"], row["active"], row["expires"]) == ("default", "no", "1970-01-01T00:00:01Z")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", " =1", "=cmd|'/C calc'!A0"])
def test_no_name_becomes_a_formula(name: str) -> None:
    _, row = lines([Lease("192.0.2.1", hostname=name)], ("hostname",), 0)
    assert row.startswith(("'" + name[0], "\"'" + name[0]))


def test_controls_are_escaped_and_an_empty_store_has_its_header() -> None:
    assert list(lines([Lease("192.0.2.1", hostname="\t=a\r\n")], ("hostname",), 0)) == [
        "hostname\n",
        "\\x09=a\\x0d\\x0a\n",
    ]
    assert list(lines([], ("address", "state"), 0)) == ["address,state\n"]
