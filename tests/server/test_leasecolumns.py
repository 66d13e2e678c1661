"""Changed leases as columns are the rows that a journal expects."""

from __future__ import annotations

import numpy as np

from dhcpserver.journal import LeaseRow
from dhcpserver.leasecolumns import LeaseColumns
from dhcpserver.store import LONG, RECORD


def test_columns_are_read_as_rows() -> None:
    records = np.zeros(2, RECORD)
    records["high"], records["low"] = [0, 0x20010DB8 << 32], [7, 1]
    records["hardware"][0, :6], records["hardware_octets"] = 2, [6, 0]
    records["client"][0, :3], records["client_octets"] = 1, [3, LONG]
    records["expires_ns"], records["state"], records["length"] = [1 << 63, 5], [0, 2], [32, 128]
    columns = LeaseColumns(records, {0: "host"}, {1: b"x" * 40})
    assert len(columns) == 2
    assert list(columns) == [
        LeaseRow(7, 32, b"\2" * 6, b"\1" * 3, 0, 0, "host", 0, 0, 0, 1 << 63),
        LeaseRow((0x20010DB8 << 96) + 1, 128, b"", b"x" * 40, 0, 0, "", 2, 0, 0, 5),
    ]
