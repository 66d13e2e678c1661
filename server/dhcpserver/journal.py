"""The seam between leases and their file: what changed is handed over once a batch, before any reply leaves.

RFC 2131 §4.3.1 wants a lease recorded before the client hears of it. A book notes which leases were granted, released,
declined or ended since it was last asked (offers are never recorded), and :func:`commit` hands all of it to a journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol


class LeaseRow(NamedTuple):
    """One lease as it stands after a change. ``client_id`` is the DUID in DHCPv6; ``state`` is of leases.State.

    ``expires_ns`` counts from the epoch, leases.NEVER_NS for a lease without end.
    """

    address: int
    length: int
    hardware: bytes
    client_id: bytes
    iaid: int
    subnet_id: int
    hostname: str
    state: int
    valid_s: int
    preferred_s: int
    expires_ns: int


class Changes(Protocol):
    """Leases that changed, one row each, in the order in which they changed. A batch may bring them as columns."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[LeaseRow]: ...


class Changing(Protocol):
    """A book as :func:`commit` sees it."""

    def take_changes(self) -> Sequence[Changes]:
        """What changed since the last call."""


class Journal(Protocol):
    """Where changes are kept."""

    def append(self, changes: Sequence[Changes]) -> None:
        """Record them, all in one write; when it returns, replies may leave. Raises OSError when it cannot.

        What could not be recorded is tried again with the next call, which may bring nothing new.
        """

    @property
    def behind(self) -> bool:
        """Whether an earlier call failed, and what it brought is not on record yet."""


class Recorder(Protocol):
    """Where leases are kept."""

    def record(self) -> bool:
        """Record what changed; whether replies may leave."""

    def close(self) -> None:
        """Record what is left and let go."""


class MemoryOnly:
    """Keeps nothing: leases live as long as the server. ``rows`` counts what it was told."""

    def __init__(self) -> None:
        self.rows = 0

    def append(self, changes: Sequence[Changes]) -> None:
        """Count the rows."""
        self.rows += sum(map(len, changes))

    @property
    def behind(self) -> bool:
        """Memory never fails."""
        return False


def commit(books: Iterable[Changing], journal: Journal) -> bool:
    """Hand what changed in these books to a journal, if anything did; whether replies may leave.

    A journal that cannot record keeps every reply in: a client that hears nothing asks again, or another server.
    """
    changes = [chunk for book in books for chunk in book.take_changes()]
    if changes or journal.behind:
        try:
            journal.append(changes)
        except OSError:
            return False
    return True
