"""Packets from hexadecimal text, as people paste it: bare digits, `tcpdump -x` and `-xx`, Wireshark's hex dump, xxd.

Rules this file keeps:

- a line that starts with an offset (``0x0010:`` or ``0010``) belongs to a dump; offset 0 starts the next packet, other
  lines of a dump (tcpdump's summaries) are passed over;
- what a packet is, a frame, an IP packet or a bare DHCP message, is found out from its octets and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dhcptools.dump.record import NO_LINK, PORTS, Packet
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.links import ETHERNET, NULL, PPP, PPPOE, SLL, SLL2
from dhcptools.packet.v4 import HEADER_OCTETS, MAGIC_COOKIE

RAW_IP: Final = 101
_TCPDUMP: Final = re.compile(r"^\s*0x([0-9a-f]{4,8}):\s+(.*)$", re.IGNORECASE)
_WIRESHARK: Final = re.compile(r"^\s*([0-9a-f]{4,8})(?::|\s)\s*((?:[0-9a-f]{2}(?:\s{1,2}|$))+)", re.IGNORECASE)
_XXD: Final = re.compile(
    r"^\s*([0-9a-f]{8}): ((?:[0-9a-f]{2}){1,2}(?: (?:[0-9a-f]{2}){1,2})*)(?:  .*)?$", re.IGNORECASE
)
_GROUP: Final = re.compile(r"[0-9a-f]{2}(?:[0-9a-f]{2})?$", re.IGNORECASE)
_MOST_OCTETS: Final = 16  # of a line
_DIGITS: Final = re.compile(r"0x|\\x|[\s:,.\-]", re.IGNORECASE)
_TYPES6: Final = range(1, 38)  # message types of DHCPv6


class HexError(ValueError):
    """Text that is not hexadecimal; the message says where."""


class Found(NamedTuple):
    """A packet and what its octets were taken for."""

    packet: Packet
    taken_for: str


def read_hex(text: str, ports: frozenset[int] = PORTS, catalogue: Catalogue = STANDARD) -> Iterator[Found]:
    """The packets of a text. Raises HexError."""
    for number, octets in enumerate(packets_of(text), 1):
        for link_type, taken_for in (
            (ETHERNET, "an Ethernet frame"), (RAW_IP, "an IP packet"), (SLL, "a Linux cooked frame"),
            (SLL2, "a Linux cooked frame"), (PPP, "a PPP frame"), (NULL, "a loopback frame"), (PPPOE, "a PPPoE frame"),
        ):  # fmt: skip  # in the order of how common they are
            packet = Packet(number, None, "hex", link_type, octets, len(octets), catalogue)
            if not ports.isdisjoint(packet.ports):
                yield Found(packet, taken_for)
                break
        else:
            family = _family(octets)
            packet = Packet(number, None, "hex", NO_LINK, octets, len(octets), catalogue, bare=family)
            yield Found(packet, f"a DHCPv{family} message without a frame")


def packets_of(text: str) -> list[bytes]:
    """The octets of each packet. Raises HexError when there are none, or a character that is no hexadecimal digit."""
    lines = text.splitlines()
    if any(_TCPDUMP.match(line) for line in lines):
        return _dumped(lines, _TCPDUMP)
    if any(line.lstrip().startswith("00000000: ") and _XXD.match(line) for line in lines):
        return _dumped(lines, _XXD)
    matching = [line for line in lines if _WIRESHARK.match(line)]
    if matching and int(matching[0].split()[0].rstrip(":"), 16) == 0 and len(matching[0].split()[0].rstrip(":")) >= 4:
        return _dumped(lines, _WIRESHARK)
    return [_bare(part) for part in re.split(r"\n\s*\n", text) if part.strip()] or [_bare(text)]


def _bare(text: str) -> bytes:
    digits = _DIGITS.sub("", text)
    if not digits:
        raise HexError("there are no hexadecimal digits")
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise HexError(f"{wrong.group()!r} is no hexadecimal digit")
    if len(digits) % 2:
        raise HexError(f"{len(digits)} hexadecimal digits make no whole octets")
    return bytes.fromhex(digits)


def _dumped(lines: list[str], pattern: re.Pattern[str]) -> list[bytes]:
    packets: list[bytearray] = []
    for number, line in enumerate(lines, 1):
        found = pattern.match(line)
        if found is None:
            continue
        offset = int(found.group(1), 16)
        if offset == 0 or not packets:
            packets.append(bytearray())
        if offset != len(packets[-1]):
            raise HexError(f"line {number} has offset {offset}, {len(packets[-1])} octets stand before it")
        hexadecimal = found.group(2) if pattern is _WIRESHARK else found.group(2).split("  ")[0]
        for group in hexadecimal.split():
            if not _GROUP.match(group) or len(packets[-1]) >= offset + _MOST_OCTETS:
                break  # the same as text, at the right
            packets[-1] += bytes.fromhex(group)
    return [bytes(packet) for packet in packets]


def _family(octets: bytes) -> int:
    """4 or 6 for a bare message, by what it looks like most."""
    cookie = octets[HEADER_OCTETS : HEADER_OCTETS + 4]
    if cookie == MAGIC_COOKIE:
        return 4
    bootp = len(octets) >= HEADER_OCTETS and octets[0] in {1, 2} and octets[2] <= 16
    return 4 if bootp or not octets or octets[0] not in _TYPES6 else 6
