"""``--packet`` of ``class test``: requests of captures and from hexadecimal digits, and where they came in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit

if TYPE_CHECKING:
    from dhcptools.dump.record import Packet
    from dhcptools.packet.v4 import Message4
    from dhcptools.packet.v6 import AnyMessage6

_HEX = re.compile(r"(?:0x)?[0-9A-Fa-f]{2}(?:[\s:,.-]*[0-9A-Fa-f]{2})*\s*")
_REPLIES6 = frozenset({2, 7, 10, 13})
_FIX = "give FILE#N, packet N of a capture counted from 1, or hexadecimal octets of a packet"


@dataclass(frozen=True, slots=True)
class Given:
    """One request, with the addresses of its frame where it has one."""

    number: int
    family: int
    message: Message4 | AnyMessage6
    interface: str
    source: IPv4Address | IPv6Address | None
    destination: IPv4Address | IPv6Address | None

    @property
    def unicast(self) -> bool:
        """Whether it was sent to one server."""
        address = self.destination
        return address is not None and not address.is_multicast and str(address) != "255.255.255.255"


def packets_of(text: str, family: int, where: tuple[str | None, str | None, str | None]) -> list[Given]:
    """The requests that ``--packet`` names, at least one, all of one family (``family``, or the first one's for 0).

    ``where`` are interface, source and destination, None where the packet says. ProblemError when there is none.
    """
    interface, source, destination = where
    overrides = (interface, _address(source, "--source"), _address(destination, "--destination"))
    if _HEX.fullmatch(text) and not _exists(text):
        packets, one = _of_hex(text), True
    else:
        packets, one = _of_file(text), "#" in text and not _exists(text)
    found: list[Given] = []
    for packet in packets:
        given = _given(packet, overrides, family, why=one)
        if given is not None:
            family = family or given.family
            found.append(given)
    if not found:
        wanted = f"DHCPv{family}" if family else "DHCP"
        raise ProblemError(
            f"no request in {text}", f"it has no {wanted} message of a client or relay", _FIX, Exit.UNREADABLE
        )
    return found


def _address(text: str | None, option: str) -> IPv4Address | IPv6Address | None:
    if text is None:
        return None
    try:
        return ip_address(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _exists(text: str) -> bool:
    return os.path.exists(text)  # noqa: PTH110 - unlike Path.exists it takes text of any length


def _of_file(text: str) -> Iterator[Packet]:
    from dhcptools.dump.reader import CaptureFiles  # noqa: PLC0415 - hexadecimal digits need no reader of captures

    name, _, digits = text.rpartition("#") if "#" in text and not _exists(text) else (text, "", "")
    if digits and not (digits.isascii() and digits.isdigit() and int(digits[:10]) > 0):
        raise click.BadParameter(f"{text!r} needs the form FILE#N, packets counted from 1", param_hint="--packet")
    files = CaptureFiles([name])
    for packet in files:
        if not digits or packet.number == int(digits):
            yield packet
    for fault in files.faults:
        what = f"cannot read {fault.name}"
        raise ProblemError(what, fault.why.removeprefix(f"{what}: "), _FIX, Exit.UNREADABLE)


def _of_hex(text: str) -> Iterator[Packet]:
    from dhcptools.dump.hextext import HexError, read_hex  # noqa: PLC0415

    try:
        for found in read_hex(text):
            yield found.packet
    except HexError as error:
        raise ProblemError("cannot read --packet", str(error), _FIX, Exit.UNREADABLE) from None


def _given(
    packet: Packet,
    overrides: tuple[str | None, IPv4Address | IPv6Address | None, IPv4Address | IPv6Address | None],
    family: int,
    *,
    why: bool,
) -> Given | None:
    from dhcptools.packet.v4 import BOOTREQUEST, Message4  # noqa: PLC0415

    message = packet.message
    if message is None:
        if why:
            raise ProblemError(f"packet {packet.number} is no DHCP message", _fault(packet), _FIX, Exit.UNREADABLE)
        return None
    own = 4 if isinstance(message, Message4) else 6
    reply = message.op != BOOTREQUEST if isinstance(message, Message4) else message.msg_type in _REPLIES6
    if (reply and not why) or (family and own != family):
        if why:
            raise ProblemError(
                f"packet {packet.number} is of DHCPv{own}", f"DHCPv{family} is asked for", _FIX, Exit.UNREADABLE
            )
        return None
    interface, source, destination = overrides
    ip = None if packet.frame is None else packet.frame.ip
    return Given(
        packet.number,
        own,
        message,
        interface or "",
        source if source is not None or ip is None else ip.source,
        destination if destination is not None or ip is None else ip.destination,
    )


def _fault(packet: Packet) -> str:
    reasons: Iterable[str] = (problem.message for problem in packet.problems)
    return next(iter(reasons), "its octets do not look like one")
