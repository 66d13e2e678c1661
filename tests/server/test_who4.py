from __future__ import annotations

from ipaddress import IPv4Address

from dhcpserver.engine4 import Engine4
from dhcpserver.reply4 import Context4
from dhcpserver.request4 import Request4
from dhcptools.packet.raw import RawOption
from support.dialogue import LINK, config4, discover

SECOND_SUBNET = {"id": 2, "subnet": "198.51.100.0/24", "client-class": "phones"}
CLASSES = {"client-classes": [{"name": "phones", "test": "option[60].exists and pkt.iface == 'eth0'"}]}


def test_a_subnet_is_for_the_classes_of_its_guard() -> None:
    who = Engine4(config4({"client-class": "phones"}, **CLASSES)).who
    assert who.client(Request4(discover(1)), LINK) is None
    found = who.client(Request4(discover(1, RawOption(60, b"x"))), LINK)
    assert found is not None
    assert list(found.names) == ["ALL", "VENDOR_CLASS_x", "phones", "UNKNOWN"]
    assert [item.name for item in found.classes] == ["phones"]


def test_the_relay_chooses_the_subnet() -> None:
    who = Engine4(config4(more=[SECOND_SUBNET], **CLASSES)).who
    via = Context4(interface="eth0")
    message = discover(1, RawOption(60, b"x"), giaddr=IPv4Address("198.51.100.1"))
    found = who.client(Request4(message), via)
    assert found is not None
    assert [link.subnet.id for link in found.links] == [2]
    assert who.client(Request4(discover(1, giaddr=IPv4Address("198.51.100.1"))), via) is None


def test_addresses_of_the_packet_are_those_it_came_with() -> None:
    test = {"client-classes": [{"name": "here", "test": "pkt.dst == 192.0.2.1 and pkt.src == 192.0.2.9"}]}
    who = Engine4(config4(**test)).who
    context = Context4(IPv4Address("192.0.2.9"), 67, IPv4Address("192.0.2.1"), True, "eth0")
    found = who.client(Request4(discover(1)), context)
    assert found is not None
    assert "here" in found.names
    broadcast = who.client(Request4(discover(1)), LINK)
    assert broadcast is not None
    assert "here" not in broadcast.names


def test_what_is_known_too_late_chooses_no_subnet() -> None:
    assert Engine4(config4({"client-class": "UNKNOWN"})).who.client(Request4(discover(1)), LINK) is None
