from __future__ import annotations

from dhcptools.probe.changes import Watch
from dhcptools.probe.expect import Expectations, ExpectedServer, judge, subnet
from dhcptools.report.discover_env import of_change, of_findings
from support.sightings import ROGUE_MAC, advertise, census, nak, offer

ROGUE = offer("192.0.2.2", ROGUE_MAC)


def test_a_change() -> None:
    (change,) = Watch().changes(census(ROGUE))
    assert of_change("eth0", change, False) == {
        "DHCP_EVENT": "appeared",
        "DHCP_INTERFACE": "eth0",
        "DHCP_TEXT": "appeared: unexpected DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC 02:00:ba:db:ad:01, "
        "offers 192.0.2.100 for 3600 s",
        "DHCP_FAMILY": "4",
        "DHCP_SERVER": "192.0.2.2",
        "DHCP_SOURCE": "192.0.2.2",
        "DHCP_SOURCE_MAC": "02:00:ba:db:ad:01",
        "DHCP_VLANS": "",
        "DHCP_OFFERED": "192.0.2.100",
        "DHCP_LEASE_S": "3600",
        "DHCP_EXPECTED": "no",
    }


def test_findings() -> None:
    wanted = Expectations(
        (ExpectedServer.parse("192.0.2.1"), ExpectedServer.parse("192.0.2.9")), (subnet("198.51.100.0/24"),)
    )
    heard = census(offer(), ROGUE, advertise())
    found = list(of_findings("eth0", judge(heard, wanted)))
    assert [(each["DHCP_EVENT"], each.get("DHCP_SERVER")) for each in found] == [
        ("unexpected", "192.0.2.2"),
        ("unexpected", "00:02:00:00:09:bf:01:02:03:04"),
        ("wrong", "192.0.2.1"),
        ("wrong", "192.0.2.2"),
        ("missing", "192.0.2.9"),
    ]
    assert found[2]["DHCP_TEXT"].endswith(": 192.0.2.100 is in none of 198.51.100.0/24")


def test_nothing_wrong_and_nothing_there() -> None:
    assert list(of_findings("eth0", judge(census(offer()), Expectations()))) == []
    (none,) = of_findings("eth0", judge(census(), Expectations()))
    assert none == {"DHCP_EVENT": "none", "DHCP_INTERFACE": "eth0", "DHCP_TEXT": "no DHCP server answered"}


def test_words_of_a_server_are_harmless() -> None:
    wanted = Expectations((ExpectedServer.parse("192.0.2.9"),))
    for each in of_findings("eth0", judge(census(nak()), wanted)):
        assert not any("\x1b" in value or "\0" in value for value in each.values())
