"""What the engine needs to know of a protocol: how to write a batch of requests and how to read a batch of replies.

The engine, the tracker and the schedule are the same for every family; a dialogue holds the templates and the scanner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers, Lengths, Rows
from dhcptools.exchange.answers import Answer, answers


@dataclass(slots=True)
class Replies:
    """A batch of n replies as the engine sees them; every array is (n,).

    ``valid``: a message that can be read. ``stage``: the request that such a reply answers, -1 for none. ``numbers``:
    the low bits of the exchange it belongs to. ``complete``: carries every option that makes it a reply (a client must
    discard it otherwise). ``accepted``: grants what was asked. ``nak``: DHCPNAK. ``keys``: a number for each address
    granted, never 0.
    """

    valid: Flags
    stage: NDArray[np.int8]
    numbers: Integers
    complete: Flags
    accepted: Flags
    nak: Flags
    keys: NDArray[np.uint64]


class Dialogue(Protocol):
    """One kind of exchange of one family. Matrices returned are reused by the next call of the same method."""

    names: tuple[str, ...]
    number_bits: int

    def first(self, start: int, count: int) -> Rows:
        """First requests of exchanges ``start … start + count - 1``, at most ``MOST_ROWS``."""
        raise NotImplementedError  # abstract

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read a batch of datagrams, n > 0; the other methods speak of this batch until the next call."""
        raise NotImplementedError  # abstract

    def same_client(self, exchanges: Integers) -> Flags:
        """Whether each reply names the client of that exchange (chaddr, or the client's DUID)."""
        raise NotImplementedError  # abstract

    def second(self, chosen: Integers, exchanges: Integers) -> Iterator[tuple[Rows, Integers]]:
        """Second requests for the replies at lines ``chosen``, of ``exchanges`` (both (m,)), grouped by length."""
        raise NotImplementedError  # abstract

    def servers(self, chosen: Integers) -> dict[bytes, int]:
        """Replies at lines ``chosen``, at least one, by their server identifier as it stands in them."""
        raise NotImplementedError  # abstract

    def server_name(self, server: bytes) -> str:
        """A server identifier as people write it."""
        raise NotImplementedError  # abstract


MOST_ROWS = 1024
"""Rows of one batch."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The transition table of an exchange, as arrays indexed by message type: the stage answered, and can it grant."""

    names: tuple[str, ...]
    stage: NDArray[np.int8]
    grants: Flags

    @classmethod
    def of(cls, exchange: str, family: int) -> AnswerTable:
        """Gather the table that the scalar machines follow."""
        rows: tuple[Answer, ...] = answers(exchange, family)
        stage, grants = np.full(256, -1, np.int8), np.zeros(256, np.bool_)
        for row in rows:
            stage[row.reply_type] = row.stage
            grants[row.reply_type] = row.accepted
        names = {row.stage: row.name for row in rows if row.accepted}
        return cls(tuple(names[each] for each in sorted(names)), stage, grants)
