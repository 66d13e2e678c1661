"""The DHCPv4 engine, section by section of RFC 2131, and what must hold for any octets."""

from __future__ import annotations

from ipaddress import IPv4Address

from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.engine4 import OFFER_S, Engine4
from dhcpserver.reply4 import Context4
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.dialogue import (
    LINK,
    SECOND,
    UNICAST,
    config4,
    discover,
    kind4,
    lease4,
    message4,
    opt4,
    select4,
)

OFFER, ACK, NAK = 2, 5, 6


def test_discover_is_answered_with_an_offer_of_the_pool() -> None:
    engine = Engine4(config4({"valid-lifetime": 600, "option-data": [{"name": "routers", "data": "192.0.2.1"}]}))
    (reply,) = engine.handle(discover(), LINK, 0)
    message = reply.message
    assert (kind4(reply), str(message.yiaddr), message.xid) == (OFFER, "192.0.2.10", 1)
    assert message.first(51) == (600).to_bytes(4)
    assert message.first(54) == IPv4Address("192.0.2.1").packed
    assert message.first(1) == b"\xff\xff\xff\0"
    assert message.first(3) == IPv4Address("192.0.2.1").packed  # basic: unasked
    assert message.options[0].code == 53
    assert engine.statistics()["pkt4-offer-sent"] == 1


def test_two_clients_get_two_addresses_and_one_keeps_its_own() -> None:
    engine = Engine4(config4())
    addresses = {lease4(engine, client).message.yiaddr for client in (1, 2, 3, 1)}
    assert {str(address) for address in addresses} == {"192.0.2.10", "192.0.2.11", "192.0.2.12"}


def test_an_exhausted_pool_is_silent_and_counted_until_an_offer_expires() -> None:
    engine = Engine4(config4())
    for client in range(4):
        assert engine.handle(discover(client), LINK, 0)
    assert engine.handle(discover(9), LINK, 0) == ()
    assert engine.statistics()["v4-allocation-fail"] == 1
    assert engine.handle(discover(9), LINK, OFFER_S * SECOND)


def test_the_requested_address_is_offered_when_it_is_free() -> None:
    engine = Engine4(config4())
    (reply,) = engine.handle(discover(1, opt4(50, "192.0.2.12")), LINK, 0)
    assert str(reply.message.yiaddr) == "192.0.2.12"
    (reply,) = engine.handle(discover(2, opt4(50, "192.0.2.12")), LINK, 0)
    assert str(reply.message.yiaddr) == "192.0.2.10"
    (reply,) = engine.handle(discover(3, opt4(50, "192.0.2.99")), LINK, 0)
    assert str(reply.message.yiaddr) == "192.0.2.11"  # .99 is in no pool


def test_a_released_address_goes_back_to_its_client() -> None:
    engine = Engine4(config4())
    ack = lease4(engine).message
    release = message4(7, 1, RawOption(54, ack.first(54) or b""), ciaddr=ack.yiaddr)
    assert engine.handle(release, UNICAST, 1) == ()
    lease4(engine, 2, 2)
    assert lease4(engine, 1, 3).message.yiaddr == ack.yiaddr


def test_lifetimes_asked_for_stay_within_bounds() -> None:
    engine = Engine4(config4({"valid-lifetime": 600, "min-valid-lifetime": 300, "max-valid-lifetime": 900}))
    for asked, granted in ((100, 300), (700, 700), (5000, 900), (0xFFFFFFFF, 900)):
        (reply,) = engine.handle(discover(1, opt4(51, asked.to_bytes(4))), LINK, 0)
        assert reply.message.first(51) == granted.to_bytes(4)


def test_t1_and_t2_as_configured() -> None:
    engine = Engine4(config4({"renew-timer": 100, "rebind-timer": 200, "valid-lifetime": 400}))
    (reply,) = engine.handle(discover(), LINK, 0)
    assert (reply.message.first(58), reply.message.first(59)) == ((100).to_bytes(4), (200).to_bytes(4))
    engine = Engine4(config4({"calculate-tee-times": True, "t1-percent": 0.25, "valid-lifetime": 400}))
    (reply,) = engine.handle(discover(), LINK, 0)
    assert (reply.message.first(58), reply.message.first(59)) == ((100).to_bytes(4), (350).to_bytes(4))


# RFC 2131 §4.3.2


def test_a_request_for_another_server_frees_the_offer() -> None:
    engine = Engine4(config4())
    (offer,) = engine.handle(discover(), LINK, 0)
    other = message4(3, 1, opt4(50, str(offer.message.yiaddr)), opt4(54, "192.0.2.254"))
    assert engine.handle(other, LINK, 0) == ()
    assert engine.book.offers == 0


