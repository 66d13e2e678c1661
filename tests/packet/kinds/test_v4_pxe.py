from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_pxe import (
    MACHINE_ID,
    PXE_BOOT_MENU,
    PXE_BOOT_SERVERS,
    BootServer,
    MachineId,
    MenuItem,
)
from support.vectors import Vector, check, check_prefixes, check_wrong

UUID = "03020100-0504-0706-0809-0a0b0c0d0e0f"  # as tshark prints these octets
MACHINE = Vector(
    b"\0" + bytes(range(16)),  # type 0, the octets as SMBIOS holds them
    MachineId(0, bytes(range(16))),
    "0, 000102030405060708090a0b0c0d0e0f",
    {"type": 0, "hex": "000102030405060708090a0b0c0d0e0f", "uuid": UUID},
)
SERVERS = Vector(
    bytes.fromhex("000102c0000201c0000202000900"),  # WDS at two addresses, type 9 at none
    (BootServer(1, (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"))), BootServer(9)),
    "wds/192.0.2.1 192.0.2.2, 9/",
    [{"type": 1, "addresses": ["192.0.2.1", "192.0.2.2"]}, {"type": 9, "addresses": []}],
)
MENU = Vector(
    b"\0\0\x0aLocal boot\0\x01\x03WDS",
    (MenuItem(0, b"Local boot"), MenuItem(1, b"WDS")),
    "bootstrap/Local boot, wds/WDS",
    [{"type": 0, "description": "Local boot"}, {"type": 1, "description": "WDS"}],
)


def test_machine_identifier() -> None:
    check(MACHINE_ID, MACHINE)
    check_prefixes(MACHINE_ID, MACHINE.octets)
    assert MACHINE_ID.parse(UUID) == MACHINE.value
    assert MACHINE_ID.decode(b"\5ab") == MachineId(5, b"ab")
    assert MachineId(5, b"ab").uuid is None


def test_boot_servers_and_menu() -> None:
    check(PXE_BOOT_SERVERS, SERVERS)
    check_prefixes(PXE_BOOT_SERVERS, SERVERS.octets)
    check(PXE_BOOT_MENU, MENU)
    check_prefixes(PXE_BOOT_MENU, MENU.octets)


def test_wrong_octets() -> None:
    check_wrong(MACHINE_ID, b"", 0, "type needs 1 octets")
    check_wrong(MACHINE_ID, b"\0abc", 1, "UUID needs 16 octets, 3 are left")
    check_wrong(MACHINE_ID, MACHINE.octets + b"\0", 17, "1 octets left over")
    check_wrong(PXE_BOOT_SERVERS, b"", 0, "type needs 2 octets")
    check_wrong(PXE_BOOT_SERVERS, b"\0\1\2\xc0\0\2\1", 7, "address needs 4 octets, 0 are left")
    check_wrong(PXE_BOOT_MENU, b"\0\1\5abc", 3, "description needs 5 octets, 3 are left")


def test_what_has_no_encoding() -> None:
    for kind, value in (
        (MACHINE_ID, b""),
        (MACHINE_ID, MachineId(0, b"a")),
        (PXE_BOOT_SERVERS, ()),
        (PXE_BOOT_SERVERS, (BootServer(65536),)),
        (PXE_BOOT_MENU, ()),
        (PXE_BOOT_MENU, (MenuItem(0, bytes(256)),)),
    ):
        with pytest.raises(EncodeError):
            kind.encode(value)
    for kind, text in ((MACHINE_ID, "0"), (MACHINE_ID, "a-b-c-d-e"), (PXE_BOOT_SERVERS, "x/1"), (PXE_BOOT_MENU, "x/y")):
        with pytest.raises(EncodeError):
            kind.parse(text)
