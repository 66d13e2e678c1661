"""Network boot: the machine's UUID (option 97, RFC 4578 §2.3) and the structured sub-options of PXE's option 43."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Json, Value
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import (
    Reader,
    Structured,
    counted,
    named,
    number,
    show,
    shown_json,
    unshow,
    within,
)

# PXE 2.1 §2.2.1.3, "PXE boot server types".
SERVER_TYPES = {
    0: "bootstrap",
    1: "wds",
    2: "intel-lcm",
    3: "dos-undi",
    4: "nec-esmpro",
    5: "ibm-wsod",
    65535: "api-test",
}


@dataclass(frozen=True, slots=True)
class MachineId:
    """Option 97: a type, of which only 0 is defined, and 16 octets in the order of the wire for it."""

    type: int
    octets: bytes

    @property
    def uuid(self) -> str | None:
        """The UUID of type 0 with its first three fields little-endian, as SMBIOS 2.6 and dmidecode print it."""
        if self.type or len(self.octets) != 16:
            return None
        raw = self.octets
        fields = (raw[3::-1], raw[5:3:-1], raw[7:5:-1], raw[8:10], raw[10:])
        return "-".join(field.hex() for field in fields)


class MachineIdKind(Structured):
    """A :class:`MachineId`; text ``0, 000102…`` in the order of the wire, as Kea's record; a UUID is read as well."""

    name = "record"
    what = "machine identifier"

    def read(self, reader: Reader) -> MachineId:
        """Raises DecodeError for type 0 without exactly 16 octets; other types keep what they hold."""
        kind = reader.uint(1, "type")
        return MachineId(kind, reader.take(16, "UUID") if kind == 0 else reader.rest())

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, MachineId):
            raise EncodeError(f"{value!r} is not a MachineId")
        if value.type == 0 and len(value.octets) != 16:
            raise EncodeError(f"a UUID has 16 octets, got {len(value.octets)}")
        return bytes((within(value.type, 255, "type"),)) + value.octets

    def parse(self, text: str) -> MachineId:
        """``0, HEX`` (wire order) or a UUID with hyphens (SMBIOS order). Raises EncodeError."""
        parts = split(text)
        if len(parts) == 2:
            value = MachineId(number(parts[0], 255, "type"), octets(parts[1]))
        elif len(parts) == 1 and parts[0].count("-") == 4:
            groups = [octets(group) for group in parts[0].split("-")]
            value = MachineId(0, b"".join(group[::-1] for group in groups[:3]) + b"".join(groups[3:]))
        else:
            raise EncodeError(f"{text!r} is no machine identifier: 0, HEX or a UUID with hyphens")
        self.encode(value)
        return value

    def text(self, value: Value) -> str:
        """Type and octets."""
        return f"{value.type}, {value.octets.hex()}"

    def json(self, value: Value) -> Json:
        """An object; ``uuid`` is null for other types."""
        return {"type": value.type, "hex": value.octets.hex(), "uuid": value.uuid}


@dataclass(frozen=True, slots=True)
class BootServer:
    """A type of boot server and its addresses (PXE 2.1, tag 8)."""

    type: int
    addresses: tuple[IPv4Address, ...] = ()


class BootServers(Structured):
    """A tuple of :class:`BootServer`; text ``wds/192.0.2.1 192.0.2.2, 5/192.0.2.3``."""

    name = "pxe-boot-servers"
    what = "PXE boot servers"

    def read(self, reader: Reader) -> tuple[BootServer, ...]:
        """Raises DecodeError for an entry that is not whole."""
        found = []
        while True:
            kind = reader.uint(2, "type")
            count = reader.uint(1, "address count")
            found.append(BootServer(kind, tuple(reader.ipv4("address") for _ in range(count))))
            if not reader.left:
                return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not value:
            raise EncodeError("PXE boot servers need at least one")
        out = bytearray()
        for server in value:
            out += within(server.type, 0xFFFF, "type").to_bytes(2)
            out.append(within(len(server.addresses), 255, "address count"))
            out += b"".join(IPV4.encode(address) for address in server.addresses)
        return bytes(out)

    def parse(self, text: str) -> tuple[BootServer, ...]:
        """``TYPE/ADDRESS ADDRESS``, separated by commas. Raises EncodeError."""
        found = []
        for part in split(text):
            kind, _, addresses = part.partition("/")
            found.append(
                BootServer(
                    named(kind, SERVER_TYPES, 0xFFFF, "boot server type"),
                    tuple(IPV4.parse(word) for word in addresses.split()),
                )
            )
        self.encode(found)
        return tuple(found)

    def text(self, value: Value) -> str:
        """``TYPE/ADDRESS ADDRESS``, separated by commas."""
        return join(
            f"{SERVER_TYPES.get(one.type, one.type)}/{' '.join(str(address) for address in one.addresses)}"
            for one in value
        )

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [{"type": one.type, "addresses": [str(address) for address in one.addresses]} for one in value]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the boot menu (PXE 2.1, tag 9): a boot server type and its description."""

    type: int
    description: bytes


class BootMenu(Structured):
    """A tuple of :class:`MenuItem`; text ``0/Local boot, wds/Windows``."""

    name = "pxe-boot-menu"
    what = "PXE boot menu"

    def read(self, reader: Reader) -> tuple[MenuItem, ...]:
        """Raises DecodeError for an entry that is not whole."""
        found = []
        while True:
            kind = reader.uint(2, "type")
            found.append(MenuItem(kind, reader.counted("description")))
            if not reader.left:
                return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not value:
            raise EncodeError("a PXE boot menu needs at least one entry")
        return b"".join(
            within(item.type, 0xFFFF, "type").to_bytes(2) + counted(item.description, "description") for item in value
        )

    def parse(self, text: str) -> tuple[MenuItem, ...]:
        """``TYPE/DESCRIPTION``, separated by commas. Raises EncodeError."""
        found = []
        for part in split(text):
            kind, _, description = part.partition("/")
            found.append(MenuItem(named(kind, SERVER_TYPES, 0xFFFF, "boot server type"), unshow(description)))
        self.encode(found)
        return tuple(found)

    def text(self, value: Value) -> str:
        """``TYPE/DESCRIPTION``, separated by commas."""
        return join(f"{SERVER_TYPES.get(item.type, item.type)}/{show(item.description)}" for item in value)

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [{"type": item.type, "description": shown_json(item.description)} for item in value]


MACHINE_ID = MachineIdKind()
PXE_BOOT_SERVERS = BootServers()
PXE_BOOT_MENU = BootMenu()
