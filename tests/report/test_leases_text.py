from __future__ import annotations

from itertools import islice, repeat

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_text import lines


def test_columns_stand_below_their_headings() -> None:
    leases = [Lease("192.0.2.1", subnet_id=7, hostname="a-name-longer-than-usual", expires=200), Lease("192.0.2.20")]
    heading, first, second = lines(leases, ("address", "subnet_id", "hostname", "expires"), 100)
    assert heading.split() == ["ADDRESS", "SUBNET", "HOSTNAME", "EXPIRES"]
    assert first.index("a-name") == heading.index("HOSTNAME")
    assert first.index("1970") == second.index("never") == heading.index("EXPIRES")
    assert first[heading.index("SUBNET") + 5] == "7"


def test_it_does_not_wait_for_the_end() -> None:
    assert len(list(islice(lines(repeat(Lease("192.0.2.1")), ("address",), 0), 2000))) == 2000
