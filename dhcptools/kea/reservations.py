"""Host reservations: which client always gets what."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from dhcptools.kea.model import Boot, Network, Reservation
from dhcptools.kea.optiondata import Definitions, read_options
from dhcptools.kea.reader import ConfigError, Reader

_IDENTIFIERS = {4: ("hw-address", "duid", "circuit-id", "client-id", "flex-id"), 6: ("hw-address", "duid", "flex-id")}


def read_reservations(
    reader: Reader, family: int, definitions: Definitions, prefix: Network | None = None
) -> tuple[Reservation, ...]:
    """The ``reservations`` list of a scope; ``prefix`` is the subnet's, None for global ones. Raises ConfigError."""
    found: list[Reservation] = []
    seen: set[tuple[str, bytes]] = set()
    for entry in reader.maps("reservations"):
        reservation = _one(entry, family, definitions, prefix)
        if reservation.identifier_type == "flex-id":
            entry.note("flex-id", "a reservation by flex-id matches no client: there is no expression that makes one")
        key = (reservation.identifier_type, reservation.identifier)
        if key in seen:
            why = f"{key[0]} {key[1].hex(':')} has one already"
            raise ConfigError("two reservations for one client", why, "keep one of them", entry.position)
        seen.add(key)
        found.append(reservation)
    return tuple(found)


def _one(entry: Reader, family: int, definitions: Definitions, prefix: Network | None) -> Reservation:
    given = [kind for kind in _IDENTIFIERS[family] if kind in entry.entries]
    if len(given) != 1:
        why = f"it has {' and '.join(given) or 'none'}"
        fix = f"keep one of {', '.join(_IDENTIFIERS[family][:-1])}"
        raise ConfigError("a reservation needs exactly one identifier", why, fix, entry.position)
    kind = given[0]
    return Reservation(
        kind,
        _identifier(entry, kind),
        tuple(_addresses(entry, family, prefix)),
        tuple(_prefixes(entry)) if family == 6 else (),
        entry.text("hostname") or "",
        read_options(entry, definitions),
        _boot(entry) if family == 4 else Boot(),
        entry.texts("client-classes"),
    )


def _identifier(entry: Reader, kind: str) -> bytes:
    text = entry.required(kind, entry.text(kind))
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].encode("utf-8", "surrogateescape")
    digits = text.removeprefix("0x")
    if not digits:
        raise entry.fail(kind, f"{kind} is empty", "it would match no client", "write octets in hex")
    try:
        return bytes.fromhex("".join(group.rjust(2, "0") for group in digits.split(":")))
    except ValueError as error:
        raise entry.fail(kind, f"{kind} is not hexadecimal", str(error), "write 1a:1b:1c:1d:1e:1f") from None


def _addresses(entry: Reader, family: int, prefix: Network | None) -> Iterator[IPv4Address | IPv6Address]:
    key = "ip-address" if family == 4 else "ip-addresses"
    texts = ([entry.text(key)] if family == 4 else [*entry.texts(key)]) if key in entry.entries else []
    for text in texts:
        try:
            address = IPv4Address(text or "") if family == 4 else IPv6Address(text or "")
        except ValueError as error:
            raise entry.fail(key, f"{text!r} is no address", str(error), "correct it") from None
        if isinstance(prefix, IPv4Network | IPv6Network) and address not in prefix:
            why = f"the subnet is {prefix}"
            raise entry.fail(key, f"reserved address {address} is outside its subnet", why, "move it inside")
        yield address


def _prefixes(entry: Reader) -> Iterator[IPv6Network]:
    for text in entry.texts("prefixes"):
        try:
            yield IPv6Network(text)
        except ValueError as error:
            raise entry.fail("prefixes", f"{text!r} is no prefix", str(error), "write 2001:db8:1::/56") from None


def _boot(entry: Reader) -> Boot:
    server = entry.text("next-server")
    try:
        address = None if server is None else IPv4Address(server)
    except ValueError as error:
        raise entry.fail("next-server", "next-server is no IPv4 address", str(error), "write 192.0.2.1") from None
    return Boot(address, entry.text("server-hostname"), entry.text("boot-file-name"))
