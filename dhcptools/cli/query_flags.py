"""The options of ``query``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TypeVar

import click

from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.query_values import Address4, Number, Octets

Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says, field by field; None where an option was not given."""

    kind: str | None
    ipv4: bool
    ipv6: bool
    interface: str | None
    target: str | None
    target_mac: bytes | None
    raw: bool
    udp: bool
    vlan: int | None
    relay: bool
    local: str | None
    server_port: int | None
    local_port: int | None
    op: int | None
    htype: int | None
    hlen: int | None
    hops: int | None
    xid: int | None
    secs: int | None
    flags: int | None
    broadcast: bool | None
    ciaddr: IPv4Address | None
    yiaddr: IPv4Address | None
    siaddr: IPv4Address | None
    giaddr: IPv4Address | None
    sname: str | None
    file: str | None
    mac: bytes | str | None
    client_id: str | None
    duid: bytes | None
    iaid: int
    ia_na: tuple[str, ...]
    ia_pd: tuple[str, ...]
    option: tuple[str, ...]
    request: tuple[str, ...]
    arch: str | None
    rapid_commit: bool
    dora: bool
    sarr: bool
    release: bool
    replay: str | None
    wait: bool
    tries: int
    timeout: float
    print_only: str | None
    env: bool
    style: str
    hook: str | None
    as_json: bool
    quiet: bool
    interactive: bool

    @property
    def exchange(self) -> bool:
        """Whether a whole exchange was asked for, not one message."""
        return self.dora or self.sarr


_MAC = Octets("02:00:5e:00:53:01", 16, ("own", "random", "captured"))
_PORT = click.IntRange(1, 65535)

_OPTIONS = (
    click.argument("kind", metavar="[TYPE]", required=False),
    click.option("-4", "--ipv4", is_flag=True, help="DHCPv4; the default unless TYPE or target is DHCPv6's."),
    click.option("-6", "--ipv6", is_flag=True, help="DHCPv6."),
    # Where to.
    click.option("-i", "--interface", metavar="IFACE", help="Interface to send on."),
    click.option("--target", "--server", metavar="SERVER", help="Server to ask; else all, by broadcast or multicast."),
    click.option("--target-mac", type=Octets("02:00:5e:00:53:01", 6), metavar="MAC", help="Its MAC, for raw frames."),
    click.option("--raw", is_flag=True, help="Send and hear raw frames; the default for broadcasts with -i."),
    click.option("--udp", is_flag=True, help="Use a UDP socket; the default for unicast and DHCPv6."),
    click.option("--vlan", type=click.IntRange(1, 4094), metavar="ID", help="Tag frames with this VLAN, hear only it."),
    click.option("--relay", is_flag=True, help="Ask as a relay agent: giaddr, link-address; any free port will do."),
    click.option("--local", metavar="ADDR|IFACE", help="Our address as a relay agent."),
    click.option("--server-port", type=_PORT, metavar="PORT", help="Server's port; else 67, 547."),
    click.option("--local-port", type=_PORT, metavar="PORT", help="Our port; else 68, 546, as a relay agent 67, 547."),
    # What: header fields.
    click.option("--op", type=Number(255), metavar="N", help="op; else 1."),
    click.option("--htype", type=Number(255), metavar="N", help="htype; else 1."),
    click.option("--hlen", type=Number(255), metavar="N", help="hlen; else the octets of chaddr."),
    click.option("--hops", type=Number(255), metavar="N", help="hops; else 0."),
    click.option("--xid", type=Number(0xFFFFFFFF), metavar="N", help="xid, transaction-id; else random."),
    click.option("--secs", type=Number(0xFFFF), metavar="N", help="secs; else 0."),
    click.option("--flags", type=Number(0xFFFF), metavar="N", help="flags, all 16 bits."),
    click.option("--broadcast/--no-broadcast", default=None, help="The broadcast flag; set unless SERVER is unicast."),
    click.option("--ciaddr", type=Address4(), metavar="ADDR", help="ciaddr, the client's address."),
    click.option("--yiaddr", type=Address4(), metavar="ADDR", help="yiaddr."),
    click.option("--siaddr", type=Address4(), metavar="ADDR", help="siaddr."),
    click.option("--giaddr", type=Address4(), metavar="ADDR", help="giaddr; ours: answers to it are heard."),
    click.option("--sname", metavar="TEXT", help="sname."),
    click.option("--file", metavar="TEXT", help="file."),
    click.option(
        "--mac", type=_MAC, metavar="MAC|own|random|captured", help="chaddr; else random; a DUID is made of it."
    ),
    # What: options.
    click.option("--client-id", metavar="ID", help="Client identifier: octets, text/NAME, iaid=N/duid=HEX."),
    click.option("--duid", type=Octets("00:03:00:01:02:00:5e:00:53:01", 130), metavar="DUID", help="DUID, DHCPv6."),
    click.option("--iaid", type=Number(0xFFFFFFFF), default=1, metavar="N", help="IAID of the first IA; else 1."),
    click.option("--ia-na", multiple=True, metavar="any|ADDR", help="Ask for an address. Solicit does by itself."),
    click.option("--ia-pd", multiple=True, metavar="any|/LEN|PREFIX", help="Ask for a prefix."),
    click.option("--option", multiple=True, metavar="NAME=VALUE", help="Any option: 60=MSFT, 82.circuit-id=eth0/1 …"),
    click.option(
        "--request", multiple=True, metavar="NAME,…", help="Options to ask for (55, ORO), for the usual ones."
    ),
    click.option("--arch", metavar="ARCH", help="Ask as network boot firmware: x64-uefi, bios, arm64, x64-uefi-http …"),
    click.option("--rapid-commit", is_flag=True, help="Allow a lease at once (options 80, 14). Takes a lease."),
    # More than one message.
    click.option("--dora", is_flag=True, help="DISCOVER, OFFER, REQUEST, ACK. Takes a lease."),
    click.option("--sarr", is_flag=True, help="Solicit, Advertise, Request, Reply. Takes a lease."),
    click.option("--release", is_flag=True, help="Give back what --dora or --sarr took."),
    click.option(
        "--replay",
        metavar="FILE#N",
        help="Send packet N of a pcap or pcapng file with a new xid and, but for --mac captured, as a new client.",
    ),
    click.option("--wait", is_flag=True, help="Hear every answer until the timeout; copies count once."),
    click.option("--tries", type=click.IntRange(0), default=1, show_default=True, metavar="N", help="0: for ever."),
    click.option(
        "--timeout",
        type=FiniteRange(0, 86400, min_open=True),
        default=10.0,
        show_default=True,
        metavar="S",
        help="Seconds to wait for answers, each try.",
    ),
    # What is shown.
    click.option("--print-only", metavar="OPTION", help="Print the value of an option, or header field, alone."),
    click.option("--env", is_flag=True, help="Print dhclient's variables, for a shell to read."),
    click.option(
        "--style",
        type=click.Choice(["dhcptest", "dhclient-debug"]),
        default="dhcptest",
        show_default=True,
        help="Layout of what is shown.",
    ),
    click.option("--exec", "hook", metavar="PROG", help="Run PROG with dhclient's variables in its environment."),
    click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each answer."),
    click.option("-q", "--quiet", is_flag=True, help="Nothing but the answers, not even on stderr."),
    click.option("--interactive", is_flag=True, help="Read commands: d, r, i, help, quit. So without TYPE on a tty."),
)


def query_options(function: Function) -> Function:
    """Add every option of the command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
