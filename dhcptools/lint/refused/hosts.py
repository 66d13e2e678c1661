"""Reservations that ``-t`` refuses: their identifier, their addresses, and those that another one has already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tree import Node
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Fix
from dhcptools.lint.model import values
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.refused.refusal import OTHER, Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_KNOWN: Final = {4: ("circuit-id", "client-id", "duid", "flex-id", "hw-address"), 6: ("duid", "flex-id", "hw-address")}
_COLONS: Final = re.compile(r"(?:0[xX])?[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2})*")
_BLANKS: Final = re.compile(r"[0-9A-Fa-f]{1,2}(?: [0-9A-Fa-f]{1,2})+")
_PLAIN: Final = re.compile(r"(?:0[xX])?[0-9A-Fa-f]+")
_DASHES: Final = re.compile(r"[0-9A-Fa-f]{1,2}(?:[-.][0-9A-Fa-f]{1,2})+|[0-9A-Fa-f]{4}(?:[.-][0-9A-Fa-f]{4})+")
_LONGEST: Final = 20  # octets of a hardware address


def check(context: Context) -> Iterator[Refusal]:
    """Look at the reservations of every scope."""
    if not context.family:
        return
    yield from _scope(context.global_reservations, None, context)
    for subnet in context.subnets:
        reservations = subnet.reservations
        if reservations:
            yield from _scope(reservations, subnet, context)


def _scope(reservations: list[Reservation], subnet: Subnet | None, context: Context) -> Iterator[Refusal]:
    """The reservations of one scope, one after the other, with what those before have."""
    known = _KNOWN[context.family]
    where = (
        f"subnet {subnet.id}"
        if subnet is not None and subnet.id is not None
        else (f"subnet {subnet.label}" if subnet is not None else "the global reservations")
    )
    prefix = None if subnet is None else subnet.prefix
    first, last = (0, -1) if prefix is None else (prefix.first, prefix.last)
    unique = context.top.boolean("ip-reservations-unique") is not False
    clients: set[tuple[str, bytes]] = set()
    taken: set[int] = set()
    for reservation in reservations:
        entries = reservation.entries
        given = [key for key in known if key in entries]
        if len(given) != 1:
            yield _identifiers(reservation, given, known)
        else:
            text = reservation.text(given[0])
            if text is not None:
                octets = identifier(text)
                if octets is None or not octets:
                    yield _identifier(reservation, given[0], text)
                elif (given[0], octets) in clients:
                    at = reservation.at(given[0])
                    kea = f"failed to add new host using the {given[0]} '{text}': this host has already been added"
                    yield Refusal("KL315", at, kea, f"{text} reserved twice in {where}")
                elif len(octets) > _LONGEST and given[0] == "hw-address":
                    at = reservation.at(given[0])
                    yield Refusal(OTHER, at, "address vector size exceeds MAX_HWADDR_LEN", "hw-address is too long")
                else:
                    clients.add((given[0], octets))
        for number, at in reservation.addresses:
            if number == 0 and context.family == 4:
                text = "must not make reservation for the '0.0.0.0' address"
                yield Refusal(OTHER, at, placed(text, at), text)
            elif prefix is not None and not first <= number <= last:
                yield _outside(number, at, prefix, context.family)
            elif number in taken and unique:
                shown = values.show(number, context.family)
                kea = f"failed to add new host: There's already a reservation for this address {shown}"
                yield Refusal(
                    "KL314", at, kea, f"{shown} reserved twice in {where} (with -t only the first is reported)"
                )
            taken.add(number)
        if len(reservation.addresses) != _wanted(reservation, context.family):
            yield from _malformed(reservation, context.family)
        if "prefixes" in entries:
            yield from _prefixes(reservation)


def identifier(text: str) -> bytes | None:
    """The octets of an identifier as Kea reads it: colons, blanks, or neither; or text in apostrophes."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].encode("utf-8", "surrogateescape")
    if _COLONS.fullmatch(text) and ":" in text:
        return bytes(int(group, 16) for group in text.removeprefix("0x").removeprefix("0X").split(":"))
    if _PLAIN.fullmatch(text):
        digits = text[2:] if text[:2].lower() == "0x" else text
        return bytes.fromhex("0" * (len(digits) % 2) + digits)
    if _BLANKS.fullmatch(text):
        return bytes(int(group, 16) for group in text.split(" "))
    return None


def _identifiers(reservation: Reservation, given: list[str], known: tuple[str, ...]) -> Refusal:
    if not given:
        text = f"one of the supported identifiers must be specified for host reservation: {', '.join(known)}"
        return Refusal(OTHER, reservation.node, placed(text, reservation.node), "a reservation without an identifier")
    order = [key for key in reservation.entries if key in given]
    text = f"the '{order[0]}' and '{order[1]}' are mutually exclusive"
    return Refusal(OTHER, reservation.entries[order[1]], placed(text, reservation.node), text)


def _identifier(reservation: Reservation, key: str, text: str) -> Refusal:
    at = reservation.at(key)
    if not text:
        return Refusal(OTHER, at, placed("empty host identifier used", reservation.node), f"{key} is empty")
    kea = placed(f"invalid host identifier value '{text}'", reservation.node)
    if _DASHES.fullmatch(text):
        digits = re.sub(r"[-.]", "", text) if re.fullmatch(r"(?:[0-9A-Fa-f]{4}[.-]?)+", text) else ""
        groups = [digits[i : i + 2] for i in range(0, len(digits), 2)] if digits else re.split(r"[-.]", text)
        better = ":".join(groups)
        fix = Fix(f"write {better}", (replace_value(at, quoted(better)),))
        return Refusal("KL316", at, kea, f'"{text}" is not accepted; use colons', fix)
    return Refusal(OTHER, at, kea, f'{key} "{text}" is neither hexadecimal nor text in apostrophes')


def _outside(number: int, at: Node, prefix: values.Prefix, family: int) -> Refusal:
    shown = values.show(number, family)
    kea = f"specified reservation '{shown}' is not within the IPv{family} subnet '{prefix.canonical}'"
    return Refusal("KL313", at, kea, f"reservation {shown} is outside subnet {prefix.canonical}")


def _wanted(reservation: Reservation, family: int) -> int:
    """How many addresses are written, well or not."""
    if family == 4:
        return int(reservation.text("ip-address") is not None)
    return len(reservation.texts("ip-addresses"))


def _malformed(reservation: Reservation, family: int) -> Iterator[Refusal]:
    key = "ip-address" if family == 4 else "ip-addresses"
    single = reservation.get(key)
    nodes = reservation.nodes(key) if family == 6 else [] if single is None else [single]
    for node in nodes:
        text = node.value
        if isinstance(text, str) and values.address(text, family) is None:
            kea = placed(f"Failed to convert string to address '{text}': Invalid argument", node)
            yield Refusal(OTHER, node, kea, f'"{text}" is no IPv{family} address')


def _prefixes(reservation: Reservation) -> Iterator[Refusal]:
    at = reservation.entries["prefixes"]
    for item in reservation.texts("prefixes"):
        if values.prefix(item.text, 6) is None:
            if "/" not in item.text:
                text = f"prefix reservation requires prefix length be specified in '{item.text}'"
            else:
                text = f"prefix length value '{item.text.rpartition('/')[2]}' is invalid"
            yield Refusal(OTHER, item.node, placed(text, at), f'"{item.text}" is no prefix')
