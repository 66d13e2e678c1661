"""Requests of a load run as people read them: rows decoded by the object plane, replies made for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6, layers
from dhcptools.perf.content import Content
from dhcptools.perf.dialogue import Batch
from dhcptools.perf.plan import Exchange, Plan


def plan4(content: Content | None = None, **values: Any) -> Plan:
    return Plan("192.0.2.1", "192.0.2.2", **{"max_starts": 1, "content": content or Content(), **values})


def plan6(content: Content | None = None, **values: Any) -> Plan:
    both = {"max_starts": 1, "exchange": Exchange.SARR, "content": content or Content(), **values}
    return Plan("2001:db8::1", "2001:db8::2", **both)


def octets(batch: Batch) -> list[bytes]:
    lengths = np.broadcast_to(np.asarray(batch.lengths), len(batch.rows))
    return [row[:length].tobytes() for row, length in zip(batch.rows, lengths.tolist(), strict=True)]


def messages4(batch: Batch) -> list[Message4]:
    return [Message4.decode(each) for each in octets(batch)]


def stacks6(batch: Batch) -> list[list[RelayMessage6 | Message6]]:
    """Each message with the relay messages around it, outermost first."""
    return [list(layers(decode6(each))) for each in octets(batch)]


def inner6(batch: Batch) -> list[Message6]:
    found = [stack[-1] for stack in stacks6(batch)]
    assert all(isinstance(message, Message6) and not message.problems for message in found)
    return found  # type: ignore[return-value]


def matrix(packets: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    rows = np.zeros((len(packets), max(map(len, packets))), np.uint8)
    for row, packet in zip(rows, packets, strict=True):
        row[: len(packet)] = np.frombuffer(packet, np.uint8)
    return rows, np.array([len(packet) for packet in packets], np.int32)
