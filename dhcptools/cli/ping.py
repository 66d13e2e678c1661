"""``dhcptool ping``: does this server answer, and how fast."""

from __future__ import annotations

import errno
import os
import socket
import time
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from signal import SIGINT, SIGQUIT, signal

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.local import RELAY_PORTS, Local, choose_local
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import err_result, note, result
from dhcptools.cli.tree import QuickCommand, common_options
from dhcptools.net.privileges import drop_privileges
from dhcptools.net.sockets import NetError, open_udp
from dhcptools.packet.errors import EncodeError
from dhcptools.probe.channel import HeedfulChannel, StoppedError, UdpChannel, literal_of, now_ns
from dhcptools.probe.ping import Summary, Target, asker, repeat
from dhcptools.report.ping_text import line, nagios, opening, short, summary
from dhcptools.report.terminal import escape

EXAMPLES = (
    ("Does it answer? Takes no lease", "dhcptool ping 192.0.2.1 -c 3"),
    (
        "Ask for the address of a client, and give it back",
        "dhcptool ping -s 192.0.2.1 --request --address 192.0.2.10 --mac 02:00:5e:00:53:01",
    ),
    ("A line for Nagios", "dhcptool ping -s 192.0.2.1 -c 3 -i 0.2 --nagios --warning 50 --critical 500"),
    (
        "Gauges for Prometheus, anew each minute",
        "dhcptool ping 192.0.2.1 -i 60 -q --prom /var/lib/prometheus/node-exporter/dhcp-ping.prom",
    ),
    ("DHCPv6, as JSON", "dhcptool ping -6 -s 2001:db8::1 -c 1 --json"),
)

NOTES = (
    (
        "HOW IT ASKS",
        """
        Requests come from a relay agent at our own address: giaddr (link-address in DHCPv6) is the local address, and
        the server answers there. The port is that of relay agents, 67 or 547, or any free one with the relay source
        port of RFC 8357 where that needs a privilege that is missing. --inform asks in DHCPv4 as a client that has
        its address already; its answer comes to port 68, so binding that port is tried first.

        A --request that is granted is given back, unless --keep says otherwise; in DHCPv6 only when the DUID is made
        up, since a server may grant it what nobody has: a client that --mac or --duid names keeps its lease.

        Only an answer with our transaction id, our hardware address or DUID, of a type that answers what was asked and
        from the server's own address counts. The others are listed with the reason when nothing else came. A DHCPNAK,
        or a status code other than Success, is an answer but not a success: it is shown with its text, and the exit
        status is 1.
        """,
    ),
    (
        "NAGIOS",
        """
        With --nagios the output is one line and the exit status 0 (OK), 1 (WARNING: slow, or some unanswered),
        2 (CRITICAL: slower, refused, or nothing answered) or 3 (UNKNOWN: could not ask, or the command line is wrong).
        """,
    ),
)

_UNKNOWN = 3
_CLIENT_PORT = 68
_KEPT_NS = 1_000_000_000


