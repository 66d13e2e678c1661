"""Is a DHCPv6 message a valid answer to a request? RFC 9915 §16, message by message."""

from __future__ import annotations

from typing import Final

from dhcptools.exchange.messages6 import CLIENT_ID, RAPID_COMMIT, SERVER_ID
from dhcptools.exchange.tables6 import REPLIES6
from dhcptools.packet import names6
from dhcptools.packet.v6 import AnyMessage6, Message6

LABELS: Final = {msg_type: label for label, msg_type in REPLIES6.items()}


def reject(reply: AnyMessage6, request: Message6) -> str | None:
    """Why ``reply`` must be discarded as an answer to ``request`` as it was sent; None when it may be taken."""
    if not isinstance(reply, Message6):
        return "a relay message: clients discard it (RFC 9915 §16)"
    if reply.msg_type == names6.RECONFIGURE:
        return "a Reconfigure: none was agreed to, and it has no authentication we know (RFC 9915 §16.11)"
    if reply.msg_type not in LABELS:
        return f"{label(reply)} is not one that a server answers a client with (RFC 9915 §16)"
    if reply.transaction_id != request.transaction_id:
        return f"transaction-id {reply.transaction_id:#08x} is not {request.transaction_id:#08x}"
    if reply.problems:
        return f"malformed: {reply.problems[0]}"
    if reply.msg_type == names6.ADVERTISE and request.msg_type != names6.SOLICIT:
        return "an Advertise answers a Solicit only (RFC 9915 §16.3)"
    return _reject_identity(reply, request)


def _reject_identity(reply: Message6, request: Message6) -> str | None:
    server_id, chosen = reply.first(SERVER_ID), request.first(SERVER_ID)
    if not server_id:
        return "no server identifier (RFC 9915 §16.3, §16.10)"
    if chosen is not None and server_id != chosen:
        return f"server identifier {server_id.hex()} is not {chosen.hex()}, which the request names"
    client_id, ours = reply.first(CLIENT_ID), request.first(CLIENT_ID)
    if ours is None:
        if client_id is not None:
            return "a client identifier, though the request has none (RFC 9915 §16.10)"
    elif client_id is None:
        return "no client identifier (RFC 9915 §16.3, §16.10)"
    elif client_id != ours:
        return f"client identifier {client_id.hex()} is not {ours.hex()} (RFC 9915 §16.3, §16.10)"
    if reply.msg_type == names6.REPLY and request.msg_type == names6.SOLICIT:
        if request.first(RAPID_COMMIT) is None:
            return "a Reply to a Solicit that did not ask for Rapid Commit"
        if reply.first(RAPID_COMMIT) is None:
            return "a Reply to a Solicit without Rapid Commit (RFC 9915 §18.2.1)"
    return None


def label(reply: AnyMessage6) -> str:
    """The event that the transition tables know the reply by; the IANA name or ``type N`` for others."""
    known = LABELS.get(reply.msg_type)
    return names6.MESSAGE_TYPES.get(reply.msg_type, f"type {reply.msg_type}") if known is None else known
