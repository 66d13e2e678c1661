"""The provisioning server of CableLabs client configuration (option 122, RFC 3495)."""

from __future__ import annotations

from ipaddress import IPv4Address

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.domain import FQDN
from dhcptools.packet.kinds.syntax import split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, number


class ProvisioningServer(Structured):
    """A name (str, type 0) or an address (IPv4Address, type 1); text like Kea's ``0, NAME`` or ``1, ADDRESS``."""

    name = "record"
    what = "provisioning server"

    def read(self, reader: Reader) -> str | IPv4Address:
        """Raises DecodeError for other types, which RFC 3495 leaves undefined."""
        kind = reader.uint(1, "type")
        at = reader.offset
        if kind == 0:
            return FQDN.decode(reader.rest(), at)
        if kind == 1:
            return reader.ipv4("address")
        raise reader.fail(f"type {kind} is neither 0 (name) nor 1 (address)", 1)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        return b"\1" + value.packed if isinstance(value, IPv4Address) else b"\0" + FQDN.encode(value)

    def parse(self, text: str) -> str | IPv4Address:
        """``0, host.example.org`` or ``1, 192.0.2.1``. Raises EncodeError."""
        parts = split(text)
        if len(parts) != 2:
            raise EncodeError(f"{text!r} is no provisioning server: 0, NAME or 1, ADDRESS")
        kind = number(parts[0], 1, "type")
        return IPV4.parse(parts[1]) if kind else FQDN.parse(parts[1])

    def text(self, value: Value) -> str:
        """Type and server."""
        return f"{int(isinstance(value, IPv4Address))}, {value}"


PROVISIONING_SERVER = ProvisioningServer()
