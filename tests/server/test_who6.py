from __future__ import annotations

from ipaddress import IPv6Address
from typing import Any

from dhcpserver.engine6 import Engine6
from dhcpserver.reply6 import Context6
from dhcpserver.request6 import Request6
from dhcptools.packet.raw import RawOption
from support.dialogue import LINK6, SERVER_DUID, config6, message6, relay6


def engine(*classes: dict[str, Any], subnet: dict[str, Any] | None = None) -> Engine6:
    return Engine6(config6(subnet, **{"client-classes": list(classes)}), SERVER_DUID)


def test_tests_see_message_relays_and_addresses() -> None:
    who = engine(
        {"name": "solicit", "test": "pkt6.msgtype == 1"},
        {"name": "port", "test": "relay6[0].option[18].hex == 'port-1'"},
        {"name": "multicast", "test": "pkt.dst == ff02::1:2"},
        {"name": "new", "test": "member('UNKNOWN')"},
    ).who
    direct = who.client(Request6(message6(1)), LINK6)
    assert direct is not None
    assert list(direct.names) == ["ALL", "solicit", "multicast", "UNKNOWN", "new"]
    context = Context6(IPv6Address("2001:db8::9"), 547, True, local=IPv6Address("2001:db8::1"))
    relayed = who.client(Request6(relay6(message6(1), "2001:db8:1::1", RawOption(18, b"port-1"))), context)
    assert relayed is not None
    assert list(relayed.names) == ["ALL", "solicit", "port", "UNKNOWN", "new"]


def test_drop_is_silence() -> None:
    served = engine({"name": "DROP", "test": "option[1].exists"})
    assert served.who.client(Request6(message6(1)), LINK6) is None
    assert served.handle(message6(1), LINK6, 0) == ()
    assert served.statistics()["pkt6-receive-drop"] == 1


def test_additional_classes_bring_their_options() -> None:
    extra = {"name": "extra", "test": "option[1].exists", "only-if-required": True,
             "option-data": [{"name": "dns-servers", "data": "2001:db8::53"}]}  # fmt: skip
    served = engine(extra, subnet={"require-client-classes": ["extra"]})
    oro = RawOption(6, (23).to_bytes(2))
    (reply,) = served.handle(message6(1, oro), LINK6, 0)
    assert reply.message.first(23) == IPv6Address("2001:db8::53").packed
    (reply,) = engine(extra).handle(message6(1, oro), LINK6, 0)
    assert reply.message.first(23) is None
