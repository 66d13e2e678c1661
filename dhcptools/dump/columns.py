"""What many messages say, in columns: the same of every message whether numpy read it or the object plane.

Rules this file keeps:

- identities (clients, servers, vendors) are 64-bit numbers made of their octets by :func:`mix`, so that they are
  compared and counted by columns; a :class:`Part` can say what stands behind each number;
- ``row_of`` is the statement of what a column holds; property tests hold the quick ways against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.overlapping import Overlapping
from dhcptools.dump.fields import carried4, messages6
from dhcptools.dump.record import Packet
from dhcptools.dump.said import Said, said
from dhcptools.dump.tables_acts import NAK
from dhcptools.exchange import bindings6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6

Numbers = NDArray[np.uint64]

NAMED_WORDS: Final = 3
"""Words of eight octets of a client's identity that are kept to name it."""

MOST_NS: Final = 1 << 62
"""A time behind that, of the year 2116, is none."""

BOOTP: Final = 0xF0
_MASK: Final = (1 << 64) - 1
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9


def mix(*columns: Numbers) -> Numbers:
    """One number of several, all of shape (n,)."""
    out = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        out ^= column
        out *= np.uint64(_FIRST)
        out ^= out >> np.uint64(32)
    out *= np.uint64(_SECOND)
    out ^= out >> np.uint64(29)
    return out


def mixed(*numbers: int) -> int:
    """The same of integers."""
    out = 0
    for number in numbers:
        out = (out ^ number) * _FIRST & _MASK
        out ^= out >> 32
    out = out * _SECOND & _MASK
    return out ^ out >> 29


def _factor(rank: int) -> int:
    """What the word of a rank is multiplied with: an odd number like no other."""
    out = (rank + 1) * _FIRST & _MASK
    out = (out ^ out >> 30) * _SECOND & _MASK
    return (out ^ out >> 27) | 1


_FACTORS: Final = np.array([_factor(rank) for rank in range(32)], np.uint64)
_LENGTHS: Final = _factor(1 << 20)


def mix_octets(words: Overlapping, at: Integers, length: Integers) -> tuple[Numbers, Numbers]:
    """One number of octets anywhere in a buffer, at most 256, and their first words, (n, at most NAMED_WORDS).

    ``words`` are the buffer's overlapping big-endian 64-bit numbers. A word is eight octets, of the last one the lower
    octets are zero.
    """
    ranks = max(1, (int(length.max(initial=0)) + 7) // 8)
    found = words.rows(at, ranks)
    found &= _kept(ranks).take(length, 0)
    out = found[:, 0] * _FACTORS[0]
    for rank in range(1, ranks):
        out += found[:, rank] * _FACTORS[rank]
    return _finished(out, length.astype(np.uint64) * np.uint64(_LENGTHS)), found[:, :NAMED_WORDS]


def _kept(ranks: int) -> Numbers:
    """Bits that count of so many words, by the length in octets: (8 * ranks + 1, ranks)."""
    left = np.arange(8 * ranks + 1)[:, None] - 8 * np.arange(ranks)
    unused = 8 * (8 - np.clip(left, 1, 8)).astype(np.uint64)
    return np.where(left > 0, np.uint64(_MASK) << unused, np.uint64(0))


def _finished(sums: Numbers, length: Numbers | np.uint64) -> Numbers:
    sums += length
    sums ^= sums >> np.uint64(32)
    sums *= np.uint64(_SECOND)
    sums ^= sums >> np.uint64(29)
    return sums


def mix_short(words: Numbers, octets: int) -> Numbers:
    """The same of one word each, of which so many octets count and the others are zero."""
    return _finished(words * _FACTORS[0], np.uint64(octets * _LENGTHS & _MASK))


def words_of(octets: bytes) -> list[int]:
    """Octets as words of eight, zeros behind the last ones."""
    return [int.from_bytes(octets[at : at + 8].ljust(8, b"\0")) for at in range(0, len(octets), 8)]


def mixed_octets(octets: bytes) -> int:
    """What :func:`mix_octets` makes of octets."""
    out = sum(word * _factor(rank) for rank, word in enumerate(words_of(octets))) + len(octets) * _LENGTHS & _MASK
    out = (out ^ out >> 32) * _SECOND & _MASK
    return out ^ out >> 29


class ServerName(NamedTuple):
    """Option 54 or the DUID, the source address, the source MAC address; octets, empty where there are none."""

    identifier: bytes
    source: bytes
    mac: bytes

    def number(self) -> int:
        """The number of its column."""
        wide = int.from_bytes(self.source)
        mac = len(self.mac) << 48 | int.from_bytes(self.mac[:6])
        return mixed(mixed_octets(self.identifier), wide >> 64, wide & _MASK, mac) | 1


class Row(NamedTuple):
    """One message as the object plane reads it; numbers as in :class:`Part`."""

    kind: int
    act: int
    xid: int
    leg: int
    client: bytes
    status: int
    server: ServerName | None
    relay: bytes
    vendor: bytes
    options: frozenset[int]
    nak: str


def row_of(packet: Packet) -> Row | None:
    """What a packet says; None where no DHCP message could be read. Never raises."""
    each = said(packet)
    if each is None:
        return None
    message = packet.message
    if isinstance(message, Message4):
        logical = packet.logical
        codes = frozenset(option.code for option in logical.options) if logical is not None else frozenset()
        told = (logical.get(53) if logical is not None else None) or b""
        kind = 0x400 | (told[0] if len(told) == 1 else BOOTP | message.op & 3)
        identifier = message.first(54) or b""
        status, relay = 0, message.giaddr.packed if int(message.giaddr) else b""
    else:
        stack = messages6(packet)
        codes = frozenset(option.code for layer in stack for option in layer.options)
        inner = stack[-1]
        kind = 0x600 | inner.msg_type
        carried = carried4(packet)
        identifier = inner.first(2) or b"" if carried is None else carried.first(54) or b""
        relay = IPv6Address(each.relay).packed if each.relay else b""
        status = _status(inner) if isinstance(inner, Message6) and not each.row.request else 0
    return Row(
        kind, each.act, each.xid, min(each.leg, 15), each.client, status, _server(packet, each, identifier), relay,
        each.vendor if each.row.request else b"", codes, each.refusal if each.act == NAK else "",
    )  # fmt: skip  # the order of Row


def _server(packet: Packet, each: Said, identifier: bytes) -> ServerName | None:
    if each.row.request or each.act == 0:
        return None
    frame = packet.frame
    source = frame.ip.source.packed if frame is not None and frame.ip is not None else b""
    mac = bytes.fromhex(each.source_mac.replace(":", "")) if each.source_mac else b""
    return ServerName(identifier, source, mac)


def _status(message: Message6) -> int:
    """The first status code that is not Success: the message's own, then those of its IAs."""
    try:
        own = bindings6.status_of(message)
    except DecodeError:
        own = None
    if own is not None and own.status_code:
        return own.status_code
    return next((each.status.status_code for each in bindings6.read(message).statuses if each.status.status_code), 0)


@dataclass(slots=True)
class Part:
    """Messages in columns of shape (n,); all numbers native.

    ``line`` orders them; ``time_ns`` is -1 where there is none; ``kind`` is 0x400 or 0x600 and the message type, or
    BOOTP with op; ``client_words`` are the first words of the client's octets, (n, 1 to NAMED_WORDS); ``act`` is a row
    of ACTS; ``server`` and ``vendor`` are 0 where there is none; ``relay`` is an IPv4 address, a mixed number of an
    IPv6 address, or 0. ``options`` says how many messages have an option, by family. ``naks`` are the texts of the
    NAKs. ``name_server``, ``name_vendor`` and ``name_relay`` say what a row's number stands for.
    """

    line: Integers
    time_ns: Integers
    kind: NDArray[np.uint16]
    act: NDArray[np.uint8]
    xid: NDArray[np.uint32]
    leg: NDArray[np.uint8]
    client: Numbers
    client_words: Numbers
    client_length: NDArray[np.uint8]
    status: NDArray[np.uint16]
    server: Numbers
    relay: Numbers
    vendor: Numbers
    name_server: Callable[[int], ServerName]
    name_relay: Callable[[int], str]
    name_vendor: Callable[[int], bytes]
    options: dict[tuple[int, int], int] = field(default_factory=dict)
    naks: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: Integers) -> Part:
        """Some of the rows; what was counted of all stays."""
        server, relay, vendor = self.name_server, self.name_relay, self.name_vendor
        return Part(
            self.line[rows], self.time_ns[rows], self.kind[rows], self.act[rows], self.xid[rows], self.leg[rows],
            self.client[rows], self.client_words[rows], self.client_length[rows], self.status[rows],
            self.server[rows], self.relay[rows], self.vendor[rows],
            lambda row: server(int(rows[row])),
            lambda row: relay(int(rows[row])),
            lambda row: vendor(int(rows[row])),
            self.options,
            self.naks,
        )  # fmt: skip  # in the order of their declaration

    @property
    def replies(self) -> Flags:
        """Which rows have a server."""
        flags: Flags = self.server != 0
        return flags


