"""DHCPv6 on one link (RFC 9915): addresses, and prefixes for routers."""

from __future__ import annotations

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Settings, TemplateError, read_network
from dhcptools.templates.text import Said


def basic(settings: Settings) -> tuple[File, ...]:
    """Addresses alone."""
    (area,) = settings.areas(6)[:1]
    body = pieces.base(settings, 6) | {
        "option-data": pieces.options(settings, 6),
        "subnet6": [pieces.subnet(settings, area)],
        **pieces.loggers(settings, "kea-dhcp6"),
    }
    about = "DHCPv6 for one link. Routers must announce it: flags M, or A off, in their advertisements."
    return (pieces.file(settings, "kea-dhcp6.conf", "Dhcp6", body, about),)


def delegation(settings: Settings) -> tuple[File, ...]:
    """Addresses for routers, and prefixes for what is behind them (RFC 9915 §6.3)."""
    (area,) = settings.areas(6)[:1]
    prefix = read_network(settings.prefix, 6, "--prefix")
    if not prefix.prefixlen <= settings.delegated_length <= 128:
        raise TemplateError(
            f"prefixes of {settings.delegated_length} bits do not fit into {prefix}",
            f"give a --delegated-length of {prefix.prefixlen} to 128",
        )
    if prefix.overlaps(area.subnet):
        raise TemplateError(f"{prefix} overlaps the link's own prefix {area.subnet}", "delegate another one")
    subnet = pieces.subnet(settings, area) | {
        "pd-pools": Said(
            "What is delegated needs a route to the router that got it; the server does not make one.",
            [
                {
                    "prefix": str(prefix.network_address),
                    "prefix-len": prefix.prefixlen,
                    "delegated-len": settings.delegated_length,
                }
            ],
        )
    }
    body = pieces.base(settings, 6) | {
        "option-data": pieces.options(settings, 6),
        "subnet6": [subnet],
        **pieces.loggers(settings, "kea-dhcp6"),
    }
    about = "DHCPv6 with addresses for routers and prefixes for what is behind them."
    return (pieces.file(settings, "kea-dhcp6.conf", "Dhcp6", body, about),)
