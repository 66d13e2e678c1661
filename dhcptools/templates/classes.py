"""Phones and other devices in pools of their own, by what clients say of themselves."""

from __future__ import annotations

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Settings, halves
from dhcptools.templates.text import Said


def files(settings: Settings) -> tuple[File, ...]:
    """The file of kea-dhcp4."""
    (area,) = settings.areas(4)[:1]
    phones, others = halves(area.pool, 4)
    pools = [
        {"pool": phones} | pieces.guard(settings, "phones"),
        {"pool": others} | pieces.guard(settings, "others"),
    ]
    body = pieces.base(settings, 4) | {
        "client-classes": [
            Said(
                "The beginning of the vendor class identifier (option 60) says what a client is.",
                {
                    "name": "phones",
                    "test": "substring(option[60].hex, 0, 5) == 'phone'",
                    "valid-lifetime": 7 * pieces.DAY,
                    "option-data": [{"name": "tftp-server-name", "data": settings.boot_server or "192.0.2.4"}],
                },
            ),
            {"name": "others", "test": "not member('phones')"},
        ],
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area, pools)],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    about = "DHCPv4 with pools for classes of clients. Try a test with: dhcptool class test."
    return (pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, about),)
