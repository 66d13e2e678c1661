"""What a DHCPv4 server needs to know of a message, read once.

Values split over several options are joined (RFC 3396) and overloaded fields followed (RFC 2132 §9.3).
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import walk4
from dhcptools.packet.v4 import OVERLOAD, Message4
from dhcptools.packet.view4 import view

_FIXED: Final = {50: 4, 51: 4, 53: 1, 54: 4, 57: 2, 118: 4}  # octets a value must have (RFC 2132 §9, RFC 3011 §2)
MOST_CLIENT_ID: Final = 255  # more takes several options (RFC 3396), and Kea's lease files have no room for it
_LEAST: Final = {55: 1, 61: 2}  # RFC 2132 §9.8 and §9.14

LINK_SELECTION: Final = 5  # sub-options of option 82: RFC 3527
SERVER_ID_OVERRIDE: Final = 11  # RFC 5107
RELAY_SOURCE_PORT: Final = 19  # RFC 8357 §5.2


class Request4:
    """A client's message. Addresses are integers, 0 when absent."""

    __slots__ = (
        "ciaddr", "circuit_id", "client_id", "giaddr", "hardware", "lease_time", "link_selection", "max_octets",
        "message", "message_type", "options", "override", "parameters", "relay_info", "relay_port", "requested",
        "server_id", "subnet_selection", "vendor_class",
    )  # fmt: skip  # the fields by name

    def __init__(self, message: Message4) -> None:
        """Raises DecodeError for an option the protocol depends on that has not its length."""
        self.message = message
        options = self.options = _joined(message)
        for code, octets in _FIXED.items():
            value = options.get(code)
            if value is not None and len(value) != octets:
                raise DecodeError(f"option {code} has {len(value)} octets, needs {octets}")
        for code, least in _LEAST.items():
            value = options.get(code)
            if value is not None and len(value) < least:
                raise DecodeError(f"option {code} has {len(value)} octets, needs {least} or more")
        if len(options.get(61, b"")) > MOST_CLIENT_ID:
            raise DecodeError(f"option 61 has {len(options[61])} octets, more than a lease file can hold")
        if message.hlen > 16:
            raise DecodeError(f"hlen {message.hlen} is more than the 16 octets of chaddr", 2)
        get = options.get
        kind = get(53)
        self.message_type = 0 if kind is None else kind[0]
        self.hardware = message.hardware_address
        self.client_id = get(61) or b""
        if not self.hardware and not self.client_id:
            raise DecodeError("neither a hardware address nor a client identifier: the client has no name", 2)
        self.ciaddr = int(message.ciaddr)
        self.giaddr = int(message.giaddr)
        self.requested = int.from_bytes(get(50, b""))
        self.server_id = int.from_bytes(get(54, b""))
        self.parameters = get(55, b"")
        lease_time = get(51)
        self.lease_time = None if lease_time is None else int.from_bytes(lease_time)
        self.max_octets = int.from_bytes(get(57, b""))
        self.vendor_class = get(60, b"")
        self.subnet_selection = int.from_bytes(get(118, b""))
        self.relay_info = get(82)
        self.link_selection = self.override = 0
        self.relay_port = False
        self.circuit_id = b""
        if self.relay_info is not None:
            self._relay_agent(self.relay_info)

    def _relay_agent(self, data: bytes) -> None:
        """Option 82 (RFC 3046); a sub-option of the wrong length counts as absent."""
        for option in walk4(data, 0, len(data)).options:
            if option.code == 1:
                self.circuit_id = option.data
            elif option.code == LINK_SELECTION and len(option.data) == 4:
                self.link_selection = int.from_bytes(option.data)
            elif option.code == SERVER_ID_OVERRIDE and len(option.data) == 4:
                self.override = int.from_bytes(option.data)
            elif option.code == RELAY_SOURCE_PORT:
                self.relay_port = True

    def identity(self) -> dict[str, bytes]:
        """The identifiers that reservations may name, by Kea's words."""
        identity = {"hw-address": self.hardware}
        if self.client_id:
            identity["client-id"] = self.client_id
            if self.client_id[0] == 255 and len(self.client_id) > 5:  # RFC 4361 §6.1: type, IAID, DUID
                identity["duid"] = self.client_id[5:]
        if self.circuit_id:
            identity["circuit-id"] = self.circuit_id
        return identity

    def owner(self, *, match_client_id: bool) -> bytes:
        """What leases are kept by: the client identifier, or hardware type and address (RFC 2131 §4.2)."""
        if self.client_id and match_client_id:
            return b"\1" + self.client_id
        return bytes((0, self.message.htype & 0xFF)) + self.hardware

    def __str__(self) -> str:
        name = self.client_id.hex(":") if self.client_id else self.hardware.hex(":")
        return f"{name} xid {self.message.xid:#010x} via {IPv4Address(self.giaddr)}"


def _joined(message: Message4) -> dict[int, bytes]:
    if message.first(OVERLOAD) is not None:
        return {option.code: option.data for option in view(message).options}
    options: dict[int, bytes] = {}
    for option in message.options:
        code = option.code
        if code in options:
            options[code] += option.data
        elif code:
            options[code] = option.data
    return options
