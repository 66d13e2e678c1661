"""``leases stats`` for people: a line a shared network, subnet and pool, and a bar where there is a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.leases.usage import Count, Place, SubnetUse, Usage
from dhcptools.report.leases_insight_text import history_lines, insight_lines
from dhcptools.report.terminal import escape

_HEADINGS = ("", "TOTAL", "ASSIGNED", "DECLINED", "EXPIRED", "OUT OF POOL", "FREE", "USED")
_CELLS = 20
_COLOURS = ((0.9, "31"), (0.8, "33"), (-1.0, "32"))
"""Above 90 % red, above 80 % yellow."""
Row = tuple[str, Count]


def lines(usage: Usage, *, bars: bool = False, colour: bool = False) -> Iterator[str]:
    """The lines of one store, each with its newline."""
    rows = list(_rows(usage))
    table = [_HEADINGS, *((name, *_cells(count)) for name, count in rows)]
    widths = [max(len(row[index]) for row in table) for index in range(len(_HEADINGS))]
    counts: list[Count | None] = [None, *(count for _, count in rows)]
    for row, count in zip(table, counts, strict=True):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        if bars and count is not None and count.utilisation is not None:
            cells.append(_bar(count.utilisation, colour=colour))
        yield "  ".join(cells).rstrip() + "\n"
    if usage.unknown:
        yield f"{usage.unknown} leases are of subnets that the configuration does not have\n"
    if usage.insight is not None or usage.history is not None:
        yield "\n"
    if usage.insight is not None:
        yield from insight_lines(usage.insight, bars=bars)
    if usage.history is not None:
        yield from history_lines(usage.history)


def _rows(usage: Usage) -> Iterator[Row]:
    for network in usage.networks:
        yield from _place(f"shared network {network.name}", network)
        for subnet in usage.subnets:
            if subnet.shared_network == network.name:
                yield from _subnet(subnet, "  ")
    for subnet in usage.subnets:
        if not subnet.shared_network:
            yield from _subnet(subnet, "")
    yield from _place("total", usage.total)


def _subnet(subnet: SubnetUse, indent: str) -> Iterator[Row]:
    name = f"{subnet.name} (id {subnet.id})" if "/" in subnet.name else subnet.name
    yield from _place(indent + name, subnet)
    for pool in subnet.pools:
        yield from _place(f"{indent}  {pool.name}", pool)


def _place(name: str, place: Place) -> Iterator[Row]:
    """A line for addresses, and one for prefixes where there are any."""
    some = bool(place.prefixes.total or place.prefixes.assigned or place.prefixes.out_of_pool or place.prefixes.expired)
    if place.addresses.total or not some or place.addresses != Count(place.addresses.total):
        yield escape(name), place.addresses
    if some:
        yield f"{escape(name)}, prefixes", place.prefixes


def _cells(count: Count) -> tuple[str, ...]:
    used = "" if count.utilisation is None else f"{count.utilisation:.1%}"
    numbers = (count.total, count.assigned, count.declined, count.expired, count.out_of_pool, count.free)
    return (*("" if number is None else str(number) for number in numbers), used)  # in the order of the headings


def _bar(share: float, *, colour: bool) -> str:
    full = min(_CELLS, round(share * _CELLS))
    text = "█" * full + "░" * (_CELLS - full)
    code = next(code for above, code in _COLOURS if share > above)
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
