"""The grammar of Kea's configuration, made from the table of keywords for one daemon and one version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from dhcptools.kea.tables.keywords import ENUMERATIONS, MANDATORY, MAPS, MAY_BE_EMPTY, NOT_EMPTY, OPEN, STRICT

Version = tuple[int, int, int]
DAEMONS: Final = ("Dhcp4", "Dhcp6", "Control-agent", "DhcpDdns")

_SCALARS: Final[dict[str, type]] = {"i": int, "b": bool, "s": str, "f": float}
# What the grammar calls a type that it expects.
WORDS: Final = MappingProxyType({
    int: "integer", bool: "boolean", str: "constant string", float: "floating point", dict: "{", list: "[",
    type(None): "null",
})  # fmt: skip  # names
# Words that one daemon knows and another does not.
_FAMILY: Final = MappingProxyType({
    ("Dhcp6", "host-reservation-identifiers"): ("duid", "hw-address", "flex-id"),
    ("Dhcp4", "ncr-protocol"): ("udp", "tcp", "UDP", "TCP"),
})  # fmt: skip  # rows


@dataclass(frozen=True, slots=True, eq=False)
class Keyword:
    """A keyword of a map: ``holds`` is the Python type of its value, ``item`` of a list's members.

    ``child`` names the map it holds, or that the members of its list are; ``*`` is one with anything in it. ``words``
    are those of an enumeration. ``since`` and ``until`` are None where they are older or newer than what is known.
    """

    name: str
    holds: type
    item: type | None = None
    child: str = ""
    words: tuple[str, ...] = ()
    since: Version | None = None
    until: Version | None = None
    not_empty: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class MapSpec:
    """What may stand in a map. ``keywords`` are those of the version, ``all`` those of any."""

    name: str
    keywords: dict[str, Keyword]
    all: dict[str, Keyword]
    mandatory: tuple[str, ...] = ()
    may_be_empty: bool = False
    strict: bool = False
    open: bool = False
    expecting: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """What Kea calls it in messages."""
        return "xxx-server" if self.name == "agent-socket" else self.name


@cache
def maps(daemon: str, version: Version) -> dict[str, MapSpec]:
    """The maps of a daemon by name. The result is shared and must not be changed."""
    return {name: _spec(daemon, name, all_of, version) for name, all_of in _all(daemon).items()}


@cache
def _all(daemon: str) -> dict[str, dict[str, Keyword]]:
    found: dict[str, dict[str, Keyword]] = {}
    current: dict[str, Keyword] | None = None
    for line in MAPS.splitlines():
        if not line.startswith(" "):
            daemons, _, name = line.partition(" / ")
            current = found.setdefault(name, {}) if daemon in daemons.split() else None
        elif current is not None:
            for word in line.split():
                keyword = _keyword(daemon, word)
                current[keyword.name] = keyword
    return found


def _keyword(daemon: str, word: str) -> Keyword:
    name, _, rest = word.partition(":")
    what, _, span = rest.partition("@")
    since, _, until = span.partition("-")
    versions = _version(since), _version(until)
    item: type | None = None
    if what[0] == "[":
        inner = what[1:-1]
        words = _words(daemon, inner[1:]) if inner[0] == "=" else ()
        item = None if inner == "*" else str if words or inner == "s" else dict
        return Keyword(name, list, item, inner if item is dict else "", words, *versions, name in NOT_EMPTY)
    if what[0] == "{":
        return Keyword(name, dict, None, what[1:-1], (), *versions)
    if what[0] == "=":
        return Keyword(name, str, None, "", _words(daemon, what[1:]), *versions)
    return Keyword(name, _SCALARS[what], None, "", (), *versions)


def _words(daemon: str, name: str) -> tuple[str, ...]:
    return _FAMILY.get((daemon, name)) or tuple(ENUMERATIONS[name].split())


def _version(text: str) -> Version | None:
    if not text:
        return None
    numbers = [int(part) for part in text.split(".")]
    return (numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0)


def _spec(daemon: str, name: str, every: dict[str, Keyword], version: Version) -> MapSpec:
    legal = {
        key: each
        for key, each in every.items()
        if (each.since is None or version >= each.since) and (each.until is None or version < each.until)
    }
    strict = name in STRICT
    expected = [*legal, *(() if strict else ("constant string",))]
    return MapSpec(
        name,
        legal,
        every,
        tuple(MANDATORY.get(name, "").split()) if daemon != "DhcpDdns" or name == "hooks-libraries" else (),
        name in MAY_BE_EMPTY,
        strict,
        name in OPEN,
        f", expecting {' or '.join(expected)}" if len(expected) <= 4 else "",
    )
