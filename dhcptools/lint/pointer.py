"""The JSON pointer (RFC 6901) of a place in a file, found by going down the tree."""

from __future__ import annotations

from dhcptools.kea.tree import Document, Entry, Node, Source
from dhcptools.lint.finding import Finding, Place, Spot


def pointer_of(document: Document, finding: Finding) -> str:
    """The pointer of the innermost value that holds the place, of the member for a key; empty for the whole file."""
    parts: list[str] = []
    _descend(document, finding, parts)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def node_at(document: Document, source: Source, at: int) -> Node | None:
    """The innermost value that holds an octet; None where a key stands, or nothing."""
    parts: list[str] = []
    return _descend(document, Place(source, at, at + 1), parts)


def _descend(document: Document, place: Spot, parts: list[str]) -> Node | None:
    """Go down to the innermost value; None when the place is at a key."""
    node: Node | None = document.root
    inner = node
    while node is not None:
        inner = node
        count = len(parts)
        node = _inside(node, place, parts)
        if node is None and len(parts) > count:
            return None
    return inner


def _inside(node: Node, finding: Spot, parts: list[str]) -> Node | None:
    """The member of a map or list that holds the place; its name is added to ``parts``."""
    value = node.value
    if type(value) is list:
        index = _member(value, finding)
        if index is None:
            return None
        parts.append(str(index))
        return value[index]
    if type(value) is not dict:
        return None
    for entry in value.values():
        if _at(entry, finding):
            parts.append(entry.key)
            return None
        if holds(entry.node, finding):
            parts.append(entry.key)
            return entry.node
    return None


def _member(nodes: list[Node], finding: Spot) -> int | None:
    """Which member of a list holds the place: by halves when all stand in one file, one by one otherwise."""
    if len(nodes) > 16 and all(node.source is node.end_source is finding.source for node in (nodes[0], nodes[-1])):
        low, high = 0, len(nodes)
        while low < high:
            middle = (low + high) // 2
            if nodes[middle].stop <= finding.start:
                low = middle + 1
            else:
                high = middle
        if low < len(nodes) and holds(nodes[low], finding):
            return low
    return next((index for index, node in enumerate(nodes) if holds(node, finding)), None)


def holds(node: Node, finding: Spot) -> bool:
    """Whether a value, or one that an include brings inside it, holds the place."""
    if node.source is node.end_source is finding.source:
        return node.start <= finding.start < node.stop
    if node.source is finding.source and node.start == finding.start:
        return True
    value = node.value
    if type(value) is dict:
        return any(_at(entry, finding) or holds(entry.node, finding) for entry in value.values())
    return type(value) is list and any(holds(item, finding) for item in value)


def _at(entry: Entry, finding: Spot) -> bool:
    return entry.source is finding.source and entry.start <= finding.start < entry.stop
