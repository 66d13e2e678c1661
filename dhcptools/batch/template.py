"""Templates: a message encoded once by the object plane, with the places where each copy will differ.

Rules this file keeps:

- the object plane encodes; this file only remembers offsets, so a template is always a message that packet can decode;
- every place has a fixed width, so that all rows of a template have one length;
- stamping is one store a field for thousands of rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dhcptools.batch.columns import U16, U32, U64, Rows, column, write48
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import walk4, walk6
from dhcptools.packet.v4 import OPTIONS_OFFSET, Message4
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_FORW, RELAY_HEADER_OCTETS, RELAY_REPL, AnyMessage6


class Place(NamedTuple):
    """Where a field stands in a message: its first octet and how many octets it has."""

    offset: int
    width: int


class Inside(NamedTuple):
    """Where a field stands in an option: the codes that lead to it, octets to skip in its value, octets wide."""

    path: tuple[int, ...]
    skip: int
    width: int


HEADER4: Final = {
    "op": Place(0, 1),
    "hops": Place(3, 1),
    "xid": Place(4, 4),
    "secs": Place(8, 2),
    "flags": Place(10, 2),
    "ciaddr": Place(12, 4),
    "yiaddr": Place(16, 4),
    "siaddr": Place(20, 4),
    "giaddr": Place(24, 4),
    "chaddr": Place(28, 6),
}
"""Header fields of RFC 2131 §2 that differ between clients; chaddr as the six octets of Ethernet."""

# Octets that stand before the options inside a v6 container (RFC 9915 §21.4, §21.6, §21.21, §21.22).
FIXED6: Final = {3: 12, 4: 4, 5: 24, 25: 12, 26: 25}


@dataclass(frozen=True, slots=True)
class Template:
    """Encoded octets and the named places to stamp."""

    octets: bytes
    places: Mapping[str, Place]

    def rows(self, count: int) -> Rows:
        """``count`` copies as a fresh matrix, uint8 of shape (count, length)."""
        return np.tile(np.frombuffer(self.octets, np.uint8), (count, 1))

    def stamp(self, rows: Rows, name: str, values: ArrayLike) -> None:
        """Store integers of shape (n,), or one for all rows, big-endian in a place of 1, 2, 4, 6 or 8 octets.

        Raises EncodeError for a width that is no integer; octets go through :meth:`stamp_octets`.
        """
        offset, width = self.places[name]
        if width == 1:
            rows[:, offset] = values
        elif width == 2:
            column(rows, offset, U16)[:] = values
        elif width == 4:
            column(rows, offset, U32)[:] = values
        elif width == 6:
            write48(rows, offset, np.asarray(values, np.uint64))
        elif width == 8:
            column(rows, offset, U64)[:] = values
        else:
            raise EncodeError(f"{name} has {width} octets, an integer has 1, 2, 4, 6 or 8")

    def stamp_octets(self, rows: Rows, name: str, octets: NDArray[np.uint8]) -> None:
        """Store octets of shape (n, width), or (width,) for all rows."""
        offset, width = self.places[name]
        rows[:, offset : offset + width] = octets


def template4(message: Message4, inside: Mapping[str, Inside] | None = None, *, minimum: int = 0) -> Template:
    """Encode a DHCPv4 message, padded to ``minimum`` octets, with the places of its header and those asked for.

    A path has one code, or an option and a sub-option. Raises EncodeError when a place is not in the message.
    """
    octets = message.encode(minimum=minimum)
    places: dict[str, Place] = dict(HEADER4)
    for name, wanted in (inside or {}).items():
        start, stop = OPTIONS_OFFSET, len(octets)
        for code in wanted.path:
            start, stop = _enter(
                name, code, [(o.code, o.offset + 2, len(o.data)) for o in walk4(octets, start, stop).options]
            )
        places[name] = _place(name, wanted, start, stop)
    return Template(octets, places)


def template6(message: AnyMessage6, inside: Mapping[str, Inside]) -> Template:
    """Encode a DHCPv6 message with the places asked for; a path leads through relay messages and IAs by option codes.

    ``xid`` is the transaction-id of the innermost message, three octets wide, beside ``header``: its message type and
    transaction-id as one integer of four octets. Raises EncodeError when a place is not in the message.
    """
    octets = message.encode()
    at, end = 0, len(octets)
    trail: tuple[int, ...] = ()
    while octets[at] in (RELAY_FORW, RELAY_REPL):
        at, end = _enter("xid", OPTION_RELAY_MSG, _options6(octets, at + RELAY_HEADER_OCTETS, end))
        trail += (OPTION_RELAY_MSG,)
    places = {"header": Place(at, 4), "xid": Place(at + 1, 3)}
    for name, wanted in inside.items():
        start, stop = (RELAY_HEADER_OCTETS if trail else 4), len(octets)
        for depth, code in enumerate(wanted.path):
            if depth:
                start += _fixed6(octets, wanted.path[depth - 1], start)
            start, stop = _enter(name, code, _options6(octets, start, stop))
        places[name] = _place(name, wanted, start, stop)
    return Template(octets, places)


def _options6(octets: bytes, start: int, stop: int) -> list[tuple[int, int, int]]:
    return [(option.code, option.offset + 4, len(option.data)) for option in walk6(octets, start, stop).options]


def _fixed6(octets: bytes, code: int, at: int) -> int:
    """Octets before the options inside option ``code`` whose value starts at ``at``."""
    if code == OPTION_RELAY_MSG:
        return RELAY_HEADER_OCTETS if octets[at] in (RELAY_FORW, RELAY_REPL) else 4
    return FIXED6.get(code, 0)


def _enter(name: str, code: int, options: list[tuple[int, int, int]]) -> tuple[int, int]:
    for found, start, length in options:
        if found == code:
            return start, start + length
    raise EncodeError(f"{name}: the message has no option {code} there")


def _place(name: str, wanted: Inside, start: int, stop: int) -> Place:
    if start + wanted.skip + wanted.width > stop:
        raise EncodeError(f"{name}: option {wanted.path[-1]} ends before it")
    return Place(start + wanted.skip, wanted.width)
