from __future__ import annotations

from support.templates import trees


def test_firmware_gets_its_file_from_the_boot_server() -> None:
    (tree,) = trees("pxe", boot_server="192.0.2.9")
    classes = {each["name"]: each for each in tree["Dhcp4"]["client-classes"]}
    assert classes["pxe-bios"]["boot-file-name"] == "undionly.kpxe"
    assert "0x0007" in classes["pxe-uefi-x64"]["test"]
    assert {each["next-server"] for each in classes.values() if "next-server" in each} == {"192.0.2.9"}
    assert classes["http-boot"]["boot-file-name"] == "http://192.0.2.9/ipxe.efi"
    assert classes["http-boot"]["option-data"] == [{"name": "vendor-class-identifier", "data": "HTTPClient"}]
