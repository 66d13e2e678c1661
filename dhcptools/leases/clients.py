"""Which clients and which makers of network cards have many leases.

A client is the device: its hardware address, in DHCPv6 its DUID, and without either its client identifier. In Kea's
files they are read where they stand: the usual form of an Ethernet address by the column, everything else row by row.
"""

from __future__ import annotations

import mmap
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile import fields
from dhcptools.kea.memfile.columns import Columns
from dhcptools.leases.lease import Lease
from dhcptools.leases.vendors import made_up

_SOME: Final = 1 << 15
_ADDRESS: Final = 16
_MAC_TEXT: Final = 17
_COMMA: Final = 0x2C
_COLONS: Final = (2, 5, 8, 11, 14)
_DIGITS: Final = (0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16)
_NO_DIGIT: Final = 0xFF
_PAIRS: Final = re.compile(rb"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*")
_NIBBLES: Final = np.array(
    [int(chr(octet), 16) if chr(octet) in "0123456789abcdefABCDEF" else _NO_DIGIT for octet in range(256)], np.uint8
)
_TOP: Final = 10
_HARDWARE: Final = {b"\0\1": 8, b"\0\3": 4}
"""Where the hardware address begins in DUID-LLT and DUID-LL (RFC 9915 section 11)."""


@dataclass(slots=True)
class Clients:
    """``count`` clients have leases; ``most`` are those with the most of them, ``vendors`` the most common OUIs.

    ``made_up`` counts leases of locally administered hardware addresses, ``known`` those whose hardware address is
    known. Of one lease each: ``most`` names only clients of several.
    """

    count: int = 0
    most: list[tuple[bytes, int]] = field(default_factory=list)
    vendors: list[tuple[bytes, int]] = field(default_factory=list)
    made_up: int = 0
    known: int = 0


def of_leases(leases: Iterable[Lease]) -> Clients:
    """The clients of these leases."""
    return _gather(Counter(lease.duid or lease.hwaddr or lease.client_id for lease in leases), leases_of_six(leases))


def leases_of_six(leases: Iterable[Lease]) -> bool:
    """Whether the first of them is of DHCPv6."""
    return next((lease.family == 6 for lease in leases), False)


def of_columns(columns: Columns, chosen: npt.NDArray[np.bool_]) -> Clients:
    """The clients of the chosen leases, bool (n,), of a lease file."""
    six = columns.family == 6
    counts: Counter[bytes] = Counter()
    macs: list[npt.NDArray[np.uint64]] = []
    order = np.argsort(columns.offset, kind="stable")
    order = order[chosen[order]]
    offsets = columns.offset[order]
    edges = [int(np.searchsorted(offsets, source.base)) for source in columns.sources] + [len(offsets)]
    for source, begin, end in zip(columns.sources, edges[:-1], edges[1:], strict=True):
        if begin == end:
            continue
        with mmap.mmap(source.file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            octets = np.frombuffer(text, np.uint8)
            for some in range(begin, end, _SOME):
                starts = offsets[some : min(some + _SOME, end)] - source.base
                usual = np.zeros(len(starts), np.bool_)
                if not six:
                    found, usual = _ethernet(octets, starts)
                    macs.append(found)
                counts.update(_identity(text, at, six=six) for at in starts[~usual].tolist())
            del octets
    others = [] if six else [client for client in counts if len(client) == 6]  # the same in another spelling
    macs += [np.full(counts.pop(client), int.from_bytes(client), np.uint64) for client in others]
    numbers, many = np.unique(np.concatenate([np.zeros(0, np.uint64), *macs]), return_counts=True)
    return _gather(counts, six, numbers, many)


def _ethernet(
    octets: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """The hardware addresses of rows that have one of six octets, as numbers, and which rows these are."""
    last = len(octets) - 1
    head = octets[np.minimum(starts[:, None] + np.arange(_ADDRESS), last)] == _COMMA
    comma = np.argmax(head, axis=1)
    usual = head[np.arange(len(starts)), comma]
    fields_at = starts + comma + 1
    usual &= fields_at + _MAC_TEXT <= last
    text = octets[np.minimum(fields_at[:, None] + np.arange(_MAC_TEXT + 1), last)]
    usual &= text[:, _MAC_TEXT] == _COMMA
    for place in _COLONS:
        usual &= text[:, place] == 0x3A
    numbers = np.zeros(len(starts), np.uint64)
    for place in _DIGITS:
        nibble = _NIBBLES[text[:, place]]
        usual &= nibble != _NO_DIGIT
        numbers = (numbers << np.uint64(4)) | nibble
    return numbers[usual], usual


def _identity(text: mmap.mmap, at: int, *, six: bool) -> bytes:
    """Who has the lease of the row that begins there: the second field, else the third."""
    first = text.find(b",", at) + 1
    second = text.find(b",", first)
    raw = text[first:second]
    read = fields.duid if six else fields.hwaddr
    if not raw:
        raw, read = text[second + 1 : text.find(b",", second + 1)], fields.client_id
    return bytes.fromhex(raw.replace(b":", b"").decode()) if _PAIRS.fullmatch(raw) else read(raw)


def _gather(
    counts: Counter[bytes],
    six: bool,
    numbers: npt.NDArray[np.uint64] | None = None,
    many: npt.NDArray[np.int64] | None = None,
) -> Clients:
    """Bring both kinds of counts together."""
    found = Clients(len(counts))
    vendors: Counter[bytes] = Counter()
    for client, count in counts.items():
        hardware = _hardware(client) if six else client
        if len(hardware) == 6:
            vendors[hardware[:3]] += count
    if numbers is not None and many is not None and len(numbers):
        found.count += len(numbers)
        top = np.argsort(-many, kind="stable")[:_TOP]
        counts.update({int(numbers[index]).to_bytes(6): int(many[index]) for index in top.tolist()})
        ouis, places = np.unique(numbers >> np.uint64(24), return_inverse=True)
        totals = np.bincount(places, weights=many).astype(np.int64)
        vendors.update({int(oui).to_bytes(3): int(total) for oui, total in zip(ouis, totals, strict=True)})
    found.most = [(client, count) for client, count in counts.most_common(_TOP) if client and count > 1]
    found.known = vendors.total()
    found.made_up = sum(count for oui, count in vendors.items() if made_up(oui))
    found.vendors = [(oui, count) for oui, count in vendors.most_common() if not made_up(oui)][:_TOP]
    return found


def _hardware(duid: bytes) -> bytes:
    place = _HARDWARE.get(duid[:2])
    return b"" if place is None else duid[place:]
