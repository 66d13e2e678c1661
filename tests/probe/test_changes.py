from __future__ import annotations

from dhcptools.packet.raw import RawOption
from dhcptools.probe.changes import Change, Difference, Watch
from support.sightings import ROGUE_MAC, advertise, census, nak, offer

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


def test_who_refuses_is_told_as_such() -> None:
    watch = Watch()
    (change,) = watch.changes(census(nak()))
    assert (change.what, change.other) == ("appeared", True)
    assert [(change.what, change.other) for change in watch.changes(census(offer()))] == [
        ("appeared", False),
        ("gone", True),
    ]
