"""What option names and codes mean in one file: the standard definitions of the target version, and the user's own.

The standard tables are those of :mod:`dhcptools.packet.tables`, which know more options than any Kea; what Kea's
version does not define is not found here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from dhcptools.packet.definitions import Definition as Standard
from dhcptools.packet.definitions import Space, find_space
from dhcptools.packet.errors import EncodeError

if TYPE_CHECKING:
    from dhcptools.lint.model.options import Option, OptionDef
    from dhcptools.lint.versions import Version

_OTHER_NAMES: Final = frozenset({"docsis3-v4", "docsis3-v6"})  # Kea's own for the space of vendor 4491
_PRIVATE: Final = 224  # from here on codes are for private use (RFC 3942), and Kea defines none


class Definition(NamedTuple):
    """An option: ``standard`` when Kea brings it, ``own`` when the file defines it."""

    code: int
    name: str
    space: str
    standard: Standard | None = None
    own: OptionDef | None = None

    @property
    def type(self) -> str:
        """The type of its value, or of each of a list, in Kea's words; formats of their own have names of ours."""
        if self.own is not None:
            return self.own.type
        return "" if self.standard is None else self.standard.kind.name.removesuffix("-array")

    @property
    def encapsulates(self) -> bool:
        """Whether a definition of the file says that it holds other options."""
        return self.own is not None and bool(self.own.encapsulate)


class Definitions:
    """Finds definitions by name or code; the user's own come first."""

    def __init__(self, family: int, own: Sequence[OptionDef], target: Version) -> None:
        self.family = family
        self.target = target
        self._codes: dict[tuple[str, int], OptionDef] = {}
        self._names: dict[tuple[str, str], OptionDef] = {}
        for each in own:
            if each.code is not None:
                self._codes.setdefault((each.space, each.code), each)
            if each.name:
                self._names.setdefault((each.space, each.name), each)

    def by_code(self, space: str, code: int) -> Definition | None:
        """The definition of a code, None when there is none."""
        own = self._codes.get((space, code))
        if own is not None:
            return Definition(code, own.name, space, own=own)
        table = self._table(space)
        if table is None or not table.knows(code) or (space == "dhcp4" and code >= _PRIVATE):
            return None
        standard = table.by_code(code)
        return Definition(code, standard.name, space, standard)

    def by_name(self, space: str, name: str) -> Definition | None:
        """The definition of a name as Kea spells it, None when there is none."""
        own = self._names.get((space, name))
        if own is not None and own.code is not None:
            return Definition(own.code, name, space, own=own)
        table = self._table(space)
        if table is None:
            return None
        try:
            standard = table.by_name(name)
        except EncodeError:
            return None
        known = standard.name == name and not (space == "dhcp4" and standard.code >= _PRIVATE)
        return Definition(standard.code, name, space, standard) if known else None

    def find(self, option: Option) -> Definition | None:
        """The definition of an ``option-data``, by its code or else its name."""
        code, name = option.code, option.name
        if code is not None:
            return self.by_code(option.space, code)
        return None if name is None else self.by_name(option.space, name)

    def code(self, option: Option) -> int | None:
        """The code of an ``option-data``, also when nothing defines it."""
        if option.code is not None:
            return option.code
        found = self.find(option)
        return None if found is None else found.code

    def is_standard(self, space: str) -> bool:
        """Whether Kea itself knows a space: one of its own, or that of a vendor's number."""
        number = space.removeprefix("vendor-")
        if space in _OTHER_NAMES or self._table(space) is not None:
            return True
        return number != space and number.isascii() and number.isdigit()

    def _table(self, space: str) -> Space | None:
        try:
            return find_space(space, self.family or None)
        except EncodeError:
            return None
