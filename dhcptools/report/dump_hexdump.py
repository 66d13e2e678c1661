"""``--hexdump``: every field of a message beside its octets and their place in the message.

Rules this file keeps:

- every octet of the message stands in exactly one row, in its order; what no field explains has a row without a name;
- offsets are those that problems name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.kinds.syntax import escape
from dhcptools.packet.kinds.v6_message import Layer, Nested4, Nested6
from dhcptools.packet.names4 import HARDWARE_TYPES, OPCODES
from dhcptools.packet.names6 import message_name
from dhcptools.packet.typed import TypedOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6
from dhcptools.report.dump_oneline import DumpOneline
from dhcptools.report.dump_text import link, problem_words
from dhcptools.report.dump_tree import Item, overloaded, value_text

_ROW: Final = 16
_OPTION_HEADER6: Final = 4
_HEADER4: Final = (
    ("op", 0, 1), ("htype", 1, 1), ("hlen", 2, 1), ("hops", 3, 1), ("xid", 4, 4), ("secs", 8, 2), ("flags", 10, 2),
    ("ciaddr", 12, 4), ("yiaddr", 16, 4), ("siaddr", 20, 4), ("giaddr", 24, 4), ("chaddr", 28, 16), ("sname", 44, 64),
    ("file", 108, 128),
)  # fmt: skip  # name, offset, octets (RFC 2131 §2)


class Field(NamedTuple):
    """Octets ``start`` to ``stop`` of the message, what they are called, and what they say."""

    start: int
    stop: int
    name: str
    text: str
    depth: int = 0


class DumpHexdump:
    """``--style hexdump``."""

    def __init__(self, setting: Setting) -> None:
        self._catalogue = setting.catalogue
        self._line = DumpOneline(setting)

    def lines(self, packet: Packet) -> str:
        """The packet's line, its rows, what is wrong, and an empty line."""
        payload = packet.payload
        rows = "".join(_rows(payload, field) for field in whole(self.fields(packet), len(payload)))
        wrong = "".join(f"  problem {problem_words(each)}\n" for each in packet.problems)
        return f"{self._line.lines(packet)}{link(packet)}{rows}{wrong}\n"

    def fields(self, packet: Packet) -> Iterator[Field]:
        """The fields of a packet's message, in the order of their octets but for options in sname and file."""
        message = packet.message
        if isinstance(message, Message4):
            yield from _header4(message, len(packet.payload))
        elif message is not None:
            yield from _header6(message, 0)
        for option in packet.options:
            yield from self._typed(option, 4 if isinstance(message, Message4) else 6)

    def _typed(self, option: TypedOption, family: int) -> Iterator[Field]:
        header = 2 if family == 4 else 4
        text = value_text(family, option, self._catalogue)
        if len(option.parts) == 1:
            stop = option.offset + header + len(option.data)
            yield from self._item(option, option.offset, stop, text, family, 0)
            return
        for number, part in enumerate(option.parts, 1):
            said = text if number == 1 else ""
            name = f"{option.code} {option.name} (part {number} of {len(option.parts)})"
            yield Field(part.offset, part.offset + header + len(part.data), name, said)

    def _item(self, item: Item, start: int, stop: int, text: str, family: int, depth: int) -> Iterator[Field]:
        inside = list(_inside(item, start, family)) if item.problem is None else []
        name = f"{item.code if item.code >= 0 else '-'} {item.name}"
        first = inside[0][0] if inside else stop
        yield Field(start, first, name, text, depth)
        for place, (at, what, of) in enumerate(inside):
            end = inside[place + 1][0] if place + 1 < len(inside) else stop
            if isinstance(what, Field):
                yield what._replace(depth=depth + 1)
            else:
                said = value_text(of, what, self._catalogue)
                yield from self._item(what, at, end, said, of, depth + 1)


def whole(fields: Iterable[Field], size: int) -> Iterator[Field]:
    """Fields by their place, none twice, and fields without a name for octets between them."""
    at = 0
    for field in sorted(fields, key=lambda each: each.start):
        start = max(field.start, at)
        if start > at:
            yield Field(at, start, "", "")
        if field.stop > start or field.start == field.stop:
            yield field._replace(start=start, stop=max(field.stop, start))
        at = max(at, field.stop)
    if at < size:
        yield Field(at, size, "", "")


