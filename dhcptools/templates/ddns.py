"""Names of clients kept in DNS: kea-dhcp4 tells kea-dhcp-ddns, which updates the name server (RFC 2136)."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Final

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Network, Settings, TemplateError, read_address
from dhcptools.templates.text import Said

_KEY: Final = "kea-ddns"


def files(settings: Settings) -> tuple[File, ...]:
    """The files of kea-dhcp4 and kea-dhcp-ddns. TemplateError without a secret for the key."""
    if not settings.secret:
        raise TemplateError("there is no secret for the key of DNS updates", "give one of at least 32 octets in base64")
    (area,) = settings.areas(4)[:1]
    suffix = settings.domain.rstrip(".") + "."
    body = pieces.base(settings, 4) | {
        "dhcp-ddns": {"enable-updates": True, "server-ip": "127.0.0.1", "server-port": 53001},
        "ddns-send-updates": True,
        "ddns-qualifying-suffix": Said("Clients say their short name; this makes it a whole one.", suffix),
        "ddns-replace-client-name": "when-not-present",
        "ddns-generated-prefix": "host",
        "hostname-char-set": "[^A-Za-z0-9.-]",
        "hostname-char-replacement": "-",
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area)],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    server = settings.name_server or settings.resolvers(4).partition(",")[0]
    servers = [{"ip-address": str(read_address(server, 4, "--name-server")), "port": 53}]
    updates = {
        "ip-address": "127.0.0.1",
        "port": 53001,
        **pieces.control(settings, "kea-ddns-ctrl-socket"),
        "tsig-keys": Said(
            f'The name server needs the same key: key {_KEY} {{ algorithm hmac-sha256; secret "…"; }};',
            [{"name": _KEY, "algorithm": "HMAC-SHA256", "secret": settings.secret}],
        ),
        "forward-ddns": {"ddns-domains": [{"name": suffix, "key-name": _KEY, "dns-servers": servers}]},
        "reverse-ddns": {
            "ddns-domains": [{"name": reverse_zone(area.subnet), "key-name": _KEY, "dns-servers": servers}]
        },
        **pieces.loggers(settings, "kea-dhcp-ddns"),
    }
    return (
        pieces.file(settings, "kea-dhcp4.conf", "Dhcp4", body, "DHCPv4 that keeps the names of its clients in DNS."),
        pieces.file(
            settings, "kea-dhcp-ddns.conf", "DhcpDdns", updates,
            "Updates of DNS for kea-dhcp4. It holds a secret: mode 0640, owner root, group of Kea.",
        ),
    )  # fmt: skip  # a file each


def reverse_zone(subnet: Network) -> str:
    """The zone of whole octets that a subnet lies in, such as ``2.0.192.in-addr.arpa`` with a dot at its end."""
    if not isinstance(subnet, IPv4Network):
        raise TemplateError(f"{subnet} is not IPv4", "this template is of DHCPv4")
    octets = str(subnet.network_address).split(".")[: max(1, subnet.prefixlen // 8)]
    return ".".join([*reversed(octets), "in-addr", "arpa", ""])
