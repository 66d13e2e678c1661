from __future__ import annotations

from dhcptools.packet.raw import RawOption
from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_text import text
from support.sightings import ROGUE_MAC, advertise, census, offer


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


def test_verbose_shows_every_option_harmlessly() -> None:
    found = census(offer(more=[RawOption(6, bytes((192, 0, 2, 53))), RawOption(15, b"a\x1b[31mb")]), advertise())
    lines = text(found, judge(found, Expectations()), verbose=True).splitlines()
    assert "  domain-name-servers (6): 192.0.2.53" in lines
    assert "DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC 02:00:5e:00:53:01: DHCPOFFER" in lines
    assert any(line.startswith("  ia-pd (25): ") for line in lines)
    assert "\x1b" not in "".join(lines)
    assert text(census(), judge(census(), Expectations()), verbose=True).count("\n") == 2
