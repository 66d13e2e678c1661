"""Configurations of Kea's documentation, and mistakes that a seed makes in them: keys, types, words, punctuation."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from dhcptools.kea.dialect import recover
from dhcptools.kea.tree import Entry, Node

EXAMPLES = Path("/usr/share/doc/kea/examples")  # of Debian's package kea-doc
PROGRAMS = {
    "Dhcp4": "kea-dhcp4",
    "Dhcp6": "kea-dhcp6",
    "Control-agent": "kea-ctrl-agent",
    "DhcpDdns": "kea-dhcp-ddns",
}
HOOK = b"/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so"


class Case(NamedTuple):
    """A text and where it comes from; ``kind`` is example, adapted, or the kind of the mistake."""

    name: str
    daemon: str
    kind: str
    text: bytes


class Parts(NamedTuple):
    """What a mistake may be made in."""

    values: list[Node]
    members: list[Entry]


def examples() -> list[Case]:
    """Every example that is one daemon's configuration."""
    found = []
    for path in sorted(EXAMPLES.rglob("*")):
        if path.suffix in {".json", ".conf"} and path.is_file():
            text = path.read_bytes()
            top = recover(text).root.value
            daemon = next((each for each in PROGRAMS if isinstance(top, dict) and each in top), None)
            if daemon is not None:
                found.append(Case(str(path.relative_to(EXAMPLES)), daemon, "example", text))
    return found


def adapted(case: Case) -> Case:
    """The same example for this machine: with an interface and a hook library that it has."""
    text = re.sub(rb'"library": *"[^"]*"', b'"library": "' + HOOK + b'"', case.text)
    text = re.sub(rb'"(eth|enp)[0-9a-zA-Z]*(/[^"]*)?"', b'"lo"', text)
    text = re.sub(rb'("interfaces": *\[)[^\]]*\]', rb"\1 ]", text)
    return case._replace(kind="adapted", text=text)


def mistakes(count: int, seed: int) -> Iterator[Case]:
    """Examples with one mistake each."""
    chance = random.Random(seed)
    good = [adapted(case) for case in examples()]
    while count:
        case = chance.choice(good)
        kind = chance.choice(sorted(KINDS))
        text = KINDS[kind](chance, case.text, parts(case.text))
        if text is not None:
            yield case._replace(kind=kind, text=text)
            count -= 1


def parts(text: bytes) -> Parts:
    """All values and members of a text."""
    found = Parts([], [])
    waiting = [recover(text).root]
    while waiting:
        node = waiting.pop()
        found.values.append(node)
        if isinstance(node.value, dict):
            found.members.extend(node.value.values())
            waiting += [entry.node for entry in node.value.values()]
        elif isinstance(node.value, list):
            waiting += node.value
    return found


def _replaced(text: bytes, start: int, stop: int, instead: bytes) -> bytes:
    return text[:start] + instead + text[stop:]


def key(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    entry = chance.choice(inside.members)
    word = entry.key
    at = chance.randrange(len(word)) if word else 0
    wrong = chance.choice([
        word[:at] + word[at + 1 :], word[:at] + chance.choice("abcxyz-") + word[at:], word.upper(), word + "s",
        word.replace("-", "_"), chance.choice(inside.members).key,
    ])  # fmt: skip  # ways to miss it
    return _replaced(text, entry.start, entry.stop, json.dumps(wrong).encode())


def kind_of_value(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    node = chance.choice(inside.values[1:])
    instead = chance.choice([b"1", b'"x"', b"true", b"1.5", b"null", b"{}", b"[]", b"-1", b'""', b'"1"'])
    return _replaced(text, node.start, node.stop, instead)


def deleted(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    entry = chance.choice(inside.members)
    comma = re.compile(rb"\s*,").match(text, entry.node.stop)
    return _replaced(text, entry.start, comma.end() if comma else entry.node.stop, b"")


def doubled(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    entry = chance.choice(inside.members)
    again = b",\n" + text[entry.start : entry.node.stop]
    return _replaced(text, entry.node.stop, entry.node.stop, again)


def number(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    numbers = [node for node in inside.values if type(node.value) is int]
    if not numbers:
        return None
    node = chance.choice(numbers)
    near = node.value if isinstance(node.value, int) else 0
    wrong = [0, -1, 1, 255, 256, 65535, 65536, 1 << 31, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, near * 2, near + 1]
    return _replaced(text, node.start, node.stop, str(chance.choice(wrong)).encode())


def swapped(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    node, other = chance.choice(inside.members).node, chance.choice(inside.members).node
    return _replaced(text, node.start, node.stop, text[other.start : other.stop])


def word(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    strings = [node for node in inside.values if isinstance(node.value, str) and node.value]
    if not strings:
        return None
    node = chance.choice(strings)
    value = str(node.value)
    at = chance.randrange(len(value))
    wrong = chance.choice([
        value[:at] + value[at + 1 :], value[:at] + chance.choice("019.:-/ ax,") + value[at:],
        value[:at] + chance.choice("0123456789.:-/") + value[at + 1 :], str(chance.choice(strings).value), "",
        value.upper(),
    ])  # fmt: skip  # ways to miss it
    return _replaced(text, node.start, node.stop, json.dumps(wrong).encode())


def punctuation(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    at = chance.choice([found.start() for found in re.finditer(rb'[{}\[\],:"]', text)])
    instead = chance.choice([b"", text[at : at + 1] * 2, b"{", b"}", b"[", b"]", b",", b":", b'"', b"x", b"/*", b"'"])
    return _replaced(text, at, at + 1, instead)


def octets(chance: random.Random, text: bytes, inside: Parts) -> bytes | None:
    """An option whose value is hexadecimal, of a length by chance, whether it is told so or not."""
    options = [node for node in inside.values if isinstance(node.value, dict) and {"data"} < set(node.value)]
    if not options:
        return None
    node = chance.choice(options)
    members = node.value if isinstance(node.value, dict) else {}
    data = members["data"].node
    digits = chance.choice([chance.randbytes(chance.randrange(9)).hex(), "00", "016100", "0", "'a'", "1:2", "0x1"])
    told = chance.choice([b"", b', "csv-format": false', b', "csv-format": true'])
    if "csv-format" in members:
        told = b""
    return _replaced(text, data.start, data.stop, json.dumps(digits).encode() + told)


Mistake = Callable[[random.Random, bytes, Parts], bytes | None]
KINDS: dict[str, Mistake] = {
    "key": key, "type": kind_of_value, "deleted": deleted, "doubled": doubled, "number": number, "swapped": swapped,
    "word": word, "punctuation": punctuation,
    "octets": octets,
}  # fmt: skip  # one of each
