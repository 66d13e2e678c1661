"""Shapes: requests that differ only in who asks and for which address, and the answer that all of them get.

A shape is learnt from one request. A copy of the engine with nothing but the request's subnet answers it in a
rehearsal, and answers a second request that differs wherever requests of the shape may differ. Only when stamping the
first answer gives the second, octet for octet, and both left the lease that a batch would leave, is the shape taken.
What the engine learns to do, shapes therefore do as well, or leave to the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcpserver.journal import LeaseRow
from dhcpserver.leases import SECOND_NS, State
from dhcpserver.pools import Range
from dhcpserver.store import RECORD
from dhcptools.batch.columns import Flags, Rows

NOW_NS: Final = SECOND_NS  # when rehearsals take place; what clients have they got at 0
PORTS: Final = (40001, 40002)  # where rehearsed requests come from, by turns
STRIDE: Final = 1536  # octets of a received row: a multiple of 8, so that rows compare as words


class Role(IntEnum):
    """What a request does to leases."""

    OFFER = 1  # an address is set aside: the client's own, or a new one
    ASSIGN = 2  # the same, granted at once (rapid commit)
    CONFIRM = 3  # the client's own address is granted to it, or again
    RELEASE = 4  # the client's own address comes free; nothing is answered


class Goal(IntEnum):
    """Where an answer goes."""

    NOWHERE = 0
    FIXED = 1  # to the same address, such as the relay's
    SOURCE = 2  # to where the request came from
    ADDRESS = 3  # to the client's own address


class Copy(NamedTuple):
    """``octets`` of the answer from ``to`` on are those of the request from ``at`` on."""

    to: int
    at: int
    octets: int


class Rehearsed(NamedTuple):
    """What the engine did with one request: its answer (empty for none), where it goes, the lease, what it counted."""

    answer: bytes
    destination: int
    port: int
    lease: LeaseRow | None
    counted: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to requests of a shape whose address is of one range: octets to stamp."""

    octets: bytes
    copies: tuple[Copy, ...]
    address_at: int  # where the address stands, of ``width`` octets
    width: int

    def stamp(self, asked: Rows, high: NDArray[np.uint64], low: NDArray[np.uint64]) -> Rows:
        """The answers to ``asked`` (n, stride), with addresses given in halves (n,)."""
        rows = np.tile(np.frombuffer(self.octets, np.uint8), (len(asked), 1))
        for to, at, octets in self.copies:
            rows[:, to : to + octets] = asked[:, at : at + octets]
        for at, words in ((self.address_at, high), (self.address_at + 8, low)) if self.width == 16 else ():
            rows[:, at : at + 8] = words.astype(">u8")[:, None].view(np.uint8)
        if self.width == 4:
            rows[:, self.address_at : self.address_at + 4] = low.astype(">u4")[:, None].view(np.uint8)
        return rows


@dataclass(frozen=True, slots=True)
class Form:
    """Where things stand in requests of one shape, and what leases note of their clients.

    ``free`` are the places (offset, octets) in which requests differ. The owner of a lease is ``head`` and what stands
    at the places of ``key``. ``wish_at`` is where the address stands that a request names, -1 for nowhere, of ``width``
    octets. ``iaid_at`` is -1 in DHCPv4. ``hardware_octets`` is 0 in DHCPv6, which notes none.
    """

    role: Role
    octets: bytes
    free: tuple[tuple[int, int], ...]
    head: bytes
    key: tuple[tuple[int, int], ...]
    client_at: int
    client_octets: int
    hardware_octets: int
    iaid_at: int
    wish_at: int
    width: int
    subnet_id: int

    def owner(self, octets: bytes) -> bytes:
        """The owner that a request is of."""
        return self.head + b"".join(octets[at : at + count] for at, count in self.key)

    @property
    def owner_octets(self) -> int:
        """Octets of an owner."""
        return len(self.head) + sum(count for _, count in self.key)


