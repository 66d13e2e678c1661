"""The DHCPv6 engine, section by section of RFC 9915, and what must hold for any octets."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.engine6 import Engine6
from dhcpserver.reply6 import Context6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import IaTa, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.dialogue import (
    DUID,
    LINK6,
    SECOND,
    SERVER_DUID,
    answer6,
    config6,
    engine6,
    ia_na,
    ia_pd,
    message6,
    na,
    pd,
    relay6,
)

SOLICIT, ADVERTISE, REQUEST, CONFIRM, RENEW, REBIND, REPLY, RELEASE, DECLINE, INFORMATION = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    11,
)


def bound(engine: Engine6, *ias: RawOption, duid: bytes = DUID) -> Message6:
    """Solicit, Advertise, Request, Reply."""
    advertise = answer6(engine, message6(SOLICIT, *ias, duid=duid))
    own = [option for option in advertise.options if option.code in {3, 25}]
    reply = answer6(engine, message6(REQUEST, *own, duid=duid, server=SERVER_DUID))
    assert reply.msg_type == REPLY
    return reply


def status(options: tuple[RawOption, ...]) -> int | None:
    return next((StatusCode.decode(option.data).status_code for option in options if option.code == 13), None)


def test_solicit_is_advertised_an_address_and_a_prefix() -> None:
    message = answer6(engine6(), message6(SOLICIT, na(7), pd(8)))
    assert (message.msg_type, message.transaction_id) == (ADVERTISE, 0x123456)
    assert (message.first(1), message.first(2)) == (DUID, SERVER_DUID)
    address, prefix = ia_na(message), ia_pd(message)
    assert (address.iaid, str(address.addresses()[0].address)) == (7, "2001:db8:1::10")
    assert (prefix.iaid, str(prefix.prefixes()[0].network())) == (8, "2001:db8:100::/56")


def test_timers_follow_the_preferred_lifetime_or_the_configuration() -> None:
    message = answer6(engine6(**{"preferred-lifetime": 1000, "valid-lifetime": 2000}), message6(SOLICIT, na()))
    assert (ia_na(message).t1, ia_na(message).t2) == (500, 800)
    fixed = engine6(**{"renew-timer": 111, "rebind-timer": 222})
    message = answer6(fixed, message6(SOLICIT, na()))
    assert (ia_na(message).t1, ia_na(message).t2) == (111, 222)


def test_lifetimes_wished_for_stay_within_bounds() -> None:
    engine = engine6(**{
        "valid-lifetime": 2000, "min-valid-lifetime": 1000, "max-valid-lifetime": 3000,
        "preferred-lifetime": 500, "min-preferred-lifetime": 100, "max-preferred-lifetime": 5000,
    })  # fmt: skip  # bounds
    message = answer6(engine, message6(SOLICIT, na(1, "2001:db8:1::12", preferred=4000, valid=9000)))
    address = ia_na(message).addresses()[0]
    assert (str(address.address), address.preferred_lifetime, address.valid_lifetime) == ("2001:db8:1::12", 3000, 3000)


def test_rapid_commit_only_when_configured_and_asked_for() -> None:
    ask = message6(SOLICIT, na(), RawOption(14, b""))
    assert answer6(engine6(), ask).msg_type == ADVERTISE
    reply = answer6(engine6(**{"rapid-commit": True}), ask)
    assert (reply.msg_type, reply.first(14)) == (REPLY, b"")


def test_request_binds_and_two_clients_get_two_addresses() -> None:
    engine = engine6()
    first = ia_na(bound(engine, na())).addresses()[0].address
    second = ia_na(bound(engine, na(), duid=b"\0\3\0\1other")).addresses()[0].address
    assert first != second
    assert ia_na(bound(engine, na())).addresses()[0].address == first


def test_an_exhausted_pool_says_so_in_the_association() -> None:
    engine = engine6(**{"pools": [{"pool": "2001:db8:1::10/128"}], "pd-pools": []})
    bound(engine, na())
    message = answer6(engine, message6(SOLICIT, na(), pd(), duid=b"\0\3\0\1other"))
    assert (status(ia_na(message).options), status(ia_pd(message).options)) == (2, 6)
    assert engine.statistics()["v6-allocation-fail"] == 2


def test_temporary_addresses_are_refused_politely() -> None:
    message = answer6(engine6(), message6(SOLICIT, IaTa(5).option()))
    refused = IaTa.decode(message.all(4)[0].data)
    assert (refused.iaid, status(refused.options)) == (5, 2)


def test_renew_extends_and_takes_back_what_is_not_bound() -> None:
    engine = engine6(**{"valid-lifetime": 100, "preferred-lifetime": 50})
    address = str(ia_na(bound(engine, na())).addresses()[0].address)
    message = message6(RENEW, na(1, address, "2001:db8:1::13"), server=SERVER_DUID)
    inside = ia_na(answer6(engine, message, 90 * SECOND)).addresses()
    assert [(str(item.address), item.valid_lifetime) for item in inside] == [(address, 100), ("2001:db8:1::13", 0)]
    lease = engine.bindings.addresses.book.at(int(IPv6Address(address)))
    assert lease is not None
    assert lease.active(189 * SECOND)


def test_renew_without_binding_makes_one() -> None:
    engine = engine6()
    nothing = answer6(engine, message6(RENEW, na(), server=SERVER_DUID))
    assert [str(item.address) for item in ia_na(nothing).addresses()] == ["2001:db8:1::10"]
    elsewhere = answer6(engine, message6(RENEW, na(2, "2001:db8:9::1"), server=SERVER_DUID))
    assert [item.valid_lifetime for item in ia_na(elsewhere).addresses()] == [7200, 0]
    free = answer6(engine, message6(REBIND, na(3, "2001:db8:1::12")))
    assert str(ia_na(free).addresses()[0].address) == "2001:db8:1::12"
    exhausted = engine6(pools=[])
    found = ia_na(answer6(exhausted, message6(RENEW, na(1, "2001:db8:1::12"), server=SERVER_DUID)))
    assert (status(found.options), [item.valid_lifetime for item in found.addresses()]) == (2, [0])


def test_a_request_off_link_is_told_so() -> None:
    found = ia_na(answer6(engine6(), message6(REQUEST, na(1, "2001:db8:9::1"), server=SERVER_DUID)))
    assert (status(found.options), found.addresses()) == (4, ())


def test_what_a_prefix_leaves_out_is_told_who_asks() -> None:
    pool = {
        "prefix": "2001:db8:100::", "prefix-len": 54, "delegated-len": 56,
        "excluded-prefix": "2001:db8:100:a0::", "excluded-prefix-len": 59,
    }  # fmt: skip  # RFC 6603
    asked = message6(SOLICIT, pd(), RawOption(6, b"\0\x43"))
    (prefix,) = ia_pd(answer6(engine6(**{"pd-pools": [pool]}), asked)).prefixes()
    assert [(option.code, option.data.hex()) for option in prefix.options] == [(67, "3ba0")]
    (prefix,) = ia_pd(answer6(engine6(**{"pd-pools": [pool]}), message6(SOLICIT, pd()))).prefixes()
    assert prefix.options == ()


def test_a_name_is_answered_and_not_entered() -> None:
    sent = RawOption(39, b"\1\2pc\0")
    message = answer6(engine6(), message6(SOLICIT, na(), sent))
    assert message.first(39) == b"\6\2pc\0"
    assert answer6(engine6(), message6(SOLICIT, pd(), sent)).first(39) is None


def test_a_relay_that_tells_the_hardware_address_is_believed() -> None:
    host = {"hw-address": "02:00:00:00:00:99", "ip-addresses": ["2001:db8:1::99"]}
    told = RawOption(79, bytes.fromhex("0001020000000099"))
    engine = engine6(reservations=[host])
    (reply,) = engine.handle(relay6(message6(SOLICIT, na()), "2001:db8:1::2", told), LINK6, 0)
    assert isinstance(reply.message, RelayMessage6)
    inner = reply.message.relayed()
    assert isinstance(inner, Message6)
    assert str(ia_na(inner).addresses()[0].address) == "2001:db8:1::99"


def test_unicast_is_taken_only_where_it_was_asked_for() -> None:
    renew = message6(RENEW, na(), server=SERVER_DUID)
    assert engine6().handle(renew, replace(LINK6, unicast=True), 0) == ()
    assert engine6().handle(renew, replace(LINK6, unicast=True, invited=True), 0)
    assert engine6().handle(message6(SOLICIT, na()), replace(LINK6, unicast=True, invited=True), 0) == ()


def test_release_and_decline() -> None:
    engine = engine6(pools=[{"pool": "2001:db8:1::10/128"}])
    address = str(ia_na(bound(engine, na())).addresses()[0].address)
    reply = answer6(engine, message6(RELEASE, na(1, address), na(2, address), server=SERVER_DUID))
    assert status(reply.options) == 0
    assert (ia_na(reply).iaid, status(ia_na(reply).options)) == (2, 3)  # NoBinding for the unknown one alone
    bound(engine, na(), duid=b"\0\3\0\1other")
    decline = message6(DECLINE, na(1, address), server=SERVER_DUID, duid=b"\0\3\0\1other")
    assert status(answer6(engine, decline).options) == 0
    assert engine.statistics()["declined-addresses"] == 1
    assert status(ia_na(answer6(engine, message6(SOLICIT, na()))).options) == 2


def test_confirm_looks_at_the_link() -> None:
    engine = engine6()
    assert status(answer6(engine, message6(CONFIRM, na(1, "2001:db8:1::99"))).options) == 0
    assert status(answer6(engine, message6(CONFIRM, na(1, "2001:db8:2::99"))).options) == 4
    assert engine.handle(message6(CONFIRM, na()), LINK6, 0) == ()


def test_information_request_gets_what_it_asks_for() -> None:
    options = [{"name": "dns-servers", "data": "2001:db8::53"}, {"name": "information-refresh-time", "data": "999"}]
    engine = Engine6(config6(**{"option-data": options}), SERVER_DUID)
    reply = answer6(engine, message6(INFORMATION, RawOption(6, b"\0\x20"), duid=b""))
    assert (reply.msg_type, reply.first(32), reply.first(23)) == (REPLY, (999).to_bytes(4), None)
    assert reply.first(1) is None


@pytest.mark.parametrize(
    "message",
    [
        message6(SOLICIT, na(), duid=b""),
        message6(SOLICIT, na(), server=SERVER_DUID),
        message6(REQUEST, na()),
        message6(REQUEST, na(), server=b"\0\3\0\1else"),
        message6(REBIND, na(), server=SERVER_DUID),
        message6(CONFIRM, na(1, "2001:db8:1::10"), server=SERVER_DUID),
        message6(INFORMATION, na()),
        message6(INFORMATION, server=b"\0\3\0\1else"),
        message6(ADVERTISE),
        message6(REPLY),
        message6(10),
        message6(SOLICIT, RawOption(3, b"short")),
        message6(SOLICIT, RawOption(1, b"twice")),
        Message6(200),
    ],
)
def test_what_section_16_discards(message: Message6) -> None:
    engine = engine6()
    assert engine.handle(message, LINK6, 0) == ()
    assert engine.statistics()["pkt6-receive-drop"] == 1


def test_what_is_for_all_servers_does_not_come_by_unicast() -> None:
    unicast = replace(LINK6, unicast=True)
    assert engine6().handle(message6(SOLICIT, na()), unicast, 0) == ()
    lenient = Engine6(config6(), SERVER_DUID, accept_unicast=True)
    assert lenient.handle(message6(SOLICIT, na()), unicast, 0)


# §19: relays


def test_replies_go_back_through_the_relays() -> None:
    inner = relay6(message6(SOLICIT, na()), "2001:db8:1::1", RawOption(18, b"port-1"))
    listed = RawOption(43, b"\0\x25\0\x09")
    outer = relay6(inner, "::", RawOption(37, b"remote"), RawOption(38, b"not listed"), listed, hops=1)
    context = Context6(source=IPv6Address("2001:db8::9"), source_port=33333, unicast=True)
    (reply,) = engine6().handle(decode6(outer.encode()), context, 0)
    assert (str(reply.destination), reply.port) == ("2001:db8::9", 547)
    first = decode6(reply.encode())
    assert isinstance(first, RelayMessage6)
    assert (first.msg_type, first.hop_count, str(first.peer_address)) == (13, 1, "fe80::9")
    assert [option.code for option in first.options] == [37, 9]
    second = first.relayed()
    assert isinstance(second, RelayMessage6)
    assert (second.first(18), second.link_address) == (b"port-1", IPv6Address("2001:db8:1::1"))
    last = second.relayed()
    assert isinstance(last, Message6)
    assert last.msg_type == ADVERTISE


def test_the_relay_source_port_is_answered_to_and_echoed() -> None:
    outer = relay6(message6(SOLICIT, na()), "2001:db8:1::1", RawOption(135, b"\0\0"))
    (reply,) = engine6().handle(outer, Context6(source_port=33333), 0)
    assert reply.port == 33333
    assert isinstance(reply.message, RelayMessage6)
    assert reply.message.first(135) == b"\0\0"


def test_interface_id_selects_the_subnet() -> None:
    engine = engine6(**{"interface-id": "port-1"})
    assert engine.handle(relay6(message6(SOLICIT, na()), "::", RawOption(18, b"port-1")), Context6(), 0)
    assert engine.handle(relay6(message6(SOLICIT, na()), "::", RawOption(18, b"port-2")), Context6(), 0) == ()


def test_reservations_by_duid_and_by_the_hardware_address_in_it() -> None:
    hosts = [
        {"duid": DUID.hex(":"), "ip-addresses": ["2001:db8:1::77"], "prefixes": ["2001:db8:777::/48"]},
        {"hw-address": "02:00:00:00:00:09", "ip-addresses": ["2001:db8:1::10"]},
    ]
    engine = engine6(reservations=hosts)
    reply = bound(engine, na(), pd())
    assert str(ia_na(reply).addresses()[0].address) == "2001:db8:1::77"
    assert str(ia_pd(reply).prefixes()[0].network()) == "2001:db8:777::/48"
    other = bound(engine, na(1, "2001:db8:1::10"), duid=b"\0\3\0\1other")
    assert str(ia_na(other).addresses()[0].address) == "2001:db8:1::11"  # .10 is kept for its owner
    owner = bound(engine, na(), duid=bytes.fromhex("00030001020000000009"))
    assert str(ia_na(owner).addresses()[0].address) == "2001:db8:1::10"


def test_the_length_of_a_prefix_hint_chooses_the_pool() -> None:
    pools = [
        {"prefix": "2001:db8:100::", "prefix-len": 48, "delegated-len": 56},
        {"prefix": "2001:db8:200::", "prefix-len": 48, "delegated-len": 60},
    ]
    message = answer6(engine6(**{"pd-pools": pools}), message6(SOLICIT, pd(1, ("::", 60))))
    assert str(ia_pd(message).prefixes()[0].network()) == "2001:db8:200::/60"


def test_preference_is_sent_when_configured() -> None:
    engine = Engine6(config6(**{"option-data": [{"name": "preference", "data": "255"}]}), SERVER_DUID)
    assert answer6(engine, message6(SOLICIT, na())).first(7) == b"\xff"


# For any octets


@given(st.binary(min_size=1, max_size=200))
def test_random_octets_never_raise(data: bytes) -> None:
    try:
        message = decode6(data)
    except DecodeError:
        return
    assert all(reply.encode() for reply in engine6().handle(message, LINK6, 0))


@settings(max_examples=200)
@given(st.data())
def test_mutated_messages_never_raise(data: st.DataObject) -> None:
    engine = Engine6(config6({"rapid-commit": True}), SERVER_DUID, accept_unicast=True, fallback=True)
    for _ in range(3):
        kind = data.draw(st.integers(1, 12))
        server = SERVER_DUID if data.draw(st.booleans()) else b""
        inner = message6(
            kind, na(1, "2001:db8:1::10"), pd(2, ("2001:db8:100::", 56)), RawOption(6, b"\0\x17"), server=server
        )
        octets = bytearray(relay6(inner, "2001:db8:1::1", RawOption(18, b"x")).encode() if kind % 2 else inner.encode())
        for at in data.draw(st.lists(st.integers(0, len(octets) - 1), max_size=6)):
            octets[at] = data.draw(st.integers(0, 255))
        try:
            message = decode6(bytes(octets[: data.draw(st.integers(1, len(octets)))]))
        except DecodeError:
            continue
        assert all(reply.encode() for reply in engine.handle(message, LINK6, 0))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["bind", "release", "decline", "wait"])), max_size=30))
def test_no_address_or_prefix_is_given_to_two_clients(steps: list[tuple[int, str]]) -> None:
    engine = engine6(**{"valid-lifetime": 100, "preferred-lifetime": 100})
    now = 0
    held: dict[tuple[int, int], tuple[str, int]] = {}
    for client, step in steps:
        duid = b"\0\3\0\1" + client.to_bytes(6)
        if step == "wait":
            now += 40 * SECOND
        elif step == "bind":
            reply = answer6(engine, message6(REQUEST, na(), pd(), duid=duid, server=SERVER_DUID), now)
            found = [(3, str(item.address)) for item in ia_na(reply).addresses()]
            found += [(25, str(item.prefix)) for item in ia_pd(reply).prefixes()]
            for code, text in found:
                others = {(c, t) for (who, c), (t, until) in held.items() if who != client and until > now}
                assert (code, text) not in others
                held[client, code] = (text, now + 100 * SECOND)
        elif (client, 3) in held:
            kind = RELEASE if step == "release" else DECLINE
            answer6(engine, message6(kind, na(1, held.pop((client, 3))[0]), duid=duid, server=SERVER_DUID), now)
