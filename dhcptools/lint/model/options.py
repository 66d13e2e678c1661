"""``option-data`` and ``option-def``, with the definition that an option has in this file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model.scope import Scope

if TYPE_CHECKING:
    from dhcptools.kea.tree import Node

_SPLIT: Final = re.compile(r"(?<!\\),")


class OptionDef(Scope):
    """A definition of the user."""

    __slots__ = ()
    key = "option-def"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def code(self) -> int | None:
        """Its code."""
        return self.integer("code")

    @property
    def space(self) -> str:
        """The space it is defined in."""
        return self.text("space") or f"dhcp{self.family}"

    @property
    def type(self) -> str:
        """``uint8``, ``record`` and so on."""
        return self.text("type") or ""

    @property
    def array(self) -> bool:
        """Whether there may be many values."""
        return self.boolean("array") or False

    @property
    def record_types(self) -> tuple[str, ...]:
        """The types of the fields of a record."""
        return tuple(word.strip() for word in (self.text("record-types") or "").split(",") if word.strip())

    @property
    def encapsulate(self) -> str:
        """The space of its sub-options, empty for none."""
        return self.text("encapsulate") or ""


class Option(Scope):
    """An option of any scope: ``parent`` is the global map, a subnet, a pool, a reservation, or a class."""

    __slots__ = ()
    key = "option-data"

    @property
    def name(self) -> str | None:
        """Its name as written."""
        return self.text("name")

    @property
    def code(self) -> int | None:
        """Its code as written; see ``Definitions.find`` for the code that a name means."""
        return self.integer("code")

    @property
    def space(self) -> str:
        """The option space."""
        return self.text("space") or f"dhcp{self.family}"

    @property
    def data(self) -> str | None:
        """Its value as written; None when there is none."""
        return self.text("data")

    @property
    def csv_format(self) -> bool | None:
        """As written; without it a known option is text, another one hexadecimal."""
        return self.boolean("csv-format")

    @property
    def raw(self) -> bool:
        """Whether Kea reads octets when nothing defines the option: the default everywhere but in the global list."""
        everywhere = self.parent is not None and self.parent.parent is None
        return self.csv_format is False or ("csv-format" not in self.entries and not everywhere)

    @property
    def fields(self) -> list[str]:
        """The values between commas (a comma after a backslash is none), without blanks around."""
        data = self.data
        return [] if data is None else [part.strip().replace("\\,", ",") for part in _SPLIT.split(data)]

    @property
    def spot(self) -> Node:
        """Where to point for its value."""
        return self.at("data")

    @property
    def title(self) -> str:
        """What to call it: its name, or its code."""
        return self.name or (f"option {self.code}" if self.code is not None else "option")
