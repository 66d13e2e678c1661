"""Where DHCPv6 replies go: back through the relays the message came through (RFC 9915 §18.3.11, §19.3)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final

from dhcpserver.request6 import INTERFACE_ID, RELAY_ECHO, RELAY_PORT, Request6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import NO_ADDRESS, OPTION_RELAY_MSG, RELAY_REPL, AnyMessage6, Message6, RelayMessage6

SERVER_PORT: Final = 547  # RFC 9915 §7.2
CLIENT_PORT: Final = 546


@dataclass(frozen=True, slots=True)
class Context6:
    """How a message came in. ``unicast`` when it was sent to an address of ours and not to a multicast group.

    ``local`` is the address it was sent to, ``invited`` when the server was told to listen there, or it is its own on
    the link.
    """

    source: IPv6Address = NO_ADDRESS
    source_port: int = CLIENT_PORT
    unicast: bool = False
    interface: str = ""
    index: int = 0
    invited: bool = False
    local: IPv6Address = NO_ADDRESS


@dataclass(frozen=True, slots=True)
class Reply6:
    """A message and where it goes."""

    message: AnyMessage6
    destination: IPv6Address
    port: int

    def encode(self) -> bytes:
        """The octets."""
        return self.message.encode()


def address(answer: Message6, request: Request6, context: Context6) -> Reply6:
    """§18.3.11 and §19.3: straight back, or wrapped once for each relay on the way."""
    if not request.relays:
        return Reply6(answer, context.source, CLIENT_PORT)
    message: AnyMessage6 = answer
    for relay in reversed(request.relays):
        options = _echoed(relay)
        options.append(RawOption(OPTION_RELAY_MSG, message.encode()))
        message = RelayMessage6(RELAY_REPL, relay.hop_count, relay.link_address, relay.peer_address, tuple(options))
    port = context.source_port if request.relay_port else SERVER_PORT  # RFC 8357 §5.4
    return Reply6(message, context.source, port)


def _echoed(relay: RelayMessage6) -> list[RawOption]:
    """What a relay gets back: Interface-Id (§21.18), its port (RFC 8357 §5.3), what it lists for echo (RFC 4994)."""
    listed = relay.first(RELAY_ECHO) or b""
    codes = {int.from_bytes(listed[at : at + 2]) for at in range(0, len(listed) - 1, 2)}
    codes |= {INTERFACE_ID, RELAY_PORT}
    codes -= {OPTION_RELAY_MSG}
    return [RawOption(option.code, option.data) for option in relay.options if option.code in codes]
