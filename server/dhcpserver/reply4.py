"""Building DHCPv4 replies: the header (RFC 2131 §4.3.1 table 3), the options, and where a reply goes (§4.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from typing import Final

from dhcpserver.leasequery4 import ACTIVE, Found
from dhcpserver.request4 import Request4
from dhcptools.kea.model import Boot
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BOOTREPLY, BROADCAST_FLAG, NO_ADDRESS, Message4

OFFER: Final = 2
ACK: Final = 5
NAK: Final = 6
SERVER_PORT: Final = 67
CLIENT_PORT: Final = 68
BROADCAST: Final = IPv4Address("255.255.255.255")
LEAST_MESSAGE: Final = 548  # RFC 2131 §2: a client takes 576 octets of IP datagram: 20 of IP and 8 of UDP are not ours
_LEAST_MAXIMUM: Final = 576  # RFC 2132 §9.10


@dataclass(frozen=True, slots=True)
class Context4:
    """How a message came in: ``local`` is our address on the link or the one it was sent to, ``unicast`` the latter."""

    source: IPv4Address = NO_ADDRESS
    source_port: int = CLIENT_PORT
    local: IPv4Address = NO_ADDRESS
    unicast: bool = False
    interface: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True)
class Reply4:
    """A message and where it goes. ``link_address`` is the hardware address of a client that cannot answer ARP yet."""

    message: Message4
    destination: IPv4Address
    port: int
    link_address: bytes = b""
    maximum: int = LEAST_MESSAGE

    def encode(self) -> bytes:
        """The octets: overloaded when the client takes no more (RFC 2132 §9.10); too long rather than not at all."""
        try:
            return self.message.encode(maximum=self.maximum)
        except EncodeError:
            return self.message.encode()


def build(
    request: Request4,
    kind: int,
    server_id: int,
    yiaddr: int,
    options: dict[int, bytes],
    boot: Boot,
    *,
    echo_client_id: bool,
) -> Message4:
    """A reply of ``kind``. The message type comes first, option 82 last (RFC 3046 §2.2), the others by code."""
    query = request.message
    if echo_client_id and request.client_id:
        options[61] = request.client_id  # RFC 6842 §3: whenever the client sent it, NAK too
    if request.subnet_selection:
        options[118] = request.subnet_selection.to_bytes(4)  # RFC 3011 §3: as the client sent it
    options.pop(53, None)
    options.pop(82, None)
    options[54] = server_id.to_bytes(4)  # RFC 2131 table 3: MUST in every reply
    raw = [RawOption(53, bytes((kind,))), *(RawOption(code, options[code]) for code in sorted(options))]
    if request.relay_info is not None:
        raw.append(RawOption(82, request.relay_info))  # RFC 3046 §2.2: as received, last
    flags = query.flags | BROADCAST_FLAG if kind == NAK and request.giaddr else query.flags  # RFC 2131 §4.3.2
    return Message4(
        op=BOOTREPLY,
        htype=query.htype,
        hlen=query.hlen,
        xid=query.xid,
        flags=flags,
        ciaddr=query.ciaddr if kind == ACK else NO_ADDRESS,
        yiaddr=IPv4Address(yiaddr) if yiaddr else NO_ADDRESS,
        siaddr=boot.next_server or NO_ADDRESS,
        giaddr=query.giaddr,
        chaddr=query.chaddr,
        sname=(boot.server_hostname or "").encode("utf-8", "surrogateescape"),
        file=(boot.boot_file_name or "").encode("utf-8", "surrogateescape"),
        options=tuple(raw),
    )


def address(request: Request4, message: Message4, context: Context4, kind: int) -> Reply4:
    """Where a reply goes (RFC 2131 §4.1)."""
    maximum = max(request.max_octets, _LEAST_MAXIMUM) - 28 if request.max_octets else LEAST_MESSAGE
    query = request.message
    if request.giaddr:
        # To the relay, at the server port, or where it sent from when it says so (RFC 8357 §5.2).
        port = context.source_port if request.relay_port else SERVER_PORT
        return Reply4(message, query.giaddr, port, maximum=maximum)
    if kind == NAK:
        return Reply4(message, BROADCAST, CLIENT_PORT, maximum=maximum)  # always, without relay
    if request.ciaddr:
        return Reply4(message, query.ciaddr, CLIENT_PORT, maximum=maximum)
    if int(message.yiaddr) == 0 and int(context.source):
        return Reply4(message, context.source, CLIENT_PORT, maximum=maximum)  # INFORM without ciaddr: whence it came
    if query.broadcast or not request.hardware:
        return Reply4(message, BROADCAST, CLIENT_PORT, maximum=maximum)
    return Reply4(message, message.yiaddr, CLIENT_PORT, request.hardware, maximum)


def informed(request: Request4, reply: Reply4) -> Reply4:
    """The answer to an INFORM: straight to ``ciaddr``, past the relay (RFC 2131 §4.3.5).

    A relay that gives its port gets it nevertheless, since it can reach the client there only by itself. Without
    ``ciaddr`` the relay shall broadcast: there is no address to unicast to.
    """
    if not request.giaddr and not request.ciaddr:
        return reply
    message = reply.message
    if not request.ciaddr:
        return replace(reply, message=replace(message, flags=message.flags | BROADCAST_FLAG))
    if request.giaddr and request.relay_port:
        return reply
    options = tuple(option for option in message.options if option.code != 82)  # it is for relays alone (RFC 3046 §2.2)
    direct = replace(message, giaddr=NO_ADDRESS, options=options)
    return Reply4(direct, message.ciaddr, CLIENT_PORT, maximum=reply.maximum)


def leasequery_reply(request: Request4, found: Found, server_id: int, context: Context4) -> Reply4:
    """RFC 4388 §6.4.2: the client of an active lease in the header, everything else as it was asked."""
    options = dict(found.options)
    message = build(request, found.kind, server_id, 0, options, Boot(), echo_client_id=found.kind != ACTIVE)
    if found.lease is not None:
        lease = found.lease
        chaddr = lease.hardware.ljust(16, b"\0")
        message = replace(message, ciaddr=IPv4Address(lease.address), chaddr=chaddr, hlen=len(lease.hardware))
    else:
        message = replace(message, ciaddr=request.message.ciaddr)
    return address(request, message, context, found.kind)
