"""The JSON pointer (RFC 6901) of a place in a file, found by going down the tree."""

from __future__ import annotations

from dhcptools.kea.tree import Document, Entry, Node
from dhcptools.lint.finding import Finding


def pointer_of(document: Document, finding: Finding) -> str:
    """The pointer of the innermost value that holds the place, of the member for a key; empty for the whole file."""
    parts: list[str] = []
    node: Node | None = document.root
    while node is not None:
        node = _inside(node, finding, parts)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _inside(node: Node, finding: Finding, parts: list[str]) -> Node | None:
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


def _member(nodes: list[Node], finding: Finding) -> int | None:
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


def holds(node: Node, finding: Finding) -> bool:
    """Whether a value, or one that an include brings inside it, holds the place."""
    if node.source is node.end_source is finding.source:
        return node.start <= finding.start < node.stop
    if node.source is finding.source and node.start == finding.start:
        return True
    value = node.value
    if type(value) is dict:
        return any(_at(entry, finding) or holds(entry.node, finding) for entry in value.values())
    return type(value) is list and any(holds(item, finding) for item in value)


def _at(entry: Entry, finding: Finding) -> bool:
    return entry.source is finding.source and entry.start <= finding.start < entry.stop
