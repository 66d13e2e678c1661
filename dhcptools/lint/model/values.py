"""Addresses, ranges and prefixes as integers: what hundreds of thousands of comparisons can afford.

An IPv4 address is an integer below 2**32, an IPv6 address one below 2**128; the family is known from the scope.
"""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import NamedTuple

WIDTH = {4: 32, 6: 128}


def address4(text: str) -> int | None:
    """The number of an IPv4 address; None for anything else."""
    try:
        return int.from_bytes(inet_pton(AF_INET, text))
    except (OSError, ValueError):
        return None


def address6(text: str) -> int | None:
    """The number of an IPv6 address; None for anything else."""
    try:
        return int.from_bytes(inet_pton(AF_INET6, text))
    except (OSError, ValueError):
        return None


def address(text: str, family: int) -> int | None:
    """The number of an address of this family; None for anything else."""
    return address4(text) if family == 4 else address6(text)


def show(number: int, family: int) -> str:
    """An address as text."""
    if family == 4:
        return inet_ntop(AF_INET, number.to_bytes(4))
    return inet_ntop(AF_INET6, number.to_bytes(16))


class Prefix(NamedTuple):
    """A prefix as written: ``address`` may have host bits."""

    address: int
    length: int
    family: int

    @property
    def first(self) -> int:
        """The network address."""
        shift = WIDTH[self.family] - self.length
        return self.address >> shift << shift

    @property
    def last(self) -> int:
        """The highest address, in IPv4 the broadcast address."""
        return self.first + self.size - 1

    @property
    def size(self) -> int:
        """How many addresses it has."""
        return 1 << (WIDTH[self.family] - self.length)

    @property
    def canonical(self) -> str:
        """As text, without host bits."""
        return f"{show(self.first, self.family)}/{self.length}"

    def __str__(self) -> str:
        return f"{show(self.address, self.family)}/{self.length}"


def prefix(text: str, family: int) -> Prefix | None:
    """``192.0.2.0/24`` of this family; None for anything else. Host bits are kept. Blanks are none of it."""
    left, slash, right = text.partition("/")
    number = address(left, family)
    if not slash or number is None or not (right.isascii() and right.isdigit()) or len(right) > 3:
        return None
    length = int(right)
    return Prefix(number, length, family) if length <= WIDTH[family] else None


class Range(NamedTuple):
    """Addresses from ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many addresses it has."""
        return self.last - self.first + 1

    def overlaps(self, other: Range) -> bool:
        """Whether they share an address."""
        return self.first <= other.last and other.first <= self.last