def _mac(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        octets = bytes.fromhex(text.replace(":", "").replace("-", ""))
    except ValueError:
        octets = b""
    if not 1 <= len(octets) <= 16:
        raise click.BadParameter(f"{text!r} is no hardware address such as 02:00:5e:00:53:01")
    return octets


def _duid(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> bytes | None:
    if text is None:
        return None
    from dhcptools.packet.duid import parse  # noqa: PLC0415 - DHCPv6 only

    try:
        return parse(text).octets
    except EncodeError as error:
        raise click.BadParameter(error.reason) from error


@click.command(cls=QuickCommand)
@click.option("-4", "--ipv4", is_flag=True, help="DHCPv4; the default for a name.")
@click.option("-6", "--ipv6", is_flag=True, help="DHCPv6; the default for an IPv6 address.")
@click.argument("named", metavar="[SERVER]", required=False)
@click.option("-s", "--server", metavar="SERVER", help="Server to ask, an address or a name, where none stands alone.")
@click.option("--discover", "question", flag_value="discover", default=True, help="DISCOVER or Solicit; the default.")
@click.option("--request", "question", flag_value="request", help="REQUEST or Renew, then RELEASE.")
@click.option("--inform", "question", flag_value="inform", help="INFORM or Information-request.")
@click.option("--address", metavar="ADDR", help="The client's address, for --request; for --inform else our own.")
@click.option("--mac", callback=_mac, metavar="MAC", help="The client's hardware address; else a random one.")
@click.option("--duid", callback=_duid, metavar="DUID", help="The client's DUID in hex; else one made of the MAC.")
@click.option("--iaid", type=click.IntRange(0, 0xFFFFFFFF), metavar="N", help="IAID of DHCPv6; else 1.")
@click.option("--keep", is_flag=True, help="Do not give back what a --request was granted.")
@click.option("-c", "--count", type=click.IntRange(1), metavar="N", help="Stop after N questions; else on SIGINT.")
@click.option(
    "-i",
    "--interval",
    type=FiniteRange(0, 86400),
    default=1.0,
    show_default=True,
    metavar="S",
    help="Seconds from one question to the next.",
)
@click.option(
    "-W",
    "--timeout",
    type=FiniteRange(0, 3600, min_open=True),
    default=3.0,
    show_default=True,
    metavar="S",
    help="Seconds to wait for an answer.",
)
@click.option("-l", "--local", metavar="ADDR|IFACE", help="Local address, or interface whose address to use.")
@click.option("-N", "--server-port", type=click.IntRange(1, 65535), metavar="PORT", help="Server's port; else 67, 547.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; the exit status tells.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object at the end.")
@click.option("--nagios", "as_nagios", is_flag=True, help="Report as a monitoring plugin does.")
@click.option("--warning", type=FiniteRange(0), metavar="MS", help="With --nagios: mean RTT that is a warning.")
@click.option("--critical", type=FiniteRange(0), metavar="MS", help="With --nagios: mean RTT that is critical.")
@click.option("--prom", type=click.Path(dir_okay=False), metavar="FILE", help="Keep FILE for Prometheus.")
@common_options
def ping(
    *,
    ipv4: bool,
    ipv6: bool,
    named: str | None,
    server: str | None,
    question: str,
    address: str | None,
    mac: bytes | None,
    duid: bytes | None,
    iaid: int | None,
    keep: bool,
    count: int | None,
    interval: float,
    timeout: float,
    local: str | None,
    server_port: int | None,
    quiet: bool,
    as_json: bool,
    as_nagios: bool,
    warning: float | None,
    critical: float | None,
    prom: str | None,
) -> int:
    """Ask SERVER whether it answers, and how fast.

    The default question, a DHCPDISCOVER or Solicit through a relay agent, takes no lease. Without --count it goes on
    until SIGINT or SIGTERM, and then prints the summary; on SIGQUIT it tells in a line how it stands.
    """  # fmt: skip
    server = _server(named, server)
    family = 6 if ipv6 or (":" in server and not ipv4) else 4
    takes = ("request", "inform") if family == 4 else ("request",)
    _check(
        (ipv4, not ipv6, "-4 and -6 exclude each other"),
        (warning is not None, as_nagios, "--warning needs --nagios"),
        (critical is not None, as_nagios, "--critical needs --nagios"),
        (as_nagios, not (as_json or quiet), "--nagios, --json and --quiet exclude each other"),
        (as_json, not quiet, "--json and --quiet exclude each other"),
        (address is not None, question in takes, f"--address is for {' and '.join(f'--{each}' for each in takes)}"),
        (keep, question == "request", "--keep is for --request: nothing else takes a lease"),
        (duid is not None, family == 6, "--duid is DHCPv6's: say -6, or name the client with --mac"),
        (iaid is not None, family == 6, "--iaid is DHCPv6's: say -6"),
    )
    release = not keep and (family == 4 or (mac is None and duid is None))
    mac = mac or bytes((2,)) + os.urandom(5)
    iaid = 1 if iaid is None else iaid
    target = Target(family, server, question, mac=mac, iaid=iaid, address=address, release=release)
    shown = not (quiet or as_json or as_nagios)
    remarks: list[str] = []
    try:
        asked, channel, start = _open(target, duid, server_port or RELAY_PORTS[family], local, remarks)
        if not quiet:
            for remark in remarks:
                note(remark)
        drop_privileges()  # before the first octet from the network is read
        keeper = None if prom is None else _Keeper(prom, target)
        if shown:
            result(start)
        with StopSignals() as signals:
            done = Summary(keep=as_json)
            signal(SIGQUIT, lambda _number, _frame: err_result(short(done)))  # as ping(8) does on Ctrl-\\
            asking = asker(asked, HeedfulChannel(channel, signals.stop), _random_bits)
            times = count or (1 if as_nagios else None)
            with suppress(StoppedError):
                for answer in repeat(asking, done, times, _ns(interval), _ns(timeout), signals.stop):
                    if shown:
                        result(line(answer))
                    if keeper is not None:
                        keeper.keep(done)
            if keeper is not None:
                keeper.keep(done, last=True)
            if channel.refused:
                remarks.append(f"{asked.server} answered with ICMP port unreachable: no server listens there")
            if as_nagios:
                state, text = nagios(done, warning, critical, remarks)
                result(text)
                return state
            if as_json:
                _print_json(asked, done, channel.refused)
            elif shown:
                result(summary(asked, done, now_ns() - done.began_ns))
                if channel.refused:
                    note(remarks[-1])
            if signals.received == SIGINT:
                return Exit.INTERRUPTED
            return Exit.YES if done.good else Exit.NO
    except NetError as error:
        if prom is not None:
            _Keeper(prom, target).unreachable()
        if as_nagios:
            result(f"DHCP UNKNOWN - {escape(error.what)}: {escape(error.why)}\n")
            return _UNKNOWN
        raise ProblemError(error.what, error.why, error.fix) from error
    except EncodeError as error:
        raise click.UsageError(error.reason) from error


class _Keeper:
    """Keeps a file for Prometheus, written anew once a second at most: questions may leave much faster."""

    def __init__(self, path: str, target: Target) -> None:
        """ProblemError when no file can be written there: said before anything is asked."""
        from dhcptools.cli.files import check_place  # noqa: PLC0415 - hardly ever; tempfile is slow to load

        check_place(path)
        self._path = path
        self._target = target
        self._next_ns = 0

    def keep(self, done: Summary, *, last: bool = False) -> None:
        """Write what is known. ProblemError when that cannot be done."""
        from dhcptools.report.ping_prom import exposition  # noqa: PLC0415

        if last or now_ns() >= self._next_ns:
            self._next_ns = now_ns() + _KEPT_NS
            self._write(exposition(self._target, done, time.time()))

    def unreachable(self) -> None:
        """Write that the server cannot be asked."""
        from dhcptools.report.ping_prom import unreachable  # noqa: PLC0415

        self._write(unreachable(self._target, time.time()))

    def _write(self, text: str) -> None:
        from dhcptools.cli.files import replace_file  # noqa: PLC0415

        replace_file(self._path, text)


def _server(named: str | None, server: str | None) -> str:
    """The server, of its two places on the command line. UsageError."""
    if named is not None and server is not None:
        raise click.UsageError(f"one server is asked: {named}, or {server}")
    found = named if server is None else server
    if not found:
        raise click.UsageError("name the server: an address, or a name that has one")
    if found == "255.255.255.255":
        raise click.UsageError(
            "ping asks one server, and 255.255.255.255 is everybody: 'dhcptool discover -i IFACE' finds all"
        )
    return found


def _check(*rules: tuple[bool, bool, str]) -> None:
    """Refuse what would be ignored: (given, allowed, why not). UsageError."""
    for given, allowed, why in rules:
        if given and not allowed:
            raise click.UsageError(why)


def _print_json(target: Target, done: Summary, unreachable: int) -> None:
    import json  # noqa: PLC0415 - only here

    from dhcptools.report.ping_json import document  # noqa: PLC0415

    result(json.dumps(document(target, done, unreachable), allow_nan=False) + "\n")


def _ns(seconds: float) -> int:
    return round(seconds * 1e9)


def _random_bits(bits: int) -> int:
    return int.from_bytes(os.urandom(4)) >> (32 - bits)


def _open(
    target: Target, duid: bytes | None, port: int, local: str | None, remarks: list[str]
) -> tuple[Target, UdpChannel, str]:
    """Find the server and open the socket; what is not as usual goes to ``remarks``.

    NetError when a name, a route, an address or a port is missing.
    """
    family = socket.AF_INET if target.family == 4 else socket.AF_INET6
    literal, scope = literal_of(target.server, port, family)
    scope = scope or _scope(literal, local)
    zoned = f"{literal}%{scope}" if scope else literal
    chosen = choose_local(target.family, zoned, port, local, 0)
    own = chosen.address.partition("%")[0]
    relay: str | None = own
    if target.family == 4 and target.question == "inform":
        relay = None
        chosen = _as_client(chosen)
    if chosen.note:
        remarks.append(chosen.note)
    asked = target._replace(
        server=literal,
        relay=relay,
        source_port=chosen.relay_port and relay is not None,
        duid=duid or b"\0\3\0\1" + target.mac,  # DUID-LL (RFC 9915 §11.4)
        address=_address(target, own),
    )
    sock = open_udp(family, chosen.address, chosen.port)
    return asked, UdpChannel(sock, port, scope), opening(asked, own, sock.getsockname()[1])


def _scope(literal: str, local: str | None) -> int:
    """The interface that --local tells, for an address that is complete only with one; 0 for every other."""
    if ":" not in literal or local is None:
        return 0
    address = IPv6Address(literal)
    if not (address.is_link_local or address.is_multicast):
        return 0
    try:
        return socket.if_nametoindex(local.rpartition("%")[2])
    except (OSError, ValueError):
        return 0  # an address without a zone; choose_local explains what is none of ours


def _as_client(chosen: Local) -> Local:
    """The answer to a DHCPINFORM goes to the client's address and port 68 (RFC 2131 §4.3.5), not to a relay agent."""
    try:
        open_udp(socket.AF_INET, chosen.address, _CLIENT_PORT).close()
    except NetError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EADDRINUSE}:
            raise
        why = (
            f"UDP port {_CLIENT_PORT} is out of reach ({error.why}): only servers that answer to the port of the "
            "request are heard"
        )
        return chosen._replace(port=0, relay_port=False, note=why)
    return chosen._replace(port=_CLIENT_PORT, relay_port=False, note="")


def _address(target: Target, own: str) -> str | None:
    """The client's address where the question needs one. UsageError when it is missing or of the other family."""
    if target.address is None:
        if target.question == "request":
            raise click.UsageError("--request needs --address, the client's address")
        return own if target.question == "inform" and target.family == 4 else None
    kind = IPv4Address if target.family == 4 else IPv6Address
    try:
        return str(kind(target.address))
    except ValueError:
        raise click.UsageError(f"--address {target.address} is no IPv{target.family} address") from None
