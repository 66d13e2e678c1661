from __future__ import annotations

from ipaddress import IPv4Address
from itertools import count

import pytest

from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.packet.view4 import view
from dhcptools.probe.flavours import ANSWERS, FOREIGN_ADDRESS, FOREIGN_SERVER, LOOK, SCAN, Asker, ask4, ask6, asks
from support.sightings import ASKER, MAC


def message4(flavour: str) -> Message4:
    message = ask4(flavour, ASKER, 0x01020304).message
    assert isinstance(message, Message4)
    return Message4.decode(message.encode())


@pytest.mark.parametrize(
    ("flavour", "kind", "ciaddr", "requested", "server_id"),
    [
        ("bootrequest", None, "0.0.0.0", None, None),
        ("discover", 1, "0.0.0.0", None, None),
        ("selecting", 3, "0.0.0.0", FOREIGN_ADDRESS, FOREIGN_SERVER),
        ("init-reboot", 3, "0.0.0.0", FOREIGN_ADDRESS, None),
        ("rebinding", 3, str(FOREIGN_ADDRESS), None, None),
    ],
)
def test_the_five_flavours_of_a_scan(
    flavour: str, kind: int | None, ciaddr: str, requested: IPv4Address | None, server_id: IPv4Address | None
) -> None:
    message = message4(flavour)
    options = view(message)
    assert (message.op, message.xid, message.hardware_address) == (1, 0x01020304, MAC)
    assert message.broadcast
    assert (message.message_type, str(message.ciaddr)) == (kind, ciaddr)
    assert options.get(50) == (None if requested is None else requested.packed)
    assert options.get(54) == (None if server_id is None else server_id.packed)
    assert options.get(80) is None  # Rapid Commit would take a lease
    assert message.problems == ()


def test_what_a_discover_asks_for_can_be_more() -> None:
    message = ask4("discover", Asker(MAC, b"", parameters=(6, 200)), 1).message
    parameters = message.first(55)
    assert parameters is not None
    assert parameters.count(6) == 1
    assert 200 in parameters
    assert isinstance(message, Message4)
    assert not message.broadcast


def test_a_solicit_asks_for_an_address_and_a_prefix_and_not_for_rapid_commit() -> None:
    ask = ask6(Asker(MAC, b"\0\3\0\1" + MAC, oro=(23, 300)), 0x123456)
    message = ask.message
    assert isinstance(message, Message6)
    assert (message.msg_type, ask.key, ask.family) == (1, (6, 0x123456), 6)
    assert [option.code for option in message.options if option.code in (3, 14, 25)] == [3, 25]
    codes = message.first(6) or b""
    asked_for = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
    assert 300 in asked_for
    assert asked_for.count(23) == 1


def test_every_question_of_a_round_has_its_own_transaction_id() -> None:
    numbers = iter([5, 5, 5, 6, 7, 8, 9, 5])
    found = asks((4, 6), SCAN, ASKER, lambda _bits: next(numbers))
    assert [ask.flavour for ask in found] == [*SCAN, "solicit"]
    assert [ask.key for ask in found] == [(4, 5), (4, 6), (4, 7), (4, 8), (4, 9), (6, 5)]


def test_families_are_asked_as_wanted() -> None:
    bits = count(1)
    assert [ask.family for ask in asks((4,), LOOK, ASKER, lambda _bits: next(bits))] == [4]
    assert [ask.family for ask in asks((6,), LOOK, ASKER, lambda _bits: next(bits))] == [6]


def test_each_flavour_has_its_answers() -> None:
    assert set(ANSWERS) == {*SCAN, "solicit"}
    assert "DHCPNAK" not in ANSWERS["discover"]
    assert "DHCPACK" not in ANSWERS["discover"]
