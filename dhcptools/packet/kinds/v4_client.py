"""Who the client is: client identifier (option 61) and user class (option 77)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.string import octets as octets_of
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, counted, number, show, shown_json, unshow, within
from dhcptools.packet.names4 import HARDWARE_TYPES

NODE_SPECIFIC = 255  # RFC 4361 §6.1: IAID and DUID follow


@dataclass(frozen=True, slots=True)
class ClientId:
    """Option 61: the type octet and what follows it (RFC 2132 §9.14)."""

    type: int
    body: bytes

    @property
    def octets(self) -> bytes:
        """The whole value, which servers compare as opaque octets."""
        return bytes((self.type,)) + self.body

    @property
    def hardware_address(self) -> bytes | None:
        """The hardware address when the type is a hardware type, which 0 and 255 are not."""
        return self.body if 0 < self.type < NODE_SPECIFIC else None

    @property
    def iaid(self) -> int | None:
        """The IAID of a node-specific identifier (RFC 4361 §6.1), None for others and for one too short for it."""
        return int.from_bytes(self.body[:4]) if self.type == NODE_SPECIFIC and len(self.body) > 6 else None

    @property
    def duid(self) -> bytes | None:
        """The DUID of a node-specific identifier, its two octets of type included."""
        return self.body[4:] if self.iaid is not None else None


class ClientIdentifier(Kind):
    """A :class:`ClientId`.

    Text: ``ethernet/02:00:5e:00:00:01`` for a hardware address, ``iaid=1/duid=0003…`` for a node-specific one,
    ``text/name`` for printable octets behind type 0, else all octets with colons, as Kea writes them.
    """

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> ClientId:
        if len(data) < 2:
            raise DecodeError(f"a client identifier needs at least 2 octets, {len(data)} are here", at)
        return ClientId(data[0], data[1:])

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, ClientId):
            raise EncodeError(f"{value!r} is not a ClientId")
        within(value.type, 255, "client identifier type")
        if not value.body:
            raise EncodeError("a client identifier needs at least 2 octets (RFC 2132 §9.14)")
        return value.octets

    def parse(self, text: str) -> ClientId:
        head, slash, tail = text.strip().partition("/")
        if not slash:
            octets = octets_of(head)
        elif head == "text":
            octets = b"\0" + unshow(tail)
        elif head.startswith("iaid="):
            iaid = number(head.removeprefix("iaid="), 0xFFFFFFFF, "IAID")
            if not tail.startswith("duid="):
                raise EncodeError(f"{text!r}: duid=… is wanted after the IAID")
            octets = b"\xff" + iaid.to_bytes(4) + octets_of(tail.removeprefix("duid="))
        else:
            codes = [code for code, name in HARDWARE_TYPES.items() if name == head and code < NODE_SPECIFIC]
            if not codes:
                raise EncodeError(
                    f"{head!r} is not a hardware type: write ethernet/MAC, iaid=N/duid=HEX, text/… or hex"
                )
            octets = bytes((codes[0],)) + octets_of(tail)
        if len(octets) < 2:
            raise EncodeError(f"client identifier {text!r} has fewer than 2 octets")
        return ClientId(octets[0], octets[1:])

    def text(self, value: Value) -> str:
        client: ClientId = value
        if client.duid is not None:
            return f"iaid={client.iaid}/duid={client.duid.hex()}"
        if client.type == 0 and _printable(client.body):
            return f"text/{client.body.decode('ascii')}"
        hardware = HARDWARE_TYPES.get(client.type)
        if hardware is not None and client.body and (client.type != 1 or len(client.body) == 6):
            return f"{hardware}/{client.body.hex(':')}"
        return client.octets.hex(":")

    def json(self, value: Value) -> Json:
        client: ClientId = value
        out: dict[str, Json] = {"type": client.type, "hex": client.octets.hex()}
        if client.duid is not None:
            out |= {"iaid": client.iaid, "duid": client.duid.hex()}
        elif client.hardware_address is not None and client.type in HARDWARE_TYPES:
            out |= {"hardware_type": HARDWARE_TYPES[client.type], "hardware_address": client.hardware_address.hex(":")}
        return out


@dataclass(frozen=True, slots=True)
class UserClass:
    """Option 77: the classes, and whether they stand in the form of RFC 3004 or as one plain text.

    Many clients (iPXE first) send the bare text without the octet of length; then ``plain`` holds and ``classes`` has
    one entry.
    """

    classes: tuple[bytes, ...]
    plain: bool = False


class UserClasses(Kind):
    """A :class:`UserClass`; text ``one, two`` for RFC 3004, ``'iPXE'`` in quotes for a plain one."""

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> UserClass:
        if not data:
            raise DecodeError("a user class needs at least 1 octet, 0 are here", at)
        reader = Reader(data, at, "user class")
        classes = []
        try:
            while reader.left:
                classes.append(reader.counted("class"))
        except DecodeError:
            return UserClass((data,), plain=True)
        if not all(classes):  # RFC 3004 §4: the minimum length is 1, so these octets are no list
            return UserClass((data,), plain=True)
        return UserClass(tuple(classes))

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, UserClass) or not isinstance(value.classes, Sequence):
            raise EncodeError(f"{value!r} is not a UserClass")
        if not value.classes or not all(value.classes):
            raise EncodeError("a user class needs at least one octet (RFC 3004 §4)")
        if value.plain:
            if len(value.classes) != 1:
                raise EncodeError("a plain user class is one text")
            return value.classes[0]
        return b"".join(counted(one, "user class") for one in value.classes)

    def parse(self, text: str) -> UserClass:
        stripped = text.strip()
        if len(stripped) > 2 and stripped[0] == stripped[-1] == "'":
            return UserClass((unshow(stripped[1:-1]),), plain=True)
        found = UserClass(tuple(unshow(part) for part in split(stripped)))
        self.encode(found)
        return found

    def text(self, value: Value) -> str:
        found: UserClass = value
        if found.plain:
            return f"'{show(found.classes[0])}'"
        return join(show(one) for one in found.classes)

    def json(self, value: Value) -> Json:
        return {"classes": [shown_json(one) for one in value.classes], "plain": value.plain}


def _printable(octets: bytes) -> bool:
    return bool(octets) and all(33 <= octet < 127 and octet not in b"\\" for octet in octets)


CLIENT_ID = ClientIdentifier()
USER_CLASS = UserClasses()
