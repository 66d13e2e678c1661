"""What relay agents add: virtual subnets (option 221, sub-option 151), source port, technology, RADIUS attributes."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, named, number, show, unshow, within
from dhcptools.packet.names4 import ACCESS_TECHNOLOGIES

VSS_ASCII, VSS_VPN_ID, VSS_ALL, VSS_GLOBAL = 0, 1, 254, 255  # RFC 6607 §3.4, 254: RFC 7724 §7.1


@dataclass(frozen=True, slots=True)
class VirtualSubnet:
    """Virtual subnet selection (RFC 6607 §3): its type and the octets that name the VPN."""

    type: int
    info: bytes = b""


class VirtualSubnetKind(Structured):
    """A :class:`VirtualSubnet`; text ``ascii/NAME``, ``vpn-id/OUI:INDEX``, ``global``, ``all``, ``type-N/hex``."""

    name = "vss"
    what = "virtual subnet selection"

    def read(self, reader: Reader) -> VirtualSubnet:
        """Raises DecodeError for a VPN-ID that has not 7 octets and for octets behind ``global`` and ``all``."""
        kind = reader.uint(1, "type")
        if kind == VSS_VPN_ID:
            return VirtualSubnet(kind, reader.take(7, "VPN-ID"))  # RFC 2685 §4
        return VirtualSubnet(kind, b"" if kind in (VSS_ALL, VSS_GLOBAL) else reader.rest())

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, VirtualSubnet):
            raise EncodeError(f"{value!r} is not a VirtualSubnet")
        wanted = {VSS_VPN_ID: 7, VSS_ALL: 0, VSS_GLOBAL: 0}.get(value.type)
        if wanted is not None and len(value.info) != wanted:
            raise EncodeError(f"virtual subnet of type {value.type} holds {wanted} octets, got {len(value.info)}")
        return bytes((within(value.type, 255, "type"),)) + value.info

    def parse(self, text: str) -> VirtualSubnet:
        """Raises EncodeError."""
        head, _, tail = text.lstrip().partition("/")
        head = head.rstrip()
        if head in ("global", "all"):
            value = VirtualSubnet(VSS_GLOBAL if head == "global" else VSS_ALL, octets(tail) if tail else b"")
        elif head == "ascii":
            value = VirtualSubnet(VSS_ASCII, unshow(tail))
        elif head == "vpn-id":
            value = VirtualSubnet(VSS_VPN_ID, octets(tail.replace(":", "")))
        elif head.startswith("type-"):
            value = VirtualSubnet(number(head[5:], 255, "type"), octets(tail) if tail else b"")
        else:
            raise EncodeError(f"{text!r} is no virtual subnet: ascii/NAME, vpn-id/OUI:INDEX, global, all or type-N/hex")
        self.encode(value)
        return value

    def text(self, value: Value) -> str:
        """By type."""
        if value.type == VSS_ASCII:
            return f"ascii/{show(value.info)}"
        if value.type == VSS_VPN_ID:
            return f"vpn-id/{value.info[:3].hex()}:{value.info[3:].hex()}"
        return {VSS_GLOBAL: "global", VSS_ALL: "all"}.get(value.type, f"type-{value.type}/{value.info.hex()}")

    def json(self, value: Value) -> Json:
        """An object."""
        return {"type": value.type, "text": self.text(value), "info": value.info.hex()}


class Identifier(Kind):
    """Octets that most senders fill with text: circuit and remote identifiers (RFC 3046 §3.1). The value is bytes.

    Text: as it is when all octets print, ``0x…`` otherwise.
    """

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Never raises."""
        return data

    def encode(self, value: Value) -> bytes:
        """Octets, or a text. Raises EncodeError."""
        if isinstance(value, str):
            return unshow(value)
        if not isinstance(value, bytes):
            raise EncodeError(f"octets are needed, got {value!r}")
        return value

    def parse(self, text: str) -> bytes:
        """``0x0102``, ``'text in quotes'``, or the text itself. Raises EncodeError."""
        bare = text.strip()
        return octets(bare) if bare.startswith(("0x", "'")) else unshow(text)

    def text(self, value: Value) -> str:
        """The text, or 0x and hex."""
        printable = value and all(32 < octet < 127 and octet != 92 for octet in value.replace(b" ", b"_"))
        plain = printable and not value.startswith((b"0x", b"'", b"hex:")) and value.strip() == value
        return value.decode("ascii") if plain else f"0x{value.hex()}"

    def json(self, value: Value) -> Json:
        """As its text."""
        return self.text(value)


