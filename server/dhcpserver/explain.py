"""What the server makes of one packet: its classes in their order and why, its subnet, without leasing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dhcpserver import allocation4
from dhcpserver.classes import Found
from dhcpserver.leases import Book
from dhcpserver.options import OptionSets
from dhcpserver.reply4 import Context4
from dhcpserver.reply6 import Context6
from dhcpserver.request4 import Request4
from dhcpserver.request6 import Request6
from dhcpserver.selection import Link, Links, Pool
from dhcpserver.who4 import Who4
from dhcpserver.who6 import Who6
from dhcptools.kea.expression import Arrival, EvaluationError, Names, Packet
from dhcptools.kea.model import ClientClass, Config, Subnet
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6

When = Literal["packet", "known", "additional"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One test that was evaluated: when, and what came of it; ``error`` is empty where there was none."""

    name: str
    when: When
    value: bytes
    error: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """``classes`` are what the packet has before a lease is chosen, ``additional`` what its scopes add.

    ``waiting`` are the classes of the file whose tests wait for KNOWN or UNKNOWN. ``dropped`` says where class DROP
    ended it: ``packet``, ``known`` or not at all (empty).
    """

    packet: Packet
    classes: tuple[str, ...]
    additional: tuple[str, ...]
    waiting: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    dropped: str
    subnet: Subnet | None


def explain4(config: Config, names: Names, message: Message4, context: Context4) -> Explained:
    """A DHCPv4 request. Raises DecodeError for one whose options have not their lengths."""
    links, options = Links(config), OptionSets(config)
    who = Who4(config, links, options)
    request = Request4(message)
    heard = _listen(who)
    found = who.find(request, context)
    link, pool = (found.links[0] if found.links else None), None
    client = who.client(request, context) if found.links and not found.membership.dropped() else None
    choice = None if client is None else allocation4.choose(Book(), client, 0)
    if choice is not None:
        link, pool = choice.link, choice.pool
    target = context.local if context.unicast else None
    packet = Packet(names, message, (), Arrival(context.interface, context.source, target))
    return _explained(who, found, link, pool, heard, packet)


def explain6(config: Config, names: Names, message: AnyMessage6, context: Context6) -> Explained:
    """A DHCPv6 request, relayed or not. Raises DecodeError for one whose options have not their lengths."""
    links, options = Links(config), OptionSets(config)
    who = Who6(config, links, options)
    request = Request6(message)
    heard = _listen(who)
    found = who.find(request, context)
    link = found.links[0] if found.links else None
    pool = next((each for each in link.pools if each.admits(found.membership.names)), None) if link else None
    arrival = Arrival(context.interface, context.source, context.local if context.unicast else None)
    return _explained(who, found, link, pool, heard, Packet.of6(names, message, arrival))


class _Heard:
    """What the classifier tells, with when it was."""

    def __init__(self, who: Who4 | Who6) -> None:
        self.late = (
            frozenset(item.name for item in who.classes.classifier.late) if who.classes.classifier else frozenset()
        )
        self.verdicts: dict[str, Verdict] = {}

    def __call__(self, item: ClientClass, value: bytes | EvaluationError) -> None:
        when: When = "additional" if item.additional_only else "known" if item.name in self.late else "packet"
        failed = isinstance(value, EvaluationError)
        octets = value if isinstance(value, bytes) else b""
        self.verdicts[item.name] = Verdict(item.name, when, octets, str(value) if failed else "")


def _listen(who: Who4 | Who6) -> _Heard:
    heard = _Heard(who)
    if who.classes.classifier is not None:
        who.classes.classifier.observer = heard
    return heard


def _explained(
    who: Who4 | Who6, found: Found, link: Link | None, pool: Pool | None, heard: _Heard, packet: Packet
) -> Explained:
    membership = found.membership
    classes = tuple(membership.names)
    within = classes
    if link is not None and not membership.dropped():
        within = tuple(who.classes.names_within(membership, link, pool))
    dropped = "" if not membership.dropped() else "packet" if found.early else "known"
    packet.classes = dict.fromkeys(within)
    classifier = who.classes.classifier
    return Explained(
        packet,
        classes,
        within[len(classes) :],
        () if classifier is None else tuple(item.name for item in classifier.late),
        tuple(heard.verdicts.values()),
        dropped,
        None if link is None else link.subnet,
    )
