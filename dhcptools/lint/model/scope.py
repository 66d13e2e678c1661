"""A map of the file with typed, tolerant access: a value of the wrong type is as good as not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, TypeVar

from dhcptools.kea.tree import Entry, Node

S = TypeVar("S", bound="Scope")


class Item(NamedTuple):
    """A string of a list, and where it stands."""

    text: str
    node: Node


class Scope:
    """One map. ``parent`` is the scope that holds it, and that it inherits from."""

    __slots__ = ("_made", "entries", "family", "index", "node", "parent")
    key: ClassVar[str] = ""  # the keyword whose value, or member, it is

    def __init__(self, node: Node, parent: Scope | None, index: int = 0, family: int = 0) -> None:
        self.node = node
        self.parent = parent
        self.index = index  # in its list
        self.family = family  # 4 or 6; 0 where there is none
        value = node.value
        self.entries: dict[str, Entry] = value if type(value) is dict else {}
        self._made: dict[str, list[Scope]] | None = None

    @property
    def label(self) -> str:
        """What to call it in a message: ``subnet4[2]``."""
        return f"{self.key}[{self.index}]"

    def get(self, key: str) -> Node | None:
        """The value of a key, whatever it is."""
        entry = self.entries.get(key)
        return None if entry is None else entry.node

    def at(self, key: str) -> Node:
        """Where to point for a key: at its value, or at this map when it has no such key."""
        entry = self.entries.get(key)
        return self.node if entry is None else entry.node

    def text(self, key: str) -> str | None:
        """A string."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        value = entry.node.value
        return value if type(value) is str else None

    def integer(self, key: str) -> int | None:
        """An integer."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        value = entry.node.value
        return value if type(value) is int else None

    def number(self, key: str) -> float | None:
        """A floating point number, or an integer as one."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        value = entry.node.value
        return float(value) if type(value) is float or type(value) is int else None

    def boolean(self, key: str) -> bool | None:
        """A boolean."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        value = entry.node.value
        return value if type(value) is bool else None

    def texts(self, key: str) -> list[Item]:
        """The strings of a list."""
        return [Item(node.value, node) for node in self.nodes(key) if type(node.value) is str]

    def nodes(self, key: str) -> list[Node]:
        """The members of a list; none when it is no list."""
        entry = self.entries.get(key)
        if entry is None:
            return []
        value = entry.node.value
        return value if type(value) is list else []

    def child(self, key: str, kind: type[S]) -> S | None:
        """A map as a scope of this kind, the same one each time."""
        node = self.get(key)
        if node is None or type(node.value) is not dict:
            return None
        return self._scopes(key, kind, (node,))[0]

    def children(self, key: str, kind: type[S]) -> list[S]:
        """The maps of a list as scopes of this kind, the same ones each time."""
        return self._scopes(key, kind, self.nodes(key))

    def _scopes(self, key: str, kind: type[S], nodes: Sequence[Node]) -> list[S]:
        if self._made is None:
            self._made = {}
        made = self._made.get(key)
        if made is None:
            family = self.family
            made = [kind(node, self, index, family) for index, node in enumerate(nodes) if type(node.value) is dict]
            self._made[key] = made
        return made  # type: ignore[return-value]  # one kind a key: the properties of the classes ask for it

    def inherited(self, key: str) -> Entry | None:
        """The entry of the narrowest scope that has this key: this one, its parent, and so on."""
        scope: Scope | None = self
        while scope is not None:
            entry = scope.entries.get(key)
            if entry is not None:
                return entry
            scope = scope.parent
        return None

    def inherited_integer(self, key: str) -> int | None:
        """An integer with inheritance."""
        entry = self.inherited(key)
        return entry.node.value if entry is not None and type(entry.node.value) is int else None

    def inherited_boolean(self, key: str, default: bool) -> bool:
        """A boolean with inheritance, and Kea's built-in value for the end."""
        entry = self.inherited(key)
        return entry.node.value if entry is not None and type(entry.node.value) is bool else default

    def inherited_text(self, key: str) -> str | None:
        """A string with inheritance."""
        entry = self.inherited(key)
        return entry.node.value if entry is not None and type(entry.node.value) is str else None


class Map(Scope):
    """A map without a class of its own."""

    __slots__ = ()
