"""``dhcptool leases``: the commands that read lease stores, listed."""

from __future__ import annotations

import click

from dhcptools.cli.listed import Listed
from dhcptools.cli.tree import common_options

EXAMPLES = (
    ("Who has an address on this host's server", "dhcptool leases show"),
    ("The fullest subnets", "dhcptool leases stats --config /etc/kea/kea-dhcp4.conf"),
)


@click.group(cls=Listed)
@common_options
def leases() -> None:
    """Read lease stores: Kea's memfile, its databases, a running Kea, ISC dhcpd's and dnsmasq's lease files."""
