"""``dhcptool compat``: other programs' command lines, text and exit codes."""

from __future__ import annotations

import click

from dhcptools.cli import compat_dhcpdump, compat_dhcping, compat_perfdhcp
from dhcptools.cli.tree import Suggesting, common_options

EXAMPLES = (
    ("In scripts that call perfdhcp", "alias perfdhcp='dhcptool compat perfdhcp'"),
    (
        "Does the server still know this host?",
        "dhcptool compat dhcping -c 192.0.2.10 -s 192.0.2.1 -h 02:00:5e:00:53:01",
    ),
    ("What dhcpdump would print of a capture file", "dhcptool compat dhcpdump -r capture.pcap -h ^02:00:5e"),
    ("What perfdhcp would print", "dhcptool compat perfdhcp -4 -r 100 -n 500 -n 500 -R 50 -W 1000000 192.0.2.1"),
)


def _listed(differences: tuple[tuple[str, str], ...]) -> str:
    return "\n\n".join(f"{what}: {how}" for what, how in differences)


NOTES = (
    (
        "PERFDHCP",
        """
        dhcptool compat perfdhcp takes the command line of perfdhcp 2.2, with --or and -V of 3.3, and prints what
        perfdhcp 2.2 prints: usage on standard output and ERROR: lines on standard error for a command line that is
        wrong, the preamble, the lines of -t and -C, the report and what -x asks for. It exits with 0, with 1 for any
        error and with 3 when any exchange has more requests than replies. As perfdhcp it ends the moment the last
        request has left, unless -W asks to wait. Options of dhcptool stand before the word perfdhcp.
        """,
    ),
    ("WHERE IT DIFFERS FROM PERFDHCP ON PURPOSE", _listed(compat_perfdhcp.DIFFERENCES)),
    (
        "DHCPING",
        """
        dhcptool compat dhcping takes the command line of dhcping 1.2 and prints what it prints: the synopsis when there
        are no arguments, "Got answer from:" with the server's address, "no answer" on standard error, with -V every
        packet. It exits with 0 when the server granted the address, or told what a DHCPINFORM asks for, and with 1
        for everything else. A DHCPREQUEST that was granted is given back with a DHCPRELEASE.
        """,
    ),
    ("WHERE IT DIFFERS FROM DHCPING ON PURPOSE", _listed(compat_dhcping.DIFFERENCES)),
    (
        "DHCPDUMP",
        """
        dhcptool compat dhcpdump takes the command line of dhcpdump 1.8, -i INTERFACE and -h REGEX on the client's
        hardware address, with -r FILE and -H of later versions, and prints what 1.8 prints of DHCPv4 on ports 67 and
        68. dhcptool dump --style dhcpdump has the same layout for DHCPv6 too, and says what octets mean where 1.8
        prints them in hex. It exits with 0, also when a signal ends it, and with 1 when something cannot be read.
        """,
    ),
    ("WHERE IT DIFFERS FROM DHCPDUMP ON PURPOSE", _listed(compat_dhcpdump.DIFFERENCES)),
)


@click.group(cls=Suggesting)
@common_options
def compat() -> None:
    """Be a drop-in for another program: COMMAND is its name, ARGS are its own."""


compat.add_command(compat_perfdhcp.perfdhcp)
compat.add_command(compat_dhcping.dhcping)
compat.add_command(compat_dhcpdump.dhcpdump)
