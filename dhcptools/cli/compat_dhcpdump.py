"""``dhcptool compat dhcpdump``: dhcpdump's command line, its text and its exit codes."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import result
from dhcptools.cli.verbatim import Verbatim
from dhcptools.net.errors import NetError

if TYPE_CHECKING:
    from dhcptools.cli.dump_run import Flags
    from dhcptools.dump.record import Packet
    from dhcptools.dump.select import Predicate

USAGE = "Usage: dhcpdump <-i interface | -r file> [-h macaddress] [-H]\n"
_PORTS = frozenset({67, 68})

DIFFERENCES = (
    ("TIME", "when the packet was captured; dhcpdump prints when it wrote it, also for -r."),
    ("-h", "a regular expression of Python, in either case of letters; one that is none is an error."),
    ("-r, -H", "are those of later versions; -H shows the octets of the whole packet, with their places."),
    ("-i any", "works; any link type, VLAN tags, PPPoE and IP options are entered."),
    ("Routers", "all of them; 1.8 prints the first."),
    ("Names over 26 characters", "have a blank behind them; in 1.8 they run into the value."),
    ("Option 82", "sub-options other than 1 and 2 have their names; 1.8 prints *wrong value*."),
    ("Options over 255 octets and in sname or file", "are joined (RFC 3396) and followed (RFC 2132 §9.3)."),
    ("Text", "control characters are written \\xNN; 1.8 sends them to the terminal, and stops at a zero."),
    ("A length that is wrong for its option", "gives the octets in hex and a line ERROR; 1.8 reads what is beside."),
    ("Negative offsets, infinite times", "-18000 (-5h), 4294967295 (infinite); 1.8 prints -18000 () and -1 ()."),
    ("Message types from 9", "have their names."),
    ("Options that 1.8 names after a draft, or ???", "have IANA's name in Kea's spelling, and a value."),
    ("What cannot be read", "exits with 1 and says why; octets behind the packet are never shown as options."),
)


@click.command(cls=Verbatim, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dhcpdump(arguments: tuple[str, ...]) -> int:
    """Take dhcpdump's arguments, print dhcpdump's text."""
    asked = _parsed(arguments)
    if isinstance(asked, str):
        return _failed(asked)
    if asked.interface is None and asked.file is None:
        result(USAGE)  # as dhcpdump does, which calls it no error
        return Exit.YES
    try:
        return _shown(asked)
    except NetError as error:
        return _failed(f"{error.what}\n  why: {error.why}\n  fix: {error.fix}")


class _Asked:
    """The command line."""

    def __init__(self) -> None:
        self.interface: str | None = None
        self.file: str | None = None
        self.chaddr: re.Pattern[str] | None = None
        self.octets = False


def _parsed(arguments: tuple[str, ...]) -> _Asked | str:
    """The command line, or what is wrong with it."""
    from getopt import GetoptError, getopt  # noqa: PLC0415 - only here

    asked = _Asked()
    try:
        options, rest = getopt(list(arguments), "i:r:h:H")
    except GetoptError as error:
        return f"{error.opt}: {'unknown option' if 'not recognized' in error.msg else 'needs a value'}"
    if rest:
        return f"{rest[0]}: what is this? {USAGE.strip()}"
    for letter, value in options:
        if letter == "-i":
            asked.interface = value
        elif letter == "-r":
            asked.file = value
        elif letter == "-H":
            asked.octets = True
        else:
            try:
                asked.chaddr = re.compile(value, re.IGNORECASE)
            except re.error as error:
                return f"-h {value}: no regular expression: {error}"
    if asked.interface is not None and asked.file is not None:
        return "-i and -r exclude each other"
    return asked


def _shown(asked: _Asked) -> int:
    from dhcptools.cli.dump_live import listen  # noqa: PLC0415 - the usage needs none of this
    from dhcptools.cli.dump_run import Show  # noqa: PLC0415
    from dhcptools.cli.signals import StopSignals  # noqa: PLC0415
    from dhcptools.dump.reader import CaptureFiles  # noqa: PLC0415
    from dhcptools.dump.record import Setting  # noqa: PLC0415
    from dhcptools.packet.definitions import STANDARD  # noqa: PLC0415
    from dhcptools.report.dump_dhcpdump import DumpDhcpdump  # noqa: PLC0415

    style = DumpDhcpdump(Setting(), typed=False, octets=asked.octets)
    flags = _flags(asked)
    conditions = _conditions(asked)
    if asked.interface is not None:
        code = listen(flags, _PORTS, conditions, STANDARD, style)
        return Exit.YES if code == Exit.INTERRUPTED else code  # a signal is how it ends
    files = CaptureFiles([asked.file or ""], _PORTS)
    with StopSignals() as signals:
        show = Show(flags, signals, conditions, style)
        show.all(files)
    for fault in files.faults:
        _failed(f"{fault.name}: {fault.why}")
    return Exit.NO if files.faults else Exit.YES


def _conditions(asked: _Asked) -> list[Predicate]:
    from dhcptools.packet.v4 import Message4  # noqa: PLC0415

    def client(packet: Packet) -> bool:
        message, pattern = packet.message, asked.chaddr
        return isinstance(message, Message4) and (pattern is None or bool(pattern.search(message.chaddr.hex(":"))))

    return [client]


def _flags(asked: _Asked) -> Flags:
    """What the machinery of ``dump`` wants to know."""
    from dhcptools.cli.dump import dump  # noqa: PLC0415
    from dhcptools.cli.dump_run import Flags  # noqa: PLC0415

    arguments = ["-q", "-i", asked.interface] if asked.interface is not None else ["-q", "-r", asked.file or ""]
    given = dump.make_context("dhcpdump", arguments).params
    return Flags(colour="never", **given)


def _failed(text: str) -> int:
    print(f"dhcpdump: {text}", file=sys.stderr)  # noqa: T201 - stderr is where errors go
    return 1