def part_of(rows: Sequence[tuple[int, int | None, Row]]) -> Part:
    """Rows with their line and time in columns."""
    found = [row for _, _, row in rows]
    options: dict[tuple[int, int], int] = {}
    for row in found:
        for code in row.options:
            key = (row.kind >> 8, code)
            options[key] = options.get(key, 0) + 1
    return Part(
        np.array([line for line, _, _ in rows], np.int64),
        np.array([_time(time_ns) for _, time_ns, _ in rows], np.int64),
        _column((row.kind for row in found), np.uint16),
        _column((row.act for row in found), np.uint8),
        _column((row.xid for row in found), np.uint32),
        _column((row.leg for row in found), np.uint8),
        _column((mixed_octets(row.client) for row in found), np.uint64),
        np.array([(*words_of(row.client), 0, 0, 0)[:NAMED_WORDS] for row in found], np.uint64).reshape(-1, NAMED_WORDS),
        _column((len(row.client) for row in found), np.uint8),
        _column((row.status for row in found), np.uint16),
        _column((0 if row.server is None else row.server.number() for row in found), np.uint64),
        _column((relay_number(row.relay) for row in found), np.uint64),
        _column((mixed_octets(row.vendor) | 1 if row.vendor else 0 for row in found), np.uint64),
        lambda at: found[at].server or ServerName(b"", b"", b""),
        lambda at: address_text(found[at].relay),
        lambda at: found[at].vendor,
        options,
        [row.nak for row in found if row.act == NAK],
    )


def _time(time_ns: int | None) -> int:
    return time_ns if time_ns is not None and 0 <= time_ns < MOST_NS else -1


def relay_number(relay: bytes) -> int:
    """The number of a relay agent's address."""
    if len(relay) == 16:
        return mixed(int.from_bytes(relay[:8]), int.from_bytes(relay[8:])) | 1 << 63
    return int.from_bytes(relay)


def address_text(octets: bytes) -> str:
    """An address of 4 or 16 octets."""
    if len(octets) == 16:
        return str(IPv6Address(octets))
    return str(IPv4Address(octets)) if len(octets) == 4 else octets.hex()


def _column(values: Iterable[int], dtype: Any) -> NDArray[Any]:
    return np.array(list(values), dtype)
