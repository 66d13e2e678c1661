from __future__ import annotations

from ipaddress import IPv6Address

from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix
from dhcptools.packet.raw import RawOption
from dhcptools.probe.changes import Change, Difference, Watch
from support.sightings import ROGUE_MAC, advertise, census, nak, nothing6, offer

ROGUE = offer("192.0.2.2", ROGUE_MAC)


def told(changes: list[Change]) -> list[tuple[str, str | None]]:
    return [(change.what, change.server.best.server_id) for change in changes]


def test_everybody_appears_once() -> None:
    watch = Watch()
    first = list(watch.changes(census(offer(), advertise())))
    assert [change.what for change in first] == ["appeared", "appeared"]
    assert list(watch.changes(census(advertise(), offer(number=9)))) == []


def test_one_comes_and_goes() -> None:
    watch = Watch()
    list(watch.changes(census(offer())))
    assert told(list(watch.changes(census(offer(), ROGUE)))) == [("appeared", "192.0.2.2")]
    assert told(list(watch.changes(census(offer())))) == [("gone", "192.0.2.2")]
    assert told(list(watch.changes(census()))) == [("gone", "192.0.2.1")]
    assert list(watch.changes(census())) == []


def test_what_changed_is_named() -> None:
    watch = Watch()
    list(watch.changes(census(offer(more=[RawOption(3, bytes((192, 0, 2, 1)))]))))
    dns = RawOption(6, bytes((192, 0, 2, 53)))
    (change,) = watch.changes(census(offer(yiaddr="192.0.2.101", more=[dns])))
    assert (change.what, change.other) == ("changed", False)
    assert change.differences == (
        Difference("offered", "192.0.2.100", "192.0.2.101"),
        Difference("routers", "192.0.2.1", None),
        Difference("domain-name-servers", None, "192.0.2.53"),
    )


def test_another_address_of_the_same_network_is_no_change() -> None:
    watch = Watch()
    mask = RawOption(1, bytes((255, 255, 255, 0)))
    list(watch.changes(census(offer(more=[mask]), advertise())))
    address = IaAddr(IPv6Address("2001:db8::6"), 1800, 3600).option()
    prefix = IaPrefix(1800, 7200, 56, IPv6Address("2001:db8:1:100::")).option()
    again = advertise(IaNa(1, 900, 1400, (address,)).option(), IaPd(1, 900, 1400, (prefix,)).option())
    assert list(watch.changes(census(offer(yiaddr="192.0.2.101", more=[mask]), again))) == []
    (four, six) = watch.changes(census(offer(yiaddr="198.51.100.1", more=[mask]), advertise(nothing6())))
    assert four.differences == (Difference("offered", "192.0.2.0/24", "198.51.100.0/24"),)
    assert Difference("offered", "2001:db8::/64, /56", None) in six.differences


def test_a_mask_that_is_none_leaves_the_address() -> None:
    watch = Watch()
    mask = RawOption(1, bytes((255, 0, 255, 0)))
    list(watch.changes(census(offer(more=[mask]))))
    (change,) = watch.changes(census(offer(yiaddr="192.0.2.101", more=[mask])))
    assert change.differences == (Difference("offered", "192.0.2.100", "192.0.2.101"),)


def test_a_look_that_was_cut_short_says_of_nobody_that_he_is_gone() -> None:
    watch = Watch()
    list(watch.changes(census(offer())))
    assert told(list(watch.changes(census(ROGUE), whole=False))) == [("appeared", "192.0.2.2")]
    assert told(list(watch.changes(census(offer())))) == [("gone", "192.0.2.2")]


def test_who_refuses_is_told_as_such() -> None:
    watch = Watch()
    (change,) = watch.changes(census(nak()))
    assert (change.what, change.other) == ("appeared", True)
    assert [(change.what, change.other) for change in watch.changes(census(offer()))] == [
        ("appeared", False),
        ("gone", True),
    ]
