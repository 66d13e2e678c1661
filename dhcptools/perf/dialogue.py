"""What the engine needs to know of a protocol: how to write a batch of requests and how to read a batch of replies.

The engine, the tracker and the schedule are the same for every family; a dialogue holds the templates and the scanner.

A *kind* is a request by its name in the exchange tables: ``discover``, ``request``, ``reboot``, ``renew``, ``rebind``,
``release``, ``decline``, ``inform``; ``solicit``, ``request``, ``renew``, ``rebind``, ``release``, ``decline``,
``confirm``, ``information_request``. A dialogue is made for the kinds of one run, in their order: a *stage* is a place
in that order. Requests of a kind are numbered from 0 by whoever sends them. A REQUEST of DHCPv4 shares its numbers with
DISCOVER, since both have one xid; a Request of DHCPv6 has the number of its Solicit and a transaction-id of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers, Lengths, Rows
from dhcptools.exchange.answers import Answer, Request, answers, requests
from dhcptools.exchange.tables4 import TABLES4
from dhcptools.exchange.tables6 import TABLES6
from dhcptools.perf.leases import Leases

MOST_ROWS: Final = 1024
"""Rows of one batch."""

_NO_FLOW: Final = np.zeros(1, np.int64)


class Batch(NamedTuple):
    """Requests as rows (n, stride) with the octets that count in each: one number, or (n,) when they differ."""

    rows: Rows
    lengths: int | Integers


@dataclass(slots=True)
class Replies:
    """A batch of n replies as the engine sees them; every array is (n,).

    ``valid``: a message that can be read. ``stage``: the request that such a reply answers, -1 for none. ``numbers``:
    the low bits of that request's number. ``complete``: carries every option that makes it a reply (a client must
    discard it otherwise). ``accepted``: grants what was asked. ``nak``: DHCPNAK. ``bound``: says that a lease is held
    now, so no request has to follow. ``keys``: a number for each address (or prefix) granted, never 0 where there is
    one.
    """

    valid: Flags
    stage: NDArray[np.int8]
    numbers: Integers
    complete: Flags
    accepted: Flags
    nak: Flags
    bound: Flags
    keys: NDArray[np.uint64]


class Dialogue(Protocol):
    """The requests of one run and their replies.

    ``kinds`` are the requests, ``names`` their results in the report, ``answered`` whether a server answers them at
    all. ``number_bits`` low bits of a request's number come back in its reply.
    """

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    answered: tuple[bool, ...]
    number_bits: int

    def clients(self, numbers: Integers) -> Integers:
        """Client of the exchanges that start with these numbers, int64 (n,) below the number of clients."""
        raise NotImplementedError  # abstract

    def links(self, numbers: Integers) -> Integers:
        """Which of the content's links each of these exchanges is asked through, int64 (n,)."""
        raise NotImplementedError  # abstract

    def message(
        self,
        kind: str,
        numbers: Integers,
        leases: Leases | None = None,
        *,
        since_ns: Integers | int = 0,
        elapsed_ns: Integers | int = 0,
        again: bool = False,
    ) -> Batch:
        """Requests of one kind with ``numbers`` (n,), n at most MOST_ROWS.

        ``leases`` (n) are those that the requests speak of; only a first request, which starts an exchange, has none.
        ``since_ns`` is when each leaves, from the start of the run; ``elapsed_ns`` how long its client tries already.
        The matrix is reused by the next call for this kind, except that those made with ``again``, for
        retransmissions, have a matrix of their own.
        """
        raise NotImplementedError  # abstract

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read a batch of datagrams, n > 0; the methods below speak of this batch until the next call."""
        raise NotImplementedError  # abstract

    def same_client(self, clients: Integers) -> Flags:
        """Whether each reply of the batch names that client (chaddr, or the client's DUID); ``clients`` (n,)."""
        raise NotImplementedError  # abstract

    def leases(self, chosen: Integers, clients: Integers, links: Integers) -> Leases:
        """What the replies at lines ``chosen`` offer or grant, to whom and through which link; all three are (m,).

        The arrays are for reading: those of what is absent are shared. They outlive the batch.
        """
        raise NotImplementedError  # abstract

    def servers(self, chosen: Integers) -> dict[bytes, int]:
        """Replies at lines ``chosen``, at least one, by their server identifier as it stands in them."""
        raise NotImplementedError  # abstract

    def server_name(self, server: bytes) -> str:
        """A server identifier as people write it."""
        raise NotImplementedError  # abstract


@dataclass(frozen=True, slots=True)
class Numbering:
    """Transaction ids as ``number * flows + flow + seed``, so that a reply says by itself to which flow it belongs.

    ``flows`` are as many as 2 to the ``flow_bits``, so the numbers that come back have their low bits whole; an id has
    ``bits``: 32 for DHCPv4, 24 for DHCPv6.
    """

    bits: int
    flow_bits: int
    seed: int

    @property
    def number_bits(self) -> int:
        """Low bits of a number that an id tells."""
        return self.bits - self.flow_bits

    def ids(self, flow: int, numbers: Integers) -> Integers:
        """The transaction ids of a flow's numbers (n,)."""
        ids = numbers << self.flow_bits if self.flow_bits else numbers
        ids = ids + (flow + self.seed)
        ids &= (1 << self.bits) - 1
        return ids

    def split(self, ids: NDArray[np.uint32]) -> tuple[Integers, Integers]:
        """Flow (one for all when there is only one) and low bits of the number of each transaction id (n,)."""
        whole = ids.astype(np.int64)
        whole -= self.seed
        whole &= (1 << self.bits) - 1
        if self.flow_bits == 0:
            return _NO_FLOW, whole
        return whole & ((1 << self.flow_bits) - 1), whole >> self.flow_bits


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The transition tables of the kinds of a run, as arrays: what each message type answers, and can it grant.

    ``stage`` is (flows, 256): the stage that a reply of this type answers in this flow, -1 for none; ``grants`` is
    (256,). ``flows`` says which flow each kind belongs to.
    """

    names: tuple[str, ...]
    answered: tuple[bool, ...]
    flows: tuple[int, ...]
    flow_bits: int
    stage: NDArray[np.int8]
    grants: Flags

    @classmethod
    def of(cls, kinds: Sequence[str], family: int, *, rapid: bool = False) -> AnswerTable:
        """Gather what the scalar machines follow; ``rapid``: a Reply may answer a Solicit. ValueError for no kind."""
        shares = family == 4 and {"discover", "request"} <= set(kinds)
        flows: list[int] = []
        for kind in kinds:
            flows.append(flows[kinds.index("discover")] if shares and kind == "request" else len(set(flows)))
        flow_bits = (len(set(flows)) - 1).bit_length()
        stage, grants = np.full((1 << flow_bits, 256), -1, np.int8), np.zeros(256, np.bool_)
        names, answered = [], []
        for place, kind in enumerate(kinds):
            request, rows = _table(kind, family, rapid=rapid)
            for row in rows:
                stage[flows[place], row.reply_type] = place
                grants[row.reply_type] |= row.accepted
            granting = [row.name for row in rows if row.accepted]
            names.append(granting[-1] if granting else kind)
            answered.append(request.answered)
        return cls(tuple(names), tuple(answered), tuple(flows), flow_bits, stage, grants)


def kinds_of(exchange: str, family: int) -> tuple[str, ...]:
    """The requests of an exchange of the tables, in their order."""
    return tuple(request.label for request in requests(exchange, family))


def _table(kind: str, family: int, *, rapid: bool) -> tuple[Request, list[Answer]]:
    """The request and its answers, from the first exchange that has them."""
    for exchange in TABLES4 if family == 4 else TABLES6:
        for request in requests(exchange, family):
            if request.label == kind and (exchange == "rapid-commit" or not (rapid and kind == "solicit")):
                rows = [row for row in answers(exchange, family) if row.request == kind]
                return request, rows
    raise ValueError(f"no request {kind!r} in DHCPv{family}")
