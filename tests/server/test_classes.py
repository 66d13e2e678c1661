from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from dhcpserver.classes import Classes, Membership
from dhcpserver.engine4 import Engine4
from dhcpserver.options import OptionSets
from dhcpserver.request4 import Request4
from dhcptools.packet.raw import RawOption
from support.dialogue import LINK, config4, discover, kind4, read

PHONE = RawOption(60, b"phone")
TESTED = {"name": "phones", "test": "option[60].hex == 'phone'"}


def engine(*classes: dict[str, Any], subnet: dict[str, Any] | None = None, **top: Any) -> Engine4:
    return Engine4(config4(subnet, **{"client-classes": list(classes), **top}))


def test_without_tests_no_packet_is_looked_at() -> None:
    config = config4(**{"client-classes": [{"name": "VENDOR_CLASS_phone"}]})
    classes = Classes(config, OptionSets(config))

    def packet() -> Any:
        raise AssertionError

    membership = classes.begin(b"phone", packet)
    classes.settle(membership, None, {})
    assert list(membership.names) == ["ALL", "VENDOR_CLASS_phone", "UNKNOWN"]
    assert not membership.dropped()
    assert Membership(b"", None).names == {"ALL": None}


def test_a_class_brings_options_lifetime_and_boot_fields() -> None:
    more = {"option-data": [{"name": "log-servers", "data": "192.0.2.9", "always-send": True}], "valid-lifetime": 77,
            "next-server": "192.0.2.8", "boot-file-name": "phone.img"}  # fmt: skip
    served = engine({**TESTED, **more})
    (reply,) = served.handle(discover(1, PHONE), LINK, 0)
    assert reply.message.first(7) == IPv4Address("192.0.2.9").packed
    assert reply.message.first(51) == (77).to_bytes(4)
    assert reply.message.siaddr == IPv4Address("192.0.2.8")
    assert reply.message.file.rstrip(b"\0") == b"phone.img"
    (reply,) = served.handle(discover(2), LINK, 0)
    assert reply.message.first(7) is None


def test_the_first_class_that_has_an_option_wins() -> None:
    def with_name(item: dict[str, Any], name: str) -> dict[str, Any]:
        return {**item, "option-data": [{"name": "domain-name", "data": name}]}

    served = engine(
        with_name(TESTED, "tested.example"), with_name({"name": "VENDOR_CLASS_phone"}, "vendor.example"),
        with_name({"name": "two", "test": "member('ALL')"}, "two.example"),
    )  # fmt: skip
    (reply,) = served.handle(discover(1, PHONE), LINK, 0)
    assert reply.message.first(15) == b"vendor.example"  # built in, so before the tests wherever it stands
    (reply,) = served.handle(discover(2, RawOption(60, b"x")), LINK, 0)
    assert reply.message.first(15) == b"two.example"


def test_guards_ask_for_tests() -> None:
    subnet = {"pools": [
        {"pool": "192.0.2.10-192.0.2.19", "client-class": "phones"},
        {"pool": "192.0.2.20-192.0.2.29", "client-class": "others"},
    ]}  # fmt: skip
    served = engine(TESTED, {"name": "others", "test": "not member('phones')"}, subnet=subnet)
    assert str(served.handle(discover(1, PHONE), LINK, 0)[0].message.yiaddr) == "192.0.2.10"
    assert str(served.handle(discover(2), LINK, 0)[0].message.yiaddr) == "192.0.2.20"


def test_known_clients_are_told_after_their_reservations_are_found() -> None:
    host = {"hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.99", "client-classes": ["gold"]}
    served = engine(
        {"name": "guest", "test": "member('UNKNOWN')", "option-data": [{"name": "domain-name", "data": "guest"}]},
        {"name": "gold"},
        {"name": "rich", "test": "member('KNOWN') and member('gold')",
         "option-data": [{"name": "domain-name", "data": "rich"}]},
        subnet={"reservations": [host]},
    )  # fmt: skip
    (reply,) = served.handle(discover(1), LINK, 0)
    assert (str(reply.message.yiaddr), reply.message.first(15)) == ("192.0.2.99", b"rich")
    (reply,) = served.handle(discover(2), LINK, 0)
    assert reply.message.first(15) == b"guest"


def test_drop_is_silence_before_and_after_the_subnet() -> None:
    served = engine({"name": "DROP", "test": "option[60].hex == 'phone'"})
    assert served.handle(discover(1, PHONE), LINK, 0) == ()
    assert served.statistics()["pkt4-receive-drop"] == 1
    assert [kind4(reply) for reply in served.handle(discover(1), LINK, 0)] == [2]
    late = engine({"name": "DROP", "test": "member('UNKNOWN') and option[60].hex == 'phone'"})
    assert late.handle(discover(1, PHONE), LINK, 0) == ()
    assert late.handle(discover(1), LINK, 0) != ()


def test_additional_classes_only_where_a_scope_names_them() -> None:
    extra = {"name": "extra", "test": "option[60].exists", "only-if-required": True,
             "option-data": [{"name": "domain-name", "data": "extra"}], "next-server": "192.0.2.7"}  # fmt: skip
    assert engine(extra).handle(discover(1, PHONE), LINK, 0)[0].message.first(15) is None
    pool = {"pool": "192.0.2.10-192.0.2.19", "require-client-classes": ["extra"]}
    served = engine(extra, subnet={"pools": [pool]})
    (reply,) = served.handle(discover(1, PHONE), LINK, 0)
    assert reply.message.first(15) == b"extra"
    assert reply.message.siaddr == IPv4Address("192.0.2.7")
    (reply,) = served.handle(discover(2), LINK, 0)
    assert reply.message.first(15) is None


def test_in_a_shared_network_a_reservation_gives_its_classes_with_its_subnet() -> None:
    host = {"hw-address": "02:00:00:00:00:01", "ip-address": "198.51.100.9", "client-classes": ["gold"]}
    gold = {"name": "gold", "option-data": [{"name": "domain-name", "data": "gold.example"}]}
    subnets = [
        {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.19"}]},
        {"id": 2, "subnet": "198.51.100.0/24", "reservations": [host]},
    ]
    network = {"name": "n", "interface": "eth0", "subnet4": subnets}
    served = Engine4(read(Dhcp4={"shared-networks": [network], "client-classes": [gold]}))
    found = served.who.client(Request4(discover(1)), LINK)
    assert found is not None
    assert list(found.names) == ["ALL", "KNOWN"]
    (reply,) = served.handle(discover(1), LINK, 0)
    assert (str(reply.message.yiaddr), reply.message.first(15)) == ("198.51.100.9", b"gold.example")
