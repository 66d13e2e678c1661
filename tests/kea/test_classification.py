from __future__ import annotations

from typing import Any

from dhcptools.kea.classification import Classifier
from dhcptools.kea.expression import EvaluationError, Packet
from dhcptools.kea.model import ClientClass
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.dialogue import config4

MESSAGE = Message4(options=(RawOption(60, b"phone"),))


def classifier(*classes: dict[str, Any], **top: Any) -> tuple[Classifier, Packet]:
    config = config4(**{"client-classes": list(classes), **top})
    assert config.names is not None
    packet = Packet(config.names, MESSAGE)
    return Classifier(config), packet


def test_in_the_order_of_the_file_and_known_later() -> None:
    found, packet = classifier(
        {"name": "b", "test": "option[60].hex == 'phone'"},
        {"name": "later", "test": "member('UNKNOWN')"},
        {"name": "a", "test": "member('b')"},
        {"name": "no", "test": "member('later')"},
        {"name": "named"},
        {"name": "asked", "test": "member('b')", "only-if-required": True},
    )
    found.before_subnet(packet)
    assert list(packet.classes) == ["b", "a"]
    packet.classes["UNKNOWN"] = None
    found.after_subnet(packet)
    assert list(packet.classes) == ["b", "a", "UNKNOWN", "later", "no"]


def test_additional_classes_from_the_outside_in_and_the_other_way_round_since_2_7_4() -> None:
    classes = [{"name": name, "test": "member('ALL') or not member('ALL')", "only-if-required": True} for name in "pqr"]
    found, packet = classifier(*classes, {"name": "bare"})
    found.additional(packet, ["p"], ["q", "bare", "gone"], ["r", "p"])
    assert list(packet.classes) == ["r", "p", "q"]
    found.inner_first = True
    packet.classes.clear()
    found.additional(packet, ["p"], ["q", "bare"], ["r", "p"])
    assert list(packet.classes) == ["p", "q", "bare", "r"]


def test_a_template_gives_a_class_of_its_own() -> None:
    found, packet = classifier(
        {"name": "kind", "template-test": "substring(option[60].hex, 0, 2)"}, {"name": "none", "template-test": "''"}
    )
    found.before_subnet(packet)
    assert list(packet.classes) == ["kind", "SPAWN_kind_ph"]


def test_an_error_is_no_member_and_observers_hear_of_it() -> None:
    found, packet = classifier(
        {"name": "wrong", "test": "uint8totext(option[60].hex) == '1'"}, {"name": "right", "test": "option[60].exists"}
    )
    heard: list[tuple[str, str]] = []

    def observer(item: ClientClass, value: bytes | EvaluationError) -> None:
        heard.append((item.name, value.decode() if isinstance(value, bytes) else str(value)))

    found.observer = observer
    found.before_subnet(packet)
    assert list(packet.classes) == ["right"]
    assert heard == [("wrong", "Can not convert to valid uint8."), ("right", "true")]


def test_the_classes_of_a_reservation_come_first_and_tests_are_asked_again() -> None:
    found, packet = classifier(
        {"name": "first", "test": "option[61].exists"},
        {"name": "second", "test": "not member('first')"},
        {"name": "third", "test": "option[60].exists"},
    )
    found.before_subnet(packet)
    assert list(packet.classes) == ["second", "third"]
    found.reserve(packet, ("first", "gold"))
    assert list(packet.classes) == ["first", "gold", "third"]  # second no longer holds
