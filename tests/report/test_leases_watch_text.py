from __future__ import annotations

from dataclasses import replace

from dhcptools.leases.changes import EVENTS, Change
from dhcptools.leases.lease import Lease
from dhcptools.report.leases_watch_text import line

LEASE = Lease("10.0.0.1", hwaddr=b"\x02" * 6, hostname="a\x1bb", subnet_id=7, expires=1600)


def test_lines() -> None:
    assert line(Change("add", 1000, LEASE)) == (
        "1970-01-01T00:16:40Z  add       10.0.0.1         02:02:02:02:02:02  a\\x1bb  subnet 7  "
        "until 1970-01-01T00:26:40Z\n"
    )
    infinite = replace(LEASE, expires=None, hostname="", subnet_id=None, hwaddr=b"", client_id=b"\1\2")
    assert line(Change("renew", 1000, infinite)).endswith("01:02              never expires\n")
    declined = replace(LEASE, hwaddr=b"", hostname="", state="declined")
    assert "02:02:02:02:02:02  a\\x1bb" in line(Change("decline", 1000, declined, LEASE))  # who declined it
    assert line(Change("release", 1000, declined)).endswith("10.0.0.1         -                  subnet 7\n")
    assert all("\x1b[0m\n" in line(Change(event, 1, LEASE), colour=True) for event in EVENTS)
