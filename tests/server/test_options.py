"""Which options a client gets: the most specific scope wins, a whole option at a time."""

from __future__ import annotations

from dhcpserver.options import OptionSets, wanted
from dhcpserver.selection import Links
from dhcptools.kea.model import OptionData, Reservation
from support.dialogue import config4


def name(text: str) -> list[dict[str, str]]:
    return [{"name": "domain-name", "data": text}]


def test_scopes_from_global_to_reservation() -> None:
    config = config4(
        {"option-data": name("subnet"), "pools": [{"pool": "192.0.2.10/32", "option-data": name("pool")}]},
        **{
            "option-data": name("global"),
            "client-classes": [
                {"name": "KNOWN", "option-data": name("first")},
                {"name": "ALL", "option-data": name("second")},
            ],
        },
    )
    sets = OptionSets(config)
    link = Links(config).all[0]
    host = Reservation("duid", b"x", options=(OptionData(15, b"host"),))
    classes = sets.matching(["KNOWN", "ALL"])  # the first that a client got wins
    found = [
        sets.merged(None, None, (), None),
        sets.merged(None, None, classes, None),
        sets.merged(link, None, classes, None),
        sets.merged(link, link.pools[0], classes, None),
        sets.merged(link, link.pools[0], classes, host),
    ]
    assert [merged[15].data for merged in found] == [b"global", b"first", b"subnet", b"pool", b"host"]


def test_only_what_is_asked_for_basic_or_always_sent_goes_out() -> None:
    merged = {code: OptionData(code, bytes((code,)), always_send=code == 9) for code in (3, 6, 9, 12)}
    assert wanted(merged, (12, 77), (3,)) == {12: b"\x0c", 3: b"\3", 9: b"\x09"}
