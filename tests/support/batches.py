"""The same packets through an engine alone and through its batch path: what both answer and what leases both have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dhcpserver.fast import Batch, Block, Fast, Out
from dhcpserver.leases import Book
from dhcpserver.shapes import STRIDE


class Packet(NamedTuple):
    octets: bytes
    source: int
    port: int


class Sent(NamedTuple):
    """An answer: to which packet of the batch, octets, where it goes."""

    which: int
    octets: bytes
    destination: int
    port: int


def batch_of(packets: Sequence[Packet], width: int = 4) -> Batch:
    rows = np.full((len(packets), STRIDE), 0xEE, np.uint8)  # what a row held before
    for row, packet in zip(rows, packets, strict=True):
        row[: len(packet.octets)] = np.frombuffer(packet.octets, np.uint8)
    lengths = np.array([len(packet.octets) for packet in packets], np.int64)
    if width == 4:
        sources: Any = np.array([packet.source for packet in packets], np.uint32)
    else:
        octets = b"".join(packet.source.to_bytes(16) for packet in packets)
        sources = np.frombuffer(octets, np.uint8).reshape(-1, 16)
    ports = np.array([packet.port for packet in packets], np.uint16)
    return Batch(rows, rows.view(np.uint64), lengths, sources, ports)


def by_batch(fast: Fast, packets: Sequence[Packet], now: int, width: int = 4) -> list[Sent]:
    """What the batch path answers, in the order of the packets."""
    found = [one for out in fast.answer(batch_of(packets, width), now) for one in flat(out)]
    return sorted(found, key=lambda sent: sent.which)


def flat(out: Out) -> list[Sent]:
    if isinstance(out, Block):
        to = [int.from_bytes(item.tobytes()) if item.ndim else int(item) for item in out.addresses]
        return [
            Sent(int(which), row.tobytes(), address, int(port))
            for which, row, address, port in zip(out.which, out.rows, to, out.ports, strict=True)
        ]
    reply: Any = out.reply
    return [Sent(out.which, reply.encode(), int(reply.destination), reply.port)]


def leases_of(book: Book) -> list[tuple[object, ...]]:
    return sorted((*lease.row(), lease.owner) for lease in book.leases())
