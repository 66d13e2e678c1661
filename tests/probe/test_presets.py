from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.names4 import ARCHITECTURES
from dhcptools.packet.typed import options4
from dhcptools.packet.v4 import Message4
from dhcptools.probe.presets import Firmware, firmware


def test_what_a_uefi_machine_says() -> None:
    options = {option.code: option.data for option in firmware("x64-uefi").options4(bytes(range(16)))}
    assert options[60] == b"PXEClient:Arch:00007:UNDI:003016"
    assert options[93] == b"\0\7"
    assert options[94] == b"\1\3\x10"
    assert options[97] == b"\0" + bytes(range(16))


@pytest.mark.parametrize(
    ("name", "number"), [("bios", 0), ("arm64", 11), ("x64-uefi-http", 16), ("7", 7), ("efi64", 7)]
)
def test_names(name: str, number: int) -> None:
    assert firmware(name) == Firmware(number)


def test_http_boot_has_its_own_class() -> None:
    assert firmware("x64-uefi-http").vendor_class == b"HTTPClient:Arch:00016:UNDI:003016"


def test_every_architecture_decodes() -> None:
    for number in ARCHITECTURES:
        made = Firmware(number)
        message = Message4(options=made.options4(bytes(16)))
        assert all(option.problem is None for option in options4(message))
        assert [option.code for option in made.options6()] == [16, 61, 62]


def test_an_unknown_one_lists_those_there_are() -> None:
    with pytest.raises(EncodeError, match=r"bios.*arm64-uefi"):
        firmware("vax")
