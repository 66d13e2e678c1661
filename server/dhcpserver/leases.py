"""The leases of one kind (IPv4 addresses, IPv6 addresses, delegated prefixes), in memory.

Rules this file keeps:

- an address has at most one lease, an owner at most one lease in a subnet;
- an address whose lease is active, offered or declined is never free for anybody else;
- every structure is bounded: offers expire, the oldest go first when there are too many, and of leases that ended only
  the latest are remembered (so that a client gets its old address again, RFC 2131 §4.3.1).

Addresses are integers, times are integer nanoseconds on one clock that the caller chooses.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from enum import IntEnum
from typing import Final

from dhcpserver.journal import Changes, LeaseRow
from dhcpserver.pools import Range

INFINITE_S: Final = 0xFFFFFFFF  # RFC 2131 §3.3, RFC 9915 §7.7
NEVER_NS: Final = 1 << 63
SECOND_NS: Final = 1_000_000_000
MOST_DECLINED: Final = 16  # addresses that one client keeps from all others, and never more than a quarter of a pool
MOST_DECLINERS: Final = 65_536  # clients of whom that is known, the latest
_FEW: Final = 4096  # entries of the queue that are not worth clearing up


class State(IntEnum):
    """Kea's lease states, and one of ours that no lease file ever shows."""

    DEFAULT = 0
    DECLINED = 1
    EXPIRED_RECLAIMED = 2
    OFFERED = 16


class Lease:
    """One lease. ``owner`` names subnet and client; ``client_id`` is the DUID in DHCPv6."""

    __slots__ = (
        "_queued_ns", "address", "client_id", "expires_ns", "hardware", "hostname", "iaid", "length", "owner",
        "preferred_s", "source", "state", "subnet_id", "valid_s",
    )  # fmt: skip  # one lease costs what these cost

    def __init__(self, address: int, owner: bytes, source: Range | None = None) -> None:
        self.address = address
        self.owner = owner
        self.source = source
        self.length = 32 if source is None else source.length
        self.subnet_id = 0
        self.hardware = b""
        self.client_id = b""
        self.iaid = 0
        self.hostname = ""
        self.valid_s = 0
        self.preferred_s = 0
        self.expires_ns = 0
        self.state = State.EXPIRED_RECLAIMED
        self._queued_ns = 0

    def active(self, now_ns: int) -> bool:
        """Whether a client may use it now."""
        return self.state is State.DEFAULT and self.expires_ns > now_ns

    def busy(self, now_ns: int) -> bool:
        """Whether nobody else may have it now: active, offered or declined."""
        return self.state is not State.EXPIRED_RECLAIMED and self.expires_ns > now_ns

    def row(self) -> LeaseRow:
        """The lease as a journal records it."""
        return LeaseRow(
            self.address, self.length, self.hardware, self.client_id, self.iaid, self.subnet_id, self.hostname,
            self.state, self.valid_s, self.preferred_s, self.expires_ns,
        )  # fmt: skip  # the order of LeaseRow


