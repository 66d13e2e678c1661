"""dhcping's command line: ``-c -s -h -t -g`` with a value, ``-i -r -q -v -V`` without, in any order (getopt(3))."""

from __future__ import annotations

import getopt
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcptools.net.errors import NetError
from dhcptools.packet.v4 import NO_ADDRESS
from dhcptools.probe.channel import literal_of
from dhcptools.probe.dhcping import Question

LETTERS = "c:g:h:iqrs:t:vV"
SYNOPSIS = "dhcping -c ciaddr -g giaddr -h chaddr -r -s server -t maxwait -i -v -q\n"
DEFAULT_S = 3.0
_MOST_S = 3600.0
_SERVER_PORT = 67
_UNKNOWN_HOST = "gethostbyname: Resource temporarily unavailable"


class LineError(ValueError):
    """A command line that is refused; the text is the line for standard error."""


@dataclass
class Line:
    """What was asked for."""

    question: Question
    timeout_s: float = DEFAULT_S
    quiet: bool = False
    dump: bool = False


def parse(arguments: Sequence[str]) -> Line:
    """Read a command line. LineError for one that makes no sense, or a server whose name is unknown."""
    try:
        found, _ = getopt.gnu_getopt(list(arguments), LETTERS)  # other arguments mean nothing to dhcping
    except getopt.GetoptError as error:
        what = "option requires an argument" if "requires" in error.msg else "invalid option"
        raise LineError(f"dhcping: {what} -- '{error.opt}'") from error
    flags = {letter for letter, _ in found}
    values = dict(found)
    if {"-r", "-i"} <= flags:
        raise LineError("Error: -r and -i are mutally exclusive.")
    for letter, what in (("-s", "server"), ("-c", "ciaddr"), ("-h", "chaddr")):
        if not values.get(letter):
            raise LineError(f"Error: {letter} {what} is missing.")
    question = Question(
        _server(values["-s"]),
        _address("-c", values["-c"]),
        _mac(values["-h"]),
        _address("-g", values["-g"]) if "-g" in values else NO_ADDRESS,
        "-i" in flags,
    )
    timeout = _seconds(values["-t"]) if "-t" in values else DEFAULT_S
    return Line(question, timeout, "-q" in flags, "-V" in flags)


def _server(text: str) -> IPv4Address:
    try:
        return IPv4Address(literal_of(text, _SERVER_PORT, socket.AF_INET)[0])
    except NetError as error:
        raise LineError(_UNKNOWN_HOST) from error


def _address(letter: str, text: str) -> IPv4Address:
    try:
        return IPv4Address(socket.inet_aton(text))
    except OSError as error:
        raise LineError(f"Error: {letter} {text} is no IPv4 address.") from error


def _mac(text: str) -> bytes:
    try:
        octets = bytes(int(part, 16) for part in text.split(":"))
    except ValueError:
        octets = b""
    if not 1 <= len(octets) <= 16:
        raise LineError(f"Error: -h {text} is no hardware address of 1 to 16 octets.")
    return octets


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _MOST_S:
        raise LineError(f"Error: -t {text} is no number of seconds from 0 to {_MOST_S:.0f}.")
    return seconds
