"""Network boot: the boot file that fits the client's firmware (RFC 4578)."""

from __future__ import annotations

from typing import Final

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Settings
from dhcptools.templates.text import Said

_FIRMWARE: Final = (
    # class, processor architecture (option 93), boot file
    ("pxe-bios", "option[93].hex == 0x0000", "undionly.kpxe"),
    ("pxe-uefi-x64", "(option[93].hex == 0x0007 or option[93].hex == 0x0009)", "ipxe.efi"),
    ("pxe-uefi-arm64", "option[93].hex == 0x000b", "ipxe-arm64.efi"),
)


def files(settings: Settings) -> tuple[File, ...]:
    """The file of kea-dhcp4."""
    (area,) = settings.areas(4)[:1]
    server = settings.boot_server or "192.0.2.4"
    classes = [
        {
            "name": name,
            "test": f"substring(option[60].hex, 0, 9) == 'PXEClient' and {architecture}",
            "next-server": server,
            "boot-file-name": boot_file,
        }
        for name, architecture, boot_file in _FIRMWARE
    ]
    url = {
        "name": "http-boot",
        "test": "substring(option[60].hex, 0, 10) == 'HTTPClient'",
        "boot-file-name": f"http://{server}/ipxe.efi",
        "option-data": [
            Said(
                "UEFI takes an offer for HTTP boot only when it says so itself.",
                {"name": "vendor-class-identifier", "data": "HTTPClient"},
            )
        ],
    }
    body = pieces.base(settings, 4) | {
        "client-classes": [*classes, url],
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area)],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    about = "DHCPv4 for network boot. Ask as a client would: dhcptool query discover -i IF --arch x64-uefi"
    return (pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, about),)
