"""``dhcptool dump``: DHCP packets, decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhcptools.cli.dump_styles import NAMES
from dhcptools.cli.tree import QuickCommand, Session, common_options

if TYPE_CHECKING:
    from dhcptools.cli.dump_run import Flags

EXAMPLES = (
    ("What passes now", "sudo dhcptool dump -i eth0"),
    ("For a script, an object a packet", "dhcptool dump -r capture.pcap --json"),
    (
        "Several files in the order of time, one client",
        "dhcptool dump -r monday.pcap tuesday.pcap.gz --mac 02:00:5e:00:53:01",
    ),
    ("What somebody pasted", "tcpdump -xx -r capture.pcap port 67 | dhcptool dump --hex -"),
    ("Who got what, how fast, and who got nothing", "dhcptool dump -r capture.pcap --pair"),
    ("Servers, clients, response times, failures", "dhcptool dump -r capture.pcap --summary"),
    ("What happened to one client", "dhcptool dump -r capture.pcap --follow 02:00:5e:00:53:01"),
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

        -w writes pcap, which has room for one link type; with a name that ends in .pcapng it writes that, with an
        interface block for each link type and each name of an interface. Messages without a frame become what
        Wireshark calls exported PDUs, and are read again as such. - is standard output.
        """,
    ),
    (
        "LISTENING",
        """
        -i needs CAP_NET_RAW, and gives up what sudo gave before it reads a packet. The kernel lets DHCP's ports pass,
        with VLAN tags and fragments, and nothing else. At the end, by Ctrl-C, SIGTERM or -c, a line says how many
        packets were captured, how many were selected, and how many the kernel had to drop. any hears every interface,
        without the addresses of its link layer.
        """,
    ),
    (
        "STYLES",
        """
        default: a line with time, who sent it to whom, type, client, addresses, lease time, server and relay, then
        every field in groups; options inside options, relayed messages and DHCPv4 inside DHCPv6 are nested, values that
        were split are joined with their parts named, problems are listed with their octet. Times are local, with the
        offset from UTC; TZ says otherwise.

        oneline: one packet a line.

        hexdump: each field beside its octets and their place in the message.

        tcpdump: the layout of tcpdump -nvv 4.99. It differs where tcpdump says Unknown, cuts octets off or guesses from
        their length: there our name and value stand; values are joined, sname and file followed, text is escaped,
        problems have lines of their own.

        dhcpdump: the layout of dhcpdump 1.8, and DHCPv6 alike; below octets in hex stands what they mean. The man page
        of dhcptool-compat(1) lists where it differs on purpose.

        json: an object a line.
        """,
    ),
    (
        "FILTERS",
        """
        An expression joins comparisons by and, or, not and parentheses: FIELD OPERATOR VALUE with = != < <= > >= and ~
        (a regular expression, whatever the case); a FIELD alone, or exists FIELD, asks whether it is there. Fields are
        those of the RFCs (op htype hlen hops xid secs flags ciaddr yiaddr siaddr giaddr chaddr sname file, msg-type
        transaction-id hop-count link-address peer-address), ip.src ip.dst ip, udp.src udp.dst udp, link.src link.dst
        link.type, vlan, family, number, length, source, type, mac, client-id, duid, server, problem, problems, and
        options by code or Kea's name with what is inside them: option.12, option.82.circuit-id,
        option.ia-na.iaaddr.addr. Values with blanks or signs stand in quotes. An address may be a prefix, 192.0.2.0/24;
        octets are hexadecimal, 02:00:5e:00:53:01; a transaction id is hexadecimal. Of several values of a field one is
        enough, and a != b is not (a = b). Relayed messages, and DHCPv4 inside DHCPv6, are looked into.
        Example:
        type=offer and chaddr~^02:00 and option.82.circuit-id="eth0"
        """,
    ),
    (
        "EXCHANGES",
        """
        --pair groups messages by client and transaction id, inside relay messages too: DORA, SARR, rapid commit,
        renewals, INIT-REBOOT, release, decline, inform, confirm, information requests, leasequery. Each is told when it
        closes: a second after it is complete, 70 seconds after its last message, or at the end. Its outcome is granted,
        answered (no lease was asked for), refused, unanswered, abandoned (an offer that nobody took), sent (a message
        that no server answers) or unasked (replies alone). A response time counts from the last copy of the request. A
        message seen on both sides of a relay agent makes two exchanges. DHCPv4 inside DHCPv6 (RFC 7341) makes
        exchanges of DHCPv4. At most 65,536 are open at once.
        """,
    ),
    (
        "SUMMARY",
        """
        --summary counts message types, servers (identifier, address, MAC address), clients, relay agents, vendor
        classes and options, gives response times by exchange as percentiles, and says what failed and why: NAKs with
        their words, status codes, requests without reply. It comes at the end, at Ctrl-C, and on SIGUSR1; of an
        interface it is drawn meanwhile where standard error is a terminal. Files of Ethernet, with or without a tag of
        a VLAN, Linux cooked or raw IP are read many packets at a time, pcap as well as pcapng, and so are several of
        them whose times do not overlap, such as a capture is rotated into. Gzipped pcapng, interfaces of different link
        types or clocks, and packets that are selected take longer. Memory is bounded: of more than 262,144 clients the
        busier half is kept, and said so.
        """,
    ),
    (
        "ONE CLIENT",
        """
        --follow tells what happened to a client in plain language, a line an event: what it asked, who told it what and
        how long that took, what changed at a grant (address, lease time, server), pauses of 30 seconds and more, leases
        that ran out and requests that nobody answered. The client is named by its hardware address, its client
        identifier or its DUID, in hexadecimal; under what other names it is known is learnt from its packets, so one
        name finds both families where its DUID holds its hardware address.
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


@click.command("dump", cls=QuickCommand)
@click.option("-i", "--interface", metavar="IF", help="Listen on an interface, or on any.")
@click.option("--promiscuous", is_flag=True, help="Hear frames to other hosts too.")
@click.option("-r", "--read", "files", multiple=True, metavar="FILE", help="Read a capture file, - for standard input.")
@click.argument("more", nargs=-1, metavar="[FILE]...")
@click.option("--hex", "hex_text", metavar="TEXT", help="Decode hexadecimal text; - reads it from standard input.")
@click.option(
    "--filter", "expression", metavar="EXPR", help="Packets for which this holds, see FILTERS in the man page."
)
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Messages of this type, such as offer or solicit; repeatable.",
)
@click.option(
    "--mac", "macs", multiple=True, metavar="MAC", help="Packets of the client with this hardware address; repeatable."
)
@click.option("--xid", "xids", multiple=True, metavar="HEX", help="Packets with this transaction id; repeatable.")
@click.option(
    "--server", "servers", multiple=True, metavar="ADDR|DUID", help="Packets from, to or about this server; repeatable."
)
@click.option("--since", metavar="TIME", help="Packets from this time on: ISO 8601, or seconds since 1970.")
@click.option("--until", metavar="TIME", help="Packets before this time.")
@click.option(
    "--option-defs",
    multiple=True,
    metavar="FILE",
    help="A Kea configuration whose option-def names private options; repeatable.",
)
@click.option("--style", type=click.Choice(NAMES), default=NAMES[0], help="How packets are shown.")
@click.option("--oneline", "style", flag_value="oneline", help="As --style oneline: one packet a line.")
@click.option("--hexdump", "style", flag_value="hexdump", help="As --style hexdump: octets beside fields.")
@click.option("--json", is_flag=True, help="An object a line.")
@click.option("--pair", is_flag=True, help="Exchanges instead of packets: who answered what, and what was missing.")
@click.option("--summary", is_flag=True, help="Counts instead of packets: types, servers, clients, times, failures.")
@click.option("--follow", metavar="MAC", help="The story of one client: its MAC address, client identifier or DUID.")
@click.option(
    "-w",
    "--write",
    metavar="FILE",
    help="Write the packets to a capture file instead of showing them: pcapng when its name ends so, else pcap.",
)
@click.option("-c", "--count", type=click.IntRange(1), metavar="N", help="Stop after so many packets.")
@click.option("-4", "--ipv4", "only4", is_flag=True, help="DHCPv4 only.")
@click.option("-6", "--ipv6", "only6", is_flag=True, help="DHCPv6 only.")
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
    """Decode DHCPv4 and DHCPv6 packets of a link, of capture FILEs or of hexadecimal text."""
    from dhcptools.cli.dump_run import Flags, run  # noqa: PLC0415 - the help page needs none of this

    flags: Flags = Flags(colour=session.colour, **given)  # type: ignore[arg-type]  # click made them by these names
    return run(flags)
