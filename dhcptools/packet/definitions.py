"""What options are called and which kind their values have: definitions, in spaces, in a catalogue.

Names of options and of spaces are Kea's. A space is a numbering of options with its widths of code and length; the
tables under :mod:`dhcptools.packet.tables` hold the rows, each module naming its spaces in ``SPACES``, and are imported
when their space is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.string import BINARY
from dhcptools.packet.raw import Area, RawOption, pack, walk, walk4

# Which module under dhcptools.packet.tables to look in first; "-" stands in front of families of names.
_OWNERS: Final = MappingProxyType({"dhcp4": "dhcp4", "dhcp6": "dhcp6", "dhcp-agent-options-space": "agent4"})
_TABLES: Final = MappingProxyType({4: ("dhcp4", "agent4", "vendor4"), 6: ("dhcp6", "softwire6", "vendor6")})


@dataclass(frozen=True, slots=True)
class Definition:
    """One option: ``reference`` is its RFC and section, empty for what we know from elsewhere."""

    code: int
    name: str
    kind: Kind
    reference: str = ""


Row = Definition | tuple[int, str, Kind, str]


@dataclass(frozen=True, slots=True)
class Space:
    """A numbering of options. ``definitions`` may be given as rows (code, name, kind, reference).

    ``padded`` says that PAD (0) and END (255) have their meaning of RFC 2132 §3, as in option 43 (§8.4).
    """

    name: str
    code_octets: int
    length_octets: int
    definitions: tuple[Definition, ...]
    padded: bool = False
    _codes: Mapping[int, Definition] = field(init=False, repr=False, compare=False)
    _names: Mapping[str, Definition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: Iterable[Row] = self.definitions
        definitions = tuple(row if isinstance(row, Definition) else Definition(*row) for row in rows)
        put = object.__setattr__
        put(self, "definitions", definitions)
        put(self, "_codes", MappingProxyType({item.code: item for item in reversed(definitions)}))
        put(self, "_names", MappingProxyType({_plain(item.name): item for item in reversed(definitions)}))

    def by_code(self, code: int) -> Definition:
        """The definition of a code; unknown ones are octets named ``option-CODE``."""
        return self._codes.get(code) or Definition(code, f"option-{code}", BINARY)

    def knows(self, code: int) -> bool:
        """Whether a code has a definition here."""
        return code in self._codes

    def by_name(self, name: str) -> Definition:
        """The definition of a name, ``option-CODE`` or a code in digits. Raises EncodeError with the nearest names."""
        plain = _plain(name)
        found = self._names.get(plain)
        if found is not None:
            return found
        digits = plain.removeprefix("option-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 10:
            code = int(digits)
            if code >= 1 << 8 * self.code_octets:
                raise EncodeError(f"option code {code} is over {(1 << 8 * self.code_octets) - 1} in space {self.name}")
            return self.by_code(code)
        near = nearest(plain, self._names)
        raise EncodeError(f"no option {name!r} in space {self.name}{near}")

    def walk(self, data: bytes, at: int = 0) -> Area:
        """The raw options in ``data``; ``at`` is added to offsets. Never raises."""
        if self.padded and (self.code_octets, self.length_octets) == (1, 1):
            return walk4(data, 0, len(data), at)
        return walk(data, 0, len(data), self.code_octets, self.length_octets, at)

    def pack(self, options: Iterable[RawOption]) -> bytes:
        """The octets of raw options. Raises EncodeError for codes and lengths that do not fit."""
        return pack(options, self.code_octets, self.length_octets, padded=self.padded)

    def with_definitions(self, definitions: Iterable[Definition]) -> Space:
        """The same space with these definitions in front: they win over those of the same code or name."""
        added = tuple(definitions)
        return Space(self.name, self.code_octets, self.length_octets, (*added, *self.definitions), self.padded)


@cache
def find_space(name: str, family: int | None = None) -> Space:
    """A standard space by Kea's name; ``family`` 4 or 6 where both have one of that name. Raises EncodeError."""
    families = (4, 6) if family is None else (family,)
    tables = [table for number in families for table in _TABLES[number]]
    owner = _OWNERS.get(name)
    if owner in tables:
        tables.insert(0, owner)
    for table in tables:
        module = import_module(f"dhcptools.packet.tables.{table}")
        for space in module.SPACES:
            if space.name == name:
                found: Space = space
                return found
    raise EncodeError(f"no option space {name!r}")


class Catalogue:
    """The standard spaces and, over them, the definitions of a user. Immutable."""

    __slots__ = ("_own",)

    def __init__(self, own: Mapping[tuple[int, str], Space] = MappingProxyType({})) -> None:
        self._own = MappingProxyType(dict(own))

    @classmethod
    def standard(cls) -> Catalogue:
        """The standard spaces alone."""
        return STANDARD

    def space(self, name: str, family: int | None = None) -> Space:
        """A space by name. Raises EncodeError."""
        for number in (4, 6) if family is None else (family,):
            own = self._own.get((number, name))
            if own is not None:
                return own
        return find_space(name, family)

    def with_definitions(self, space: str, definitions: Iterable[Definition], family: int = 4) -> Catalogue:
        """A catalogue in which a space has these definitions too; a space not known yet gets the family's widths."""
        try:
            known = self.space(space, family)
        except EncodeError:
            width = 1 if family == 4 else 2
            known = Space(space, width, width, ())
        return Catalogue({**self._own, (family, space): known.with_definitions(definitions)})

    def resolve(self, space: Space) -> Space:
        """The user's version of a standard space, or the space itself."""
        for (_, name), own in self._own.items():
            if name == space.name and own.code_octets == space.code_octets:
                return own
        return space


def nearest(name: str, names: Iterable[str]) -> str:
    """`` (did you mean …?)`` with the names most like this one, empty when none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for errors, not for every start

    close = get_close_matches(name, list(names), 3)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def _plain(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")


STANDARD: Final = Catalogue()
