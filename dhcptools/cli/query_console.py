"""The interactive mode of ``query``: commands from stdin, answers as they come."""

from __future__ import annotations

import os
import select
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dhcptools.cli.query_build import Identity, request_of
from dhcptools.cli.query_flags import Flags
from dhcptools.cli.query_open import Way
from dhcptools.cli.query_show import Shower
from dhcptools.cli.query_values import random_mac
from dhcptools.cli.streams import err_result
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6
from dhcptools.probe.channel import now_ns
from dhcptools.probe.interactive import HELP, HELP6, Command, command_of
from dhcptools.probe.judge import judge
from dhcptools.probe.query import Sent

_REMEMBERED = 32  # requests whose answers are still shown
_KINDS6 = {"solicit": "solicit", "inform": "information-request"}


@dataclass(slots=True)
class _Asked:
    """A request whose answers are still shown."""

    request: Message4 | AnyMessage6
    sent_ns: int
    answered: bool


def converse(flags: Flags, way: Way, who: Identity, shower: Shower, family: int) -> None:
    """Read commands until ``quit`` or the end of stdin; after that what was asked has the timeout to be answered.

    NetError when something cannot be sent.
    """
    asked: deque[_Asked] = deque(maxlen=_REMEMBERED)
    err_result(
        'Type "d" to send a DHCPDISCOVER, or "help" for details.\n' if family == 4 else 'Type "help" for details.\n'
    )
    for line in _lines(way, asked, shower):
        command = command_of(line, family)
        if isinstance(command, str):
            err_result(command + "\n")
        elif command.name == "help":
            err_result(HELP if family == 4 else HELP6)
        elif command.name == "quit":
            return
        else:
            request = _request(flags, way, who, command, family)
            way.channel.send(request.encode(), way.destination)
            asked.append(_Asked(request, now_ns(), answered=command.name == "release"))  # which nobody answers
            shower.event(Sent(request))
    until_ns = now_ns() + round(flags.timeout * 1e9)
    while not all(each.answered for each in asked) and (left_ns := until_ns - now_ns()) > 0:
        select.select([way.channel], [], [], left_ns / 1e9)
        _hear(way, asked, shower)


def _lines(way: Way, asked: deque[_Asked], shower: Shower) -> Iterator[str]:
    """Lines of stdin as they come; meanwhile answers are shown."""
    typed = b""
    source = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([source, way.channel], [], [])
        if way.channel in ready:
            _hear(way, asked, shower)
        if source in ready:
            octets = os.read(source, 4096)
            if not octets:
                yield from [typed.decode("utf-8", "replace")] if typed else []
                return
            *lines, typed = (typed + octets).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace")


def _hear(way: Way, asked: deque[_Asked], shower: Shower) -> None:
    while (datagram := way.channel.receive(now_ns())) is not None:
        for each in reversed(asked):
            found = judge(datagram, each.request)
            if not isinstance(found, str):
                each.answered = True
                shower.event(replace(found, rtt_ns=max(0, datagram.at_ns - each.sent_ns)))
                break


def _request(flags: Flags, way: Way, who: Identity, command: Command, family: int) -> Message4 | AnyMessage6:
    if family == 6:
        return request_of(flags, 6, who, way, _KINDS6[command.name])
    if flags.mac in {None, "random"} and command.name == "discover":
        who = replace(who, mac=random_mac())
    if command.mac is not None:
        who = replace(who, mac=command.mac)
    own = []
    if command.name == "request" and command.address is not None:
        own.append(RawOption(50, command.address.packed))
    elif command.address is not None:
        flags = replace(flags, ciaddr=command.address)
    if command.server is not None:
        own.append(RawOption(54, command.server.packed))
    return request_of(flags, 4, replace(who, options=(*own, *who.options)), way, command.name)
