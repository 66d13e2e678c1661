"""Which packets a fault is for: by type, client, relay, time, count and chance, asked in this order.

Counts are of packets that pass everything before them, so ``type=offer first=3`` is the first three offers; with
``per=client`` they are kept for each client (the latest :data:`MOST_CLIENTS` of them).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import translate
from ipaddress import IPv4Network, IPv6Network, ip_network
from random import Random
from typing import Final

from dhcpserver.faults.subject import NAMES, Subject
from dhcpserver.faults.words import Words, nearest

MOST_CLIENTS: Final = 65_536
_MOST: Final = 1 << 62

ClientTest = Callable[[bytes], bool]
Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class Match:
    """The conditions of one fault, with what they have counted."""

    types: frozenset[str] = frozenset()
    clients: tuple[ClientTest, ...] = ()
    relays: tuple[Network, ...] = ()
    relayed: bool | None = None
    begin_ns: int = 0
    end_ns: int = _MOST
    first: int = _MOST
    after: int = 0
    every: int = 1
    per_client: bool = False
    probability: float = 1.0
    _seen: OrderedDict[bytes, int] = field(default_factory=OrderedDict)

    def __call__(self, subject: Subject, kinds: tuple[str, ...], since_ns: int, random: Random) -> bool:
        """Whether it is meant: ``kinds`` are the packet's type and that of the request it answers."""
        if self.types and self.types.isdisjoint(kinds):
            return False
        if not self.begin_ns <= since_ns < self.end_ns:
            return False
        if self.clients and not any(test(octets) for test in self.clients for octets in subject.clients):
            return False
        if self.relayed is not None and self.relayed is not bool(subject.relays):
            return False
        if self.relays and not any(
            address.version == net.version and address in net for net in self.relays for address in subject.relays
        ):
            return False
        if not self._counted(subject):
            return False
        return self.probability >= 1.0 or random.random() < self.probability

    @property
    def counts(self) -> bool:
        """Whether a count or a chance bounds it."""
        return self.first != _MOST or self.every != 1 or self.probability < 1.0

    def _counted(self, subject: Subject) -> bool:
        key = subject.clients[0] if self.per_client and subject.clients else b""
        number = self._seen.pop(key, 0) + 1
        self._seen[key] = number
        if len(self._seen) > MOST_CLIENTS:
            self._seen.popitem(last=False)
        number -= self.after
        return number > 0 and number % self.every == 0 and number // self.every <= self.first


def read_match(words: Words, family: int, default_types: frozenset[str] = frozenset()) -> Match:
    """The conditions of a fault. Raises ScenarioError."""
    begin, end = words.duration_ns("from"), words.duration_ns("until")
    if begin is not None and end is not None and end <= begin:
        raise words.error("until", "until is not after from", "from and until count from the server's start")
    match = Match(
        types=_types(words, family) or default_types,
        begin_ns=begin or 0,
        end_ns=_MOST if end is None else end,
        first=words.number("first", 1, _MOST) or _MOST,
        after=words.number("after", 0, _MOST) or 0,
        every=words.number("every", 1, _MOST) or 1,
        per_client=words.choice("per", ("server", "client"), "server") == "client",
        probability=words.probability("probability"),
    )
    patterns = words.text("client")
    if patterns is not None:
        match.clients = tuple(_client(words, pattern.strip()) for pattern in patterns.split(","))
    relay = words.text("relay")
    if relay in {"none", "any"}:
        match.relayed = relay == "any"
    elif relay is not None:
        match.relays = tuple(_relay(words, text.strip()) for text in relay.split(","))
    return match


def _types(words: Words, family: int) -> frozenset[str]:
    known = set(NAMES[family].values())
    found = set()
    for text in (words.text("type") or "").split(","):
        name = text.strip().lower()
        if not name:
            continue
        if name not in known:
            near = nearest(name, known)
            fix = f"did you mean {near}?" if near else "see the manual page for the types"
            raise words.error("type", f"DHCPv{family} has no message {name!r}", fix)
        found.add(name)
    return frozenset(found)


def _client(words: Words, pattern: str) -> ClientTest:
    value_text, slash, mask_text = pattern.lower().partition("/")
    if not slash:
        expression = re.compile(translate(value_text))
        return lambda octets: expression.match(octets.hex(":")) is not None
    try:
        value = _octets(value_text)
        mask = _octets(mask_text) if len(mask_text) > 3 else _prefix_mask(int(mask_text), len(value))
    except (ValueError, OverflowError):
        value = mask = b""
    if not value or len(mask) != len(value):
        fix = "write 02:00:00:00:00:00/24 or 02:00:00:00:00:00/ff:ff:ff:00:00:00, or a pattern such as 02:00:00:*"
        raise words.error("client", f"{pattern!r} is no octets with a mask", fix)
    size, bits_of, wanted = len(value), int.from_bytes(mask), int.from_bytes(value) & int.from_bytes(mask)
    return lambda octets: len(octets) >= size and int.from_bytes(octets[:size]) & bits_of == wanted


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", "").replace("-", ""))


def _prefix_mask(bits: int, octets: int) -> bytes:
    """Raises OverflowError or ValueError when there are not as many bits."""
    return ((1 << bits) - 1 << 8 * octets - bits).to_bytes(octets)


def _relay(words: Words, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        fix = "write an address, a prefix, any or none"
        raise words.error("relay", f"relay is {text!r}: {error}", fix) from None
