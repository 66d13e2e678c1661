"""Findings that a file asks not to be told of.

- ``// dhcptool: ignore KL302, KL4`` behind something silences these rules on its line; alone on a line, in the value
  that follows: a member, a map, a list;
- ``// dhcptool: ignore-file KL3`` silences them in the whole file;
- ``"user-context": { "dhcptool": { "ignore": [ "KL302" ] } }`` silences them in the map that has it. Kea keeps it when
  it writes the configuration, comments it drops.

Rules are named by id or prefix; what follows them in a comment is for readers. Any kind of comment serves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dhcptools.kea.tree import Document, Entry, Node, Source
from dhcptools.lint.finding import Finding, Place
from dhcptools.lint.pointer import node_at

_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|//[^\n]*|#[^\n]*|/\*.*?\*/', re.DOTALL)
_ASKED: Final = re.compile(rb"dhcptool:\s*ignore(-file)?\s+((?:KL[0-9]{0,3}|ALL)(?:[\s,]+(?:KL[0-9]{0,3}|ALL))*)\b")
_NEXT: Final = re.compile(rb"(?>[ \t\r\n,]++|#[^\n]*+|//[^\n]*+|/\*(?s:.)*?\*/)*+")


class Ignore(NamedTuple):
    """Rules that are silent in some octets of a file; ``place`` is where that is asked."""

    rules: tuple[str, ...]
    place: Place
    where: Place

    def covers(self, finding: Finding) -> bool:
        """Whether a finding lies there and is of such a rule."""
        where = self.where
        return (
            finding.source is where.source
            and where.start <= finding.start < where.stop
            and any(rule == "ALL" or finding.rule.startswith(rule) for rule in self.rules)
        )


def asked(document: Document) -> list[Ignore]:
    """Everything that the files of a document ask to be silent about."""
    found: list[Ignore] = []
    for source in document.sources:
        if b"dhcptool:" in source.data:
            found += _comments(document, source)
    if any(b'"dhcptool"' in source.data for source in document.sources):
        found += _contexts(document.root)
    return found


def silence(findings: Iterable[Finding], ignores: list[Ignore]) -> tuple[list[Finding], list[Ignore]]:
    """The findings left, and the ignores that silenced nothing."""
    if not ignores:
        return list(findings), []
    left: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        covering = [index for index, ignore in enumerate(ignores) if ignore.covers(finding)]
        used.update(covering)
        if not covering:
            left.append(finding)
    return left, [ignore for index, ignore in enumerate(ignores) if index not in used]


def _comments(document: Document, source: Source) -> Iterator[Ignore]:
    data = source.data
    for token in _TOKENS.finditer(data):
        wanted = None if data[token.start()] == 0x22 else _ASKED.search(token[0])
        if wanted is None:
            continue
        rules = tuple(re.split(r"[\s,]+", wanted[2].decode()))
        place = Place(source, token.start() + wanted.start(), token.start() + wanted.end())
        line = data.rfind(b"\n", 0, token.start()) + 1
        end = data.find(b"\n", token.end())
        stop = len(data) if end < 0 else end + 1
        if wanted[1]:
            yield Ignore(rules, place, Place(source, 0, len(data) + 1))
        elif data[line : token.start()].strip() or data[token.end() : stop].strip():
            yield Ignore(rules, place, Place(source, line, stop))
        else:
            yield Ignore(rules, place, _following(document, source, token.end()))


def _following(document: Document, source: Source, at: int) -> Place:
    """The member or item that comes next; the next line where there is none."""
    skipped = _NEXT.match(source.data, at)
    start = at if skipped is None else skipped.end()
    for entry in _entries_at(document.root, source, start):
        node = entry.node
        stop = node.stop if node.end_source is source else entry.stop
        return Place(source, entry.start, stop)
    item = node_at(document, source, start)
    if item is not None and item.source is source and item.start == start and item.end_source is source:
        return Place(source, item.start, item.stop)
    end = source.data.find(b"\n", start)
    return Place(source, start, len(source.data) + 1 if end < 0 else end + 1)


def _entries_at(node: Node, source: Source, at: int) -> Iterator[Entry]:
    """The member whose key stands exactly there, if any."""
    value = node.value
    if isinstance(value, dict):
        for entry in value.values():
            if entry.source is source and entry.start == at:
                yield entry
            elif entry.node.source is not entry.node.end_source or entry.node.start <= at < entry.node.stop:
                yield from _entries_at(entry.node, source, at)
    elif isinstance(value, list):
        for item in value:
            if item.source is not item.end_source or item.start <= at < item.stop:
                yield from _entries_at(item, source, at)


def _contexts(node: Node) -> Iterator[Ignore]:
    """The user-contexts of a map and of all inside it. Recursion is bounded by the depth of the tree."""
    value = node.value
    if isinstance(value, list):
        for item in value:
            yield from _contexts(item)
    elif isinstance(value, dict):
        entry = value.get("user-context")
        mine = entry.node.value if entry is not None else None
        ours = mine.get("dhcptool") if isinstance(mine, dict) else None
        words = ours.node.value.get("ignore") if ours is not None and isinstance(ours.node.value, dict) else None
        if words is not None and isinstance(words.node.value, list):
            rules = tuple(str(item.value) for item in words.node.value)
            place = Place(words.source, words.start, words.stop)
            yield Ignore(rules, place, Place(node.source, node.start, node.stop))
        for member in value.values():
            if member.key != "user-context":
                yield from _contexts(member.node)
