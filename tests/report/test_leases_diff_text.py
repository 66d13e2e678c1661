from __future__ import annotations

from dataclasses import replace

from dhcptools.leases.compare import Difference
from dhcptools.leases.lease import Lease
from dhcptools.report.leases_diff_text import lines

LEASE = Lease("10.0.0.1", hwaddr=b"\x02" * 6, client_id=b"\x01" + b"\x02" * 6, subnet_id=7, expires=1600)


def test_lines() -> None:
    moved = replace(LEASE, hostname="a\x1bb", expires=None, state="\x1b")
    found = [
        Difference(LEASE, None),
        Difference(None, replace(LEASE, client_id=b"\1\3")),
        Difference(LEASE, moved, ("hostname", "state", "expires")),
    ]
    assert list(lines(found, 1000)) == [
        "- 10.0.0.1        02:02:02:02:02:02  subnet 7  active  expires 1970-01-01T00:26:40Z\n",
        "+ 10.0.0.1        02:02:02:02:02:02  01:03  subnet 7  active  expires 1970-01-01T00:26:40Z\n",
        "~ 10.0.0.1        hostname (none) -> a\\x1bb; state default -> \\x1b; expires 1970-01-01T00:26:40Z -> never\n",
    ]
    assert next(iter(lines(found, 1000, colour=True))).startswith("\x1b[31m- 10.0.0.1")
    assert "never expires" in next(iter(lines([Difference(moved, None)], 1000)))
