"""``dhcptool compat dhcping``: dhcping's command line, its lines and its exit codes."""

from __future__ import annotations

import errno
import os
import socket
import sys

import click

from dhcptools.cli.streams import result
from dhcptools.cli.verbatim import Verbatim
from dhcptools.net.privileges import drop_privileges
from dhcptools.net.sockets import NetError, open_udp
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.probe.channel import UdpChannel, now_ns
from dhcptools.probe.dhcping import Heard, listen, release, request
from dhcptools.probe.dhcping_line import SYNOPSIS, Line, LineError, parse
from dhcptools.report.dhcping_text import packet
from dhcptools.report.terminal import escape

DIFFERENCES = (
    ("DHCPNAK", "exits with 1, says so on standard error, with the server's reason; dhcping exits with 0."),
    ("Other datagrams", "of another transaction id, hardware address or type are not heard; dhcping takes any."),
    ("-t", "ends all waiting; dhcping waits anew after each datagram. Fractions are taken; no number is an error."),
    ("DHCPREQUEST", "has the address in ciaddr alone, as RFC 2131 wants it; Kea refuses one with option 50 beside it."),
    ("DHCPRELEASE", "names the server (option 54), has a transaction id of its own, and follows a DHCPACK only."),
    ("Packets", "have 300 octets, the least of BOOTP, not 250, and a transaction id that is not the clock's."),
    ("-V", "secs and flags are right (8000, not 7f80), routers and client identifiers whole, texts escaped."),
    ("-g", "listens on port 67, where servers answer a relay agent; dhcping never hears them."),
    ("-s 255.255.255.255", "any server's answer counts."),
    ("Options", "that are missing, unknown or make no sense are said at once; dhcping asks as if they were zeros."),
    ("What cannot be sent", "is said with the reason; dhcping waits, and says no answer."),
    ("Not root", "is enough with CAP_NET_BIND_SERVICE; without it dhcping's line is printed, and what is lacking."),
)  # fmt: skip

_CLIENT_PORT, _SERVER_PORT = 68, 67
_NOT_ROOT = "This program should only be ran by root or be installed as setuid root.\n"
_MOST_TOLD = 100  # datagrams that are shown: a flood must not fill a disk


@click.command(cls=Verbatim, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dhcping(arguments: tuple[str, ...]) -> int:
    """Take dhcping's arguments, print dhcping's lines, exit with dhcping's codes."""
    if not arguments:
        result(SYNOPSIS)
        return 1
    try:
        line = parse(arguments)
    except LineError as error:
        return _failed(str(error))
    port = _CLIENT_PORT if line.question.giaddr == NO_ADDRESS else _SERVER_PORT
    try:
        sock = open_udp(socket.AF_INET, "", port, reuse=True, broadcast=True)
    except NetError as error:
        if error.errno in {errno.EACCES, errno.EPERM}:
            result(_NOT_ROOT)
        return _failed(f"{error.what}\n  why: {error.why}\n  fix: {error.fix}")
    with sock:
        drop_privileges()  # before the first octet from the network is read
        try:
            return _ask(line, UdpChannel(sock, _SERVER_PORT))
        except NetError as error:
            return _failed(f"{error.what}: {error.why}")


def _ask(line: Line, channel: UdpChannel) -> int:
    question = line.question
    _step(line, "setup")
    until_ns = now_ns() + round(line.timeout_s * 1e9)
    sent = request(question, _xid())
    _send(line, channel, "inform" if question.inform else "request", sent)
    told = 0
    answer = None
    for heard in listen(channel, question, sent, until_ns):
        if told < _MOST_TOLD:
            told += 1
            _tell(line, heard)
        if heard.answered:
            answer = heard
            break
    granted = answer is not None and answer.granted
    if answer is None and not line.quiet:
        _failed("no answer")
    elif answer is not None and answer.message is not None and granted and not question.inform:
        _send(line, channel, "release", release(question, answer.message, _xid()))
    _step(line, "close")
    return 0 if granted else 1


def _send(line: Line, channel: UdpChannel, name: str, message: Message4) -> None:
    octets = message.encode()
    _step(line, name)
    if line.dump:
        result(packet(octets, message))
    channel.send(octets, line.question.server)


def _tell(line: Line, heard: Heard) -> None:
    """What dhcping says of a datagram, and why it does not count where dhcping would take it."""
    datagram = heard.datagram
    _step(line, "read")
    if not heard.wrong and not line.quiet:
        result(f"Got answer from: {datagram.source}\n")
    if heard.foreign:
        if not line.quiet and not heard.wrong:
            _failed(f"received from {datagram.source}, expected from {line.question.server}")
        return
    if line.dump:
        result(packet(datagram.octets, heard.message))
    if heard.wrong and line.dump:
        _failed(f"not heard: {heard.wrong}")
    elif heard.answered and not heard.granted and not line.quiet:
        text = (heard.message.first(56) if heard.message else None) or b""
        _failed(f"DHCPNAK from {datagram.source}: {escape(text.decode('utf-8', 'surrogateescape'))}")


def _step(line: Line, name: str) -> None:
    if line.dump:
        result(f"{name}\n")


def _xid() -> int:
    return int.from_bytes(os.urandom(4))


def _failed(text: str) -> int:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - stderr is where errors go
    return 1
