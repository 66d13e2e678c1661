"""What a scenario knows of a request: its type, its client, its relays."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6, Reply6
from dhcpserver.request4 import Request4
from dhcpserver.request6 import Request6
from dhcptools.packet import names4, names6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6

AnyMessage = Message4 | AnyMessage6
AnyContext = Context4 | Context6
AnyReply = Reply4 | Reply6

NAMES: Final = {
    4: dict(names4.MESSAGE_TYPES),
    6: {code: name.lower() for code, name in names6.MESSAGE_TYPES.items() if code not in {12, 13}},
}
# What clients and relays send; every other type is sent by servers.
REQUESTS: Final = {
    4: frozenset(NAMES[4][code] for code in (1, 3, 4, 7, 8, 10, 14, 16)),
    6: frozenset(NAMES[6][code] for code in (1, 3, 4, 5, 6, 8, 9, 11, 14, 22, 36)),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A request. ``clients`` are its identifiers: hardware address and client identifier, or DUID and address in it."""

    family: int
    kind: str
    xid: int
    clients: tuple[bytes, ...]
    relays: tuple[IPv4Address | IPv6Address, ...]
    request: Request4 | Request6
    context: AnyContext

    @property
    def client(self) -> str:
        """The client's first identifier, for logs."""
        return self.clients[0].hex(":") if self.clients else "-"


def type_name(family: int, code: int | None) -> str:
    """The name of a message type, lower-case with hyphens."""
    return NAMES[family].get(code or 0, f"type-{code or 0}")


def read_subject(message: AnyMessage, context: AnyContext) -> Subject:
    """Raises DecodeError for what no server would answer."""
    if isinstance(message, Message4):
        request = Request4(message)
        clients = tuple(octets for octets in (request.hardware, request.client_id) if octets)
        relays = (message.giaddr,) if request.giaddr else ()
        return Subject(4, type_name(4, request.message_type), message.xid, clients, relays, request, context)
    six = Request6(message)
    hardware = six.identity().get("hw-address", b"")
    clients = tuple(octets for octets in (six.client_id, hardware) if octets)
    addresses = tuple(address for relay in six.relays for address in (relay.link_address, relay.peer_address))
    inner = six.message
    return Subject(6, type_name(6, inner.msg_type), inner.transaction_id, clients, addresses, six, context)


def try_subject(message: AnyMessage, context: AnyContext) -> Subject | None:
    """As :func:`read_subject`, None for what cannot be read."""
    try:
        return read_subject(message, context)
    except DecodeError:
        return None