def _inside(item: Item, start: int, family: int) -> Iterator[tuple[int, Item | Field, int]]:
    """The options and headers inside a value, with their place and family, in the order of their places."""
    value = item.value
    inside = (
        _message4(value, start + _OPTION_HEADER6, len(item.data))
        if isinstance(value, Nested4)
        else _found(value, family)
    )
    found = sorted(inside, key=lambda each: each[0])
    yield from (each for each in found if each[0] >= 0)


def _found(value: Value, family: int) -> Iterator[tuple[int, Item | Field, int]]:
    if isinstance(value, SubOption):
        yield value.offset, value, family
    elif isinstance(value, Nested6):
        if value.layers:
            yield from _layer(value, value.layers[0], 0)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _found(each, family if family == 6 else 0)
    elif hasattr(value, "options") and hasattr(value, "enterprise"):
        yield from _found(value.options, 0)


def _message4(value: Nested4, start: int, size: int) -> Iterator[tuple[int, Item | Field, int]]:
    """The header and the options of a DHCPv4 message in an option of DHCPv6."""
    for field in _header4(value.message, size):
        moved = field._replace(start=start + field.start, stop=start + field.stop)
        yield moved.start, moved, 4
    for option in value.options:
        yield option.offset, option, 4


def _layer(value: Nested6, layer: Layer, number: int) -> Iterator[tuple[int, Item | Field, int]]:
    """The header and the options of a relayed message; the next one is in its relay-msg option."""
    offsets = [option.offset for option in layer.options if option.offset >= 0]
    if not offsets:
        return
    start = min(offsets) - (34 if isinstance(layer.message, RelayMessage6) else 4)
    for field in _header6(layer.message, start):
        yield field.start, field, 6
    for option in layer.options:
        yield option.offset, option, 6
        if option.code == 9 and option.value is None and option.problem is None and number + 1 < len(value.layers):
            yield from _layer(value, value.layers[number + 1], number + 1)


def _header4(message: Message4, size: int) -> Iterator[Field]:
    full = overloaded(message)
    for name, start, octets in _HEADER4:
        if name in full:
            continue  # its options have rows of their own
        value = getattr(message, name)
        match name:
            case "op":
                text = OPCODES.get(value, str(value))
            case "htype":
                text = HARDWARE_TYPES.get(value, str(value))
            case "xid":
                text = f"0x{value:08x}"
            case "flags":
                text = f"0x{value:04x}" + (" (broadcast)" if value & 0x8000 else "")
            case "chaddr":
                text = message.hardware_address.hex(":")
            case "sname" | "file":
                text = escape(value.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
            case _:
                text = str(value)
        yield Field(start, start + octets, name, text)
    if message.cookie:
        yield Field(236, 240, "cookie", "DHCP")
    if message.ended:
        yield Field(size - len(message.tail) - 1, size - len(message.tail), "255 end", "")
    if message.tail:
        zeros = not message.tail.strip(b"\0")
        yield Field(size - len(message.tail), size, "padding" if zeros else "", "")


def _header6(message: AnyMessage6, at: int) -> Iterator[Field]:
    yield Field(at, at + 1, "msg-type", message_name(message.msg_type))
    if isinstance(message, RelayMessage6):
        yield Field(at + 1, at + 2, "hop-count", str(message.hop_count))
        yield Field(at + 2, at + 18, "link-address", str(message.link_address))
        yield Field(at + 18, at + 34, "peer-address", str(message.peer_address))
    else:
        yield Field(at + 1, at + 4, "transaction-id", f"0x{message.transaction_id:06x}")


def _rows(data: bytes, field: Field) -> str:
    """The rows of a field; its name and text stand in the first."""
    octets = data[field.start : field.stop]
    label = "  " * field.depth + escape(field.name)
    said = [f"{label:<28} {line}".rstrip() for line in field.text.split("\n")[:1]]
    said += [f"{'':<28} {line}" for line in field.text.split("\n")[1:]]
    if len(octets) > _ROW and not octets.strip(b"\0"):
        shown = [f"00 x {len(octets)}"]
    else:
        shown = [octets[at : at + _ROW].hex(" ") for at in range(0, len(octets), _ROW)] or [""]
    out = []
    for number in range(max(len(shown), len(said))):
        place = f"{field.start + number * _ROW:04x}" if number < len(shown) else ""
        left = shown[number] if number < len(shown) else ""
        right = said[number] if number < len(said) else ""
        out.append(f"  {place:<4}  {left:<47}  {right}".rstrip() + "\n")
    return "".join(out)
