"""Many requests at once: what their leases become and what they are answered, as if each had come alone.

Rules this file keeps:

- requests are taken in their order; what is of no known shape, or in a state that is not simple, goes to the engine in
  its place;
- a run is taken at once only when no order of its requests could make a difference: every client stands in it once, and
  an address that comes free in it is not given away in it;
- nothing here decides what an answer says: that is the engine's, learnt by rehearsal (:mod:`dhcpserver.shapes`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.ma  # np.unique loads it when it is first called, which would hold up the first answers
from numpy.typing import NDArray

from dhcpserver.leases import State
from dhcpserver.shapes import Goal, Role, Shape
from dhcpserver.store import OWNER_OCTETS, RECORD, Records
from dhcpserver.storebatch import BatchBook
from dhcpserver.storeindex import RowNumbers
from dhcptools.batch.columns import U32, U64, Rows, column
from dhcptools.packet.errors import DecodeError

MOST_SHAPES: Final = 64  # that are remembered, the latest used first
_TRIES: Final = 16  # shapes a batch is compared with
_LESSONS: Final = 4  # shapes a batch teaches at most
EXPIRE_A_ROW: Final = 64  # leases that are looked at for each request, whether they are over
_SHORT: Final = 8  # a run of fewer requests costs more than the engine
_SHORT_RUNS: Final = 8  # after so many short runs the rest of a batch goes to the engine

NEW: Final = 1  # a client without lease gets an address
IDLE: Final = 2  # a client gets back what it had
HELD: Final = 3  # a client gets again what it has
CONFIRM: Final = 4
RELEASE: Final = 5


class Block(NamedTuple):
    """Answers of one length: ``rows`` (n, octets), to ``addresses`` (n,) or (n, 16) and ``ports`` (n,).

    ``which`` (n,) are the positions of the requests in their batch.
    """

    rows: Rows
    addresses: NDArray[np.uint32] | NDArray[np.uint8]
    ports: NDArray[np.uint16]
    which: RowNumbers


class Odd(NamedTuple):
    """An answer that needs more than an address to go to: a link-layer address, a broadcast."""

    reply: object
    which: int


Out = Block | Odd
Refused = Callable[[int, str, DecodeError, int], None]  # family, source, why, when


class Batch(NamedTuple):
    """Requests as they came: as Received has them, and as words."""

    rows: Rows
    words: NDArray[np.uint64]
    lengths: NDArray[np.int64]
    sources: NDArray[np.uint32] | NDArray[np.uint8]
    ports: NDArray[np.uint16]


class Fast(ABC):
    """One engine's batch path."""

    def __init__(self, book: BatchBook, counters: dict[str, int]) -> None:
        self.book = book
        self.counters = counters
        self.shapes: list[Shape] = []
        self.taken = 0  # requests that went by batch
        self.refused: Refused | None = None  # told of what cannot be read
        self._keys: Records = np.zeros(0, RECORD)

    def expire(self, now_ns: int, most: int) -> None:
        """End what is over, looking at no more than ``most`` leases."""
        self.book.expire(now_ns, most)

    @abstractmethod
    def learn(self, octets: bytes, source: int, port: int) -> Shape | None:
        """The shape of a request, None when it is to be left to the engine."""

    @abstractmethod
    def one(self, batch: Batch, which: int, now_ns: int) -> Iterator[Out]:
        """The engine's answer to one request."""

    def answer(self, batch: Batch, now_ns: int) -> list[Out]:
        """The answers to requests that came at one time, in an order that keeps that of each client."""
        count = len(batch.rows)
        self.expire(now_ns, EXPIRE_A_ROW * count)
        shape_of, used = self._shapes_of(batch)
        out: list[Out] = []
        barriers = [*np.flatnonzero(shape_of < 0).tolist(), count]
        at = passed = short = 0
        while at < count:
            while barriers[passed] < at:
                passed += 1
            done = 0
            if barriers[passed] > at and short < _SHORT_RUNS:
                done = self._run(batch, at, barriers[passed], shape_of, used, now_ns, out)
                short += done < _SHORT and at + done < count
            if done == 0:
                out += self.one(batch, at, now_ns)
                done = 1
            at += done
        return out

    def _shapes_of(self, batch: Batch) -> tuple[NDArray[np.int64], list[Shape]]:
        """Which shape each request has, -1 for none; keys are filled in for those that have one."""
        count = len(batch.rows)
        if count > len(self._keys):
            self._keys = np.zeros(count, RECORD)
        shape_of = np.full(count, -1, np.int64)
        left = np.arange(count)
        used: list[Shape] = []
        lessons = 0
        known = iter(self.shapes[:_TRIES])
        while len(left):
            shape = next(known, None)
            if shape is None:
                if lessons == _LESSONS:
                    break
                lessons += 1
                first = left[0]
                octets = batch.rows[first, : batch.lengths[first]].tobytes()
                shape = self.learn(octets, self._source(batch, int(first)), int(batch.ports[first]))
                if shape is None:
                    left = left[1:]
                    continue
                self.shapes = [shape, *self.shapes[: MOST_SHAPES - 1]]
            if len(left) == count:
                same = shape.matches(batch.words, batch.lengths)
            else:
                same = shape.matches(batch.words[left], batch.lengths[left])
            hits = left[same]
            if len(hits):
                shape_of[hits] = len(used)
                used.append(shape)
                self._fill(shape, batch, hits)
                left = left[~same]
        if used and used[0] is not self.shapes[0]:
            self.shapes = [*used, *(shape for shape in self.shapes if all(shape is not item for item in used))]
        return shape_of, used

    def _source(self, batch: Batch, which: int) -> int:
        source = batch.sources[which]
        return int.from_bytes(source.tobytes()) if source.ndim else int(source)

    def _fill(self, shape: Shape, batch: Batch, hits: RowNumbers) -> None:
        """The key records of requests of one shape; ``high`` and ``low`` hold the address they name."""
        form = shape.form
        rows = batch.rows if len(hits) == len(batch.rows) else batch.rows[hits]
        keys = np.empty(len(hits), RECORD)
        keys[:] = shape.template
        owners = np.zeros((len(hits), OWNER_OCTETS), np.uint8)
        to = len(form.head)
        owners[:, :to] = np.frombuffer(form.head, np.uint8)
        for at, octets in form.key:
            owners[:, to : to + octets] = rows[:, at : at + octets]
            to += octets
        words = owners.view(np.uint64)
        keys["owner"] = words
        keys["hash"] = self.book.secrets.many([words[:, word] for word in range(words.shape[1])])
        keys["client"][:, : form.client_octets] = rows[:, form.client_at : form.client_at + form.client_octets]
        keys["hardware"][:, : form.hardware_octets] = rows[:, 28 : 28 + form.hardware_octets]
        if form.iaid_at >= 0:
            keys["iaid"] = column(rows, form.iaid_at, U32)
        if form.wish_at >= 0 and form.width == 4:
            keys["low"] = column(rows, form.wish_at, U32)
        elif form.wish_at >= 0:
            keys["high"], keys["low"] = column(rows, form.wish_at, U64), column(rows, form.wish_at + 8, U64)
        self._keys[hits] = keys

    def _run(
        self,
        batch: Batch,
        at: int,
        end: int,
        shape_of: NDArray[np.int64],
        used: list[Shape],
        now_ns: int,
        out: list[Out],
    ) -> int:
        """Take as many requests from ``at`` on as can be taken at once; how many."""
        book = self.book
        keys, shapes = self._keys[at:end], shape_of[at:end]
        rows = book.rows_of(keys)
        kinds = self._kinds(shapes, used, rows, keys, now_ns)
        bad = np.flatnonzero(kinds == 0)
        count = int(bad[0]) if len(bad) else len(kinds)
        count = _until_repeated(keys["hash"][:count])
        count = self._order_free(kinds[:count], shapes[:count], used, rows[:count])
        offers = np.flatnonzero(kinds[:count] <= HELD)
        room = max(0, book.max_offers - book.offers)
        if len(offers) > room:  # the engine sees to which offer is forgotten
            count = int(offers[room])
        if count == 0:
            return 0
        if np.count_nonzero(kinds[:count] == NEW):
            count = self._give_new(np.flatnonzero(kinds[:count] == NEW), count, rows, shapes, used, keys, now_ns)
        kinds, rows, shapes = kinds[:count], rows[:count], shapes[:count]
        for rank, shape in enumerate(used):
            mine = shapes == rank
            again = np.flatnonzero(mine & (kinds >= IDLE) & (kinds <= CONFIRM))
            if len(again):
                state = State.OFFERED if shape.role is Role.OFFER else State.DEFAULT
                book.give_again(rows[again], keys[again], state, shape.seconds, now_ns)
        places = (book.records["high"][rows], book.records["low"][rows], book.records["source"][rows])
        book.end_rows(rows[kinds == RELEASE])
        for rank, shape in enumerate(used):
            which = np.flatnonzero(shapes == rank)
            if len(which):
                for name, times in shape.counted.items():
                    self.counters[name] += times * len(which)
                if shape.goal is not Goal.NOWHERE:
                    self._reply(batch, shape, which + at, tuple(place[which] for place in places), out)
        self.taken += count
        return count

    def _kinds(
        self, shapes: NDArray[np.int64], used: list[Shape], rows: RowNumbers, keys: Records, now_ns: int
    ) -> NDArray[np.int8]:
        """What each request does, 0 for one that is not simple."""
        records = self.book.records
        roles = np.array([shape.role for shape in used])[shapes]
        names = np.array([shape.form.wish_at >= 0 for shape in used])[shapes]
        there = rows >= 0
        state = records["state"][rows]
        busy = there & (state != State.EXPIRED_RECLAIMED) & (records["expires_ns"][rows] > np.uint64(now_ns))
        own = there & (records["source"][rows] >= 0)
        own &= ~names | ((records["low"][rows] == keys["low"]) & (records["high"][rows] == keys["high"]))
        asks = (roles == Role.OFFER) | (roles == Role.ASSIGN)
        kinds = np.zeros(len(rows), np.int8)
        kinds[asks & ~there & ~names] = NEW
        kinds[asks & own & ~busy] = IDLE
        kinds[asks & own & busy] = HELD
        kinds[(roles == Role.CONFIRM) & own & busy] = CONFIRM
        kinds[(roles == Role.RELEASE) & own & busy & (state == State.DEFAULT)] = RELEASE
        return kinds

    def _order_free(
        self, kinds: NDArray[np.int8], shapes: NDArray[np.int64], used: list[Shape], rows: RowNumbers
    ) -> int:
        """How many requests from the first on may be taken in any order.

        What takes addresses, gives back and takes up old leases gets in each other's way only where addresses that came
        free are given again, or old leases forgotten; such kinds are then taken one after the other.
        """
        changing = np.flatnonzero((kinds == NEW) | (kinds == IDLE) | (kinds == RELEASE))
        if not len(changing):
            return len(kinds)
        first = kinds[changing[0]]
        mixed = changing[kinds[changing] != first]
        fresh = np.flatnonzero(kinds == NEW)
        subnets = sorted({int(rank) for rank in shapes[fresh].tolist()})
        ranges = {id(used[rank].ranges[0]): used[rank].ranges[0] for rank in subnets}
        if len(mixed) == 0 and len(ranges) < 2:
            return len(kinds)
        released = int(np.count_nonzero(kinds == RELEASE))
        idle = rows[kinds == IDLE]
        safe = released <= self.book.room_for_ended or not len(idle)
        safe &= all(pool.fresh_for(len(fresh), released) for pool in ranges.values())
        if len(fresh):
            safe &= all(
                self.book.sources[number].given(address)
                for number, address in zip(
                    self.book.records["source"][idle].tolist(), self.book.addresses_of(idle), strict=True
                )
            )
        if safe:
            return len(kinds)
        if len(ranges) > 1:  # one subnet at a time
            one = id(used[int(shapes[fresh[0]])].ranges[0])
            strangers = [at for at in fresh.tolist() if id(used[int(shapes[at])].ranges[0]) != one]
            mixed = np.sort(np.concatenate([mixed, np.array(strangers[:1], np.int64)]))
        return int(mixed[0])

    def _give_new(
        self,
        fresh: RowNumbers,
        count: int,
        rows: RowNumbers,
        shapes: NDArray[np.int64],
        used: list[Shape],
        keys: Records,
        now_ns: int,
    ) -> int:
        """Addresses for clients without lease, in the order of requests; ``rows`` is filled in.

        Returns how many requests of ``count`` can be taken: those before the first for which no address is left.
        """
        book = self.book
        ranks = shapes[fresh]
        subnets: dict[int, list[int]] = {}
        for rank in np.unique(ranks).tolist():
            subnets.setdefault(used[rank].form.subnet_id, []).append(rank)
        for together in subnets.values():
            mine = fresh[np.isin(ranks, together)] if len(subnets) > 1 else fresh
            at = 0
            for pool in used[together[0]].ranges:
                if at == len(mine):
                    break
                addresses = pool.take_many(len(mine) - at, lambda some: book.taken_many(some, now_ns))
                some = mine[at : at + len(addresses)]
                at += len(addresses)
                for rank in together:
                    which = np.flatnonzero(shapes[some] == rank)
                    if not len(which):
                        continue
                    given = addresses if len(which) == len(addresses) else [addresses[place] for place in which]
                    state = State.OFFERED if used[rank].role is Role.OFFER else State.DEFAULT
                    chosen = some[which]
                    rows[chosen] = book.give_new(given, keys[chosen], pool, state, used[rank].seconds, now_ns)
            if at < len(mine):
                count = min(count, int(mine[at]))
        return count

    def _reply(
        self, batch: Batch, shape: Shape, which: RowNumbers, places: tuple[NDArray[np.generic], ...], out: list[Out]
    ) -> None:
        """The answers to requests of one shape; ``places`` are the halves of their addresses and their sources."""
        high, low, sources = places
        for number in np.unique(sources).tolist():
            mine = np.flatnonzero(sources == number) if np.count_nonzero(sources == number) < len(sources) else None
            chosen = which if mine is None else which[mine]
            upper, lower = (high, low) if mine is None else (high[mine], low[mine])
            answer = shape.answers[[id(item) for item in shape.ranges].index(id(self.book.sources[number]))]
            asked = batch.rows if len(chosen) == len(batch.rows) else batch.rows[chosen]
            rows = answer.stamp(asked, upper.astype(np.uint64), lower.astype(np.uint64))
            ports = batch.ports[chosen] if shape.port == 0 else np.full(len(chosen), shape.port, np.uint16)
            if shape.goal is Goal.SOURCE:
                addresses = batch.sources[chosen]
            elif shape.goal is Goal.ADDRESS:
                addresses = lower.astype(np.uint32)
            else:
                addresses = np.full(len(chosen), shape.destination, np.uint32)
            out.append(Block(rows, addresses, ports, chosen))


def _until_repeated(hashes: NDArray[np.uint64]) -> int:
    """How many of these are distinct from the first on."""
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    again = order[1:][ranked[1:] == ranked[:-1]]
    return int(again.min()) if len(again) else len(hashes)
