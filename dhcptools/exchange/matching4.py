"""Does a DHCPv4 message answer a request? RFC 2131 §4.4.1, table 3, and the client identifier of RFC 6842 §3."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from dhcptools.exchange.messages4 import CLIENT_ID, DHCPACK, DHCPINFORM, DHCPOFFER, MESSAGE_TYPE, SERVER_ID
from dhcptools.exchange.tables4 import REPLIES4
from dhcptools.packet.v4 import BOOTREPLY, MAGIC_COOKIE, NO_ADDRESS, Message4
from dhcptools.packet.view4 import View4, view

LABELS: Final = {message_type: label for label, message_type in REPLIES4.items()}


def reject(reply: Message4, request: Message4) -> str | None:
    """Why ``reply`` must not be taken as an answer to ``request`` as it was sent; None when it may be."""
    if reply.op != BOOTREPLY:
        return f"op is {reply.op}, a reply has 2"
    if reply.cookie != MAGIC_COOKIE:
        return "no DHCP magic cookie: a plain BOOTP reply"
    if reply.xid != request.xid:
        return f"xid {reply.xid:#010x} is not {request.xid:#010x}"
    if reply.hardware_address != request.hardware_address and reply.chaddr != request.chaddr:
        return f"chaddr {reply.hardware_address.hex(':')} is not {request.hardware_address.hex(':')}"
    return _reject_options(reply, view(reply), request)


def _reject_options(reply: Message4, options: View4, request: Message4) -> str | None:
    kind = options.get(MESSAGE_TYPE)
    if kind is None or len(kind) != 1:
        return "no DHCP message type (option 53)"
    if kind[0] not in LABELS:
        return f"message type {kind[0]} is not one that a server answers a client with"
    # RFC 6842 §3: a client identifier that is there must be ours; servers older than the RFC leave it out.
    echoed, sent = options.get(CLIENT_ID), view(request).get(CLIENT_ID)
    if echoed is not None and echoed != sent:
        return f"client identifier {echoed.hex()} is not {'sent' if sent is None else sent.hex()} (RFC 6842 §3)"
    # RFC 2131 table 3: OFFER, ACK and NAK must carry it.
    server_id = options.get(SERVER_ID)
    if server_id is None:
        return "no server identifier (option 54)"
    if len(server_id) != 4:
        return f"server identifier has {len(server_id)} octets, needs 4"
    chosen = view(request).get(SERVER_ID)
    if chosen is not None and server_id != chosen:
        return f"server identifier {_text(server_id)} is not {_text(chosen)}, which the request names"
    if kind[0] == DHCPOFFER and reply.yiaddr == NO_ADDRESS:
        return "an offer without address: yiaddr is 0.0.0.0"
    if kind[0] == DHCPACK and reply.yiaddr == NO_ADDRESS and request.message_type != DHCPINFORM:
        return "an acknowledgement without address: yiaddr is 0.0.0.0"
    return None


def label(reply: Message4) -> str:
    """The event that the transition tables know the reply by; ``type N`` for others, empty without option 53."""
    kind = view(reply).get(MESSAGE_TYPE)
    if kind is None or len(kind) != 1:
        return ""
    return LABELS.get(kind[0], f"type {kind[0]}")


def _text(server_id: bytes) -> str:
    return str(IPv4Address(server_id)) if len(server_id) == 4 else server_id.hex()
