"""Leases as rows of Kea's files, and their times by the wall clock."""

from __future__ import annotations

import numpy as np
import pytest

from dhcpserver.filerows import row4, row6, row6_among, rows_of
from dhcpserver.journal import LeaseRow
from dhcpserver.leasecolumns import LeaseColumns
from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, State
from dhcpserver.pools import Range
from dhcpserver.store import RECORD
from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6, parse_row
from dhcptools.kea.memfile.schema import Layout

MAC = b"\2\0\0\0\0\1"
DUID = b"\0\3\0\1" + MAC
NOW = 1_000 * SECOND_NS  # the server's clock
WALL = 999_000 * SECOND_NS  # what makes the time of day of it


def four(state: State = State.DEFAULT, valid_s: int = 600, expires_ns: int = NOW + 600 * SECOND_NS) -> LeaseRow4:
    row = LeaseRow(0xC0000201, 32, MAC, b"\1\2\3", 0, 7, "a,b", state, valid_s, 0, expires_ns)
    read = parse_row(row4(row, NOW, WALL).removesuffix(b"\n"), Layout(4, 12))
    assert isinstance(read, LeaseRow4)
    return read


def six(length: int, pools: list[Range] | None = None) -> LeaseRow6:
    row = LeaseRow(1 << 125, length, b"", DUID, 9, 7, "", State.DEFAULT, 600, 400, NOW + 600 * SECOND_NS)
    line = row6 if pools is None else row6_among(pools)
    read = parse_row(line(row, NOW, WALL).removesuffix(b"\n"), Layout(6, 18))
    assert isinstance(read, LeaseRow6)
    return read


def test_an_active_lease_is_read_as_it_was_written() -> None:
    assert four() == LeaseRow4("192.0.2.1", MAC, b"\1\2\3", 600, 1_000_600, 7, hostname="a,b")


def test_a_lease_ends_no_sooner_in_the_file() -> None:
    assert four(expires_ns=NOW + 600 * SECOND_NS + 1).expire == 1_000_601


def test_a_lease_without_end() -> None:
    assert four(valid_s=INFINITE_S, expires_ns=NEVER_NS).infinite


def test_a_declined_address_is_nobodys_for_as_long_as_it_is_left_alone() -> None:
    row = four(State.DECLINED, 600, NOW + 86_400 * SECOND_NS)
    assert (row.hwaddr, row.client_id, row.hostname, row.state) == (b"", b"", "", 1)
    assert (row.cltt, row.expire) == (1_000_000, 1_086_400)


@pytest.mark.parametrize(("valid_s", "expires_ns"), [(600, NOW + SECOND_NS), (INFINITE_S, NEVER_NS)])
def test_a_lease_that_ended_is_over_in_the_file(valid_s: int, expires_ns: int) -> None:
    row = four(State.EXPIRED_RECLAIMED, valid_s, expires_ns)
    assert (row.state, row.expire, row.hwaddr) == (2, 1_000_000, MAC)
    assert not row.removed
    assert not row.infinite


def test_an_address_that_is_forgotten_leaves_the_file() -> None:
    assert four(State.EXPIRED_RECLAIMED, 0, 0).removed


def test_addresses_and_prefixes() -> None:
    assert six(128) == LeaseRow6("2000::", DUID, 600, 1_000_600, 7, 400, 0, 9, 128)
    assert six(56).lease_type == 2
    assert six(128, [Range(1 << 125, 4, length=128)]).lease_type == 2
    assert six(128, [Range(1 << 126, 4, length=128)]).lease_type == 0


@pytest.mark.parametrize(("hardware", "client"), [(6, 7), (6, 0), (0, 3), (16, 32)])
def test_rows_by_the_column_are_the_same(hardware: int, client: int) -> None:
    records = np.zeros(5, RECORD)
    records["low"] = [0x0A000001, 0xFFFFFFFF, 1, 0xC0000201, 0x0A0A0A0A]
    records["hardware"], records["client"] = np.arange(80).reshape(5, 16), np.arange(160).reshape(5, 32)
    records["hardware_octets"], records["client_octets"] = hardware, client
    records["valid_s"], records["subnet_id"] = [0, 600, 1, 2**32 - 2, 3600], [1, 2, 3, 2**32 - 1, 5]
    records["expires_ns"] = [NOW + at * SECOND_NS + at for at in range(5)]
    columns = LeaseColumns(records, {}, {})
    one_by_one = [row4(row, NOW, WALL) for row in columns]
    assert rows_of(columns, row4, NOW, WALL) == one_by_one
    named = LeaseColumns(records, {2: "pc1"}, {})
    assert rows_of(named, row4, NOW, WALL) == [row4(row, NOW, WALL) for row in named]
    for field, value in (("state", State.DECLINED), ("expires_ns", NEVER_NS), ("client_octets", 2)):
        odd = records.copy()
        odd[field][3] = value
        chunk = LeaseColumns(odd, {}, {})
        assert rows_of(chunk, row4, NOW, WALL) == [row4(row, NOW, WALL) for row in chunk]
