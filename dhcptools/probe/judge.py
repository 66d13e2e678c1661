"""Is a datagram an answer to this request, and a good one? Shared by everything that shows answers.

Two steps: what does not belong to the request (another transaction, another client) is a stray and is not shown; what
belongs is shown, and ``doubt`` says what its RFC objects to. A refusal (DHCPNAK, a status code) is an answer, not a
success.
"""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.exchange import bindings6, matching4, matching6, relay4, relay6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.packet import names6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import BOOTREPLY, NO_ADDRESS, Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, decode6, layers
from dhcptools.packet.view4 import view
from dhcptools.probe.channel import Datagram

_NAK = 6
_QUESTIONS4 = frozenset({1, 3, 8})  # DISCOVER, REQUEST, INFORM
_LEASE_QUESTIONS4 = frozenset({10, 14, 16})  # RFC 4388, RFC 6926, RFC 7724: the reply may tell another client's chaddr


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``message`` is the client's part of it, ``outer`` the whole where relay messages stand around it.

    ``attempt`` counts from 1 which transmission it follows; ``doubt`` is what an RFC objects to, None for nothing;
    ``refused`` is how the server says no, None when it does not.
    """

    datagram: Datagram
    message: Message4 | AnyMessage6
    rtt_ns: int = 0
    attempt: int = 1
    doubt: str | None = None
    refused: str | None = None
    outer: AnyMessage6 | None = None

    @property
    def good(self) -> bool:
        """Neither a refusal nor in doubt."""
        return self.doubt is None and self.refused is None


def judge(datagram: Datagram, request: Message4 | AnyMessage6) -> Reply | str:
    """The answer, or why the datagram is none. Never raises."""
    try:
        if isinstance(request, Message4):
            return _judge4(datagram, Message4.decode(datagram.octets), request)
        return _judge6(datagram, decode6(datagram.octets), request)
    except DecodeError as error:
        return str(error)


def _judge4(datagram: Datagram, reply: Message4, request: Message4) -> Reply | str:
    if reply.op != BOOTREPLY:
        return f"op is {reply.op}, a reply has 2"
    if reply.xid != request.xid:
        return f"xid {reply.xid:#010x} is not {request.xid:#010x}"
    asked = request.message_type
    if asked not in _LEASE_QUESTIONS4 and reply.chaddr != request.chaddr.ljust(16, b"\0"):
        return f"chaddr {reply.hardware_address.hex(':')} is not {request.hardware_address.hex(':')}"
    doubt = None
    if asked in _QUESTIONS4:
        doubt = matching4.reject(reply, request) or _unfit4(reply.message_type, request)
        if doubt is None and request.giaddr != NO_ADDRESS:
            doubt = relay4.reject(reply, request)
    elif reply.problems:
        doubt = str(reply.problems[0])
    refused = None
    if reply.message_type == _NAK:
        refused = (view(reply).get(56) or b"").decode("utf-8", "surrogateescape") or "DHCPNAK"
    return Reply(datagram, reply, doubt=doubt, refused=refused)


def _unfit4(kind: int | None, request: Message4) -> str | None:
    """An answer of the wrong type: RFC 2131 §3.1, RFC 4039 §3.1."""
    if request.message_type == 1 and kind == 5 and request.first(80) is None:
        return "a DHCPACK to a DHCPDISCOVER without Rapid Commit (RFC 4039 §3.1)"
    if request.message_type == 1 and kind == _NAK:
        return "a DHCPNAK to a DHCPDISCOVER (RFC 2131 §3.1)"
    if request.message_type != 1 and kind == 2:
        return "a DHCPOFFER to something that is no DHCPDISCOVER (RFC 2131 §3.1)"
    return None


def _judge6(datagram: Datagram, reply: AnyMessage6, request: AnyMessage6) -> Reply | str:
    chain = list(layers(request))
    relays = tuple(
        Relay6(each.link_address, each.peer_address) for each in chain[:-1] if isinstance(each, RelayMessage6)
    )
    inner, reason = relay6.open_reply(reply, relays)
    if reason is not None:
        return reason
    asked = chain[-1]
    if not isinstance(inner, Message6) or not isinstance(asked, Message6):
        return "a relay message: clients discard it (RFC 9915 §16)"
    if inner.transaction_id != asked.transaction_id:
        return f"transaction-id {inner.transaction_id:#08x} is not {asked.transaction_id:#08x}"
    doubt = None
    if asked.msg_type <= names6.INFORMATION_REQUEST:
        doubt = matching6.reject(inner, asked)
    elif inner.problems:
        doubt = str(inner.problems[0])
    return Reply(datagram, inner, doubt=doubt, refused=_refusal6(inner, asked), outer=reply if relays else None)


def _refusal6(reply: Message6, request: Message6) -> str | None:
    try:
        status = bindings6.status_of(reply)
    except DecodeError as error:
        return str(error)
    if status is not None and status.status_code != names6.SUCCESS:
        return bindings6.status_text(status)
    if request.msg_type == names6.RELEASE:
        return None
    found = bindings6.read(reply)
    bad = [str(each) for each in found.statuses if each.status.status_code != names6.SUCCESS]
    return "; ".join(bad) if bad and not found.bindings else None
