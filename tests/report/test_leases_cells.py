from __future__ import annotations

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_cells import HEADINGS, NUMBERS, WIDTHS, cell, usual_columns


def test_every_column_has_a_heading() -> None:
    assert tuple(HEADINGS) == COLUMNS
    assert set(HEADINGS) >= NUMBERS | set(WIDTHS)


@pytest.mark.parametrize(
    ("lease", "column", "text"),
    [
        (Lease("2001:db8::", "IA_PD", 56), "address", "2001:db8::/56"),
        (Lease("192.0.2.1"), "expires", "never"),
        (Lease("192.0.2.1", expires=0), "expires", "1970-01-01T00:00:00Z"),
        (Lease("192.0.2.1", starts=0), "starts", "1970-01-01T00:00:00Z"),
        (Lease("192.0.2.1", hwaddr=b"\2\1"), "hwaddr", "02:01"),
        (Lease("192.0.2.1", expires=5), "active", "no"),
        (Lease("192.0.2.1", expires=5), "state", "expired"),
        (Lease("192.0.2.1", fqdn_fwd=True), "fqdn_fwd", "yes"),
        (Lease("192.0.2.1", subnet_id=0), "subnet_id", "0"),
        (Lease("192.0.2.1"), "pool_id", ""),
        (Lease("192.0.2.1", hostname="a\x1b[31m\nb"), "hostname", r"a\x1b[31m\x0ab"),
        (Lease("192.0.2.1", user_context={"é": 1}), "user_context", '{"é": 1}'),
        (Lease("192.0.2.1", user_context="{\x07"), "user_context", r"{\x07"),
    ],
)
def test_cells(lease: Lease, column: str, text: str) -> None:
    assert cell(lease, column, 100) == text


def test_columns_by_family() -> None:
    assert "client_id" in usual_columns(frozenset((4,)))
    assert "iaid" in usual_columns(frozenset((6,)))
    assert {"hwaddr", "duid"} <= set(usual_columns(frozenset((4, 6))))
    assert usual_columns(frozenset()) == usual_columns(frozenset((4,)))
