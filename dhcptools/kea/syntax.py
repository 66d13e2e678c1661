"""What the grammar of Kea's parsers refuses in a parsed file: keywords, types, words, and what is missing.

The faults come in the order in which Kea would meet them, each with Kea's words and place; Kea stops at the first.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dhcptools.kea.grammar import DAEMONS, WORDS, Keyword, MapSpec, Version, maps
from dhcptools.kea.tables.keywords import BOUNDS
from dhcptools.kea.tree import Bad, Document, Entry, Node, NodeValue, Source

KINDS: Final = (
    "daemon", "twice", "nothing", "unknown", "misplaced", "newer", "removed", "type", "word", "bound", "missing",
    "empty",
)  # fmt: skip  # of faults: the last two say what is not there
_FOLLOWS: Final = frozenset(("daemon", "twice", "misplaced", "missing", "empty"))  # when brackets do not match
_OTHERS: Final = frozenset(("Netconf",))  # daemons of Kea whose keywords are not known here
# Atomic and possessive: a comment that is passed is passed, however long the search would be that fails.
_EMPTY: Final = re.compile(rb"\{(?>[ \t\r\n]++|#[^\n]*+|//[^\n]*+|/\*(?s:.)*?\*/)*+\}")


class Fault(NamedTuple):
    """One refusal. ``text`` is Kea's, ``order`` the octet at which Kea gives up, ``start`` where it says that is.

    ``spec`` is the map it happens in; ``entry`` the member; ``node`` the value, of a missing keyword the map.
    """

    kind: str
    text: str
    source: Source
    start: int
    stop: int
    order: int
    spec: MapSpec | None = None
    entry: Entry | None = None
    node: Node | None = None
    keyword: Keyword | None = None
    name: str = ""


def daemon_of(document: Document) -> str | None:
    """The daemon whose file it is: the first top-level key that names one."""
    entries = document.root.value
    return next((key for key in entries if key in DAEMONS), None) if isinstance(entries, dict) else None


def check(document: Document, version: Version) -> list[Fault]:
    """Everything that the grammar of this version refuses."""
    checker = _Checker(version)
    checker.top(document)
    faults = checker.faults
    if len({fault.source.name for fault in faults}) < 2:
        faults.sort(key=lambda fault: fault.order)
    tear = document.tear
    if tear is None:
        return faults
    return [fault for fault in faults if fault.kind not in _FOLLOWS or fault.order < tear]


def _any_case(word: NodeValue, keyword: Keyword) -> bool:
    """Whether a word is known in other letters to the one keyword whose words Kea takes in any."""
    return keyword.name.endswith("replace-client-name") and isinstance(word, str) and word.lower() in keyword.words


class _Checker:
    def __init__(self, version: Version) -> None:
        self.version = version
        self.faults: list[Fault] = []
        self.daemon = ""
        self.specs: dict[str, MapSpec] = {}

    def top(self, document: Document) -> None:
        root = document.root
        entries = root.value
        if not isinstance(entries, dict):
            return
        name = daemon_of(document)
        if name is None and not entries:
            if not document.errors:
                self._put("nothing", "syntax error, unexpected }, expecting Dhcp4", root, root.stop - 1)
            return
        first = next(iter(entries.values()))
        if name is None and first.key in _OTHERS:
            return
        for entry in entries.values():
            if entry.key == name:
                continue
            words = f"expecting {name or DAEMONS[0]}" if entry is first else 'expecting "," or }'
            text = f"syntax error, unexpected constant string, {words}"
            kind = "twice" if entry.key in DAEMONS else "daemon"
            self._key(kind, text, entry, None, root)
        if name is not None:
            self.daemon = name
            self.specs = maps(name, self.version)
            entry = entries[name]
            if self._is(entry.node, dict, entry, None):
                self._map(entry.node, self.specs[name], entry)

    def _map(self, node: Node, spec: MapSpec, holder: Entry | None) -> None:
        """Check the members of a map; ``holder`` is the keyword that holds it, None in a list."""
        members: dict[str, Entry] = node.value  # type: ignore[assignment]  # the caller looked
        keywords = spec.keywords
        for key, entry in members.items():
            keyword = keywords.get(key)
            if keyword is None:
                if not spec.open:
                    self._unknown(entry, spec, node)
                continue
            child = entry.node
            kind = type(child.value)
            if kind is not keyword.holds:
                self._is(child, keyword.holds, entry, spec, keyword)
            elif kind is str:
                if keyword.words and child.value not in keyword.words and not _any_case(child.value, keyword):
                    self._word(child, entry, spec, keyword)
            elif kind is int:
                if key in BOUNDS and self.daemon == "DhcpDdns":
                    self._bound(child, entry, spec, keyword)
            elif kind is dict:
                if keyword.child != "*":
                    self._map(child, self.specs[keyword.child], entry)
            elif kind is list:
                self._list(child, entry, spec, keyword)
        if not members:
            self._empty(node, spec)
        for key in spec.mandatory:
            if key not in members and (members or spec.may_be_empty):
                self._missing(node, spec, holder, key)
                break  # Kea names one

    def _list(self, node: Node, entry: Entry, spec: MapSpec, keyword: Keyword) -> None:
        items: list[Node] = node.value  # type: ignore[assignment]  # the caller looked
        if not items and keyword.not_empty:
            expecting = ", expecting {" if keyword.item is dict else self._expecting(keyword)
            stop = node.stop
            self.faults.append(
                Fault(
                    "empty", f"syntax error, unexpected ]{expecting}", node.end_source, stop - 1, stop, stop - 1,
                    spec, entry, node, keyword, entry.key,
                )
            )  # fmt: skip  # a record
        wanted = keyword.item
        if wanted is None:
            return
        child = self.specs[keyword.child] if keyword.child else None
        for item in items:
            kind = type(item.value)
            if kind is not wanted:
                if not isinstance(item, Bad):
                    text = f"syntax error, unexpected {WORDS[kind]}, expecting ]"
                    self._value("type", text, item, entry, spec, keyword)
            elif child is not None:
                self._map(item, child, None)
            elif keyword.words and item.value not in keyword.words:
                self._word(item, entry, spec, keyword)

    # One refusal each.

    def _is(self, node: Node, wanted: type, entry: Entry, spec: MapSpec | None, keyword: Keyword | None = None) -> bool:
        if type(node.value) is wanted:
            return True
        if not isinstance(node, Bad):
            found = WORDS[type(node.value)]
            if keyword is not None and keyword.words and not keyword.item:
                text = f"syntax error, unexpected {found}{self._expecting(keyword)}"
                if keyword.name.endswith("replace-client-name") and isinstance(node.value, bool):
                    text = "boolean values for the replace-client-name are no longer supported"
            else:
                text = f"syntax error, unexpected {found}, expecting {WORDS[wanted]}"
            self._value("type", text, node, entry, spec, keyword)
        return False

    @staticmethod
    def _expecting(keyword: Keyword) -> str:
        words = [word for word in keyword.words if word != "off"]
        if set(words) >= {"UDP", "udp"}:
            words = words[:2]
        if "JSON" in words:
            words = ["JSON"]
        if not words or words[0] == "when-present" or len(words) > 4:
            return ""
        return f", expecting {' or '.join(words)}"

    def _word(self, node: Node, entry: Entry, spec: MapSpec, keyword: Keyword) -> None:
        text = f"syntax error, unexpected constant string{self._expecting(keyword)}"
        if keyword.name == "lease-checks":
            text = f"Unsupported 'lease-checks value: {node.value}, supported values are: {', '.join(keyword.words)}"
        self._value("word", text, node, entry, spec, keyword)

    def _unknown(self, entry: Entry, spec: MapSpec, node: Node) -> None:
        text = f'got unexpected keyword "{entry.key}" in {spec.shown} map.'
        if spec.strict:
            text = f"syntax error, unexpected constant string{spec.expecting}"
        keyword = spec.all.get(entry.key)
        if keyword is None:
            elsewhere = any(entry.key in other.all for other in self.specs.values())
            kind = "misplaced" if elsewhere else "unknown"
        elif keyword.since is not None and self.version < keyword.since:
            kind = "newer"
        else:
            kind = "removed"
        self._key(kind, text, entry, spec, node, keyword)

    def _bound(self, node: Node, entry: Entry, spec: MapSpec, keyword: Keyword) -> None:
        low, high, text = BOUNDS[keyword.name]
        number = node.value
        if isinstance(number, int) and (number < low or (high is not None and number > high)):
            self._value("bound", text, node, entry, spec, keyword)

    def _empty(self, node: Node, spec: MapSpec) -> None:
        if spec.may_be_empty:
            return
        written = node.source.data[node.start : node.stop] if node.source is node.end_source else b""
        if _EMPTY.fullmatch(written):
            self._put("empty", f"syntax error, unexpected }}{spec.expecting}", node, node.stop - 1, spec)

    def _missing(self, node: Node, spec: MapSpec, holder: Entry | None, key: str) -> None:
        at = node.position if holder is None else holder.position
        text = f"missing parameter '{key}' ({at})"
        if spec.name != "shared-networks":
            text += f" [{spec.shown} map between {node.position} and {node.end}]"
        source, start = (node.source, node.start) if holder is None else (holder.source, holder.start)
        stop = start + 1 if holder is None else holder.stop
        keyword = spec.all.get(key)
        self.faults.append(Fault("missing", text, source, start, stop, node.stop, spec, holder, node, keyword, key))

    def _put(self, kind: str, text: str, node: Node, at: int, spec: MapSpec | None = None) -> None:
        self.faults.append(Fault(kind, text, node.end_source, at, at + 1, at, spec, None, node))

    def _key(
        self, kind: str, text: str, entry: Entry, spec: MapSpec | None, node: Node, keyword: Keyword | None = None
    ) -> None:
        self.faults.append(
            Fault(
                kind,
                text,
                entry.source,
                entry.start,
                entry.stop,
                entry.node.start - 1,
                spec,
                entry,
                node,
                keyword,
                entry.key,
            )
        )

    def _value(
        self, kind: str, text: str, node: Node, entry: Entry, spec: MapSpec | None, keyword: Keyword | None
    ) -> None:
        stop = node.start + 1 if isinstance(node.value, dict | list) else node.stop
        self.faults.append(
            Fault(kind, text, node.source, node.start, stop, node.start, spec, entry, node, keyword, entry.key)
        )
