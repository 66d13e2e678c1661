from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.probe.expect import Expectations, ExpectedOption, ExpectedServer, judge, subnet
from support.sightings import DUID, ROGUE_MAC, SERVER_MAC, advertise, census, nak, nothing6, offer

ROGUE = offer("192.0.2.2", ROGUE_MAC, "192.0.2.200")


def expecting(*servers: str, subnets: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> Expectations:
    return Expectations(
        tuple(ExpectedServer.parse(text) for text in servers),
        tuple(subnet(text) for text in subnets),
        tuple(option for text in options for option in ExpectedOption.parse(text, (4, 6))),
    )


@pytest.mark.parametrize("text", ["192.0.2.1", "02:00:5e:00:53:01", "02-00-5E-00-53-01"])
def test_a_server_by_address_or_mac(text: str) -> None:
    assert ExpectedServer.parse(text).matches(offer())
    assert not ExpectedServer.parse(text).matches(ROGUE)


@pytest.mark.parametrize("text", ["fe80::1", "fe80::1%eth0", DUID.hex(), DUID.hex(":"), SERVER_MAC.hex(":")])
def test_a_dhcpv6_server_by_address_duid_or_mac(text: str) -> None:
    assert ExpectedServer.parse(text).matches(advertise())
    assert not ExpectedServer.parse(text).matches(ROGUE)


@pytest.mark.parametrize("text", ["", "server", "192.0.2", "02:00:5e:00:53:0g"])
def test_no_server(text: str) -> None:
    with pytest.raises(EncodeError, match="is no address, MAC address or DUID"):
        ExpectedServer.parse(text)


def test_nothing_expected_is_met_by_any_server() -> None:
    found = judge(census(offer(), ROGUE), Expectations())
    assert found.verdict == "ok"
    assert [judged.expected for judged in found.servers] == [None, None]
    assert found.unexpected == ()


def test_no_server_at_all() -> None:
    assert judge(census(), Expectations()).verdict == "none"
    assert judge(census(nak()), Expectations()).verdict == "none"
    found = judge(census(), expecting("192.0.2.1"))
    assert (found.verdict, found.missing) == ("none", ("192.0.2.1",))


def test_copies_of_the_allowed_one_are_well() -> None:
    found = judge(census(offer(), offer(), offer()), expecting("192.0.2.1"))
    assert (found.verdict, found.servers[0].expected) == ("ok", True)


def test_another_one_is_unexpected() -> None:
    found = judge(census(offer(), ROGUE), expecting("192.0.2.1"))
    assert found.verdict == "unexpected"
    (judged,) = found.unexpected
    assert judged.server.best == ROGUE
    assert [judged.expected for judged in found.servers] == [True, False]


def test_a_refusal_of_a_stranger_is_unexpected_and_one_of_ours_leaves_us_missing() -> None:
    assert judge(census(offer(), nak("192.0.2.2", ROGUE_MAC)), expecting("192.0.2.1")).verdict == "unexpected"
    found = judge(census(nak()), expecting("192.0.2.1"))
    assert (found.verdict, found.missing, found.unexpected) == ("none", ("192.0.2.1",), ())


def test_some_are_missing() -> None:
    found = judge(census(offer()), expecting("192.0.2.1", "192.0.2.9", "02:00:00:00:00:09"))
    assert (found.verdict, found.missing) == ("missing", ("192.0.2.9", "02:00:00:00:00:09"))


def test_subnets_hold_for_their_family() -> None:
    everybody = census(offer(), advertise())
    assert judge(everybody, expecting(subnets=("192.0.2.0/24",))).verdict == "ok"
    assert judge(everybody, expecting(subnets=("198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"))).verdict == "ok"
    found = judge(everybody, expecting(subnets=("198.51.100.0/24", "2001:db8::/64")))
    assert found.verdict == "wrong"
    assert [judged.faults for judged in found.wrong] == [
        ("192.0.2.100 is in none of 198.51.100.0/24",),
        ("2001:db8:1:: is in none of 2001:db8::/64",),
    ]
    with pytest.raises(EncodeError, match="no subnet"):
        subnet("192.0.2.1/24")


def test_options_hold_for_the_family_that_knows_them() -> None:
    right = offer(more=[RawOption(6, bytes((192, 0, 2, 53)))])
    wanted = expecting(options=("domain-name-servers=192.0.2.53",))
    assert [option.family for option in wanted.options] == [4]
    assert (wanted.codes(4), wanted.codes(6)) == ((6,), ())
    assert judge(census(right, advertise()), wanted).verdict == "ok"
    wrong = offer(more=[RawOption(6, bytes((192, 0, 2, 66)))])
    assert judge(census(wrong), wanted).wrong[0].faults == (
        "option domain-name-servers is 192.0.2.66, expected 192.0.2.53",
    )
    assert judge(census(offer()), wanted).wrong[0].faults == (
        "option domain-name-servers is not there, expected 192.0.2.53",
    )
    assert judge(census(advertise()), expecting(options=("dns-servers=2001:db8::53",))).verdict == "wrong"


def test_no_option() -> None:
    with pytest.raises(EncodeError, match="no-such-thing"):
        ExpectedOption.parse("no-such-thing=1", (4, 6))


def test_a_server_with_nothing_to_offer_offers_nothing_wrong() -> None:
    found = judge(census(advertise(nothing6())), expecting(subnets=("2001:db8:ffff::/64",)))
    assert (found.verdict, found.wrong) == ("ok", ())


def test_an_unexpected_server_weighs_more_than_a_missing_one() -> None:
    assert judge(census(ROGUE), expecting("192.0.2.1")).verdict == "unexpected"
