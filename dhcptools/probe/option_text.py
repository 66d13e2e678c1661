"""Options as people type them for a probe: Kea's names and codes, the RFCs' titles, and a format in brackets.

Beside what :func:`dhcptools.packet.spec.parse_option` reads: ``Vendor class=PXEClient`` (a title of the RFCs, or the
beginning of just one name), ``60[hex]=50 58``, ``200[ip]=192.0.2.1``, ``201[uint16]=7``, and what dhcptest's users
write (:mod:`dhcptools.probe.option_dhcptest`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from shlex import quote
from typing import Final

from dhcptools.packet.definitions import Definition, Space, find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.factory import kind_from_definition
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.raw import RawOption
from dhcptools.packet.spec import merge_options, parse_option
from dhcptools.packet.tables.titles4 import TITLES4
from dhcptools.probe.nicknames import codes_called
from dhcptools.probe.option_dhcptest import FORMATS, SUB_OPTIONS, plain, reworded

_FORMAT: Final = re.compile(r"(?P<name>.*?)\s*\[(?P<format>[A-Za-z0-9-]+)\]\s*\Z")
# dhcptest's names of formats → Kea's type, and whether it repeats
_FORMATS: Final = {
    "hex": ("binary", False), "str": ("string", False), "ip": ("ipv4-address", False), "ips": ("ipv4-address", True),
    "ip6": ("ipv6-address", False), "u8": ("uint8", False), "u16": ("uint16", False), "u32": ("uint32", False),
    "u8s": ("uint8", True), "u16s": ("uint16", True), "u32s": ("uint32", True), "i32": ("int32", False),
    "bool": ("boolean", False), "zerolength": ("empty", False), "duid": ("binary", False),
    "fullstring": ("string", False),
}  # fmt: skip  # side by side


def space_of(family: int) -> Space:
    """The options of a family's messages."""
    return find_space("dhcp4", 4) if family == 4 else find_space("dhcp6", 6)


def find_option(name: str, space: Space) -> Definition:
    """An option by code, Kea's name, an RFC's title, a nickname, or the beginning of one name. Raises EncodeError."""
    try:
        return space.by_name(name)
    except EncodeError as error:
        found = set(codes_called(_plain(name), 6 if space.name == "dhcp6" else 4))
        found = found or {definition.code for definition in _near(name, space)}
        if len(found) == 1:
            return space.by_code(found.pop())
        if not name.strip():
            raise
        raise EncodeError(f"{error.reason}: `dhcptool options {quote(name)}` looks for it") from None


def option_of(text: str, family: int) -> RawOption:
    """One option from its text. Raises EncodeError that says what is wrong."""
    space = space_of(family)
    path, equals, value = text.partition("=")
    head, dot, rest = path.partition(".")
    formatted = _FORMAT.match(path)
    if formatted is not None:
        definition = find_option(formatted["name"], space)
        kind, like = _kind(formatted["format"], definition.code if family == 4 else 0)
        if kind.name == "binary":
            value = value.replace(" ", "")
        return _read(lambda each: RawOption(definition.code, kind.encode(kind.parse(each))), like, value)
    definition = find_option(head, space)
    if family == 6:
        return parse_option(f"{definition.code}{dot}{rest}{equals}{value}", space)
    rest = SUB_OPTIONS.get(definition.code, {}).get(rest, rest)
    return _read(
        lambda each: parse_option(f"{definition.code}{dot}{rest}{equals}{each}", space),
        0 if dot else definition.code,
        value,
    )


def _read(read: Callable[[str], RawOption], like: int, value: str) -> RawOption:
    """Read a value as it is written, or else as dhcptest would for the option ``like``. Raises EncodeError."""
    value = plain(like, value)
    try:
        return read(value)
    except EncodeError:
        other = reworded(like, value)
        if other != value:
            with suppress(EncodeError):
                return read(other)
        raise


def options_of(texts: Iterable[str], family: int) -> tuple[RawOption, ...]:
    """Several options, those of one container put together. Raises EncodeError."""
    return merge_options([option_of(text, family) for text in texts], space_of(family))


def codes_of(texts: Iterable[str], family: int) -> tuple[int, ...]:
    """Option codes from codes and names, several in one text with commas between. Raises EncodeError."""
    space = space_of(family)
    words = [word.strip() for text in texts for word in text.split(",")]
    return tuple(dict.fromkeys(find_option(word, space).code for word in words if word))


def _kind(name: str, code: int) -> tuple[Kind, int]:
    """The kind of a format's name, and the option whose values are written so. Raises EncodeError."""
    lower = name.lower()
    if lower in FORMATS:
        return space_of(4).by_code(FORMATS[lower]).kind, FORMATS[lower]
    if lower == "durations":
        return Array(space_of(4).by_code(FORMATS["duration"]).kind), 0
    kind, repeats = _FORMATS.get(lower, (lower, False))
    return kind_from_definition(kind, repeats), code


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
