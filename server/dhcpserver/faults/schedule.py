"""What waits to be sent, in the order of its time, with replies that are held back behind others."""

from __future__ import annotations

import heapq
from typing import Final, Generic, TypeVar

MOST: Final = 65_536  # what waits at most: a server that answers slowly must not eat memory

T = TypeVar("T")


class _Entry(Generic[T]):
    __slots__ = ("behind", "item", "left")

    def __init__(self, item: T, behind: int) -> None:
        self.item = item
        self.behind = behind
        self.left = False


class Schedule(Generic[T]):
    """A queue by time; equal times keep their order. It has no clock."""

    def __init__(self, most: int = MOST) -> None:
        """``most`` bounds what waits."""
        self.most = most
        self._heap: list[tuple[int, int, _Entry[T]]] = []
        self._held: list[_Entry[T]] = []
        self._count = 0

    def __len__(self) -> int:
        """How many wait, those that left early and are yet to be cleared away included."""
        return len(self._heap)

    @property
    def next_ns(self) -> int | None:
        """When the first is due, None when nothing waits."""
        while self._heap and self._heap[0][2].left:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def push(self, due_ns: int, item: T, behind: int = 0) -> bool:
        """Let an item wait until ``due_ns``, or until ``behind`` others have left. False when there is no room."""
        if len(self._heap) >= self.most:
            return False
        entry = _Entry(item, behind)
        self._count += 1
        heapq.heappush(self._heap, (due_ns, self._count, entry))
        if behind:
            self._held.append(entry)
        return True

    def pop(self, now_ns: int) -> list[T]:
        """What is due by now, in order."""
        out: list[T] = []
        while (due := self.next_ns) is not None and due <= now_ns:
            self._leave(heapq.heappop(self._heap)[2], out)
        return out

    def _leave(self, entry: _Entry[T], out: list[T]) -> None:
        """Take an entry out, and whoever waited for just that."""
        leaving = [entry]
        while leaving:
            gone = leaving.pop(0)
            gone.left = True
            out.append(gone.item)
            if gone.behind:
                self._held = [held for held in self._held if held is not gone]
            still = []
            for held in self._held:
                if held.left:
                    continue
                held.behind -= 1
                if held.behind:
                    still.append(held)
                else:
                    held.left = True
                    leaving.append(held)
            self._held = still
