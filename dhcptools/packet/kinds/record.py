"""Values made of values: arrays and records, Kea's ``array`` and ``record-types``.

Both are tuples. Their text is Kea's ``data``: fields separated by commas.
"""

from __future__ import annotations

from collections.abc import Sequence

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.syntax import line, pieces, quote, unquote

Field = tuple[Kind, str]


class Many(Kind):
    """A kind whose text is a list of fields; inside a record they stand among the record's own."""

    def fields(self, value: Value) -> list[str]:
        """The text of each field, quoted where a list needs it."""
        raise NotImplementedError  # abstract

    def from_fields(self, fields: Sequence[str]) -> Value:
        """The value of quoted fields. Raises EncodeError."""
        raise NotImplementedError  # abstract

    def parse(self, text: str) -> Value:
        """Fields separated by commas. Raises EncodeError."""
        return self.from_fields(pieces(text))

    def text(self, value: Value) -> str:
        """Fields separated by commas."""
        return line(self.fields(value))


class Array(Many):
    """One value after the other to the end of the octets, at least ``least``. The value is a tuple."""

    def __init__(self, kind: Kind, least: int = 1) -> None:
        self.kind = kind
        self.least = least
        self.name = f"{kind.name}-array"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[Value, ...]:
        """Raises DecodeError for a value that is not whole and for fewer values than ``least``."""
        kind = self.kind
        if kind.octets and len(data) % kind.octets:
            raise DecodeError(f"{self.name} needs a multiple of {kind.octets} octets, has {len(data)}", at)
        values: list[Value] = []
        here = 0
        while here < len(data):
            if kind.octets:
                values.append(kind.decode(data[here : here + kind.octets], at + here, context))
                here += kind.octets
                continue
            value, taken = kind.take(data[here:], at + here, context)
            if taken <= 0:
                raise DecodeError(f"{len(data) - here} octets after the last {kind.name}", at + here)
            values.append(value)
            here += taken
        if len(values) < self.least:
            raise DecodeError(f"{self.name} needs at least {self.least} value{'s' if self.least != 1 else ''}", at)
        return tuple(values)

    def encode(self, value: Value) -> bytes:
        """A sequence of values, or one value alone. Raises EncodeError."""
        values = value if isinstance(value, list | tuple) else (value,)
        if len(values) < self.least:
            raise EncodeError(f"{self.name} needs at least {self.least} value{'s' if self.least != 1 else ''}")
        return b"".join(map(self.kind.encode, values))

    def fields(self, value: Value) -> list[str]:
        """The text of each value."""
        return [quote(self.kind.text(item)) for item in value]

    def from_fields(self, fields: Sequence[str]) -> tuple[Value, ...]:
        """Raises EncodeError for a field its kind refuses and for too few."""
        if len(fields) < self.least:
            raise EncodeError(f"{self.name} needs at least {self.least} value{'s' if self.least != 1 else ''}")
        return tuple(self.kind.parse(unquote(field)) for field in fields)

    def json(self, value: Value) -> Json:
        """A list."""
        return [self.kind.json(item) for item in value]


class Record(Many):
    """Values of several kinds in a row. The value is a tuple, one item a field.

    With ``array`` the last kind repeats, as in Kea, and the last item is a tuple. The last field takes all octets left;
    a field of varying length before it must know its own end.
    """

    def __init__(self, *fields: Field, array: bool = False) -> None:
        kinds = [kind for kind, _ in fields]
        if array:
            kinds[-1] = Array(kinds[-1], least=0)
        self.kinds = tuple(kinds)
        self.names = tuple(name for _, name in fields)
        self.array = array
        self.name = "record"
        lengths = [kind.octets for kind in kinds]
        self.octets = None if None in lengths else sum(length or 0 for length in lengths)

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[Value, ...]:
        """Raises DecodeError that names the field."""
        values: list[Value] = []
        here = 0
        last = len(self.kinds) - 1
        for index, kind in enumerate(self.kinds):
            try:
                if index == last:
                    values.append(kind.decode(data[here:], at + here, context))
                else:
                    value, taken = kind.take(data[here:], at + here, context)
                    values.append(value)
                    here += taken
            except DecodeError as error:
                raise DecodeError(f"{self.names[index]}: {error.reason}", error.offset) from None
        return tuple(values)

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[tuple[Value, ...], int]:
        """The record at the front of ``data``."""
        values: list[Value] = []
        here = 0
        for name, kind in zip(self.names, self.kinds, strict=True):
            try:
                value, taken = kind.take(data[here:], at + here, context)
            except DecodeError as error:
                raise DecodeError(f"{name}: {error.reason}", error.offset) from None
            values.append(value)
            here += taken
        return tuple(values), here

    def encode(self, value: Value) -> bytes:
        """A sequence with one item a field. Raises EncodeError that names the field."""
        if not isinstance(value, list | tuple) or len(value) != len(self.kinds):
            raise EncodeError(f"a record of {self._wanted()} is needed, got {value!r}")
        out = bytearray()
        for name, kind, item in zip(self.names, self.kinds, value, strict=True):
            try:
                out += kind.encode(item)
            except EncodeError as error:
                raise EncodeError(f"{name}: {error.reason}") from None
        return bytes(out)

    def fields(self, value: Value) -> list[str]:
        """The text of each field; a list in the last place adds its own."""
        *first, last = zip(self.kinds, value, strict=True)
        texts = [quote(kind.text(item)) for kind, item in first]
        kind, item = last
        return [*texts, *kind.fields(item)] if isinstance(kind, Many) else [*texts, quote(kind.text(item))]

    def from_fields(self, fields: Sequence[str]) -> tuple[Value, ...]:
        """Raises EncodeError that names the field."""
        last = self.kinds[-1]
        first = len(self.kinds) - 1
        if isinstance(last, Many):
            texts, rest = list(fields[:first]), list(fields[first:])
        else:
            texts, rest = [*fields[:first], *(fields[first:] or [""])], []
        if len(texts) != (first if isinstance(last, Many) else first + 1):
            raise EncodeError(f"{len(fields)} fields, the record has {self._wanted()}")
        values: list[Value] = []
        for name, kind, text in zip(self.names, self.kinds, texts, strict=False):
            try:
                values.append(kind.parse(unquote(text)))
            except EncodeError as error:
                raise EncodeError(f"{name}: {error.reason}") from None
        if isinstance(last, Many):
            values.append(last.from_fields(rest))
        return tuple(values)

    def json(self, value: Value) -> Json:
        """An object with the names of the fields."""
        return {name: kind.json(item) for name, kind, item in zip(self.names, self.kinds, value, strict=True)}

    def _wanted(self) -> str:
        return ", ".join(self.names) + ("…" if self.array else "")
