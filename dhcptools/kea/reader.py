"""Reading maps of a configuration tree: types checked, wider scopes asked, what nobody read named in the end.

Every fault is a :class:`ConfigError` with what, why, fix and position. ``Reader.notices`` gathers one notice for each
keyword that was written and never asked for, so that nothing is ignored silently.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.model import Notice
from dhcptools.kea.tree import Node, Position

# Free text for people and other programs: Kea keeps it and acts on none of it.
_FREE = frozenset(("user-context", "comment"))


class ConfigError(ValueError):
    """A configuration that cannot be served: what is wrong, why, and how to put it right."""

    def __init__(self, what: str, why: str, fix: str, position: Position) -> None:
        super().__init__(what, why, fix, position)
        self.what = what
        self.why = why
        self.fix = fix
        self.position = position

    def __str__(self) -> str:
        return f"{self.position}: {self.what}: {self.why}; {self.fix}"


class Reader:
    """One map. ``parent`` is the wider scope that :meth:`inherited` asks next."""

    def __init__(self, node: Node, name: str, parent: Reader | None = None) -> None:
        if not isinstance(node.value, dict):
            raise ConfigError(f"{name} must be a map", f"it is a {node.kind}", "write { … }", node.position)
        self.node = node
        self.name = name
        self.parent = parent
        self.entries = node.value
        self._asked: set[str] = set()
        self._children: list[Reader] = []
        self._notes: list[Notice] = []

    @property
    def position(self) -> Position:
        """Where the map begins."""
        return self.node.position

    def raw(self, key: str) -> Node | None:
        """The value of a key of this very map, None when it is not there."""
        self._asked.add(key)
        entry = self.entries.get(key)
        return None if entry is None else entry.node

    def inherited(self, key: str) -> Reader:
        """The narrowest scope that has the key, this one when none has."""
        scope: Reader | None = self
        while scope is not None:
            if scope.raw(key) is not None:
                return scope
            scope = scope.parent
        return self

    def text(self, key: str) -> str | None:
        """A string, None when absent."""
        node = self.raw(key)
        if node is None:
            return None
        if not isinstance(node.value, str):
            raise self._type(key, "a string", "put it in double quotes", node)
        return node.value

    def integer(self, key: str, low: int = 0, high: int = 0xFFFFFFFF) -> int | None:
        """An integer within bounds, None when absent."""
        node = self.raw(key)
        if node is None:
            return None
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            raise self._type(key, "an integer", "write the number without quotes", node)
        if not low <= node.value <= high:
            why = f"{node.value} is not in {low}..{high}"
            raise ConfigError(f'"{key}" in {self.name} is out of range', why, "choose a value inside", node.position)
        return node.value

    def fraction(self, key: str) -> float | None:
        """A number between 0 and 1, None when absent."""
        node = self.raw(key)
        if node is None:
            return None
        if not isinstance(node.value, float | int) or isinstance(node.value, bool):
            raise self._type(key, "a number", "write it as 0.5", node)
        if not 0 < node.value < 1:
            why = f"{node.value} is not between 0 and 1"
            raise ConfigError(f'"{key}" in {self.name} is out of range', why, "choose a value inside", node.position)
        return float(node.value)

    def boolean(self, key: str) -> bool | None:
        """True or false, None when absent."""
        node = self.raw(key)
        if node is None:
            return None
        if not isinstance(node.value, bool):
            raise self._type(key, "true or false", "write it without quotes", node)
        return node.value

    def items(self, key: str) -> list[Node]:
        """The members of a list, none when absent."""
        node = self.raw(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            raise self._type(key, "a list", "write [ … ]", node)
        return node.value

    def texts(self, key: str) -> tuple[str, ...]:
        """The members of a list of strings."""
        for node in self.items(key):
            if not isinstance(node.value, str):
                raise self._type(key, "a list of strings", "put each in double quotes", node)
        return tuple(str(node.value) for node in self.items(key))

    def maps(self, key: str, *, scope: bool = False) -> Iterator[Reader]:
        """The members of a list of maps; ``scope`` makes this map the one they inherit from."""
        for index, node in enumerate(self.items(key)):
            child = Reader(node, f"{key}[{index}]", self if scope else None)
            self._children.append(child)
            yield child

    def child(self, key: str) -> Reader | None:
        """A map inside this one, None when absent."""
        node = self.raw(key)
        if node is None:
            return None
        child = Reader(node, key)
        self._children.append(child)
        return child

    def note(self, key: str, text: str) -> None:
        """Add a notice at the place of a key of this map."""
        self._notes.append(Notice(text, self.entries[key].position))

    def fail(self, key: str, what: str, why: str, fix: str) -> ConfigError:
        """A fault of the value of ``key``, or of the whole map when the key is not there."""
        entry = self.entries.get(key)
        return ConfigError(what, why, fix, self.position if entry is None else entry.node.position)

    def required(self, key: str, value: str | None) -> str:
        """The value, or a fault that says the key is missing."""
        if value is None:
            what = f"missing parameter '{key}' in {self.name}"
            raise ConfigError(what, "the server cannot do without it", f'add "{key}": "…"', self.position)
        return value

    def notices(self) -> Iterator[Notice]:
        """One notice for each keyword that nobody asked for and each note, here and inside, in no special order."""
        yield from self._notes
        for key, entry in self.entries.items():
            if key not in self._asked and key not in _FREE:
                yield Notice(f'"{key}" in {self.name} is not served and has no effect', entry.position)
        for child in self._children:
            yield from child.notices()

    def _type(self, key: str, wanted: str, fix: str, node: Node) -> ConfigError:
        return ConfigError(f'"{key}" in {self.name} must be {wanted}', f"it is a {node.kind}", fix, node.position)
