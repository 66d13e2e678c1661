from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_cablelabs import PROVISIONING_SERVER
from support.vectors import Vector, check, check_prefixes, check_wrong

NAME = Vector(b"\0\x01p\x07example\0", "p.example", "0, p.example", "p.example")
ADDRESS = Vector(b"\1\xc0\0\2\3", IPv4Address("192.0.2.3"), "1, 192.0.2.3", "192.0.2.3")


@pytest.mark.parametrize("vector", [NAME, ADDRESS])
def test_provisioning_server(vector: Vector) -> None:
    check(PROVISIONING_SERVER, vector)
    check_prefixes(PROVISIONING_SERVER, vector.octets)


def test_inside_option_122() -> None:
    kind = find_space("dhcp4", 4).by_code(122).kind
    octets = b"\1\4\xc0\0\2\1" + b"\3\5" + ADDRESS.octets + b"\4\x0c" + bytes.fromhex("000004d20000162e0000238d")
    options = kind.decode(octets)
    assert [(item.name, item.text) for item in options] == [
        ("tsp-dhcp-primary-server", "192.0.2.1"),
        ("tsp-provisioning-server", "1, 192.0.2.3"),
        ("tsp-as-parameters", "1234, 5678, 9101"),
    ]
    assert kind.encode(kind.parse(kind.text(options))) == octets


def test_wrong_octets_and_texts() -> None:
    check_wrong(PROVISIONING_SERVER, b"", 0, "type needs 1 octets")
    check_wrong(PROVISIONING_SERVER, b"\1\xc0\0", 1, "address needs 4 octets, 2 are left")
    check_wrong(PROVISIONING_SERVER, b"\1\xc0\0\2\3\4", 5, "1 octets left over")
    check_wrong(PROVISIONING_SERVER, b"\2a", 0, "type 2 is neither")
    for text in ("", "192.0.2.1", "2, a", "1, a"):
        with pytest.raises(EncodeError):
            PROVISIONING_SERVER.parse(text)
