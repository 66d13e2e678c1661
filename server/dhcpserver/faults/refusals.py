"""Answers made without asking the engine: NAK, status codes, an exhausted pool.

Nothing is written into the leases, so that a refused client is refused wholly. What is meant for another server is left
to the engine, which knows best how to be silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dhcpserver import reply4, reply6
from dhcpserver.bindings6 import NO_ADDRS_AVAIL, container
from dhcpserver.faults.subject import AnyReply, Subject
from dhcpserver.reply4 import NAK, Context4
from dhcpserver.reply6 import Context6
from dhcpserver.request4 import Request4
from dhcpserver.request6 import CLIENT_ID, SERVER_ID, Request6
from dhcptools.kea.model import Boot
from dhcptools.packet.ia6 import OPTION_IA_PD, StatusCode
from dhcptools.packet.names6 import ADVERTISE, NO_PREFIX_AVAIL, REPLY, SOLICIT
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6

# These stand in the message and not in its IAs (RFC 9915 §21.13 and the sections it names).
_OF_MESSAGES: Final = frozenset((0, 1, 4, 5, *range(7, 65_536)))

Refusal = tuple[tuple[AnyReply, ...], str] | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the server is: its IPv4 addresses as integers, its DUID."""

    own_addresses: frozenset[int] = frozenset()
    duid: bytes = b""


@dataclass(frozen=True, slots=True)
class Nak:
    """DHCPNAK for a request."""

    text: str

    def __call__(self, subject: Subject, identity: Identity) -> Refusal:
        """The answer, None to leave it to the engine."""
        request, context = subject.request, subject.context
        if not isinstance(request, Request4) or not isinstance(context, Context4):
            return None
        us = request.override or int(context.local)
        if request.server_id and request.server_id != us and request.server_id not in identity.own_addresses:
            return None
        server_id = request.server_id or us
        message = reply4.build(request, NAK, server_id, 0, {56: self.text.encode()}, Boot(), echo_client_id=True)
        return (reply4.address(request, message, context, NAK),), "answered with NAK"


@dataclass(frozen=True, slots=True)
class Status:
    """A status code, in the message or in every IA as the code demands."""

    code: int
    name: str

    def __call__(self, subject: Subject, identity: Identity) -> Refusal:
        """The answer, None to leave it to the engine."""
        request, context = subject.request, subject.context
        if not isinstance(request, Request6) or not isinstance(context, Context6):
            return None
        if request.server_id not in {b"", identity.duid}:
            return None
        options = [RawOption(CLIENT_ID, request.client_id)] if request.client_id else []
        options.append(RawOption(SERVER_ID, identity.duid))
        if self.code in _OF_MESSAGES:
            options.append(StatusCode(self.code, self.name).option())
        else:
            for ia in request.ias:
                code = self.code
                if code == NO_ADDRS_AVAIL and ia.code == OPTION_IA_PD:
                    code = NO_PREFIX_AVAIL
                options.append(container(ia, [StatusCode(code, self.name).option()]))
        kind = ADVERTISE if request.message.msg_type == SOLICIT else REPLY
        answer = Message6(kind, request.message.transaction_id, tuple(options))
        return (reply6.address(answer, request, context),), f"answered with {self.name}"


@dataclass(frozen=True, slots=True)
class Exhausted:
    """As if no address were left for whoever has none: DISCOVER is not answered, a REQUEST for an offer gets a NAK;
    in DHCPv6 Solicit and Request get NoAddrsAvail or NoPrefixAvail in each IA.
    """

    def __call__(self, subject: Subject, identity: Identity) -> Refusal:
        """The answer, None to leave it to the engine."""
        request = subject.request
        if isinstance(request, Request6):
            return Status(NO_ADDRS_AVAIL, "NoAddrsAvail")(subject, identity)
        if subject.kind == "discover":
            return (), "not answered: no address is left"  # RFC 2131 §4.3.1
        return None if request.ciaddr else Nak("no address is left")(subject, identity)
