"""Free addresses of one range, given out in constant time however large the range is.

A cursor walks the addresses that were never given; those that came back wait in a queue. Only addresses behind the
cursor are remembered, and beyond :data:`ENOUGH_FREED` of them the queue is served first, so that memory follows the
number of clients and not the size of the range.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

ENOUGH_FREED: Final = 65_536


class Range:
    """``count`` addresses or prefixes from ``first``, ``step`` apart. ``length`` is the prefix length of each."""

    __slots__ = ("_cursor", "_freed", "count", "first", "length", "step")

    def __init__(self, first: int, count: int, *, step: int = 1, length: int = 32) -> None:
        self.first = first
        self.count = count
        self.step = step
        self.length = length
        self._cursor = 0  # how many were given out by the cursor
        self._freed: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, address: int) -> bool:
        """Whether it is one of ours: inside, and on a boundary."""
        offset = address - self.first
        return 0 <= offset < self.count * self.step and offset % self.step == 0

    def take(self, refused: Callable[[int], bool]) -> int | None:
        """The next free address that is not ``refused``; None when there is none. Amortised constant time."""
        freed = self._freed
        while self._cursor < self.count and len(freed) < ENOUGH_FREED:
            address = self.first + self._cursor * self.step
            self._cursor += 1
            if not refused(address):
                return address
        while freed:
            address, _ = freed.popitem(last=False)  # the one free for longest (RFC 2131 §4.3.1)
            if not refused(address):
                return address
        while self._cursor < self.count:
            address = self.first + self._cursor * self.step
            self._cursor += 1
            if not refused(address):
                return address
        return None

    def take_many(self, count: int, refused: Callable[[Sequence[int]], Sequence[bool]]) -> list[int]:
        """What ``count`` calls of :meth:`take` would give, fewer when there are no more; ``refused`` judges many."""
        freed = self._freed
        taken: list[int] = []
        while self._cursor < self.count and len(taken) < count and len(freed) < ENOUGH_FREED:
            taken += _kept(self._next(count - len(taken)), refused)
        while freed and len(taken) < count:
            oldest = [freed.popitem(last=False)[0] for _ in range(min(count - len(taken), len(freed)))]
            taken += _kept(oldest, refused)
        while self._cursor < self.count and len(taken) < count:
            taken += _kept(self._next(count - len(taken)), refused)
        return taken

    def _next(self, most: int) -> Sequence[int]:
        first = self.first + self._cursor * self.step
        count = min(most, self.count - self._cursor)
        self._cursor += count
        return range(first, first + count * self.step, self.step)

    def fresh_for(self, takes: int, returns: int) -> bool:
        """Whether so many takes are sure to get addresses that were never given, though so many come back meanwhile.

        The order of takes and returns is then of no account. Room is left for addresses that are refused.
        """
        return len(self._freed) + returns < ENOUGH_FREED and self.count - self._cursor > 4 * takes

    def given(self, address: int) -> bool:
        """Whether the cursor has passed the address."""
        return (address - self.first) // self.step < self._cursor

    def wind(self, cursor: int, freed: Iterable[int]) -> None:
        """Be where an earlier run was: ``cursor`` were given out, and of them ``freed`` are free, in this order."""
        self._cursor = cursor
        self._freed = OrderedDict.fromkeys(freed)

    def mark_used(self, address: int) -> None:
        """Somebody asked for this very address and got it."""
        self._freed.pop(address, None)

    def give_back(self, address: int) -> None:
        """The address is free again; one the cursor has yet to reach needs no note."""
        if self.given(address):
            self._freed[address] = None

    def give_back_many(self, addresses: Iterable[int]) -> None:
        """Several addresses are free again, in this order."""
        for address in addresses:
            if (address - self.first) // self.step < self._cursor:
                self._freed[address] = None

    @property
    def remembered(self) -> int:
        """How many returned addresses are held."""
        return len(self._freed)


def _kept(addresses: Sequence[int], refused: Callable[[Sequence[int]], Sequence[bool]]) -> list[int]:
    return [address for address, bad in zip(addresses, refused(addresses), strict=True) if not bad]
