from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_subnet import SUBNET_INFORMATION, AllocatedSubnet, SubnetInformation
from support.vectors import Vector, check, check_prefixes, check_wrong

INFORMATION = Vector(
    bytes.fromhex(
        "01"  # flags
        "0a010000"
        "18"
        "02"
        "02"
        "0005"  # 10.1.0.0/24, flags, two octets of statistics
        "0a020000"
        "18"
        "00"
        "00"  # 10.2.0.0/24 without
    ),
    SubnetInformation(
        1,
        (AllocatedSubnet(IPv4Address("10.1.0.0"), 24, 2, b"\0\5"), AllocatedSubnet(IPv4Address("10.2.0.0"), 24)),
    ),
    "flags=1, 10.1.0.0/24 2 0005, 10.2.0.0/24 0",
    {
        "flags": 1,
        "subnets": [
            {"network": "10.1.0.0", "prefix_len": 24, "flags": 2, "statistics": "0005"},
            {"network": "10.2.0.0", "prefix_len": 24, "flags": 0, "statistics": ""},
        ],
    },
)


def test_subnet_information() -> None:
    check(SUBNET_INFORMATION, INFORMATION)
    check_prefixes(SUBNET_INFORMATION, INFORMATION.octets)
    assert SUBNET_INFORMATION.parse("flags=0, 10.0.0.0/8").subnets[0].flags == 0


def test_inside_option_220() -> None:
    kind = find_space("dhcp4", 4).by_name("subnet-allocation").kind
    octets = b"\0" + b"\1\2\0\x18" + bytes((2, len(INFORMATION.octets))) + INFORMATION.octets
    flags, options = kind.decode(octets)
    assert flags == 0
    assert [(item.name, item.value) for item in options] == [
        ("subnet-request", (0, 24)),
        ("subnet-information", INFORMATION.value),
    ]
    assert kind.encode((flags, options)) == octets


def test_wrong_octets_and_texts() -> None:
    check_wrong(SUBNET_INFORMATION, b"", 0, "flags needs 1 octets")
    check_wrong(SUBNET_INFORMATION, b"\0\x0a\0\0\0\x21\0\0", 5, "prefix length 33")
    check_wrong(SUBNET_INFORMATION, b"\0\x0a\0\0\0\x08\0\2a", 8, "statistics needs 2 octets, 1 are left")
    for text in ("", "10.0.0.0/8", "flags=0, 10.0.0.0", "flags=0, 10.0.0.0/8 1 2 3"):
        with pytest.raises(EncodeError):
            SUBNET_INFORMATION.parse(text)
    with pytest.raises(EncodeError):
        SUBNET_INFORMATION.encode(())
