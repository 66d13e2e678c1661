"""``dhcptool query``: one message of any kind, and every answer to it."""

from __future__ import annotations

import sys
from dataclasses import replace
from signal import SIGINT
from typing import Any

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.query_flags import Flags, query_options
from dhcptools.cli.tree import QuickCommand, common_options

EXAMPLES = (
    ("Who offers what on this link? Takes no lease", "dhcptool query -i eth0 --wait --timeout 3"),
    ("The domain name servers, for a script", "dhcptool query discover -i eth0 --print-only 6"),
    ("As a PXE client", "dhcptool query discover -i eth0 --arch x64-uefi --print-only boot-file-name"),
    ("One server, without privileges, as a relay agent", "dhcptool query discover --relay --target 192.0.2.1"),
    ("An address and a /56, given back at once", "dhcptool query --sarr --ia-na any --ia-pd /56 -i eth0 --release"),
    ("A lease, handed to a script", "dhcptool query --dora -i eth0 --exec ./hook --release"),
    ("What a client sent, once more", "dhcptool query -i eth0 --replay capture.pcap#4 --mac captured"),
)  # fmt: skip  # a pair a line

NOTES = (
    (
        "WAYS TO A SERVER",
        """
        With -i and no --target, DHCPv4 leaves as raw frames from 0.0.0.0 to everybody, from the MAC address of the
        interface, and answers are heard whatever this host's address is; that needs CAP_NET_RAW. DHCPv6 leaves from
        UDP port 546 of the link-local address, or as raw frames where that port is out of reach and CAP_NET_RAW is
        there. With --target, and with --udp, a UDP socket at the clients' port is used, which needs
        CAP_NET_BIND_SERVICE. With --relay, or a --giaddr of this host, requests come from a relay agent: answers come
        back to us, and without privileges any port will do, by the relay source port of RFC 8357.

        chaddr is random unless --mac says otherwise: a lease of this host is never touched by accident.
        """,
    ),
    (
        "OPTIONS OF DHCP",
        """
        --option takes a code, Kea's name or the RFC's title, then = and a value as 'dhcptool options NAME' shows it;
        hex:0102 works for any option, and 200[ip]=192.0.2.1 (hex, str, ip, ips, u8, u16, u32, bool …) gives a type to
        an option that has none. 82.circuit-id=eth0/1 is an option inside an option. An option that the message has by
        itself is replaced. What dhcptest's users have in their scripts, such as agentCircuitID="foo", is read too.
        """,
    ),
    (
        "REPLAY",
        """
        --replay sends a captured request with a new transaction id. It does so as a client that nobody knows, chaddr
        and a client identifier or DUID made of it are new, so that a captured DHCPREQUEST or DHCPRELEASE cannot take or
        end the lease of the client it came from. To see what that client itself is answered, with its reservation and
        its classes, say --mac captured; --mac MAC and --mac own name another one. Everything else is as captured.
        """,
    ),
    (
        "ANSWERS",
        """
        An answer has our transaction id and our client's hardware address. One that an RFC forbids is shown, and named
        as such; a DHCPNAK or a status code other than Success is a refusal: the exit status is 1. Without --wait the
        first good answer, or refusal, ends the command; a DHCPRELEASE or DHCPDECLINE, which nobody answers, is sent
        once.

        --env, --exec and --style dhclient-debug speak dhclient's language; reason is TEST where no lease was taken,
        BOUND after --dora, RENEW, REBIND or REBOOT as the request was, FAIL when nothing answered or it was refused;
        of DHCPv6 the same with a 6. With --env there is a block of lines, empty lines between them, for each address
        or prefix. The program of --exec is run once for each block, without a shell.
        """,
    ),
    (
        "INTERACTIVE MODE",
        """
        With --interactive, or without TYPE where stdin and stdout are a terminal and nothing else says what to do,
        commands are read: d [MAC], r ADDRESS [SERVER], i ADDRESS, release ADDRESS SERVER, help, quit. At the end of a
        script on stdin, what was asked still has the timeout to be answered; quit ends at once.
        """,
    ),
)


@click.command(cls=QuickCommand)
@query_options
@common_options
def query(**given: Any) -> int:
    """Send one DHCP message of any kind and show every answer.

    TYPE is discover, request, inform, release, decline, leasequery …, solicit, information-request, renew …, bootp,
    or a number; discover by default, solicit with -6. No lease is taken unless --dora, --sarr, --rapid-commit or a
    TYPE that asks for one says so.
    """
    flags = Flags(**given)
    from dhcptools.net.capture import CaptureError  # noqa: PLC0415 - the help page needs none of this

    try:
        return _query(flags)
    except CaptureError as error:
        raise ProblemError(
            "cannot read the packet to replay", str(error), "name FILE#N: a pcap or pcapng file, packets from 1",
            Exit.UNREADABLE,
        ) from error  # fmt: skip  # what and why, then the fix


def _query(flags: Flags) -> int:
    from dhcptools.cli.query_build import check, family_of, identity, request_of, usage  # noqa: PLC0415
    from dhcptools.cli.query_open import open_way  # noqa: PLC0415
    from dhcptools.cli.query_run import Exchanger, run_message  # noqa: PLC0415
    from dhcptools.cli.query_show import Shower  # noqa: PLC0415
    from dhcptools.cli.signals import StopSignals  # noqa: PLC0415
    from dhcptools.net.privileges import drop_privileges  # noqa: PLC0415
    from dhcptools.probe.channel import HeedfulChannel  # noqa: PLC0415
    from dhcptools.probe.hook import check_hook  # noqa: PLC0415
    from dhcptools.probe.pick import check_name  # noqa: PLC0415

    family = family_of(flags)
    check(flags, family)
    who = identity(flags, family)
    with usage():
        if flags.print_only is not None:
            check_name(flags.print_only, family)
    if flags.hook is not None:
        check_hook(flags.hook)  # before a lease is taken for it
    way = open_way(flags, family)
    request = None if flags.exchange or _interactive(flags) else request_of(flags, family, who, way)
    drop_privileges()  # before the first octet from the network is read
    shower = Shower(flags, way)
    shower.listening()
    if request is None and not flags.exchange:
        from dhcptools.cli.query_console import converse  # noqa: PLC0415

        converse(flags, way, who, shower, family)
        return Exit.YES if shower.yes else Exit.NO
    with StopSignals() as signals:
        shower.heed(signals.stop)
        heedful = replace(way, channel=HeedfulChannel(way.channel, signals.stop))
        if request is None:
            yes = Exchanger(flags, heedful, who, shower).run()
        else:
            yes = run_message(flags, heedful, request, shower)
        if signals.received == SIGINT:
            return Exit.INTERRUPTED
        return Exit.YES if yes else Exit.NO


def _interactive(flags: Flags) -> bool:
    """Asked for; or a terminal, no TYPE, and nothing that makes sense of one answer only."""
    if flags.interactive:
        return True
    scripted = (
        flags.kind, flags.replay, flags.print_only, flags.hook, flags.env, flags.as_json, flags.wait, flags.exchange,
        flags.style != "dhcptest", flags.quiet,
    )  # fmt: skip  # each says that somebody wants one answer
    return not any(scripted) and sys.stdin.isatty() and sys.stdout.isatty()
