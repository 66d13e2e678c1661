"""``dhcptool class``: the commands on client classes, listed."""

from __future__ import annotations

import click

from dhcptools.cli.listed import Listed
from dhcptools.cli.tree import common_options

EXAMPLES = (
    (
        "Would this test hold for that request",
        "dhcptool class test \"option[60].hex == 'MSFT 5.0'\" --packet req.pcap#1",
    ),
    ("Which classes a client gets", "dhcptool class test --config kea-dhcp4.conf --packet req.pcap"),
)


@click.group("class", cls=Listed)
@common_options
def class_group() -> None:
    """Try client classes and their expressions on packets."""