class Book:
    """All leases of one kind."""

    def __init__(self, *, max_offers: int = 1 << 20, max_ended: int = 1 << 17) -> None:
        self.max_offers = max_offers
        self.max_ended = max_ended
        self.reclaimed = 0
        self._by_address: MutableMapping[int, Lease] = {}
        self._by_owner: MutableMapping[bytes, Lease] = {}
        self._offers: OrderedDict[int, None] = OrderedDict()
        self._ended: OrderedDict[int, None] = OrderedDict()
        self._declined: set[int] = set()
        self._decliners: OrderedDict[bytes, list[int]] = OrderedDict()  # what each client declined, oldest first
        self._queue: list[tuple[int, int]] = []  # (when to look again, address)
        self._changed: dict[int, Lease | LeaseRow] | None = None  # by address, the latest change last

    def __len__(self) -> int:
        """How many leases are held, ended ones included."""
        return len(self._by_address)

    @property
    def offers(self) -> int:
        """How many offers wait for their client."""
        return len(self._offers)

    @property
    def declined(self) -> int:
        """How many addresses clients have declined."""
        return len(self._declined)

    def keep_changes(self) -> None:
        """From now on note what changes, for :meth:`take_changes`."""
        self._changed = {}

    def take_changes(self) -> Sequence[Changes]:
        """The leases granted, released, declined or ended since the last call; the latest change of a lease counts."""
        if not self._changed:
            return ()
        rows = [lease if isinstance(lease, LeaseRow) else lease.row() for lease in self._changed.values()]
        self._changed = {}
        return (rows,)

    def leases(self) -> Iterator[Lease]:
        """All leases, ended ones included, in no special order."""
        return iter(self._by_address.values())

    def at(self, address: int) -> Lease | None:
        """The lease of an address, ended ones included."""
        return self._by_address.get(address)

    def of(self, owner: bytes) -> Lease | None:
        """The lease of an owner, ended ones included."""
        return self._by_owner.get(owner)

    def take_back(self, lease: Lease) -> None:
        """A lease of an earlier run; of several that one owner had the last that comes is found by owner."""
        self._by_address[lease.address] = lease
        if lease.state is not State.DECLINED:
            self._by_owner[lease.owner] = lease
        if lease.state is not State.EXPIRED_RECLAIMED:
            self._until(lease, lease.expires_ns)

    def mark(self, ended: Iterable[int], declined: Iterable[int]) -> None:
        """What leases of an earlier run are: those that ended the oldest first, and those that were declined."""
        self._ended = OrderedDict.fromkeys(ended)
        self._declined = set(declined)

    def free_for(self, address: int, owner: bytes, now_ns: int) -> bool:
        """Whether this owner may have the address: nobody else holds it, and it is not declined."""
        lease = self._by_address.get(address)
        if lease is None or not lease.busy(now_ns):
            return True
        return lease.owner == owner and lease.state is not State.DECLINED

    def taken(self, address: int, now_ns: int) -> bool:
        """Whether the address is not free for a new owner."""
        lease = self._by_address.get(address)
        return lease is not None and lease.busy(now_ns)

    def offer(self, address: int, owner: bytes, source: Range | None, seconds: int, now_ns: int) -> Lease:
        """Set an address aside for an owner. An owner's active lease of it stays what it is."""
        lease = self._by_address.get(address)
        if lease is not None and lease.owner == owner and lease.active(now_ns):
            return lease
        lease = self._claim(address, owner, source)
        lease.state = State.OFFERED
        self._offers[address] = None
        self._until(lease, now_ns + seconds * SECOND_NS)
        while len(self._offers) > self.max_offers:
            self.end(self._by_address[next(iter(self._offers))])
        return lease

    def grant(self, address: int, owner: bytes, source: Range | None, seconds: int, now_ns: int) -> Lease:
        """Give an address to an owner for ``seconds``, or for ever. The caller has asked :meth:`free_for`."""
        lease = self._claim(address, owner, source)
        lease.state = State.DEFAULT
        lease.valid_s = seconds
        self._until(lease, NEVER_NS if seconds == INFINITE_S else now_ns + seconds * SECOND_NS)
        self._note_change(lease)
        return lease

    def decline(self, lease: Lease, seconds: int, now_ns: int) -> None:
        """Keep an address from everybody for a while (RFC 2131 §4.3.3, RFC 9915 §18.3.8)."""
        self._forget_owner(lease)
        self._offers.pop(lease.address, None)
        self._ended.pop(lease.address, None)
        lease.state = State.DECLINED
        self._declined.add(lease.address)
        self._until(lease, now_ns + seconds * SECOND_NS)
        self._note_change(lease)
        self._limit_declines(lease)

    def _limit_declines(self, lease: Lease) -> None:
        """A client that declines everything must not use up a pool: the address it declined first is free again."""
        client = _client(lease)
        mine = self._decliners.pop(client, [])
        self._decliners[client] = mine
        if len(self._decliners) > MOST_DECLINERS:
            self._decliners.popitem(last=False)
        if lease.address in mine:
            mine.remove(lease.address)
        mine.append(lease.address)
        share = MOST_DECLINED if lease.source is None else lease.source.count // 4
        while len(mine) > max(1, min(share, MOST_DECLINED)):
            first = self._by_address.get(mine.pop(0))
            if first is not None and first.state is State.DECLINED and _client(first) == client:
                self.end(first)

    def end(self, lease: Lease) -> None:
        """Released, or over: free for others, remembered for its owner."""
        address = lease.address
        if self._by_address.get(address) != lease or lease.state is State.EXPIRED_RECLAIMED:
            return
        self._offers.pop(address, None)
        self._declined.discard(address)
        was, lease.state = lease.state, State.EXPIRED_RECLAIMED
        if was is not State.OFFERED and self._changed is not None:
            self._note_change(lease.row())  # as it is now: the address may be offered to another before it is recorded
        if lease.source is not None:
            lease.source.give_back(address)
        self._ended[address] = None
        while len(self._ended) > self.max_ended:
            oldest, _ = self._ended.popitem(last=False)
            self._forget_owner(self._by_address[oldest])
            del self._by_address[oldest]

    def expire(self, now_ns: int, most: int = 64) -> int:
        """End what is over by now, looking at no more than ``most`` leases; returns how many ended."""
        ended = 0
        queue = self._queue
        while queue and queue[0][0] <= now_ns and most > 0:
            when, address = heapq.heappop(queue)
            lease = self._by_address.get(address)
            if lease is None or lease._queued_ns != when:
                continue  # a newer entry stands for it
            most -= 1
            lease._queued_ns = 0
            if lease.state is State.EXPIRED_RECLAIMED:
                continue
            if lease.expires_ns > now_ns:
                self._until(lease, lease.expires_ns)
                continue
            if lease.state is not State.OFFERED:
                self.reclaimed += 1
            self.end(lease)
            ended += 1
        return ended

    def _claim(self, address: int, owner: bytes, source: Range | None) -> Lease:
        """The lease object of an address, now this owner's and nobody else's."""
        before = self._by_owner.get(owner)
        if before is not None and before.address != address:
            self.end(before)
        lease = self._by_address.get(address)
        if lease is None:
            lease = self._new(address, owner, source)
        elif lease.owner != owner:
            self._forget_owner(lease)
            lease.owner = owner
            lease.hostname = ""
        lease.source = source
        self._by_owner[owner] = lease
        self._offers.pop(address, None)
        self._ended.pop(address, None)
        self._declined.discard(address)
        if source is not None:
            source.mark_used(address)
        return lease

    def _new(self, address: int, owner: bytes, source: Range | None) -> Lease:
        lease = self._by_address[address] = Lease(address, owner, source)
        return lease

    def _note_change(self, lease: Lease | LeaseRow) -> None:
        if self._changed is not None:
            self._changed.pop(lease.address, None)
            self._changed[lease.address] = lease

    def _forget_owner(self, lease: Lease) -> None:
        if self._by_owner.get(lease.owner) == lease:
            del self._by_owner[lease.owner]

    def _until(self, lease: Lease, when_ns: int) -> None:
        """Set the end of a lease; one entry in the queue at or before it is enough."""
        lease.expires_ns = when_ns
        if when_ns < NEVER_NS and (lease._queued_ns == 0 or when_ns < lease._queued_ns):
            lease._queued_ns = when_ns
            heapq.heappush(self._queue, (when_ns, lease.address))
            if len(self._queue) > 2 * len(self._by_address) + _FEW:  # most stand for leases that were forgotten
                held = self._by_address.values()
                self._queue = [(item._queued_ns, item.address) for item in held if item._queued_ns]
                heapq.heapify(self._queue)


def _client(lease: Lease) -> bytes:
    """What a client keeps while it changes other identifiers: its hardware address, or its DUID."""
    return lease.hardware or lease.client_id or lease.owner
