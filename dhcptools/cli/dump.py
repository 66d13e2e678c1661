"""``dhcptool dump``: DHCP packets, decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhcptools.cli.dump_styles import NAMES
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from dhcptools.cli.dump_run import Flags

EXAMPLES = (
    ("For a script, an object a packet", "dhcptool dump -r capture.pcap --json"),
    (
        "Several files in the order of time, one client",
        "dhcptool dump -r monday.pcap tuesday.pcap.gz --mac 02:00:5e:00:53:01",
    ),
    ("What somebody pasted", "tcpdump -xx -r capture.pcap port 67 | dhcptool dump --hex -"),
    ("Keep only what matters", "dhcptool dump -r big.pcapng --type nak -w naks.pcap"),
)

NOTES = (
    (
        "FILES",
        """
        pcap (both byte orders, micro- and nanoseconds) and pcapng (every block type, both byte orders), gzipped or not;
        - is standard input. Several files are shown in the order of time. A file that is damaged or cut short gives
        what is there; it is told where it broke, and the exit code is 5. Entered are Ethernet, 802.1Q and QinQ, PPPoE,
        PPP, Linux cooked captures (SLL, SLL2), raw IP and loopback of every BSD; other link types where scapy is
        installed. Fragments are put together where all of them are there.
        """,
    ),
    (
        "PROBLEMS",
        """
        Nothing that is wrong with a packet hides the rest of it: what could not be decoded is named with its offset and
        the reason, and what follows is shown. With --strict any problem makes the exit code 1.
        """,
    ),
)


@click.command("dump")
@click.option("-r", "--read", "files", multiple=True, metavar="FILE", help="Read a capture file, - for standard input.")
@click.argument("more", nargs=-1, metavar="[FILE]...")
@click.option("--hex", "hex_text", metavar="TEXT", help="Decode hexadecimal text; - reads it from standard input.")
@click.option("--style", type=click.Choice(NAMES), default=NAMES[0], help="How packets are shown.")
@click.option("--json", is_flag=True, help="An object a line.")
@click.option("-w", "--write", metavar="FILE", help="Write the packets to a pcap file instead of showing them.")
@click.option("-c", "--count", type=click.IntRange(1), metavar="N", help="Stop after so many packets.")
@click.option("-4", "only4", is_flag=True, help="DHCPv4 only.")
@click.option("-6", "only6", is_flag=True, help="DHCPv6 only.")
@click.option(
    "--port",
    "ports",
    multiple=True,
    type=click.IntRange(1, 65535),
    metavar="N",
    help="UDP port beside DHCP's own; repeatable.",
)
@click.option("--strict", is_flag=True, help="Exit 1 when any packet has a problem.")
@click.option("-q", "--quiet", is_flag=True, help="No counts on standard error.")
@common_options
@click.pass_obj
def dump(session: Session, /, **given: object) -> int:
    """Decode DHCPv4 and DHCPv6 packets of capture FILEs or of hexadecimal text."""
    from dhcptools.cli.dump_run import Flags, run  # noqa: PLC0415 - the help page needs none of this

    flags: Flags = Flags(colour=session.colour, **given)  # type: ignore[arg-type]  # click made them by these names
    return run(flags)
