"""A captured request, to be sent again: a new transaction id, so that its answers are told from those to the first.

As another client it takes or gives back nothing of the one that was captured: the new hardware address takes the place
of the old one in chaddr, and in a client identifier made of it.
"""

from __future__ import annotations

from dataclasses import replace

from dhcptools.net.capture import CaptureError, open_capture, read_packets
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BOOTREQUEST, Message4
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_REPL, AnyMessage6, Message6, decode6

_CLIENT_ID4, _CLIENT_ID6 = 61, 1
_MAC_OCTETS = 6  # a shorter one may stand in an identifier by chance
_PORTS4 = frozenset({67, 68, 4011})
_PORTS6 = frozenset({546, 547})


def captured_request(text: str) -> Message4 | AnyMessage6:
    """The message that ``FILE#N`` names; N counts packets from 1 as Wireshark does, and is 1 when left out.

    Raises EncodeError for such a text, CaptureError when the file cannot be read, has no packet N, or that holds no
    DHCP request.
    """
    name, _, number = text.rpartition("#") if "#" in text else (text, "", "1")
    if not name or not (number.isascii() and number.isdigit()) or len(number) > 9 or int(number) < 1:
        raise EncodeError(f"{text!r} needs the form FILE#N, packets counted from 1")
    with open_capture(name) as file:
        for packet in read_packets(file):
            if packet.number == int(number):
                break
        else:
            raise CaptureError(f"{name} has no packet {number}")
    frame = packet.frame()
    if frame is None or frame.udp is None:
        raise CaptureError(f"packet {number} of {name} holds no UDP datagram")
    ports = {frame.udp.source_port, frame.udp.destination_port}
    try:
        message = _decoded(frame.payload, ports)
    except DecodeError as error:
        raise CaptureError(f"packet {number} of {name}: {error}") from error
    if message is None:
        raise CaptureError(f"packet {number} of {name} is a reply, or not DHCP: its UDP ports are {sorted(ports)}")
    return message


def renewed4(message: Message4, xid: int, chaddr: bytes | None = None) -> Message4:
    """The same request with another transaction id, and of another client when ``chaddr`` is given."""
    fresh = replace(message, xid=xid)
    if chaddr is None:
        return fresh
    options = tuple(
        RawOption(each.code, _of_another(each.data, message.hardware_address, chaddr))
        if each.code == _CLIENT_ID4
        else each
        for each in message.options
    )
    return replace(fresh, chaddr=chaddr.ljust(16, b"\0"), hlen=len(chaddr), options=options)


def _of_another(client_id: bytes, old: bytes, new: bytes) -> bytes:
    """RFC 2132 §9.14, RFC 4361 §6.1: an identifier ends with the address that it is made of."""
    return client_id.removesuffix(old) + new if len(old) >= _MAC_OCTETS and client_id.endswith(old) else client_id


def renewed6(message: AnyMessage6, transaction_id: int, duid: bytes | None = None) -> AnyMessage6:
    """The same for DHCPv6, the client's message inside relay messages included. Raises EncodeError."""
    if isinstance(message, Message6):
        options = message.options
        if duid is not None:
            options = tuple(RawOption(_CLIENT_ID6, duid) if each.code == _CLIENT_ID6 else each for each in options)
        return replace(message, transaction_id=transaction_id, options=options)
    options = tuple(
        RawOption(each.code, renewed6(_inside(each), transaction_id, duid).encode())
        if each.code == OPTION_RELAY_MSG
        else each
        for each in message.options
    )
    return replace(message, options=options)


def _inside(option: RawOption) -> AnyMessage6:
    try:
        return decode6(option.data)
    except DecodeError as error:
        raise EncodeError(f"the relay message holds no message: {error}") from error


def _decoded(payload: bytes, ports: set[int]) -> Message4 | AnyMessage6 | None:
    if ports & _PORTS4:
        message = Message4.decode(payload)
        return message if message.op == BOOTREQUEST else None
    if not ports & _PORTS6:
        return None
    found = decode6(payload)
    return None if found.msg_type in {2, 7, RELAY_REPL} else found
