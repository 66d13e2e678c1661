"""Shared networks, subnets and pools, with what they inherit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model import values
from dhcptools.lint.model.options import Option
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.model.scope import Item, Scope
from dhcptools.lint.model.values import Prefix, Range

if TYPE_CHECKING:
    from dhcptools.kea.tree import Node

_GUARDS: Final = ("client-class", "client-classes")  # a pool or subnet is for members only
_EXTRA: Final = ("require-client-classes", "evaluate-additional-classes")
_UNSET: Final = Prefix(-1, 0, 4)


class Guarded(Scope):
    """What all of shared networks, subnets and pools have."""

    __slots__ = ()

    @property
    def options(self) -> list[Option]:
        """Its own options."""
        return self.children("option-data", Option)

    @property
    def guards(self) -> list[Item]:
        """The classes of which a client must be in one, of this scope alone, under the old or the new keyword."""
        return self._classes(_GUARDS)

    @property
    def is_guarded(self) -> bool:
        """Whether not everybody may have it: it, or a shared network around it, is for members of classes."""
        return bool(self.guards) or (isinstance(self.parent, Guarded) and self.parent.is_guarded)

    @property
    def additional_classes(self) -> list[Item]:
        """The classes that are evaluated once this scope is chosen, under the old or the new keyword."""
        return self._classes(_EXTRA)

    def _classes(self, keys: tuple[str, ...]) -> list[Item]:
        found: list[Item] = []
        for key in keys:
            node = self.get(key)
            if node is None:
                continue
            if type(node.value) is str:
                found.append(Item(node.value, node))
            found += self.texts(key)
        return found


class Located(Guarded):
    """What shared networks and subnets have: how packets are told to be theirs."""

    __slots__ = ()

    @property
    def interface(self) -> str | None:
        """Its own or inherited interface; empty is none."""
        return self.inherited_text("interface") or None

    @property
    def relays(self) -> list[tuple[int, Node]]:
        """Its own or inherited relay addresses, with their places."""
        entry = self.inherited("relay")
        if entry is None:
            return []
        relay = Scope(entry.node, None)
        nodes = [*relay.nodes("ip-addresses"), *(node for node in (relay.get("ip-address"),) if node is not None)]
        found = ((values.address(node.value, self.family), node) for node in nodes if type(node.value) is str)
        return [(number, node) for number, node in found if number is not None]


class Network(Located):
    """A shared network."""

    __slots__ = ()
    key = "shared-networks"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return f'shared network "{self.name}"' if self.name else super().label

    @property
    def subnets(self) -> list[Subnet]:
        """Its subnets."""
        return self.children(f"subnet{self.family}", Subnet)


class Subnet(Located):
    """A subnet; ``parent`` is its shared network, or the global map."""

    __slots__ = ("_prefix",)
    key = "subnet4"

    def __init__(self, node: Node, parent: Scope | None, index: int = 0, family: int = 0) -> None:
        super().__init__(node, parent, index, family)
        self._prefix: Prefix | None = _UNSET

    @property
    def prefix(self) -> Prefix | None:
        """The prefix as written, blanks anywhere as Kea forgives them; None when it is none of this family."""
        if self._prefix is _UNSET:
            text = self.text("subnet")
            self._prefix = None if text is None else values.prefix(text.replace(" ", ""), self.family)
        return self._prefix

    @property
    def id(self) -> int | None:
        """Its id as written."""
        return self.integer("id")

    @property
    def network(self) -> Network | None:
        """The shared network it is in."""
        return self.parent if isinstance(self.parent, Network) else None

    @property
    def label(self) -> str:
        """What to call it in a message: its prefix, or its place in the list."""
        text = self.text("subnet")
        return text or f"subnet{self.family}[{self.index}]"

    @property
    def name(self) -> str:
        """What to call it beside another one: its id, or its prefix when it has none."""
        return self.label if self.id is None else str(self.id)

    @property
    def pools(self) -> list[Pool]:
        """Its address pools."""
        return self.children("pools", Pool)

    @property
    def pd_pools(self) -> list[PdPool]:
        """Its pools of prefixes."""
        return self.children("pd-pools", PdPool)

    @property
    def reservations(self) -> list[Reservation]:
        """Its reservations."""
        return self.children("reservations", Reservation)


class Pool(Guarded):
    """A pool of addresses; ``parent`` is its subnet."""

    __slots__ = ("_range",)
    key = "pools"

    def __init__(self, node: Node, parent: Scope | None, index: int = 0, family: int = 0) -> None:
        super().__init__(node, parent, index, family)
        self._range: Range | bool | None = False

    @property
    def subnet(self) -> Subnet:
        """The subnet it is in."""
        if not isinstance(self.parent, Subnet):
            raise TypeError(self.parent)
        return self.parent

    @property
    def range(self) -> Range | None:
        """First and last address; None when it is not written as a range or a prefix, or is reversed."""
        if isinstance(self._range, bool):
            text = self.text("pool")
            self._range = None if text is None else read_range(text, self.family)
        return self._range

    @property
    def area(self) -> str:
        """Its addresses as Kea writes them, ``FIRST-LAST``; empty when there is no range."""
        found = self.range
        return "" if found is None else "-".join(values.show(number, self.family) for number in found)

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return self.text("pool") or super().label


class PdPool(Guarded):
    """A pool of delegated prefixes; ``parent`` is its subnet."""

    __slots__ = ()
    key = "pd-pools"

    @property
    def subnet(self) -> Subnet:
        """The subnet it is in."""
        if not isinstance(self.parent, Subnet):
            raise TypeError(self.parent)
        return self.parent

    @property
    def prefix(self) -> Prefix | None:
        """``prefix``/``prefix-len``; None when one is missing or wrong."""
        text, length = self.text("prefix"), self.integer("prefix-len")
        number = None if text is None else values.address6(text)
        if number is None or length is None or not 0 <= length <= 128:
            return None
        return Prefix(number, length, 6)

    @property
    def delegated_length(self) -> int | None:
        """The length of what is delegated."""
        return self.integer("delegated-len")

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return f"{self.text('prefix')}/{self.integer('prefix-len')}"


def read_range(text: str, family: int) -> Range | None:
    """``FIRST-LAST`` or ``PREFIX/LENGTH`` with blanks anywhere Kea forgives them; None for anything else."""
    if "/" in text:
        found = values.prefix(re.sub(r"\s+", "", text), family)
        return None if found is None else Range(found.first, found.last)
    left, dash, right = text.partition("-")
    first, last = values.address(left.strip(), family), values.address(right.strip(), family)
    if not dash or first is None or last is None or first > last:
        return None
    return Range(first, last)
