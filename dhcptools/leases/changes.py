"""What happened to a lease, in one word, told from how a store had it before and has it now.

    add       a client got it             renew     its client got it for longer, or again
    update    something else was changed  decline   its client found the address in use
    expire    its time passed             reclaim   the server took it back after that
    release   its client gave it back     delete    what was left of it was taken away

Stores that only drop a lease do not say why: one whose time had passed was reclaimed, one that a client had was
released (Kea writes the same row when an operator deletes it), and everything else was deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dhcptools.leases.lease import GONE, HELD, Lease

EVENTS: Final = ("add", "renew", "update", "expire", "release", "decline", "reclaim", "delete")


@dataclass(frozen=True, slots=True)
class Change:
    """An event. ``time`` is when it was seen, in seconds since 1970; ``before`` is None for a new lease.

    ``lease`` is what it is now, or what it was when nothing is left of it.
    """

    event: str
    time: int
    lease: Lease
    before: Lease | None = None


def change(before: Lease | None, after: Lease | None, now: int) -> Change | None:
    """The event between two states of an address, None for no lease; None when there is nothing to tell."""
    if after is None:
        return None if before is None else Change(_gone(before, now), now, before, before)
    if after.state in GONE:
        return _left(before, after, now)
    if after.state == "declined":
        again = before is not None and before.state == "declined"
        return Change("update" if again else "decline", now, after, before)
    if before is None or before.state in GONE or before.state == "declined" or not _same_client(before, after):
        return Change("add", now, after, before)
    times = (before.starts, before.expires) == (after.starts, after.expires)
    return Change("update" if times and before != after else "renew", now, after, before)


def expired(lease: Lease, now: int) -> Change:
    """Its time passed while a client had it."""
    return Change("expire", now, lease, lease)


def _gone(before: Lease, now: int) -> str:
    if before.state in HELD or before.state == "declined":
        if before.expires is not None and before.expires <= now:  # Kea takes it back in that very second
            return "reclaim"
        return "release" if before.state in HELD else "delete"
    return "delete"


def _left(before: Lease | None, after: Lease, now: int) -> Change | None:
    """A lease that the store still has though nobody does."""
    if before is None or before.state in GONE:
        same = before is not None and before.state == after.state
        if before is None or before == after:
            return None
        return Change("update" if same else _ends(after, before, now), now, after, before)
    return Change(_ends(after, before, now), now, after, before)


def _ends(after: Lease, before: Lease, now: int) -> str:
    if after.state == "expired-reclaimed":
        return "reclaim"
    if after.state == "released":
        return "release"
    return _gone(before, now)


def _same_client(before: Lease, after: Lease) -> bool:
    if after.duid or before.duid:
        return (before.duid, before.iaid) == (after.duid, after.iaid)
    if before.client_id and after.client_id:
        return before.client_id == after.client_id
    return before.hwaddr == after.hwaddr
