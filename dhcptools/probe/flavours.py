"""What is said to a link so that every server on it answers.

A look sends a DHCPDISCOVER and a Solicit. A scan adds the other messages that dhcp_probe sends, because a server may
keep silent to one and answer another: a BOOTREQUEST; a DHCPREQUEST that selects a server which is not there; one that
reboots with an address of another network; and one that rebinds it. None of them asks for Rapid Commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from dhcptools.exchange.messages4 import (
    DHCPREQUEST,
    MESSAGE_TYPE,
    PARAMETERS,
    REQUESTED_ADDRESS,
    SERVER_ID,
    Client4,
    discover,
    request_extend,
    request_reboot,
)
from dhcptools.exchange.messages6 import Client6, solicit
from dhcptools.packet.ia6 import IaNa, IaPd
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BROADCAST_FLAG, Message4
from dhcptools.packet.v6 import Message6

FOREIGN_ADDRESS: Final = IPv4Address("198.18.254.254")  # a network for benchmarks (RFC 2544): on no link
FOREIGN_SERVER: Final = IPv4Address("198.18.254.253")

LOOK: Final = ("discover",)
SCAN: Final = ("discover", "selecting", "init-reboot", "rebinding", "bootrequest")

ANSWERS: Final[dict[str, frozenset[str]]] = {
    "bootrequest": frozenset({"BOOTREPLY"}),
    "discover": frozenset({"DHCPOFFER"}),
    "selecting": frozenset({"DHCPACK", "DHCPNAK"}),
    "init-reboot": frozenset({"DHCPACK", "DHCPNAK"}),
    "rebinding": frozenset({"DHCPACK", "DHCPNAK"}),
    "solicit": frozenset({"Advertise"}),
}
"""What answers which flavour; a DHCPNAK or DHCPACK to a DHCPDISCOVER is no offer."""

# What a bad server would set: routes, names, proxies and boot files, beside the lease itself.
_PARAMETERS: Final = (1, 3, 6, 15, 26, 28, 33, 42, 43, 44, 51, 54, 58, 59, 66, 67, 114, 119, 121, 150, 162, 249, 252)
_ORO: Final = (23, 24, 31, 39, 56, 59, 144)
_MESSAGE_OCTETS: Final = (57, (1472).to_bytes(2))  # RFC 2132 §9.10
_IAID: Final = 1


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. ``chaddr`` is a MAC address, ``broadcast`` asks for answers to all (RFC 2131 §4.1).

    ``parameters`` and ``oro`` are codes of options to ask for beside the usual ones.
    """

    chaddr: bytes
    duid: bytes
    broadcast: bool = False
    parameters: tuple[int, ...] = ()
    oro: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A message as it is sent: its flavour names it in :data:`ANSWERS`."""

    flavour: str
    message: Message4 | Message6
    sent_ns: int = 0

    @property
    def family(self) -> int:
        """4 or 6."""
        return 4 if isinstance(self.message, Message4) else 6

    @property
    def key(self) -> tuple[int, int]:
        """What an answer is known by: the family and its transaction id."""
        if isinstance(self.message, Message4):
            return 4, self.message.xid
        return 6, self.message.transaction_id


def ask4(flavour: str, asker: Asker, xid: int) -> Ask:
    """A message of one of the flavours of :data:`SCAN`. Raises KeyError for any other."""
    parameters = tuple(dict.fromkeys((*_PARAMETERS, *asker.parameters)))
    client = Client4(
        asker.chaddr, xid, broadcast=asker.broadcast, parameters=parameters, options=(RawOption(*_MESSAGE_OCTETS),)
    )
    return Ask(flavour, _BUILDERS[flavour](client))


def ask6(asker: Asker, transaction_id: int) -> Ask:
    """A Solicit for an address and a prefix."""
    oro = tuple(dict.fromkeys((*_ORO, *asker.oro)))
    client = Client6(asker.duid, (IaNa(_IAID), IaPd(_IAID)), oro=oro)
    return Ask("solicit", solicit(client, transaction_id))


def asks(
    families: Iterable[int], flavours: Iterable[str], asker: Asker, random_bits: Callable[[int], int]
) -> tuple[Ask, ...]:
    """One round of questions, each with a transaction id of its own; ``random_bits(n)`` gives n fresh bits."""
    found: dict[tuple[int, int], Ask] = {}
    wanted = [(4, flavour) for flavour in flavours] if 4 in families else []
    wanted += [(6, "solicit")] if 6 in families else []
    for family, flavour in wanted:
        while True:
            ask = ask4(flavour, asker, random_bits(32)) if family == 4 else ask6(asker, random_bits(24))
            if ask.key not in found:
                break
        found[ask.key] = ask
    return tuple(found.values())


def _bootrequest(client: Client4) -> Message4:
    flags = BROADCAST_FLAG if client.broadcast else 0
    return Message4(xid=client.xid, flags=flags, chaddr=client.chaddr.ljust(16, b"\0"), hlen=len(client.chaddr))


def _selecting(client: Client4) -> Message4:
    own = (
        RawOption(MESSAGE_TYPE, bytes((DHCPREQUEST,))),
        RawOption(REQUESTED_ADDRESS, FOREIGN_ADDRESS.packed),
        RawOption(SERVER_ID, FOREIGN_SERVER.packed),
        RawOption(PARAMETERS, bytes(client.parameters)),
    )
    return _bootrequest(client).with_options(*own)


_BUILDERS: Final[dict[str, Callable[[Client4], Message4]]] = {
    "bootrequest": _bootrequest,
    "discover": discover,
    "selecting": _selecting,
    "init-reboot": lambda client: request_reboot(client, FOREIGN_ADDRESS),
    "rebinding": lambda client: request_extend(client, FOREIGN_ADDRESS),
}
