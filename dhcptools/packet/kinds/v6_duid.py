"""DUIDs in options 1, 2 and 53 (RFC 9915 §21.2, §21.3, RFC 5460 §5.4.1)."""

from __future__ import annotations

from dhcptools.packet import duid
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value


class DuidKind(Kind):
    """A DUID of 1 to 130 octets. The value is a Duid; its ``describe()`` prints the fields."""

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Duid:
        """Raises DecodeError outside 1 to 130 octets."""
        return duid.decode(data, at)

    def encode(self, value: Value) -> bytes:
        """A Duid or its octets. Raises EncodeError."""
        if isinstance(value, bytes):
            return Duid(value).encode()
        if not isinstance(value, Duid):
            raise EncodeError(f"a DUID is needed, got {value!r}")
        return value.encode()

    def parse(self, text: str) -> Duid:
        """Hexadecimal octets, with colons as Kea prints them or without. Raises EncodeError."""
        return duid.parse(text)

    def text(self, value: Value) -> str:
        """Kea's form, ``00:03:00:01:02:00:00:00:00:01``."""
        return str(value)

    def json(self, value: Value) -> Json:
        """An object: the octets, the type and the fields that this type has."""
        out: dict[str, Json] = {"hex": value.octets.hex(), "type": value.type_name}
        if value.hardware_type is not None:
            out["hardware_type"] = value.hardware_type
        if value.time_s is not None:
            out["time_s"] = value.time_s
        if value.link_layer_address is not None:
            out["link_layer_address"] = value.link_layer_address.hex(":")
        if value.enterprise is not None:
            out["enterprise"] = value.enterprise
        if value.identifier is not None:
            out["identifier"] = value.identifier.hex()
        if value.problem is not None:
            out["problem"] = value.problem
        return out


DUID = DuidKind()
