"""DHCPv4 for subnets: one, several behind relay agents, several on one link."""

from __future__ import annotations

from dataclasses import replace

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Settings
from dhcptools.templates.text import Said


def single(settings: Settings) -> tuple[File, ...]:
    """One subnet, one server: clients are on the server's own link."""
    (area,) = settings.areas(4)[:1]
    body = pieces.base(settings, 4) | {
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area)],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    return (pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, "DHCPv4 for one subnet."),)


def relay_multi(settings: Settings) -> tuple[File, ...]:
    """Several subnets, each told by the address of its relay; without one its router is its relay."""
    areas = [
        area if area.relay is not None else replace(area, relay=area.router) for area in settings.areas(4, count=2)
    ]
    body = pieces.base(settings, 4, relayed=True) | {
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area) for area in areas],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    about = "DHCPv4 for several subnets behind relay agents, each found by the address of its relay."
    return (pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, about),)


def shared_network(settings: Settings) -> tuple[File, ...]:
    """Two subnets on one link: when the first is full, clients get addresses of the second."""
    areas = settings.areas(4, count=2)
    network = {
        "name": "link",
        "subnet4": [pieces.subnet(settings, area) for area in areas],
    }
    body = pieces.base(settings, 4) | {
        "option-data": pieces.options(settings, 4),
        "shared-networks": Said(
            "Kea takes the subnets of a shared network in turn until one has an address left.", [network]
        ),
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    about = "DHCPv4 for a link with more than one subnet."
    return (pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, about),)