class RelayPort(Kind):
    """Relay source port (RFC 8357): no octets, since the UDP header says the port.

    The value is None. Kea also defines it as uint16; two octets are read, and written for an int.
    """

    name = "relay-port"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> int | None:
        """Raises DecodeError for anything but 0 or 2 octets."""
        if not data:
            return None
        if len(data) != 2:
            raise DecodeError(f"relay port needs 0 or 2 octets, has {len(data)}", at)
        return int.from_bytes(data)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        return b"" if value is None else UINT16.encode(value)

    def parse(self, text: str) -> int | None:
        """Nothing, or a port. Raises EncodeError."""
        return UINT16.parse(text) if text.strip() else None

    def text(self, value: Value) -> str:
        """Nothing, or the port."""
        return "" if value is None else str(value)


class AccessTechnology(Kind):
    """Access technology type (RFC 7839): a reserved octet and the type; the value is both as one int."""

    name = "uint16"
    octets = 2

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> int:
        """Raises DecodeError when the length differs."""
        return UINT16.decode(data, at)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        return UINT16.encode(value)

    def parse(self, text: str) -> int:
        """A number or a name. Raises EncodeError."""
        return named(text, ACCESS_TECHNOLOGIES, 0xFFFF, "access technology")

    def text(self, value: Value) -> str:
        """The name when the reserved octet is 0 and there is one, else the number."""
        return ACCESS_TECHNOLOGIES.get(value, str(value))


class RadiusAttributes(Structured):
    """RADIUS attributes (RFC 4014) as a tuple of (type, octets); text ``1=hex, 27=hex``."""

    name = "radius"
    what = "RADIUS attributes"

    def read(self, reader: Reader) -> tuple[tuple[int, bytes], ...]:
        """Raises DecodeError for an attribute whose length is under 2 or past the end."""
        found = []
        while reader.left:
            kind, length = reader.take(2, "attribute type and length")
            if length < 2:
                raise reader.fail(f"attribute length {length} is under 2", 1)  # RFC 2865 §5
            found.append((kind, reader.take(length - 2, f"attribute {kind}")))
        return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        out = bytearray()
        for kind, body in value:
            if len(body) > 253:
                raise EncodeError(f"RADIUS attribute {kind} has {len(body)} octets, 253 is the most")
            out += bytes((within(kind, 255, "RADIUS attribute"), len(body) + 2)) + body
        return bytes(out)

    def parse(self, text: str) -> tuple[tuple[int, bytes], ...]:
        """``TYPE=hex`` or ``TYPE='text'``, separated by commas. Raises EncodeError."""
        found = []
        for part in split(text):
            kind, _, body = part.partition("=")
            found.append((number(kind, 255, "RADIUS attribute"), octets(body)))
        self.encode(found)
        return tuple(found)

    def text(self, value: Value) -> str:
        """``TYPE=hex``, separated by commas."""
        return join(f"{kind}={body.hex()}" for kind, body in value)

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [{"type": kind, "hex": body.hex()} for kind, body in value]


IDENTIFIER = Identifier()
VSS = VirtualSubnetKind()
RELAY_PORT = RelayPort()
ACCESS_TECHNOLOGY = AccessTechnology()
RADIUS = RadiusAttributes()
