from __future__ import annotations

from dhcpserver.explain import explain4, explain6
from dhcptools.kea.expression import Names
from support.class_packets import PHONE, RELAYED
from support.dialogue import LINK, LINK6, config4, config6

V4, V6 = Names(4, (2, 2)), Names(6, (2, 2))


def test_tests_in_their_order_with_when_they_were_asked() -> None:
    pool = {"pool": "192.0.2.10-192.0.2.19", "require-client-classes": ["more", "less"]}
    config = config4({"pools": [pool]}, **{"client-classes": [
        {"name": "late", "test": "member('UNKNOWN')"},
        {"name": "wrong", "test": "addrtotext(option[60].hex) == ''"},
        {"name": "more", "test": "option[60].exists", "only-if-required": True},
        {"name": "less", "test": "option[61].exists", "only-if-required": True},
    ]})  # fmt: skip
    found = explain4(config, V4, PHONE, LINK)
    assert found.classes == ("ALL", "VENDOR_CLASS_phone", "UNKNOWN", "late")
    assert found.additional == ("more",)
    assert [(each.name, each.when, each.value, each.error) for each in found.verdicts] == [
        ("wrong", "packet", b"", "Can not convert to valid address."), ("late", "known", b"true", ""),
        ("more", "additional", b"true", ""), ("less", "additional", b"false", ""),
    ]  # fmt: skip
    assert found.subnet is not None
    assert found.subnet.id == 1


def test_drop_ends_it_and_no_subnet_does_not() -> None:
    early = config4(**{"client-classes": [{"name": "DROP", "test": "option[60].exists"}]})
    assert (explain4(early, V4, PHONE, LINK).dropped, explain4(early, V4, PHONE, LINK).subnet) == ("packet", None)
    late = config4(**{"client-classes": [{"name": "DROP", "test": "member('UNKNOWN')"}]})
    assert explain4(late, V4, PHONE, LINK).dropped == "known"
    nowhere = config4({"client-class": "gold"}, **{"client-classes": [{"name": "a", "test": "member('UNKNOWN')"}]})
    found = explain4(nowhere, V4, PHONE, LINK)
    assert (found.subnet, found.classes) == (None, ("ALL", "VENDOR_CLASS_phone", "UNKNOWN", "a"))


def test_relayed_dhcpv6() -> None:
    config = config6({"require-client-classes": ["port"]}, **{"client-classes": [
        {"name": "port", "test": "relay6[0].option[18].exists", "only-if-required": True},
    ]})  # fmt: skip
    found = explain6(config, V6, RELAYED, LINK6)
    assert (found.classes, found.additional) == (("ALL", "VENDOR_CLASS_stk", "UNKNOWN"), ("port",))
    assert found.packet.relay(0) is not None
