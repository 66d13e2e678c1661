"""What of a subnet lies inside its pools."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dhcptools.kea.tree import Node
    from dhcptools.lint.model.subnets import Subnet


def inside_pools(subnet: Subnet) -> Iterator[tuple[int, Node]]:
    """The reserved addresses of a subnet that one of its pools has too, with their places."""
    ranges = sorted(pool.range for pool in subnet.pools if pool.range is not None)
    firsts = [each.first for each in ranges]
    for reservation in subnet.reservations:
        for number, at in reservation.addresses:
            index = bisect_right(firsts, number) - 1
            if index >= 0 and number <= ranges[index].last:
                yield number, at
