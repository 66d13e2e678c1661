"""A map or list that is open while a file is parsed: what may come next, and what Kea says it expects."""

from __future__ import annotations

import re
from typing import Final

from dhcptools.kea.lexer import Token
from dhcptools.kea.tree import Node, Source

_INDENT: Final = re.compile(rb"[ \t]*")


class Frame:
    """An open map or list. ``state`` is what may come: first, item, colon, value, separator."""

    __slots__ = ("comma", "implied", "key", "mapping", "name", "node", "state")

    def __init__(self, node: Node, name: str, mapping: bool) -> None:
        self.node = node
        self.name = name  # of the map, in messages
        self.mapping = mapping
        self.state = "first"
        self.implied = False  # a map whose opening bracket is missing
        self.key: Token | None = None
        self.comma: tuple[Source, int] | None = None

    def closing_words(self) -> str:
        """What Kea's grammar says it expects; it does not say more than four words, as there are keywords."""
        closing = "}" if self.mapping else "]"
        if self.state == "colon":
            return ":"
        if self.state == "value":
            return ""
        if self.name == "JSON":
            return closing
        return f'"," or {closing}' if self.state == "separator" else ""

    def opened_so(self, token: Token) -> bool:
        """Whether a closing bracket at the front of its line stands as deep as the line that opened this."""
        source, node = token.source, self.node
        if node.source is not source:
            return False
        mine, its = (
            _INDENT.match(source.data, source.data.rfind(b"\n", 0, at) + 1) for at in (token.start, node.start)
        )
        return mine is not None and its is not None and mine.end() == token.start and mine[0] == its[0]
