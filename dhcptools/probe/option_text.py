"""Options as people type them for a probe: Kea's names and codes, the RFCs' titles, and a format in brackets.

Beside what :func:`dhcptools.packet.spec.parse_option` reads: ``Vendor class=PXEClient`` (a title of the RFCs, or the
beginning of just one name), ``60[hex]=50 58``, ``200[ip]=192.0.2.1``, ``201[uint16]=7``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from dhcptools.packet.definitions import Definition, Space, find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.factory import kind_from_definition
from dhcptools.packet.raw import RawOption
from dhcptools.packet.spec import merge_options, parse_option
from dhcptools.packet.tables.titles4 import TITLES4

_FORMAT: Final = re.compile(r"(?P<name>.*?)\s*\[(?P<format>[A-Za-z0-9-]+)\]\s*\Z")
# dhcptest's names of formats → Kea's type, and whether it repeats
_FORMATS: Final = {
    "hex": ("binary", False), "str": ("string", False), "ip": ("ipv4-address", False), "ips": ("ipv4-address", True),
    "ip6": ("ipv6-address", False), "u8": ("uint8", False), "u16": ("uint16", False), "u32": ("uint32", False),
    "u8s": ("uint8", True), "u16s": ("uint16", True), "u32s": ("uint32", True), "i32": ("int32", False),
    "bool": ("boolean", False), "duration": ("uint32", False), "time": ("uint32", False),
    "zerolength": ("empty", False), "duid": ("binary", False),
}  # fmt: skip  # side by side


def space_of(family: int) -> Space:
    """The options of a family's messages."""
    return find_space("dhcp4", 4) if family == 4 else find_space("dhcp6", 6)


def find_option(name: str, space: Space) -> Definition:
    """An option by code, Kea's name, its title in an RFC, or the beginning of one name. Raises EncodeError."""
    try:
        return space.by_name(name)
    except EncodeError:
        found = {definition.code for definition in _near(name, space)}
        if len(found) != 1:
            raise
        return space.by_code(found.pop())


def option_of(text: str, family: int) -> RawOption:
    """One option from its text. Raises EncodeError that says what is wrong."""
    space = space_of(family)
    path, equals, value = text.partition("=")
    head, dot, rest = path.partition(".")
    formatted = _FORMAT.match(path)
    if formatted is not None:
        definition = find_option(formatted["name"], space)
        kind = _kind(formatted["format"])
        if kind.name == "binary":
            value = value.replace(" ", "")
        return RawOption(definition.code, kind.encode(kind.parse(value)))
    definition = find_option(head, space)
    return parse_option(f"{definition.code}{dot}{rest}{equals}{value}", space)


def options_of(texts: Iterable[str], family: int) -> tuple[RawOption, ...]:
    """Several options, those of one container put together. Raises EncodeError."""
    return merge_options([option_of(text, family) for text in texts], space_of(family))


def codes_of(texts: Iterable[str], family: int) -> tuple[int, ...]:
    """Option codes from codes and names, several in one text with commas between. Raises EncodeError."""
    space = space_of(family)
    words = [word.strip() for text in texts for word in text.split(",")]
    return tuple(dict.fromkeys(find_option(word, space).code for word in words if word))


def _kind(name: str) -> Kind:
    lower = name.lower()
    kind, repeats = _FORMATS.get(lower, (lower, False))
    return kind_from_definition(kind, repeats)


def _near(name: str, space: Space) -> list[Definition]:
    wanted = _plain(name)
    titles = [(_plain(title), code) for code, title in TITLES4.items()] if space.name == "dhcp4" else []
    exact = [space.by_code(code) for title, code in titles if title in {wanted, f"{wanted}-option"}]
    if exact or not wanted:
        return exact
    starts = [definition for definition in space.definitions if _plain(definition.name).startswith(wanted)]
    return starts + [space.by_code(code) for title, code in titles if title.startswith(wanted)]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9+]+", "-", text.strip().lower()).strip("-")
