"""Which packets are shown: the conditions of the command line, each a predicate, all of which must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import ip_address

from dhcptools.dump.fields import FIELDS, HEXADECIMAL, hardware_addresses, servers, type_name, type_names
from dhcptools.dump.record import Packet

Predicate = Callable[[Packet], bool]


def by_family(family: int) -> Predicate:
    """DHCPv4 or DHCPv6 alone."""
    return lambda packet: packet.family == family


def by_types(texts: Iterable[str]) -> Predicate:
    """Any of these message types, names with commas between them or numbers; relayed ones too. Raises ValueError."""
    names = {type_name(part) for text in texts for part in text.split(",") if part.strip()}
    numbers = {int(name) for name in names if name.isdigit()}
    wanted = names | numbers
    return lambda packet: any(leaf in wanted for leaf in type_names(packet))


def by_mac(texts: Iterable[str]) -> Predicate:
    """Packets of clients with one of these hardware addresses. Raises ValueError."""
    wanted = {octets_of(text) for text in texts}
    return lambda packet: any(leaf in wanted for leaf in hardware_addresses(packet))


def by_xid(texts: Iterable[str]) -> Predicate:
    """One of these transaction ids, in hexadecimal as dumps print them. Raises ValueError."""
    wanted = set()
    for text in texts:
        try:
            wanted.add(int(text, 16))
        except ValueError:
            raise ValueError(f"{text!r} is no transaction id in hexadecimal, such as 39a4c1f0") from None
    field = FIELDS[min(HEXADECIMAL)]
    return lambda packet: any(leaf in wanted for leaf in field(packet))


def by_server(texts: Iterable[str]) -> Predicate:
    """From, to or about one of these servers: an address, or a DUID in hexadecimal. Raises ValueError."""
    wanted: set[object] = set()
    for text in texts:
        try:
            wanted.add(ip_address(text))
        except ValueError:
            wanted.add(octets_of(text, "neither an address nor a DUID in hexadecimal"))
    return lambda packet: any(leaf in wanted for leaf in servers(packet))


def by_time(since_ns: int | None, until_ns: int | None) -> Predicate:
    """From ``since_ns`` to before ``until_ns``; packets without a time are left out."""

    def inside(packet: Packet) -> bool:
        time_ns = packet.time_ns
        if time_ns is None:
            return False
        return (since_ns is None or time_ns >= since_ns) and (until_ns is None or time_ns < until_ns)

    return inside


def moment_ns(text: str) -> int:
    """A time as ISO 8601 (local without an offset) or in seconds since 1970. Raises ValueError."""
    try:
        whole, _, part = text.partition(".")
        if whole.isascii() and whole.isdigit() and (not part or part.isdigit()):
            return int(whole) * 1_000_000_000 + int(part[:9].ljust(9, "0"))
        found = datetime.fromisoformat(text)
        return int(found.timestamp()) * 1_000_000_000 + found.microsecond * 1000
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"{text!r} is no time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00 (local) or 1769860800 (since 1970)"
        ) from None


def octets_of(text: str, what: str = "no hardware address such as 02:00:5e:00:53:01") -> bytes:
    """Octets in hexadecimal, with colons, dashes, dots or nothing between them. Raises ValueError."""
    digits = text.lower().removeprefix("0x").translate({ord(sign): None for sign in ":-."})
    try:
        found = bytes.fromhex(digits)
    except ValueError:
        found = b""
    if not found:
        raise ValueError(f"{text!r} is {what}")
    return found
