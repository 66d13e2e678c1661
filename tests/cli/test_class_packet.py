from __future__ import annotations

import pytest

from dhcptools.cli.class_packet import classify, plain
from dhcptools.cli.class_packets import packets_of
from dhcptools.cli.errors import ProblemError
from dhcptools.kea.expression import Names
from support.class_packets import PHONE, RELAYED
from support.dialogue import config4, config6

NOWHERE = (None, None, None)


def test_a_packet_by_itself() -> None:
    (four,) = packets_of(PHONE.encode().hex(), 0, NOWHERE)
    assert list(plain(four, Names(4, (2, 2))).classes) == ["ALL", "VENDOR_CLASS_phone"]
    (six,) = packets_of(RELAYED.encode().hex(), 0, NOWHERE)
    assert list(plain(six, Names(6, (2, 2))).classes) == ["ALL", "VENDOR_CLASS_stk"]


def test_a_packet_by_a_configuration() -> None:
    (four,) = packets_of(PHONE.encode().hex(), 0, ("eth0", None, None))
    classes = [{"name": "late", "test": "member('UNKNOWN')"}, {"name": "phone", "test": "option[60].exists"}]
    packet, found = classify(four, config4(**{"client-classes": classes}), Names(4, (2, 2)))
    assert found.classes == ("ALL", "VENDOR_CLASS_phone", "phone", "UNKNOWN", "late")
    assert list(packet.classes) == list(found.classes)
    assert (found.waiting, found.dropped, found.subnet_id) == (("late",), "", 1)
    (six,) = packets_of(RELAYED.encode().hex(), 0, NOWHERE)
    six_classes = [{"name": "port", "test": "relay6[0].option[18].hex == 'port-1'"}]
    _, found = classify(six, config6(**{"client-classes": six_classes}), Names(6, (2, 2)))
    assert found.classes == ("ALL", "VENDOR_CLASS_stk", "port", "UNKNOWN")
    assert found.subnet == "2001:db8:1::/64"


def test_what_a_server_would_refuse() -> None:
    (four,) = packets_of(PHONE.encode().replace(b"\x3c\x05phone", b"\x35\x05phone").hex(), 0, NOWHERE)
    with pytest.raises(ProblemError) as caught:
        classify(four, config4(), Names(4, (2, 2)))
    assert caught.value.code == 5
