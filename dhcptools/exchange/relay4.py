"""The relay agent's part for DHCPv4: hops, giaddr, option 82, source port (RFC 1542 §4.1, RFC 3046, RFC 8357).

With the relay source port a relay may use any UDP port, so it needs no privilege: the server answers to the port the
request came from.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Final, NamedTuple

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption, pack4
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.packet.view4 import view

RELAY_AGENT_INFORMATION: Final = 82
CIRCUIT_ID: Final = 1
REMOTE_ID: Final = 2
LINK_SELECTION: Final = 5  # RFC 3527
RELAY_SOURCE_PORT: Final = 19  # RFC 8357 §3.1: no content
HOPS_MOST: Final = 16  # RFC 1542 §4.1.1


class Relay4(NamedTuple):
    """A relay agent. ``sub_options`` follow the named ones inside option 82, in their order."""

    giaddr: IPv4Address
    source_port: bool = False
    circuit_id: bytes | None = None
    remote_id: bytes | None = None
    link_selection: IPv4Address | None = None
    sub_options: tuple[RawOption, ...] = ()

    def information(self) -> bytes:
        """The content of option 82; empty when there is nothing to say."""
        rows = (
            (CIRCUIT_ID, self.circuit_id),
            (REMOTE_ID, self.remote_id),
            (LINK_SELECTION, None if self.link_selection is None else self.link_selection.packed),
            (RELAY_SOURCE_PORT, b"" if self.source_port else None),
        )
        named = (RawOption(code, data) for code, data in rows if data is not None)
        return pack4((*named, *self.sub_options))


def forward(message: Message4, relay: Relay4) -> Message4:
    """The request as the relay passes it to a server. Raises EncodeError when hops is over 16.

    giaddr is set only where it is 0, and option 82 is added (last, RFC 3046 §2.1) only where there is none: an
    earlier relay's stays.
    """
    if message.hops > HOPS_MOST:
        raise EncodeError(f"hops {message.hops}: a relay discards a message over {HOPS_MOST} (RFC 1542 §4.1.1)")
    options = message.options
    information = relay.information()
    if information and message.first(RELAY_AGENT_INFORMATION) is None:
        options = (*options, RawOption(RELAY_AGENT_INFORMATION, information))
    giaddr = relay.giaddr if message.giaddr == NO_ADDRESS else message.giaddr
    return replace(message, hops=message.hops + 1, giaddr=giaddr, options=options)


def reject(reply: Message4, request: Message4) -> str | None:
    """Why a reply is not for the relay that passed ``request`` on; None when it is.

    A server that leaves option 82 out is tolerated: it need not know the option (RFC 3046 §2.2).
    """
    if reply.giaddr != request.giaddr:
        return f"giaddr {reply.giaddr} is not {request.giaddr}"
    echoed, sent = view(reply).get(RELAY_AGENT_INFORMATION), view(request).get(RELAY_AGENT_INFORMATION)
    if echoed is not None and echoed != sent:
        return f"option 82 came back as {echoed.hex()}, {'none' if sent is None else sent.hex()} was sent"
    return None


def backward(reply: Message4) -> Message4:
    """The reply as the relay passes it to the client: without option 82 (RFC 3046 §2.1)."""
    options = tuple(option for option in reply.options if option.code != RELAY_AGENT_INFORMATION)
    return replace(reply, options=options)
