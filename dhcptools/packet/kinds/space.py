"""Options inside an option: any space as the value of one option, to a bounded depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dhcptools.packet.definitions import Definition, Space, find_space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.record import Many
from dhcptools.packet.kinds.string import BINARY, octets
from dhcptools.packet.kinds.syntax import quote, unquote
from dhcptools.packet.raw import END, PAD, RawOption

TAIL = -1  # the code of what could not be walked, or stands after END


@dataclass(frozen=True, slots=True)
class SubOption:
    """One option inside another. ``value`` is None when ``problem`` says why ``data`` could not be decoded.

    Octets that are no option (after END, or behind a length that says too much) have the code -1 and the name ``tail``.
    """

    code: int
    name: str
    value: Value
    data: bytes = b""
    offset: int = field(default=-1, compare=False)
    problem: DecodeError | None = field(default=None, compare=False)
    kind: Kind = field(default=BINARY, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The value as text, after ``hex:`` when it is octets that no kind explains."""
        return text_with_hex(self.kind, self.value, self.data, self.problem)


class Container(Many):
    """A space as a value: a tuple of :class:`SubOption`. It loses no octet, and bad options do not hide good ones."""

    name = "container"

    def __init__(self, space: str | Space, family: int | None = None) -> None:
        self._space = space
        self._family = family

    @cached_property
    def space(self) -> Space:
        """The standard space; with a family, an empty one when there is none of the name. Raises EncodeError."""
        if isinstance(self._space, Space):
            return self._space
        try:
            return find_space(self._space, self._family)
        except EncodeError:
            if self._family is None:
                raise
            width = 1 if self._family == 4 else 2
            return Space(self._space, width, width, ())

    def space_in(self, context: Context) -> Space:
        """The space with the user's definitions of the context's catalogue."""
        if context.catalogue is None:
            return self.space
        if isinstance(self._space, str):
            try:
                return context.catalogue.space(self._space, self._family)
            except EncodeError:
                return self.space
        return context.catalogue.resolve(self._space)

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[SubOption, ...]:
        """Raises DecodeError only for a depth over MAX_DEPTH."""
        if context.depth >= MAX_DEPTH:
            raise DecodeError(f"options nested more than {MAX_DEPTH} deep", at)
        space = self.space_in(context)
        inner = context.deeper()
        area = space.walk(data, at)
        header = space.code_octets + space.length_octets
        found = []
        for option in area.options:
            if space.padded and option.code == PAD:
                found.append(SubOption(PAD, "pad", None, b"", option.offset))
                continue
            found.append(_sub_option(space.by_code(option.code), option.data, option.offset, header, inner))
        if area.ended:
            found.append(SubOption(END, "end", None, b"", at + len(data) - len(area.tail) - 1))
        if area.tail:
            start = at + len(data) - len(area.tail)
            found.append(SubOption(TAIL, "tail", area.tail, area.tail, start, area.problem))
        return tuple(found)

    def encode(self, value: Value) -> bytes:
        """A sequence of SubOption, RawOption or pairs (code or name, value). Raises EncodeError."""
        space = self.space
        out = bytearray()
        for item in value:
            if isinstance(item, SubOption) and item.code == TAIL:
                out += item.data
            elif isinstance(item, SubOption) and space.padded and item.code == END:
                out.append(END)
            elif isinstance(item, SubOption | RawOption):
                out += space.pack((RawOption(item.code, item.data),))
            else:
                key, content = item
                definition = space.by_code(key) if isinstance(key, int) else space.by_name(key)
                out += space.pack((RawOption(definition.code, _encoded(definition, content)),))
        return bytes(out)

    def fields(self, value: Value) -> list[str]:
        """``name=value`` of each option, padding left out."""
        return [
            f"{item.name}={quote(item.text)}" if item.data or item.kind.octets != 0 else item.name
            for item in value
            if not (item.value is None and item.name in {"pad", "end"} and not item.data)
        ]

    def from_fields(self, fields: Sequence[str]) -> tuple[SubOption, ...]:
        """``name=value`` or ``code=value``, values as their kind parses them or ``hex:…``. Raises EncodeError."""
        return tuple(self.sub_option(text) for text in fields)

    def sub_option(self, text: str) -> SubOption:
        """One option from ``name=value``, the value quoted. Raises EncodeError."""
        name, _, quoted = text.partition("=")
        content = unquote(quoted.lstrip(" "))
        if name.strip() == "tail":
            data = octets(content.removeprefix("hex:"))
            return SubOption(TAIL, "tail", data, data)
        definition = self.space.by_name(name)
        data, value = parse_value(definition, content)
        return SubOption(definition.code, definition.name, value, data, kind=definition.kind)

    def json(self, value: Value) -> Json:
        """A list of objects: code, name, value, hex, and offset and problem where there are any."""
        return [_json(item) for item in value]


def parse_value(definition: Definition, text: str) -> tuple[bytes, Value]:
    """Octets and value of ``text``, which may be ``hex:…`` for any kind. Raises EncodeError that names the option."""
    kind = definition.kind
    try:
        if text.strip().startswith("hex:"):
            data = octets(text.strip()[4:])
            try:
                return data, kind.decode(data)
            except DecodeError:
                return data, None
        value = kind.parse(text)
        return kind.encode(value), value
    except EncodeError as error:
        raise EncodeError(f"option {definition.name}: {error.reason}") from None


def text_with_hex(kind: Kind, value: Value, data: bytes, problem: DecodeError | None) -> str:
    """The text of a value that :func:`parse_value` reads back; ``hex:…`` when there is no value or no kind for it."""
    if problem is not None or kind is BINARY or (value is None and data):
        return f"hex:{data.hex()}"
    text = kind.text(value)
    return f"hex:{data.hex()}" if text.startswith("hex:") else text


def _sub_option(definition: Definition, data: bytes, offset: int, header: int, context: Context) -> SubOption:
    code, name, kind = definition.code, definition.name, definition.kind
    try:
        return SubOption(code, name, kind.decode(data, offset + header, context), data, offset, None, kind)
    except DecodeError as error:
        return SubOption(code, name, None, data, offset, error, kind)


def _encoded(definition: Definition, value: Value) -> bytes:
    try:
        return definition.kind.encode(value)
    except EncodeError as error:
        raise EncodeError(f"option {definition.name}: {error.reason}") from None


def _json(item: SubOption) -> Json:
    out: dict[str, Json] = {
        "code": item.code,
        "name": item.name,
        "value": None if item.problem is not None else item.kind.json(item.value),
        "hex": item.data.hex(),
    }
    if item.offset >= 0:
        out["offset"] = item.offset
    if item.problem is not None:
        out["problem"] = str(item.problem)
    return out
