"""Edits of the text: values replaced, keys renamed, members removed and added, without touching layout or comments."""

from __future__ import annotations

import json
import re
from typing import Final

from dhcptools.kea.tree import Entry, Node
from dhcptools.lint.finding import Edit

_BLANK: Final = b" \t\r\n"
_INDENT: Final = re.compile(rb"[ \t]*")


def quoted(text: str) -> bytes:
    """A string as Kea reads it: octets as they are, quotes, backslashes and control characters escaped."""
    found = json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogateescape")
    return found.replace(b"\x7f", b"\\u007f")


def replace_value(node: Node, text: bytes | str) -> Edit:
    """Write ``text`` where a value stands; strings are quoted by :func:`quoted`."""
    return Edit(node.source, node.start, node.stop, text if isinstance(text, bytes) else text.encode())


def rename_key(entry: Entry, name: str) -> Edit:
    """Give a member another key."""
    return Edit(entry.source, entry.start, entry.stop, quoted(name))


def replace_member(entry: Entry, text: str) -> Edit:
    """Write other members in the place of one, key and value."""
    return Edit(entry.source, entry.start, entry.node.stop, text.encode())


def wrap_in_list(node: Node) -> tuple[Edit, ...]:
    """Put a value between brackets."""
    return (
        Edit(node.source, node.start, node.start, b"[ "),
        Edit(node.end_source, node.stop, node.stop, b" ]"),
    )


def remove_member(container: Node, member: Entry | Node) -> Edit | None:
    """Take a member out of a map or list, with one comma and, when it stands alone, its lines.

    None when it does not lie in one file with its container, as a member that an include brings.
    """
    source = container.source
    node = member.node if isinstance(member, Entry) else member
    if member.source is not source or node.end_source is not source or container.end_source is not source:
        return None
    data = source.data
    start, stop = member.start, node.stop
    after = _skip(data, stop, container.stop)
    if data[after : after + 1] == b",":
        stop = after + 1
        line = _line_start(data, start)
        rest = stop + len(_INDENT.match(data, stop)[0])  # type: ignore[index]  # it matches anything
        if not data[line:start].strip(_BLANK) and data[rest : rest + 1] in {b"\n", b"\r"}:
            return Edit(source, line, data.index(b"\n", rest) + 1 if b"\n" in data[rest:] else rest, b"")
        return Edit(source, start, rest, b"")
    before = _skip_back(data, start, container.start)
    if data[before - 1 : before] == b",":
        return Edit(source, before - 1, stop, b"")
    return Edit(source, start, stop, b"")


def add_member(container: Node, key: str, value: bytes) -> Edit | None:
    """Put a member in front of the others of a map, laid out as the first of them is. None for another file's map."""
    source = container.source
    entries = container.value
    if not isinstance(entries, dict):
        return None
    text = quoted(key) + b": " + value
    first = next(iter(entries.values()), None)
    at = container.start + 1
    if first is None:
        return Edit(source, at, at, b" " + text + b" ")
    if first.source is not source:
        return None
    data = source.data
    line = _line_start(data, first.start)
    if line > container.start and not data[line : first.start].strip(_BLANK):
        return Edit(source, first.start, first.start, text + b",\n" + data[line : first.start])
    return Edit(source, first.start, first.start, text + b", ")


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _skip(data: bytes, at: int, end: int) -> int:
    """The next octet that is neither blank nor comment."""
    while at < end:
        if data[at : at + 1] in {b" ", b"\t", b"\r", b"\n"}:
            at += 1
        elif data[at : at + 1] == b"#" or data[at : at + 2] == b"//":
            stop = data.find(b"\n", at)
            at = end if stop < 0 else stop
        elif data[at : at + 2] == b"/*":
            stop = data.find(b"*/", at + 2)
            at = end if stop < 0 else stop + 2
        else:
            break
    return at


def _skip_back(data: bytes, at: int, begin: int) -> int:
    """One past the last octet before ``at`` that is no blank; a comment in between hides what is before it."""
    while at > begin and data[at - 1 : at] in {b" ", b"\t", b"\r", b"\n"}:
        at -= 1
    return at
