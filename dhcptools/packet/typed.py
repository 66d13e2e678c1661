"""Options with names and values: what every reader of a message wants, made when it asks.

Never raises: a value that does not decode has a ``problem``, and the options after it are still there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dhcptools.packet.definitions import STANDARD, Catalogue, Definition
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.base import Context, Kind, Value
from dhcptools.packet.kinds.space import text_with_hex
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6
from dhcptools.packet.view4 import Option4, View4, source, view

VENDOR_CLASS = 60  # RFC 2132 §9.13


@dataclass(frozen=True, slots=True)
class TypedOption:
    """One logical option. ``value`` is None when ``problem`` says why ``data`` does not decode.

    ``source`` is the field the first part stands in: ``options``, ``file`` or ``sname``. ``parts`` are the instances on
    the wire. ``note`` says what is unusual but not wrong, such as parts that are values of their own.
    """

    code: int
    name: str
    kind: Kind
    value: Value
    data: bytes
    offset: int
    source: str = "options"
    parts: tuple[RawOption, ...] = ()
    problem: DecodeError | None = None
    note: str = ""
    reference: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """The value on one line without control characters; ``hex:…`` when no kind explains the octets."""
        return text_with_hex(self.kind, self.value, self.data, self.problem)

    def json(self) -> dict[str, Any]:
        """An object with code, name, value, hex, offset and source, and problem and note where there are any."""
        out: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "value": None if self.problem is not None else self.kind.json(self.value),
            "hex": self.data.hex(),
            "offset": self.offset,
            "source": self.source,
        }
        if self.problem is not None:
            out["problem"] = str(self.problem)
        if self.note:
            out["note"] = self.note
        return out


def options4(
    message: Message4, catalogue: Catalogue = STANDARD, logical: View4 | None = None
) -> tuple[TypedOption, ...]:
    """The options of a DHCPv4 message, overload followed and split values joined; ``logical`` is its view when at hand.

    When a joined value does not decode but every part does, each part is an option of its own (RFC 3396 joins what a
    sender split; senders that repeat an option instead are common).
    """
    logical = view(message) if logical is None else logical
    space = catalogue.space("dhcp4", 4)
    context = _context(catalogue, logical.get(VENDOR_CLASS))
    out: list[TypedOption] = []
    for option in logical.options:
        definition = space.by_code(option.code)
        whole = _typed(definition, option.data, option.parts, context, 2)
        if whole.problem is not None and len(option.parts) > 1:
            apart = [_typed(definition, part.data, (part,), context, 2) for part in option.parts]
            if all(part.problem is None for part in apart):
                out.extend(_noted(part, number, option) for number, part in enumerate(apart, 1))
                continue
        out.append(whole)
    return tuple(out)


def options6(message: AnyMessage6, catalogue: Catalogue = STANDARD) -> tuple[TypedOption, ...]:
    """The options of a DHCPv6 message or relay message, in the order of the wire."""
    space = catalogue.space("dhcp6", 6)
    context = _context(catalogue, None)
    return tuple(_typed(space.by_code(raw.code), raw.data, (raw,), context, 4) for raw in message.options)


def _context(catalogue: Catalogue, vendor_class: bytes | None) -> Context:
    return Context(vendor_class, 0, None if catalogue is STANDARD else catalogue)


def _typed(
    definition: Definition, data: bytes, parts: tuple[RawOption, ...], context: Context, header: int
) -> TypedOption:
    offset = parts[0].offset
    at = max(offset, 0) + header
    value, problem = None, None
    try:
        value = definition.kind.decode(data, at, context)
    except DecodeError as error:
        problem = DecodeError(error.reason, _place(error.offset - at, parts, header))
    field_name = source(offset) if header == 2 else "options"  # DHCPv6 has no other place
    return TypedOption(
        definition.code, definition.name, definition.kind, value, data, offset, field_name, parts, problem,
        reference=definition.reference,
    )  # fmt: skip  # one group of fields a line


def _place(index: int, parts: tuple[RawOption, ...], header: int) -> int:
    """Where octet ``index`` of the joined value stands in the message."""
    for part in parts[:-1]:
        if index < len(part.data):
            return max(part.offset, 0) + header + index
        index -= len(part.data)
    return max(parts[-1].offset, 0) + header + index


def _noted(part: TypedOption, number: int, option: Option4) -> TypedOption:
    note = f"instance {number} of {len(option.parts)}: they decode one by one, not joined (RFC 3396)"
    return TypedOption(
        part.code, part.name, part.kind, part.value, part.data, part.offset, part.source, part.parts, None, note,
        part.reference,
    )  # fmt: skip  # one group of fields a line
