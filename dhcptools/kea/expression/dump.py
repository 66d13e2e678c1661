"""What ``.text`` gives: a dump of type, length and values as the classes of Kea's options print themselves.

Only an option of type string is its plain text, and only on its own: as an option inside another it is dumped too.
:class:`Misfit` says that octets are no value of their definition.
"""

from __future__ import annotations

from collections.abc import Callable
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final

from dhcptools.kea.tables.rows import Row


class Misfit(ValueError):  # noqa: N818 - it never leaves this package
    """Octets that are no value of their definition; Kea would drop the packet or the option."""


INTEGERS: Final = {"uint8": 1, "uint16": 2, "uint32": 4, "int8": 1, "int16": 2, "int32": 4}
_PLAIN: Final = frozenset('"().;\\@$')


def header(family: int, code: int, length: int) -> str:
    """``type=053, len=001``, five digits each in DHCPv6."""
    return f"type={code:03d}, len={length:03d}" if family == 4 else f"type={code:05d}, len={length:05d}"


def octets_text(family: int, code: int, data: bytes) -> str:
    """The dump of an option without definition, or of type binary."""
    return f"{header(family, code, len(data))}: {data.hex(':') if data else ''}"


def dumped(family: int, row: Row, data: bytes, extra: int = 0) -> str:
    """The dump of a value with a definition; ``extra`` octets of options follow it. Raises Misfit."""
    types = row.types.removesuffix("*").split()
    array = row.types.endswith("*")
    head = header(family, row.code, len(data) + extra)
    kind = types[0]
    if len(types) == 1 and kind in INTEGERS:
        values = _all(family, kind, data) if array else [_one(family, kind, data)]
        if array:
            return f"{head}:{''.join(f' {value}({kind})' for value in values)}"
        return f"{head}: {values[0]} ({kind})"
    if len(types) == 1 and array and kind in {"ipv4-address", "ipv6-address"}:
        return f"{head}:{''.join(f' {value}' for value in _all(family, kind, data))}"
    if len(types) == 1 and kind == "string":
        return f'{head}: "{_latin(data)}" (string)'
    if row.types == "binary" or (row.types == "empty" and not row.encapsulates):
        return octets_text(family, row.code, data)
    return f"{head}:{''.join(f' {value} ({kind})' for kind, value in fields(family, types, array, data))}"


def fields(family: int, types: list[str], array: bool, data: bytes) -> list[tuple[str, str]]:
    """The type and text of each field of a value. Raises Misfit."""
    found: list[tuple[str, str]] = []
    if types == ["empty"]:
        return found
    at = 0
    for kind in types:
        value, at = _taken(family, kind, data, at)
        found.append((kind, value))
    while array and at < len(data):
        value, at = _taken(family, types[-1], data, at)
        found.append((types[-1], value))
    return found


def width(family: int, types: list[str], data: bytes) -> int:
    """How many octets the fields of a value take, when options follow them. Raises Misfit."""
    at = 0
    for kind in types:
        if kind != "empty":
            _, at = _taken(family, kind, data, at)
    return at


def _all(family: int, kind: str, data: bytes) -> list[str]:
    values, at = [], 0
    while at < len(data):
        value, at = _taken(family, kind, data, at)
        values.append(value)
    if not values:
        raise Misfit(f"an array of {kind} without one")
    return values


def _one(family: int, kind: str, data: bytes) -> str:
    value, at = _taken(family, kind, data, 0)
    if at < len(data):
        raise Misfit(f"octets behind the {kind}")
    return value


def _taken(family: int, kind: str, data: bytes, at: int) -> tuple[str, int]:
    """The text of the value at ``at``, and where the next one is."""
    size = INTEGERS.get(kind) or _FIXED.get(kind)
    if size is not None:
        if at + size > len(data):
            raise Misfit(f"{kind} needs {size} octets")
        part = data[at : at + size]
        if kind in INTEGERS:
            return str(int.from_bytes(part, signed=kind.startswith("int"))), at + size
        return _FORMATS[kind](part), at + size
    if kind == "fqdn":
        return domain_name(data, at)
    if kind == "string":
        return f'"{_latin(data[at:])}"', len(data)
    if kind == "tuple":
        wide = 1 if family == 4 else 2
        stop = at + wide + int.from_bytes(data[at : at + wide])
        if at + wide > len(data) or stop > len(data):
            raise Misfit("a tuple is cut short")
        return f'"{_latin(data[at + wide : stop])}"', stop
    if kind == "ipv6-prefix":
        return _prefix(data, at)
    return data[at:].hex().upper(), len(data)


def domain_name(data: bytes, at: int) -> tuple[str, int]:
    """A name in quotes with its final dot, and where the next value is. Raises Misfit."""
    text, at = bare_name(data, at)
    return f'"{text}"', at


def bare_name(data: bytes, at: int) -> tuple[str, int]:
    """A name with its final dot (RFC 1035 §5.1), and where the next value is. Raises Misfit."""
    labels: list[str] = []
    while True:
        if at >= len(data) or data[at] > 63:
            raise Misfit("a domain name is cut short or compressed")
        length = data[at]
        if length == 0:
            return "".join(f"{label}." for label in labels) or ".", at + 1
        labels.append("".join(map(_letter, data[at + 1 : at + 1 + length])))
        at += 1 + length


def _letter(octet: int) -> str:
    if not 0x20 < octet < 0x7F:
        return f"\\{octet:03d}"
    return f"\\{chr(octet)}" if chr(octet) in _PLAIN else chr(octet)


def _prefix(data: bytes, at: int) -> tuple[str, int]:
    if at >= len(data) or data[at] > 128:
        raise Misfit("a prefix is longer than 128 bits")
    octets = (data[at] + 7) // 8
    part = data[at + 1 : at + 1 + octets]
    if len(part) < octets:
        raise Misfit("a prefix is cut short")
    return f"{inet_ntop(AF_INET6, part.ljust(16, bytes(1)))}/{data[at]}", at + 1 + octets


def _boolean(part: bytes) -> str:
    if part[0] > 1:
        raise Misfit("a boolean is 0 or 1")
    return "true" if part[0] else "false"


def _psid(part: bytes) -> str:
    length = part[0]
    if length > 16:
        raise Misfit("a PSID has at most 16 bits")
    return f"len={length},psid={int.from_bytes(part[1:]) >> (16 - length)}"


def _latin(data: bytes) -> str:
    return data.decode("latin-1")


_FORMATS: Final[dict[str, Callable[[bytes], str]]] = {
    "boolean": _boolean,
    "ipv4-address": lambda part: inet_ntop(AF_INET, part),
    "ipv6-address": lambda part: inet_ntop(AF_INET6, part),
    "psid": _psid,
}
_FIXED: Final = {"boolean": 1, "ipv4-address": 4, "ipv6-address": 16, "psid": 3}