def test_selecting_an_address_of_somebody_else_is_refused() -> None:
    engine = Engine4(config4())
    lease4(engine, 1)
    thief = message4(3, 2, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.1"))
    (reply,) = engine.handle(thief, LINK, 0)
    assert kind4(reply) == NAK
    assert str(reply.destination) == "255.255.255.255"
    assert reply.message.first(56) is not None
    assert reply.message.first(51) is None
    assert int(reply.message.yiaddr) == 0


def test_init_reboot_knows_its_client() -> None:
    engine = Engine4(config4())
    lease4(engine)
    (good,) = engine.handle(message4(3, 1, opt4(50, "192.0.2.10")), LINK, 1)
    (wrong_address,) = engine.handle(message4(3, 1, opt4(50, "192.0.2.200")), LINK, 1)
    (wrong_network,) = engine.handle(message4(3, 2, opt4(50, "198.51.100.5")), LINK, 1)
    assert [kind4(reply) for reply in (good, wrong_address, wrong_network)] == [ACK, NAK, NAK]


def test_init_reboot_of_an_unknown_client_is_silent_unless_authoritative() -> None:
    request = message4(3, 9, opt4(50, "192.0.2.12"))
    assert Engine4(config4()).handle(request, LINK, 0) == ()
    (reply,) = Engine4(config4(authoritative=True)).handle(request, LINK, 0)
    assert kind4(reply) == NAK


def test_renewing_extends_and_answers_to_ciaddr() -> None:
    engine = Engine4(config4({"valid-lifetime": 100}))
    ack = lease4(engine).message
    (reply,) = engine.handle(message4(3, 1, ciaddr=ack.yiaddr), UNICAST, 60 * SECOND)
    assert (kind4(reply), reply.destination, reply.port, reply.link_address) == (ACK, ack.yiaddr, 68, b"")
    assert reply.message.ciaddr == ack.yiaddr
    engine.handle(discover(2), LINK, 150 * SECOND)
    lease = engine.book.at(int(ack.yiaddr))
    assert lease is not None
    assert lease.active(150 * SECOND)


def test_rebinding_of_an_unknown_client_is_silent() -> None:
    engine = Engine4(config4())
    rebind = message4(3, 1, ciaddr=IPv4Address("192.0.2.12"))
    assert engine.handle(rebind, LINK, 0) == ()
    lease4(engine, 2)
    (reply,) = engine.handle(message4(3, 1, ciaddr=IPv4Address("192.0.2.10")), UNICAST, 0)
    assert kind4(reply) == NAK  # renewing what somebody else has


def test_a_request_of_no_state_is_dropped() -> None:
    engine = Engine4(config4())
    assert engine.handle(message4(3), LINK, 0) == ()
    assert engine.statistics()["pkt4-receive-drop"] == 1


# §4.3.3 to §4.3.5


def test_a_declined_address_is_not_given_until_probation_ends() -> None:
    engine = Engine4(config4({"pools": [{"pool": "192.0.2.10/32"}]}, **{"decline-probation-period": 50}))
    lease4(engine)
    decline = message4(4, 1, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.1"))
    stranger = message4(4, 2, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.1"))
    assert engine.handle(stranger, LINK, 0) == ()
    assert engine.statistics()["declined-addresses"] == 0
    assert engine.handle(decline, LINK, 0) == ()
    assert engine.statistics()["declined-addresses"] == 1
    assert engine.handle(discover(2), LINK, 49 * SECOND) == ()
    assert engine.handle(discover(2), LINK, 50 * SECOND)


def test_inform_gets_parameters_and_no_lease() -> None:
    engine = Engine4(config4({"option-data": [{"name": "domain-name-servers", "data": "192.0.2.53"}]}))
    inform = message4(8, 1, opt4(55, bytes((6,))), ciaddr=IPv4Address("192.0.2.77"))
    (reply,) = engine.handle(inform, UNICAST, 0)
    message = reply.message
    assert (kind4(reply), str(reply.destination), int(message.yiaddr)) == (ACK, "192.0.2.77", 0)
    assert message.first(6) == IPv4Address("192.0.2.53").packed
    assert message.first(51) is None
    assert len(engine.book) == 0


# Relays and friends


def test_option_82_is_echoed_last_and_the_reply_goes_to_the_relay() -> None:
    engine = Engine4(config4())
    info = bytes.fromhex("0104deadbeef")
    (reply,) = engine.handle(discover(1, opt4(82, info), giaddr=IPv4Address("192.0.2.9")), Context4(), 0)
    assert (str(reply.destination), reply.port) == ("192.0.2.9", 67)
    assert (reply.message.options[-1].code, reply.message.options[-1].data) == (82, info)


def test_the_relay_source_port_is_answered_to() -> None:
    context = Context4(source=IPv4Address("192.0.2.9"), source_port=40000, local=IPv4Address("192.0.2.1"))
    relayed = discover(1, opt4(82, bytes.fromhex("13020000")), giaddr=IPv4Address("192.0.2.9"))
    (reply,) = Engine4(config4()).handle(relayed, context, 0)
    assert reply.port == 40000


OTHER = {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.20"}]}


def test_link_selection_and_subnet_selection_come_before_giaddr() -> None:
    giaddr = IPv4Address("192.0.2.9")
    for option in (opt4(82, b"\x05\x04" + IPv4Address("198.51.100.0").packed), opt4(118, "198.51.100.0")):
        engine = Engine4(config4(more=[OTHER]))
        (reply,) = engine.handle(discover(1, option, giaddr=giaddr), Context4(), 0)
        assert str(reply.message.yiaddr) == "198.51.100.10"


def test_a_relay_named_in_the_configuration_selects_its_subnet() -> None:
    other = {**OTHER, "relay": {"ip-addresses": ["203.0.113.1"]}}
    engine = Engine4(config4(more=[other]))
    (reply,) = engine.handle(discover(1, giaddr=IPv4Address("203.0.113.1")), Context4(), 0)
    assert str(reply.message.yiaddr) == "198.51.100.10"
    assert engine.handle(discover(1, giaddr=IPv4Address("203.0.113.2")), Context4(), 0) == ()


def test_the_server_id_override_is_used_and_recognised() -> None:
    engine = Engine4(config4())
    info = opt4(82, b"\x0b\x04" + IPv4Address("192.0.2.9").packed)
    giaddr = IPv4Address("192.0.2.9")
    (offer,) = engine.handle(discover(1, info, giaddr=giaddr), LINK, 0)
    assert offer.message.first(54) == giaddr.packed
    (ack,) = engine.handle(select4(offer.message, 1, info), LINK, 0)
    assert kind4(ack) == ACK


def test_the_client_identifier_is_echoed_and_is_the_key() -> None:
    engine = Engine4(config4())
    first = lease4(engine, 1, 0, opt4(61, b"\1abc")).message
    second = lease4(engine, 2, 0, opt4(61, b"\1abc")).message
    assert first.first(61) == b"\1abc"
    assert first.yiaddr == second.yiaddr
    engine = Engine4(config4({"match-client-id": False}))
    assert (
        lease4(engine, 1, 0, opt4(61, b"\1abc")).message.yiaddr
        != lease4(engine, 2, 0, opt4(61, b"\1abc")).message.yiaddr
    )


def test_a_shared_network_goes_on_to_its_next_subnet() -> None:
    network = {
        "name": "n", "interface": "eth0",
        "subnet4": [
            {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10/32"}]},
            {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10/32"}]},
        ],
    }  # fmt: skip  # two subnets
    from support.dialogue import read

    engine = Engine4(read(Dhcp4={"shared-networks": [network]}))
    assert {str(lease4(engine, client).message.yiaddr) for client in (1, 2)} == {"192.0.2.10", "198.51.100.10"}
    assert engine.handle(discover(3), LINK, 0) == ()


def test_reservations_give_address_options_and_boot_fields_and_keep_others_out() -> None:
    host = {
        "hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10", "hostname": "seven", "next-server": "192.0.2.5",
        "boot-file-name": "seven.img", "option-data": [{"name": "routers", "data": "192.0.2.77"}],
    }  # fmt: skip  # a reservation
    engine = Engine4(config4({"reservations": [host], "next-server": "192.0.2.4", "boot-file-name": "all.img"}))
    (other,) = engine.handle(discover(1, opt4(50, "192.0.2.10")), LINK, 0)
    assert str(other.message.yiaddr) == "192.0.2.11"
    assert (str(other.message.siaddr), other.message.file) == ("192.0.2.4", b"all.img")
    (reply,) = engine.handle(discover(7, opt4(55, bytes((12,)))), LINK, 0)
    message = reply.message
    assert (str(message.yiaddr), str(message.siaddr), message.file) == ("192.0.2.10", "192.0.2.5", b"seven.img")
    assert (message.first(12), message.first(3)) == (b"seven", IPv4Address("192.0.2.77").packed)


def test_known_and_unknown_clients_have_their_pools() -> None:
    pools = [
        {"pool": "192.0.2.10/32", "client-class": "KNOWN"},
        {"pool": "192.0.2.11/32", "client-class": "UNKNOWN"},
    ]
    hosts = [{"hw-address": "02:00:00:00:00:07", "hostname": "seven"}]
    engine = Engine4(config4({"pools": pools, "reservations": hosts}))
    assert str(lease4(engine, 1).message.yiaddr) == "192.0.2.11"
    assert str(lease4(engine, 7).message.yiaddr) == "192.0.2.10"


def test_a_vendor_class_brings_its_options() -> None:
    classes = [{"name": "VENDOR_CLASS_MSFT", "option-data": [{"name": "domain-name", "data": "win.example"}]}]
    engine = Engine4(config4(**{"client-classes": classes}))
    (plain,) = engine.handle(discover(), LINK, 0)
    (windows,) = engine.handle(discover(1, opt4(60, b"MSFT")), LINK, 0)
    assert (plain.message.first(15), windows.message.first(15)) == (None, b"win.example")


def test_replies_and_bootp_are_not_answered() -> None:
    engine = Engine4(config4())
    assert engine.handle(discover(1, op=2), LINK, 0) == ()
    assert engine.handle(Message4(), LINK, 0) == ()
    assert engine.statistics()["pkt4-receive-drop"] == 2


# For any octets


@given(st.binary(min_size=236, max_size=400))
def test_random_octets_never_raise(data: bytes) -> None:
    replies = Engine4(config4()).handle(Message4.decode(data), LINK, 0)
    assert all(reply.encode() for reply in replies)


@settings(max_examples=200)
@given(st.data())
def test_mutated_messages_never_raise(data: st.DataObject) -> None:
    engine = Engine4(config4(), fallback=True)
    for _ in range(3):
        kind = data.draw(st.integers(0, 9))
        good = message4(
            kind, data.draw(st.integers(1, 3)), opt4(50, "192.0.2.10"), opt4(54, "192.0.2.1"), opt4(55, b"\1\3"),
            opt4(61, b"\1x"), opt4(82, b"\5\4\xc0\0\2\0\x13\0"),
            ciaddr=IPv4Address(data.draw(st.sampled_from([0, 3221225994]))),
        ).encode()  # fmt: skip  # one of each
        octets = bytearray(good)
        for at in data.draw(st.lists(st.integers(0, len(octets) - 1), max_size=6)):
            octets[at] = data.draw(st.integers(0, 255))
        try:
            message = Message4.decode(bytes(octets[: data.draw(st.integers(236, len(octets)))]))
        except DecodeError:
            continue
        for reply in engine.handle(message, data.draw(st.sampled_from([LINK, UNICAST, Context4()])), 0):
            assert reply.encode()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["dora", "release", "decline", "wait"])), max_size=40))
def test_no_address_is_given_to_two_clients(steps: list[tuple[int, str]]) -> None:
    engine = Engine4(config4({"valid-lifetime": 100}, **{"decline-probation-period": 150}))
    now = 0
    held: dict[int, tuple[IPv4Address, int]] = {}
    for client, step in steps:
        mine = held.get(client)
        if step == "wait":
            now += 40 * SECOND
        elif step == "dora":
            offers = engine.handle(discover(client), LINK, now)
            for offer in offers:
                (ack,) = engine.handle(select4(offer.message, client), LINK, now)
                assert kind4(ack) == ACK
                others = {address for who, (address, until) in held.items() if who != client and until > now}
                assert ack.message.yiaddr not in others
                held[client] = (ack.message.yiaddr, now + 100 * SECOND)
        elif mine is not None:
            kind = 7 if step == "release" else 4
            address = {"ciaddr": mine[0]} if kind == 7 else {}
            extra = (opt4(50, str(mine[0])),) if kind == 4 else ()
            engine.handle(message4(kind, client, opt4(54, "192.0.2.1"), *extra, **address), LINK, now)
            del held[client]


# RFC 8925


def test_a_client_that_can_do_without_ipv4_is_offered_and_takes_nothing() -> None:
    option = {"name": "v6-only-preferred", "data": "1800", "always-send": True}
    engine = Engine4(config4({"pools": [{"pool": "192.0.2.10/32"}], "option-data": [option]}))
    able = opt4(55, bytes((1, 108)))
    for client in (1, 2, 3):
        (offer,) = engine.handle(discover(client, able), LINK, 0)
        assert offer.message.first(108) == (1800).to_bytes(4)
        assert str(offer.message.yiaddr) == "192.0.2.10"
    assert len(engine.book) == 0
    assert lease4(engine, 4).message.first(108) is None  # never unasked
    (offer,) = engine.handle(discover(5, able), LINK, 0)
    assert (int(offer.message.yiaddr), offer.message.first(108)) == (0, (1800).to_bytes(4))
    assert engine.handle(discover(6), LINK, 0) == ()