@dataclass(frozen=True, slots=True)
class Shape:
    """Requests that are ``exemplar`` wherever ``keep`` (both words (w,)) has ones, and what becomes of them.

    ``ranges`` are those of the subnet, ``answers`` belong to them in order; there are none for ``Goal.NOWHERE``.
    ``destination`` counts for ``Goal.FIXED``; ``port`` 0 is the one the request came from. ``counted`` is what the
    engine counts for one request. ``template`` is a key record with what does not differ.
    """

    form: Form
    role: Role
    exemplar: NDArray[np.uint64]
    keep: NDArray[np.uint64]
    template: NDArray[np.void]
    seconds: int
    ranges: tuple[Range, ...]
    answers: tuple[Answer, ...]
    goal: Goal
    destination: int
    port: int
    counted: dict[str, int]

    def matches(self, words: NDArray[np.uint64], lengths: NDArray[np.int64]) -> Flags:
        """Which requests, as words (n, stride / 8), are of this shape, shape (n,)."""
        differ = words[:, : len(self.keep)] ^ self.exemplar
        differ &= self.keep
        same: Flags = np.logical_not(differ.any(1))
        same &= lengths == len(self.form.octets)
        return same


def kept(octets: bytes, free: Sequence[tuple[int, int]]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A request as words, and what must be equal: all but the ``free`` places (offset, octets) and what follows it."""
    size = -(-len(octets) // 8) * 8
    keep = np.zeros(size, np.uint8)
    keep[: len(octets)] = 0xFF
    for at, count in free:
        keep[at : at + count] = 0
    return np.frombuffer(octets.ljust(size, b"\0"), np.uint64), keep.view(np.uint64)


def other(octets: bytes, free: Sequence[tuple[int, int]]) -> bytes:
    """A request that differs from this one in every bit that is free to."""
    changed = bytearray(octets)
    for at, count in free:
        changed[at : at + count] = bytes(octet ^ 0xFF for octet in changed[at : at + count])
    return bytes(changed)


class Before(IntEnum):
    """What the client of a rehearsal has."""

    NOTHING = 0
    OFFERED = 1
    ACTIVE = 2
    ENDED = 3


class Part(NamedTuple):
    """One rehearsal: the request, from where, and the lease its client has before."""

    octets: bytes
    source: int
    port: int
    before: Before
    address: int


_BEFORE: Final = {
    Role.OFFER: (Before.NOTHING, Before.NOTHING, Before.ACTIVE, Before.ENDED, Before.OFFERED),
    Role.CONFIRM: (Before.OFFERED, Before.ACTIVE),
    Role.RELEASE: (Before.ACTIVE, Before.ACTIVE),
}


def parts(form: Form, source: int, pool: Range) -> list[Part]:
    """The rehearsals for one range: a request and its opposite by turns, and all that their clients may have before."""
    ends = (pool.first, pool.first + (pool.count - 1) * pool.step)
    found = []
    for turn, before in enumerate(_BEFORE[form.role]):
        address = ends[0] if before is Before.NOTHING else ends[turn % 2]
        asked = bytearray(other(form.octets, form.free) if turn % 2 else form.octets)
        if form.wish_at >= 0:
            asked[form.wish_at : form.wish_at + form.width] = address.to_bytes(form.width)
        found.append(Part(bytes(asked), source + turn % 2, PORTS[turn % 2], before, address))
    return found


def rehearse(
    form: Form,
    source: int,
    ranges: Sequence[Range],
    play: Callable[[int, Part], Rehearsed | None],
    places: Callable[[bytes, bytes], tuple[int, list[Copy]] | None],
) -> Shape | None:
    """The shape of a request, or None when the engine does with it what a batch could not.

    ``play(number, part)`` has the engine answer a part with the range of that number alone; None when the answer needs
    more than an address to go to. ``places(request, answer)`` tells where the address stands in an answer and what it
    copies from its request.
    """
    answers: list[Answer] = []
    first: tuple[Role, int, int, dict[str, int], tuple[Goal, bool], int, int] | None = None
    for number, pool in enumerate(ranges):
        asked = parts(form, source, pool)
        played = [done for part in asked if (done := play(number, part)) is not None]
        goal = goal_of(played, asked) if len(played) == len(asked) else None
        if goal is None or any(done.lease is None for done in played):
            return None
        known = [done.lease for done in played if done.lease is not None]
        role = Role.ASSIGN if form.role is Role.OFFER and known[0].state == State.DEFAULT else form.role
        held_s = (known[0].expires_ns - NOW_NS) // SECOND_NS if role is Role.OFFER else known[0].valid_s
        told = (role, held_s, known[0].preferred_s, played[0].counted, goal)
        whither = (0, 0) if goal[0] is not Goal.FIXED else (played[0].destination, 0)
        here = (*told, whither[0], 0 if goal[1] else played[0].port)
        if first is not None and here != first:
            return None
        first = here
        for part, done, lease in zip(asked, played, known, strict=True):
            if done.counted != played[0].counted or not _as_a_batch(form, role, part, lease, known[0]):
                return None
        if goal[0] is not Goal.NOWHERE:
            found = places(asked[0].octets, played[0].answer)
            if found is None:
                return None
            answer = Answer(played[0].answer, tuple(found[1]), found[0], form.width)
            if any(_stamped(answer, part) != done.answer for part, done in zip(asked, played, strict=True)):
                return None
            answers.append(answer)
    if first is None:
        return None
    role, seconds, preferred, counted, goal, destination, port = first
    template = np.zeros((), RECORD)
    template["owner_octets"] = form.owner_octets
    template["client_octets"], template["hardware_octets"] = form.client_octets, form.hardware_octets
    template["subnet_id"], template["preferred_s"] = form.subnet_id, preferred
    template["length"] = ranges[0].length
    exemplar, keep = kept(form.octets, form.free)
    return Shape(
        form,
        role,
        exemplar,
        keep,
        template,
        seconds,
        tuple(ranges),
        tuple(answers),
        goal[0],
        destination,
        port,
        counted,
    )


def _as_a_batch(form: Form, role: Role, part: Part, lease: LeaseRow, first: LeaseRow) -> bool:
    """Whether the engine left the lease as a batch would leave it."""
    client = part.octets[form.client_at : form.client_at + form.client_octets]
    hardware = part.octets[28 : 28 + form.hardware_octets]
    iaid = int.from_bytes(part.octets[form.iaid_at : form.iaid_at + 4]) if form.iaid_at >= 0 else 0
    if role is Role.RELEASE:
        return lease.address == part.address and lease.state == State.EXPIRED_RECLAIMED
    kept_active = role is Role.OFFER and part.before is Before.ACTIVE
    state = State.OFFERED if role is Role.OFFER and not kept_active else State.DEFAULT
    expected = (part.address, hardware, client, iaid, form.subnet_id, "", state, first.preferred_s)
    found = (
        lease.address, lease.hardware, lease.client_id, lease.iaid, lease.subnet_id, lease.hostname, lease.state,
        lease.preferred_s,
    )  # fmt: skip  # side by side with what is expected
    return found == expected and (role is Role.OFFER or lease.valid_s == first.valid_s)


def _stamped(answer: Answer, part: Part) -> bytes:
    high, low = (np.array([half], np.uint64) for half in (part.address >> 64, part.address & 0xFFFFFFFFFFFFFFFF))
    return answer.stamp(np.frombuffer(part.octets, np.uint8)[None], high, low).tobytes()


def goal_of(played: list[Rehearsed], asked: list[Part]) -> tuple[Goal, bool] | None:
    """Where answers go, and whether to the port of the source; None when rehearsals do not tell."""
    if not any(done.answer for done in played):
        return Goal.NOWHERE, False
    ends = [done.destination for done in played]
    own_port = all(done.port == part.port for done, part in zip(played, asked, strict=True))
    if not own_port and any(done.port != played[0].port for done in played):
        return None
    if ends == [0 if done.lease is None else done.lease.address for done in played]:
        return Goal.ADDRESS, own_port
    if ends == [part.source for part in asked]:
        return Goal.SOURCE, own_port
    return (Goal.FIXED, own_port) if len(set(ends)) == 1 else None


def overlap(ranges: Sequence[Range]) -> bool:
    """Whether two ranges have an address in common."""
    ordered = sorted(ranges, key=lambda pool: pool.first)
    return any(before.first + before.count * before.step > after.first for before, after in pairwise(ordered))
