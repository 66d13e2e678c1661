"""What options are called and typed where an expression meets them: Kea's own definitions, then those of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from dhcptools.kea.tables.rows import Row, Version

_NOTHING: Final[Mapping[tuple[str, int], Row]] = MappingProxyType({})


@cache
def _standard(family: int) -> dict[tuple[str, int], Row]:
    if family == 4:
        from dhcptools.kea.tables.options4 import SPACES  # noqa: PLC0415 - only the family asked for
    else:
        from dhcptools.kea.tables.options6 import SPACES  # noqa: PLC0415
    return {(space, row.code): row for space, rows in SPACES.items() for row in rows}


@cache
def _codes(family: int) -> dict[str, Row]:
    return {row.name: row for (space, _), row in _standard(family).items() if space == f"dhcp{family}"}


@cache
def _named(family: int) -> dict[tuple[str, str], Row]:
    return {(space, row.name): row for (space, _), row in _standard(family).items()}


@dataclass(frozen=True, slots=True)
class Names:
    """The definitions a version of Kea and a configuration know; ``own`` are the file's, by space and code."""

    family: int
    target: Version
    own: Mapping[tuple[str, int], Row] = field(default_factory=lambda: _NOTHING)

    @property
    def space(self) -> str:
        """The family's own space, ``dhcp4`` or ``dhcp6``."""
        return f"dhcp{self.family}"

    def code(self, name: str) -> int | None:
        """The code of an option's name in the family's own space, None when it is not defined."""
        standard = _codes(self.family).get(name)
        if standard is not None and standard.since <= self.target:
            return standard.code
        for (space, code), row in self.own.items():
            if space == self.space and row.name == name:
                return code
        return None

    def row(self, space: str, code: int) -> Row | None:
        """The definition of an option, None when Kea takes it for octets."""
        standard = _standard(self.family).get((space, code))
        if standard is not None and standard.since <= self.target and (space, code) != ("dhcp4", 43):
            return standard
        return self.own.get((space, code)) or (standard if standard and standard.since <= self.target else None)

    def named(self, space: str, name: str) -> Row | None:
        """The definition of a name in any space, None when there is none."""
        standard = _named(self.family).get((space, name))
        if standard is not None and standard.since <= self.target:
            return standard
        return next((row for (each, _), row in self.own.items() if each == space and row.name == name), None)

    def all(self) -> tuple[str, ...]:
        """Every name of the family's own space."""
        own = (row.name for (space, _), row in self.own.items() if space == self.space)
        return (*(name for name, row in _codes(self.family).items() if row.since <= self.target), *own)
