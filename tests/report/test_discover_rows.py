from __future__ import annotations

from dataclasses import replace

from dhcptools.probe.changes import Change, Difference, Watch
from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_rows import HEADINGS, findings, happened, lease, row, totals
from support.sightings import ROGUE_MAC, advertise, census, nak, nothing6, offer

ONLY = Expectations((ExpectedServer.parse("192.0.2.1"),))
ROGUE = offer("192.0.2.2", ROGUE_MAC, "192.0.2.200")


def test_a_row_of_each_family() -> None:
    found = judge(census(offer(), offer(), advertise()), ONLY)
    first, second = (row(judged) for judged in found.servers)
    assert dict(zip(HEADINGS, first, strict=True)) == {
        "FAMILY": "DHCPv4", "SERVER ID": "192.0.2.1", "SOURCE": "192.0.2.1", "MAC": "02:00:5e:00:53:01",
        "OFFERED": "192.0.2.100", "LEASE": "3600 s", "RTT ms": "2.500", "COPIES": "1", "EXPECTED": "yes",
    }  # fmt: skip  # a row
    assert second[1] == "00:02:00:00:09:bf:01:02:03:04"
    assert second[4] == "2001:db8::5 2001:db8:1::/56"
    assert second[8] == "NO"


def test_a_server_with_nothing_says_why_harmlessly() -> None:
    (judged,) = judge(census(advertise(nothing6())), Expectations()).servers
    cells = row(judged)
    assert cells[4] == "IA_NA 1: NoAddrsAvail (no\\x1b[31m address)"
    assert (cells[5], cells[8]) == ("-", "-")


def test_a_tagged_answer_names_its_vlan() -> None:
    (judged,) = judge(census(replace(offer(), vlans=(100,))), Expectations()).servers
    assert row(judged)[2] == "192.0.2.1 (VLAN 100)"


def test_leases() -> None:
    assert (lease(None), lease(60), lease(0xFFFFFFFF)) == ("-", "60 s", "forever")


def test_findings_name_who_is_unexpected_with_mac_and_offer() -> None:
    expected = Expectations((*ONLY.servers, ExpectedServer.parse("192.0.2.9")))
    assert findings(judge(census(offer(), ROGUE, nak("192.0.2.3", ROGUE_MAC)), expected)) == [
        "unexpected: DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC 02:00:ba:db:ad:01, offers 192.0.2.200 for 3600 s",
        'unexpected: DHCPv4 server 192.0.2.3 from 192.0.2.3, MAC 02:00:ba:db:ad:01, sends DHCPNAK "no\\x1b[31m | way"',
        "missing: 192.0.2.9",
    ]


def test_findings_without_expectations() -> None:
    assert findings(judge(census(offer()), Expectations())) == []
    odd = replace(offer(), problems=("no server identifier (option 54)",))
    assert findings(judge(census(odd, nak()), Expectations())) == [
        'no offer: DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC 02:00:5e:00:53:01, sends DHCPNAK "no\\x1b[31m | way"',
        "odd: DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC 02:00:5e:00:53:01: no server identifier (option 54)",
    ]


def test_totals() -> None:
    assert totals(census()) == "0 servers, 0 offers"
    assert totals(census(offer(), offer(), ROGUE, "x")) == "2 servers, 2 offers, 1 copy; 1 other packet ignored"


def test_packets_that_were_lost_here_are_told() -> None:
    found = census(offer())
    found.dropped = 3
    assert totals(found) == "1 server, 1 offer; 3 packets came too fast to be read, perhaps answers among them"


def test_changes_in_words() -> None:
    (appeared,) = Watch().changes(census(ROGUE))
    text = "DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC 02:00:ba:db:ad:01"
    assert happened(appeared) == f"appeared: {text}, offers 192.0.2.200 for 3600 s"
    assert happened(appeared, expected=False).startswith("appeared: unexpected DHCPv4 server")
    assert happened(Change("gone", appeared.server)) == f"gone: {text}"
    changed = Change(
        "changed", appeared.server, (Difference("routers", None, "a\x1b"), Difference("lease", "1 s", "2 s"))
    )
    assert happened(changed) == f"changed: {text}: routers none -> a\\x1b; lease 1 s -> 2 s"
