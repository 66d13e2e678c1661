from __future__ import annotations

from dhcptools.leases.limits import Limit, judge
from dhcptools.leases.usage import Count, Place, Usage
from dhcptools.report.leases_stats_nagios import line, nagios
from support.lease_usage import nothing


def full(assigned: int) -> list[Usage]:
    place = Place("o'lan|x", Count(100, assigned))
    return [Usage(4, "x", [], [place], place, configured=True)]


def said(usages: list[Usage], warning: Limit | None, critical: Limit | None) -> str:
    return nagios(usages, judge(usages, warning, critical), warning, critical)


def test_lines() -> None:
    limits = (Limit(80), Limit(90))
    assert said(full(95), *limits) == ("LEASES CRITICAL - o'lan/x 95.0% used, 5 free | 'o_lan_x'=95.00%;80;90;0;100\n")
    assert said(full(85), *limits).startswith("LEASES WARNING - ")
    assert said(full(1), None, Limit(free=2)) == (
        "LEASES OK - 1 judged, the fullest is o'lan/x 1.0% used, 99 free | 'o_lan_x'=1.00%;;;0;100\n"
    )
    assert said([nothing(None)], *limits) == (
        "LEASES UNKNOWN - no pool to judge: name the server's configuration with --config\n"
    )
    assert line(3, "a|b\x1b") == "LEASES UNKNOWN - a/b\\x1b\n"
