from __future__ import annotations

from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_text import text
from support.sightings import ROGUE_MAC, census, offer


def test_columns_stand_below_one_another() -> None:
    found = census(offer(), offer("192.0.2.2", ROGUE_MAC, "192.0.2.200"))
    lines = text(found, judge(found, Expectations((ExpectedServer.parse("192.0.2.1"),)))).splitlines()
    assert lines[0].split() == [
        "FAMILY", "SERVER", "ID", "SOURCE", "MAC", "OFFERED", "LEASE", "RTT", "ms", "COPIES", "EXPECTED",
    ]  # fmt: skip  # one line
    for column, cells in (("SOURCE", ("192.0.2.1", "192.0.2.2")), ("OFFERED", ("192.0.2.100", "192.0.2.200"))):
        at = lines[0].index(column)
        assert tuple(line[at:].split()[0] for line in lines[1:3]) == cells
    assert lines[3].startswith("unexpected: ")
    assert lines[4:] == ["2 servers, 2 offers"]


def test_nobody() -> None:
    assert text(census(), judge(census(), Expectations())) == "no DHCP server answered\n0 servers, 0 offers\n"
