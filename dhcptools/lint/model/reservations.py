"""Host reservations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model import values
from dhcptools.lint.model.options import Option
from dhcptools.lint.model.scope import Item, Scope
from dhcptools.lint.model.values import Prefix

if TYPE_CHECKING:
    from dhcptools.kea.tree import Node

_PAIRS: Final = re.compile(r"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*")
IDENTIFIERS: Final = ("hw-address", "duid", "circuit-id", "client-id", "flex-id")


class Reservation(Scope):
    """A reservation; ``parent`` is its subnet, or the global map.

    ``addresses`` are (number, place): at most one in IPv4. Values that are no addresses of the family are left out.
    """

    __slots__ = ("addresses",)
    key = "reservations"

    def __init__(self, node: Node, parent: Scope | None, index: int = 0, family: int = 0) -> None:
        super().__init__(node, parent, index, family)
        if family == 4:
            entry = self.entries.get("ip-address")
            text = None if entry is None else entry.node.value
            number = values.address4(text) if type(text) is str else None
            self.addresses: list[tuple[int, Node]] = [] if entry is None or number is None else [(number, entry.node)]
        else:
            found = ((values.address6(text), at) for text, at in self.texts("ip-addresses"))
            self.addresses = [(number, at) for number, at in found if number is not None]

    @property
    def is_global(self) -> bool:
        """Whether it stands outside of all subnets."""
        return self.parent is None or self.parent.parent is None

    @property
    def identifiers(self) -> list[str]:
        """The keywords of identifiers it has; one is right."""
        return [key for key in IDENTIFIERS if key in self.entries]

    @property
    def identifier(self) -> tuple[str, str] | None:
        """Keyword and text of the first identifier."""
        for key in IDENTIFIERS:
            text = self.text(key)
            if text is not None:
                return key, text
        return None

    @property
    def octets(self) -> bytes | None:
        """The octets of the first identifier; None when it is not hexadecimal or quoted text."""
        found = self.identifier
        return None if found is None else identifier_octets(found[1])

    @property
    def prefixes(self) -> list[tuple[Prefix, Node]]:
        """Reserved prefixes, with their places."""
        found = ((values.prefix(text, 6), at) for text, at in self.texts("prefixes"))
        return [(prefix, at) for prefix, at in found if prefix is not None]

    @property
    def hostname(self) -> str | None:
        """The name it gives."""
        return self.text("hostname")

    @property
    def classes(self) -> list[Item]:
        """The classes it puts the client into."""
        return self.texts("client-classes")

    @property
    def options(self) -> list[Option]:
        """Its own options."""
        return self.children("option-data", Option)

    @property
    def label(self) -> str:
        """What to call it in a message: its address, its identifier, or its place in the list."""
        found = self.identifier
        address = self.text("ip-address") or next((item.text for item in self.texts("ip-addresses")), None)
        return address or (found[1] if found else super().label)


def identifier_octets(text: str) -> bytes | None:
    """Hexadecimal with or without colons or 0x, or text in apostrophes; None for anything else."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].encode("utf-8", "surrogateescape")
    if _PAIRS.fullmatch(text):
        return bytes.fromhex(text.replace(":", ""))  # as nearly all are written
    digits = text.removeprefix("0x")
    try:
        if ":" in digits:
            return bytes(int(group, 16) for group in digits.split(":"))
        return bytes.fromhex("0" * (len(digits) % 2) + digits) if digits and " " not in digits else None
    except ValueError:
        return None
