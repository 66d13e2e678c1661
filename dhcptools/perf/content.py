"""What the messages of a load run contain and who their clients are: one frozen value, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import HOP_COUNT_LIMIT
from dhcptools.perf.expand import Pattern

RELAYS_MOST: Final = HOP_COUNT_LIMIT  # RFC 9915 §7.6
PARAMETERS: Final = 55
# What a message says by itself and a reply is matched by: a user's option cannot take their place.
FIXED: Final = {4: frozenset({50, 53, 54}), 6: frozenset({1, 2, 3, 9, 25})}
_MAC_OCTETS: Final = 6
_DUID_MOST: Final = 130  # RFC 9915 §11.1: type and 128 octets


class ContentError(ValueError):
    """Messages that cannot be made so; the text says which value and why."""


class Ask(StrEnum):
    """What a DHCPv6 client asks for."""

    ADDRESS = "address-only"
    PREFIX = "prefix-only"
    BOTH = "address-and-prefix"

    @property
    def address(self) -> bool:
        """Whether an IA_NA is sent."""
        return self is not Ask.PREFIX

    @property
    def prefix(self) -> bool:
        """Whether an IA_PD is sent."""
        return self is not Ask.ADDRESS


class Ramp(NamedTuple):
    """From ``from_s`` on, for ``for_s``, first messages say that their clients try for 1, 2, 3 … seconds."""

    from_s: int
    for_s: int


class Offsets(NamedTuple):
    """Where templates are written to, in octets from the start of the message.

    ``transaction_id`` and ``client`` have a value for each template; ``client`` is the *last* octet of what tells
    clients apart. ``elapsed`` is the field secs, or the elapsed time option from its code on; ``server`` and ``ia``
    (the requested address for DHCPv4) are options from their code on.
    """

    transaction_id: tuple[int, int]
    client: tuple[int, int]
    elapsed: int
    server: int
    ia: int


DEFAULT_OFFSETS: Final = {4: Offsets((4, 4), (35, 35), 8, 54, 240), 6: Offsets((1, 1), (21, 21), 84, 22, 40)}
"""Those of perfdhcp. Its 35 for DHCPv4 is two octets behind the end of an Ethernet address in chaddr, which is 33."""


@dataclass(frozen=True, slots=True)
class Content:
    """Messages and clients of a run. Raises ContentError when a value is out of its range.

    ``base_duid`` is that of every client when there is one client; with more its last six octets are the client's MAC.
    ``macs``: an exchange is of a client drawn from this list, for DHCPv6 with a DUID-LL. ``broadcast`` sets the flag of
    RFC 2131 §2. ``asks`` and ``rapid_commit`` are of DHCPv6. ``options`` go into every message; ``patterns`` too, each
    written anew for its client. Either takes the place of an option of its code that the message has by itself, except
    that codes of an option 55 are added to those asked for, and sub-options of an option 82 to those of the relay.

    ``relays`` is how many relay agents a message has passed: 0 for one straight from the client, 1 for us as the relay.
    ``links`` are the addresses, one drawn for each exchange, that the first relay gives as giaddr or link-address.
    ``relay_options`` are for the Relay-forward of the relay with that number, 1 for the first.

    ``first_server``: every REQUEST and RELEASE names the server that answered first. ``templates``: octets sent as the
    first and perhaps the second message, written to at ``offsets`` (None: those of the family). ``seed`` fixes draws.
    """

    base_duid: bytes = b""
    macs: tuple[bytes, ...] = ()
    broadcast: bool = False
    rapid_commit: bool = False
    asks: Ask = Ask.ADDRESS
    options: tuple[RawOption, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    relays: int = 1
    links: tuple[str, ...] = ()
    relay_options: tuple[tuple[int, RawOption], ...] = ()
    ramp: Ramp | None = None
    first_server: bool = False
    templates: tuple[bytes, ...] = ()
    offsets: Offsets | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Check what needs no family."""
        if self.base_duid and not _MAC_OCTETS <= len(self.base_duid) <= _DUID_MOST:
            raise ContentError(f"base_duid has {len(self.base_duid)} octets, not 6 to {_DUID_MOST}")
        if self.base_duid and self.macs:
            raise ContentError("base_duid and macs both say who the clients are")
        for mac in self.macs:
            if len(mac) != _MAC_OCTETS:
                raise ContentError(f"MAC address {mac.hex(':')} has {len(mac)} octets, not 6")
        if not 0 <= self.relays <= RELAYS_MOST:
            raise ContentError(f"relays {self.relays} is not in 0..{RELAYS_MOST} (RFC 9915 §7.6)")
        if self.links and not self.relays:
            raise ContentError("links are given by a relay agent, and relays is 0")
        if self.ramp is not None and (self.ramp.from_s < 0 or self.ramp.for_s < 1):
            raise ContentError(f"ramp from {self.ramp.from_s} s for {self.ramp.for_s} s: it lasts a second at least")
        codes = [option.code for option in self.options if option.code != PARAMETERS]
        doubled = next((code for code in codes if codes.count(code) > 1), None)
        if doubled is not None:
            raise ContentError(f"option {doubled} is given twice")
        if len(self.templates) > 2:
            raise ContentError(f"{len(self.templates)} templates: an exchange has two messages")
        if len(self.templates) == 2 and (self.options or self.patterns):
            raise ContentError("options are not written into templates, and both messages are templates")
        if self.templates and self.asks is not Ask.ADDRESS:
            raise ContentError("templates ask for what is in them: asks must be address-only")

    def check(self, family: int, clients: int) -> None:
        """Check what depends on the family, and that patterns can be written for every client. ContentError."""
        if family == 4:
            for name, given in (
                ("base_duid", bool(self.base_duid)), ("rapid_commit", self.rapid_commit),
                ("asks", self.asks is not Ask.ADDRESS), ("relay_options", bool(self.relay_options)),
            ):  # fmt: skip  # name and whether it is there
                if given:
                    raise ContentError(f"{name} is of DHCPv6")
        elif self.broadcast:
            raise ContentError("broadcast is a flag of DHCPv4")
        kind = IPv4Address if family == 4 else IPv6Address
        for text in self.links:
            try:
                kind(text)
            except ValueError:
                raise ContentError(f"{text!r} among links is not an IPv{family} address") from None
        for code in [option.code for option in self.options] + [pattern.code for pattern in self.patterns]:
            if code in FIXED[family]:
                raise ContentError(f"option {code} is written by each message itself")
            if not 0 < code < (255 if family == 4 else 1 << 16):
                raise ContentError(f"option code {code} is not in 1..{254 if family == 4 else 65535}")
        for level, option in self.relay_options:
            if not 1 <= level <= self.relays:
                raise ContentError(f"option {option.code} for relay {level}, of which there are {self.relays}")
            if option.code == 9:
                raise ContentError("option 9 is the relayed message itself")
        for pattern in self.patterns:
            for number in {0, max(0, (len(self.macs) or clients) - 1)}:
                try:
                    pattern.render(number, (1 << 48) - 1)
                except EncodeError as error:
                    raise ContentError(str(error)) from error
        self._check_templates(family, clients)

    def _check_templates(self, family: int, clients: int) -> None:
        """Check that what is written to a template lies inside it."""
        at = self.places(family)
        own = _MAC_OCTETS if family == 4 else self.varied_octets(clients)
        for stage, octets in enumerate(self.templates):
            needed = [
                ("transaction_id", at.transaction_id[stage], 4 if family == 4 else 3),
                ("client", at.client[stage] + 1 - own, own),
            ]
            if stage == 1 and family == 4:
                needed += [("elapsed", at.elapsed, 2), ("server", at.server, 6), ("ia", at.ia, 6)]
            elif stage == 1:
                needed += [("elapsed", at.elapsed, 6), ("server", at.server, 5), ("ia", at.ia, 44)]
            for name, offset, width in needed:
                if offset < 0 or offset + width > len(octets):
                    raise ContentError(
                        f"template {stage + 1} has {len(octets)} octets, {name} needs {offset}..{offset + width - 1}"
                    )

    def varied_octets(self, clients: int) -> int:
        """How many low octets of a DUID tell the clients of a template apart."""
        return max(1, ((len(self.macs) or clients) - 1).bit_length() + 7 >> 3)

    def places(self, family: int) -> Offsets:
        """Where templates are written to."""
        return self.offsets or DEFAULT_OFFSETS[family]
