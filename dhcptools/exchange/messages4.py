"""DHCPv4 client messages, field by field as RFC 2131 §4.4.1 table 5 wants them.

| field or option   | DISCOVER | REQUEST selecting | init-reboot | renew, rebind | DECLINE | RELEASE | INFORM  |
| ----------------- | -------- | ----------------- | ----------- | ------------- | ------- | ------- | ------- |
| secs              | elapsed  | that of DISCOVER  | elapsed     | elapsed       | 0       | 0       | elapsed |
| flags             | yes      | yes               | yes         | yes           | 0       | 0       | yes     |
| ciaddr            | 0        | 0                 | 0           | address       | 0       | address | address |
| 50 requested      | may      | must              | must        | must not      | must    | must not| must not|
| 54 server id      | must not | must              | must not    | must not      | must    | must    | must not|
| 55, 57, others    | may      | may               | may         | may           | must not| must not| may     |
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final, NamedTuple

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BROADCAST_FLAG, NO_ADDRESS, Message4
from dhcptools.packet.view4 import view

# Option 53 (RFC 2132 §9.6)
DHCPDISCOVER: Final = 1
DHCPOFFER: Final = 2
DHCPREQUEST: Final = 3
DHCPDECLINE: Final = 4
DHCPACK: Final = 5
DHCPNAK: Final = 6
DHCPRELEASE: Final = 7
DHCPINFORM: Final = 8

REQUESTED_ADDRESS: Final = 50
MESSAGE_TYPE: Final = 53
SERVER_ID: Final = 54
PARAMETERS: Final = 55
MESSAGE_TEXT: Final = 56
CLIENT_ID: Final = 61
RAPID_COMMIT: Final = 80  # RFC 4039 §4
SECS_MOST: Final = 0xFFFF

DEFAULT_PARAMETERS: Final = (1, 3, 6, 15, 28, 51, 54, 58, 59)


class Client4(NamedTuple):
    """Who asks, and what every message of its exchange carries.

    ``options`` are the user's own: one with a code that a message sets by itself takes that one's place. They and the
    ``parameters`` (option 55) are left out of DECLINE and RELEASE, where table 5 forbids them.
    """

    chaddr: bytes
    xid: int
    htype: int = 1
    client_id: bytes | None = None
    broadcast: bool = False
    secs: int = 0
    parameters: tuple[int, ...] = DEFAULT_PARAMETERS
    options: tuple[RawOption, ...] = ()


def discover(
    client: Client4, secs: int = 0, requested: IPv4Address | None = None, *, rapid_commit: bool = False
) -> Message4:
    """A DHCPDISCOVER; ``requested`` is a hint (option 50), ``rapid_commit`` asks for RFC 4039."""
    own = [_address(REQUESTED_ADDRESS, requested)] if requested is not None else []
    if rapid_commit:
        own.append(RawOption(RAPID_COMMIT, b""))
    return _message(client, DHCPDISCOVER, secs, own)


def request_selecting(client: Client4, offer: Message4, secs: int = 0) -> Message4:
    """The DHCPREQUEST that chooses ``offer``. Raises EncodeError when the offer has no server identifier.

    ``secs`` must be that of the DHCPDISCOVER, so that relay agents pass both alike (§4.4.1).
    """
    server_id = view(offer).get(SERVER_ID)
    if server_id is None or len(server_id) != 4:
        raise EncodeError("the offer has no server identifier (option 54), which DHCPREQUEST must repeat")
    own = [_address(REQUESTED_ADDRESS, offer.yiaddr), RawOption(SERVER_ID, server_id)]
    return _message(client, DHCPREQUEST, secs, own)


def request_reboot(client: Client4, requested: IPv4Address, secs: int = 0) -> Message4:
    """The DHCPREQUEST of INIT-REBOOT, which asks whether the remembered address is still good here."""
    return _message(client, DHCPREQUEST, secs, [_address(REQUESTED_ADDRESS, requested)])


def request_extend(client: Client4, ciaddr: IPv4Address, secs: int = 0) -> Message4:
    """The DHCPREQUEST of RENEWING (sent to the server) and of REBINDING (broadcast): the octets are the same."""
    return _message(client, DHCPREQUEST, secs, [], ciaddr)


def inform(client: Client4, ciaddr: IPv4Address, secs: int = 0) -> Message4:
    """A DHCPINFORM from a host that has its address already."""
    return _message(client, DHCPINFORM, secs, [], ciaddr)


def release(client: Client4, ciaddr: IPv4Address, server_id: IPv4Address, text: str = "") -> Message4:
    """A DHCPRELEASE; the server takes it only with its own identifier (option 54)."""
    return _bare(client, DHCPRELEASE, [_address(SERVER_ID, server_id)], ciaddr, text)


def decline(client: Client4, requested: IPv4Address, server_id: IPv4Address, text: str = "") -> Message4:
    """A DHCPDECLINE: the address is in use by somebody else."""
    own = [_address(REQUESTED_ADDRESS, requested), _address(SERVER_ID, server_id)]
    return _bare(client, DHCPDECLINE, own, NO_ADDRESS, text)


def _message(
    client: Client4, message_type: int, secs: int, own: list[RawOption], ciaddr: IPv4Address = NO_ADDRESS
) -> Message4:
    head = [RawOption(MESSAGE_TYPE, bytes((message_type,))), *own]
    if client.client_id is not None:
        head.append(RawOption(CLIENT_ID, client.client_id))
    if client.parameters:
        head.append(RawOption(PARAMETERS, bytes(client.parameters)))
    replaced = {option.code for option in client.options}
    options = (*(option for option in head if option.code not in replaced), *client.options)
    flags = BROADCAST_FLAG if client.broadcast else 0
    secs = min(max(0, client.secs + secs), SECS_MOST)
    return _base(client, secs, flags, ciaddr, tuple(sorted(options, key=lambda option: option.code != MESSAGE_TYPE)))


def _bare(client: Client4, message_type: int, own: list[RawOption], ciaddr: IPv4Address, text: str) -> Message4:
    options = [RawOption(MESSAGE_TYPE, bytes((message_type,))), *own]
    if client.client_id is not None:
        options.append(RawOption(CLIENT_ID, client.client_id))
    if text:
        options.append(RawOption(MESSAGE_TEXT, text.encode()))
    return _base(client, 0, 0, ciaddr, tuple(options))


def _base(client: Client4, secs: int, flags: int, ciaddr: IPv4Address, options: tuple[RawOption, ...]) -> Message4:
    if len(client.chaddr) > 16:
        raise EncodeError(f"chaddr has {len(client.chaddr)} octets, the field holds 16")
    return Message4(
        htype=client.htype, hlen=len(client.chaddr), xid=client.xid, secs=secs, flags=flags, ciaddr=ciaddr,
        chaddr=client.chaddr.ljust(16, b"\0"), options=options,
    )  # fmt: skip


def _address(code: int, address: IPv4Address) -> RawOption:
    return RawOption(code, address.packed)
