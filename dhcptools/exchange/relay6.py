"""The relay agent's part for DHCPv6: Relay-forward around a request, Relay-reply opened (RFC 9915 §19, RFC 8357)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import (
    HOP_COUNT_LIMIT,
    NO_ADDRESS,
    OPTION_RELAY_MSG,
    RELAY_FORW,
    RELAY_REPL,
    AnyMessage6,
    RelayMessage6,
)

INTERFACE_ID: Final = 18
REMOTE_ID: Final = 37  # RFC 4649
RELAY_PORT: Final = 135  # RFC 8357 §3.2


@dataclass(frozen=True, slots=True)
class Relay6:
    """A relay agent. ``peer_address`` is where the message came from: the client, or the relay before this one.

    ``source_port`` asks for answers at the UDP port that the Relay-forward came from (RFC 8357), which needs no
    privilege; ``downstream_port`` is the port of the relay before this one when that is not 547, else 0.
    """

    link_address: IPv6Address = NO_ADDRESS
    peer_address: IPv6Address = NO_ADDRESS
    source_port: bool = False
    downstream_port: int = 0
    interface_id: bytes | None = None
    options: tuple[RawOption, ...] = ()


def forward(message: AnyMessage6, relay: Relay6) -> RelayMessage6:
    """The Relay-forward that a relay sends on. Raises EncodeError past HOP_COUNT_LIMIT or for a port over 65535."""
    hops = message.hop_count + 1 if isinstance(message, RelayMessage6) else 0
    if hops > HOP_COUNT_LIMIT:
        raise EncodeError(
            f"hop_count {hops} is over {HOP_COUNT_LIMIT}: a relay discards the message (RFC 9915 §19.1.2)"
        )
    options = [RawOption(OPTION_RELAY_MSG, message.encode())]
    if relay.interface_id is not None:
        options.append(RawOption(INTERFACE_ID, relay.interface_id))
    if relay.source_port:
        if not 0 <= relay.downstream_port <= 0xFFFF:
            raise EncodeError(f"downstream_port {relay.downstream_port} is not in 0..65535")
        options.append(RawOption(RELAY_PORT, relay.downstream_port.to_bytes(2)))
    options += relay.options
    return RelayMessage6(RELAY_FORW, hops, relay.link_address, relay.peer_address, tuple(options))


def reject(reply: AnyMessage6, relay: Relay6) -> str | None:
    """Why a message is not a Relay-reply for this relay; None when it is (RFC 9915 §19.2, §19.3)."""
    if not isinstance(reply, RelayMessage6) or reply.msg_type != RELAY_REPL:
        return f"message type {reply.msg_type} is not a Relay-reply"
    if reply.problems:
        return f"malformed: {reply.problems[0]}"
    if reply.link_address != relay.link_address:
        return f"link-address {reply.link_address} is not {relay.link_address}"
    if reply.peer_address != relay.peer_address:
        return f"peer-address {reply.peer_address} is not {relay.peer_address}"
    if relay.interface_id is not None and reply.first(INTERFACE_ID) != relay.interface_id:
        return "the interface identifier did not come back (RFC 9915 §19.3)"
    return None


def open_reply(reply: AnyMessage6, relays: tuple[Relay6, ...]) -> tuple[AnyMessage6, str | None]:
    """Take off one Relay-reply a relay, outermost first, and the reason why one does not fit (None: all do)."""
    for relay in relays:
        reason = reject(reply, relay)
        if reason is not None:
            return reply, reason
        if isinstance(reply, RelayMessage6):
            try:
                reply = reply.relayed()
            except DecodeError as error:
                return reply, str(error)
    return reply, None


def wrap(message: AnyMessage6, relays: tuple[Relay6, ...]) -> AnyMessage6:
    """A request through a chain of relays, given outermost first (the one that talks to the server)."""
    for relay in reversed(relays):
        message = forward(message, relay)
    return message
