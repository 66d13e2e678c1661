from __future__ import annotations

from dhcptools.probe.expect import Expectations, ExpectedServer, judge, subnet
from dhcptools.probe.sighting import Sighting
from dhcptools.report.discover_nagios import UNKNOWN, line, nagios
from support.sightings import ROGUE_MAC, advertise, census, nak, offer

ONLY = Expectations((ExpectedServer.parse("192.0.2.1"),))
DATA = " | rtt=0.002500s;;;0 offers=1;;;0 servers=1;;;0 lease=3600s;;;0\n"
ROGUE = offer("192.0.2.2", ROGUE_MAC, "192.0.2.200")


def told(
    *sightings: Sighting, wanted: Expectations = ONLY, warning: float | None = None, critical: float | None = None
) -> tuple[int, str]:
    found = census(*sightings)
    state, text = nagios(found, judge(found, wanted), warning, critical)
    assert text.count("\n") == 1
    assert text.count("|") == 1
    return state, text


def test_all_that_was_expected_is_ok() -> None:
    assert told(offer(), offer(), offer()) == (
        0,
        "DHCP OK - DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC 02:00:5e:00:53:01, offers 192.0.2.100 for 3600 s" + DATA,
    )


def test_some_are_missing() -> None:
    wanted = Expectations((*ONLY.servers, ExpectedServer.parse("192.0.2.9")))
    assert told(offer(), wanted=wanted) == (1, "DHCP WARNING - missing 192.0.2.9" + DATA)


def test_a_rogue_is_named_with_mac_and_offer() -> None:
    state, text = told(offer(), ROGUE)
    assert state == 2
    assert text.startswith(
        "DHCP CRITICAL - unexpected DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC 02:00:ba:db:ad:01, "
        "offers 192.0.2.200 for 3600 s | "
    )
    assert "offers=2;;;0 servers=2;;;0" in text


def test_nobody_is_critical_and_a_nak_is_nobody() -> None:
    empty = " | rtt=U;;;0 offers=0;;;0 servers=0;;;0 lease=U;;;0\n"
    assert told(wanted=Expectations()) == (2, "DHCP CRITICAL - no DHCP server answered" + empty)
    state, text = told(nak(), wanted=Expectations())
    assert state == 2
    assert text == (
        "DHCP CRITICAL - no DHCP server answered; DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC 02:00:5e:00:53:01, "
        'sends DHCPNAK "no\\x1b[31m / way"' + empty
    )


def test_a_wrong_offer_is_critical() -> None:
    wanted = Expectations(subnets=(subnet("198.51.100.0/24"),))
    state, text = told(offer(), wanted=wanted)
    assert state == 2
    assert "192.0.2.100 is in none of 198.51.100.0/24" in text


def test_the_slowest_is_held_against_the_limits() -> None:
    assert told(offer(), warning=3, critical=5)[0] == 0
    state, text = told(offer(), warning=1, critical=5)
    assert state == 1
    assert "slowest answer after 2.500 ms, limit 1 ms | rtt=0.002500s;0.001;0.005;0 " in text
    assert told(offer(), warning=1, critical=2)[0] == 2


def test_the_longest_lease_counts() -> None:
    assert "lease=7200s" not in told(offer())[1]
    wanted = Expectations()
    assert "lease=3600s" in told(offer(), advertise(), wanted=wanted)[1]


def test_a_line_without_data() -> None:
    assert line(UNKNOWN, "cannot |\n look") == "DHCP UNKNOWN - cannot /\\x0a look\n"
