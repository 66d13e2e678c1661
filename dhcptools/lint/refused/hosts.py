"""Reservations without an identifier or with several, and addresses that are none.

That they lie in their subnet, are there once and have identifiers that can be read are KL313 to KL316.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model import values
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.refused.refusal import Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_KNOWN: Final = {4: ("circuit-id", "client-id", "duid", "flex-id", "hw-address"), 6: ("duid", "flex-id", "hw-address")}
MAX_HWADDR_LEN: Final = 20  # octets of a hardware address, in Kea
_LONGEST: Final = 40  # characters that may stand for as many octets


def check(context: Context) -> Iterator[Refusal]:
    """Look at the reservations of every scope."""
    if not context.family:
        return
    yield from _scope(context.global_reservations, context)
    for subnet in context.subnets:
        reservations = subnet.reservations
        if reservations:
            yield from _scope(reservations, context)


def _scope(reservations: list[Reservation], context: Context) -> Iterator[Refusal]:
    """The reservations of one scope."""
    family = context.family
    known = _KNOWN[family]
    for reservation in reservations:
        entries = reservation.entries
        addresses = reservation.addresses
        if len(entries) == 2 and addresses and addresses[0][0] and "hw-address" in entries:  # nearly all of many
            written = entries["hw-address"].node.value
            if family == 4 and type(written) is str and len(written) <= _LONGEST:
                continue
        given = [key for key in known if key in entries]
        if len(given) != 1:
            yield _identifiers(reservation, given, known)
        elif given[0] == "hw-address" and len(reservation.text("hw-address") or "") > _LONGEST:
            octets = reservation.octets
            if octets is not None and len(octets) > MAX_HWADDR_LEN:
                at = reservation.at("hw-address")
                yield Refusal(at, "address vector size exceeds MAX_HWADDR_LEN", "hw-address is too long")
        if family == 4 and addresses and addresses[0][0] == 0:
            at = addresses[0][1]
            text = "must not make reservation for the '0.0.0.0' address"
            yield Refusal(at, placed(text, at), text)
        if len(addresses) != _wanted(reservation, family):
            yield from _malformed(reservation, family)
        server = reservation.text("next-server") if family == 4 else None
        if server is not None and values.address4(server) is None:
            at = reservation.at("next-server")
            text = f"Failed to convert string to address '{server}': Invalid argument"
            yield Refusal(at, placed(text, at), f'next-server "{server}" is no IPv4 address')
        if "prefixes" in entries:
            yield from _prefixes(reservation)


def _identifiers(reservation: Reservation, given: list[str], known: tuple[str, ...]) -> Refusal:
    if not given:
        text = f"one of the supported identifiers must be specified for host reservation: {', '.join(known)}"
        return Refusal(reservation.node, placed(text, reservation.node), "a reservation without an identifier")
    order = [key for key in reservation.entries if key in given]
    text = f"the '{order[0]}' and '{order[1]}' are mutually exclusive"
    return Refusal(reservation.entries[order[1]], placed(text, reservation.node), text)


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
            yield Refusal(node, kea, f'"{text}" is no IPv{family} address')


def _prefixes(reservation: Reservation) -> Iterator[Refusal]:
    at = reservation.entries["prefixes"]
    for item in reservation.texts("prefixes"):
        if values.prefix(item.text, 6) is None:
            if "/" not in item.text:
                text = f"prefix reservation requires prefix length be specified in '{item.text}'"
            else:
                text = f"prefix length value '{item.text.rpartition('/')[2]}' is invalid"
            yield Refusal(item.node, placed(text, at), f'"{item.text}" is no prefix')
