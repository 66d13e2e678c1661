from __future__ import annotations

from dataclasses import replace

from dhcptools.probe.census import SERVERS_MOST, Census, key_of
from support.sightings import ROGUE_MAC, advertise, asked, census, frame4, nak, offer, reply4, seen


def test_three_copies_of_one_offer_are_one_server() -> None:
    found = census(offer(), offer(), offer())
    (server,) = found.servers
    assert server.duplicates == 2
    assert found.offers == server.offers == 1


def test_an_offer_to_each_try_is_no_copy() -> None:
    (server,) = census(offer(number=1), offer(number=2)).servers
    assert (server.duplicates, server.offers) == (0, 2)


def test_servers_differ_by_identifier_source_mac_and_vlan() -> None:
    one = offer()
    others = (
        replace(one, server_id="192.0.2.2"),
        replace(one, source="192.0.2.2"),
        replace(one, mac=ROGUE_MAC),
        replace(one, vlans=(5,)),
        advertise(),
    )
    assert len(census(one, *others).servers) == 6
    assert len({key_of(sighting) for sighting in (one, *others)}) == 6


def test_a_nak_to_a_discover_is_no_offer() -> None:
    found = census(nak(), nak())
    assert found.servers == []
    (other,) = found.others
    assert (other.kinds, other.duplicates, found.offers) == (["DHCPNAK"], 1, 0)


def test_the_server_that_offers_and_refuses_is_in_both_lists() -> None:
    found = census(nak(), offer())
    assert (len(found.servers), len(found.others)) == (1, 1)


def test_the_answers_of_a_scan_fold_into_one_server_whose_offer_counts() -> None:
    reboot = asked("init-reboot", 9)
    refusal = seen(frame4(reply4(reboot, 6, "0.0.0.0")), reboot)
    (server,) = census(refusal, offer()).servers
    assert server.kinds == ["DHCPNAK", "DHCPOFFER"]
    assert server.best.addresses == ("192.0.2.100",)
    assert (server.best.kind, server.offers, server.duplicates) == ("DHCPOFFER", 1, 0)


def test_a_bootp_reply_without_identifier_is_of_the_server_at_that_place() -> None:
    boot = asked("bootrequest", 9)
    plain = seen(frame4(reply4(boot, 0, server=None)), boot)
    elsewhere = replace(plain, source="192.0.2.8")
    for sightings in ((plain, offer(), elsewhere), (offer(), plain, elsewhere)):
        first, second = census(*sightings).servers
        assert (first.best.server_id, first.best.lease_s, second.best.server_id) == ("192.0.2.1", 3600, None)
        assert sorted(first.kinds) == ["BOOTREPLY", "DHCPOFFER"]
        assert first.offers == 2


def test_strays_are_counted_by_reason() -> None:
    found = census("another transaction", "malformed: one", "malformed: two")
    assert found.ignored == {"another transaction": 1, "malformed": 2}


def test_a_flood_of_servers_is_bounded() -> None:
    found = Census()
    one = offer()
    for number in range(SERVERS_MOST + 5):
        found.add(replace(one, server_id=str(number)))
    assert len(found.servers) == SERVERS_MOST
    assert found.ignored.total() == 5
