"""What ``leases stats`` says below its table: what ends when, how fast places fill, who has many leases, and why."""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.leases.growth import Growth, History
from dhcptools.leases.insight import HOURS, Insight
from dhcptools.leases.lease import iso
from dhcptools.report.terminal import escape

_FEW = 3
_STEPS = "▁▂▃▄▅▆▇█"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def insight_lines(found: Insight, *, bars: bool = False) -> Iterator[str]:
    """The lines, each with its newline; none when nobody has a lease."""
    if found.assigned:
        yield from _leases(found, bars=bars)
    for reason, text in found.reasons():
        yield f"reason      {escape(text)} [{reason}]\n"


def _leases(found: Insight, *, bars: bool) -> Iterator[str]:
    within = [(hours, sum(found.ending[:hours])) for hours in (1, 6, HOURS)]
    words = [f"{count} in {hours} h" for hours, count in within]
    words += [f"{found.infinite} never"] if found.infinite else []
    drawn = ""
    if bars and (most := max(found.ending)):
        drawn = "  " + "".join(_STEPS[(count * (len(_STEPS) - 1) + most - 1) // most] for count in found.ending)
    yield f"ending      {', '.join(words)}{drawn}\n"
    if found.median_s is not None:
        share = found.silent / found.timed
        yield (
            f"lifetimes   {duration(found.median_s)} in the middle, {found.long_lived} of a day or more; "
            f"{found.silent} ({share:.1%}) not renewed in time\n"
        )
    clients = found.clients
    several = ", ".join(f"{client.hex(':')} {count}" for client, count in clients.most[:_FEW])
    yield f"clients     {clients.count}{f'; several leases: {several}' if several else ''}\n"
    if clients.known:
        named = [
            f"{oui.hex(':')}{f' ({found.names[oui]})' if oui in found.names else ''} {count}"
            for oui, count in clients.vendors[:_FEW]
        ]
        named += [f"made up {clients.made_up}"] if clients.made_up else []
        yield f"makers      {escape(', '.join(named))}\n"


def history_lines(history: History) -> Iterator[str]:
    """A line for every place that has changed."""
    changed = [growth for growth in history.growths if growth.now != growth.before]
    when = f"since {iso(history.time)}"
    if not changed:
        yield f"growth      none {when} ({escape(history.source)})\n"
    for growth in changed:
        yield f"growth      {escape(growth.name)}: {_told(growth)} {when}{_full(growth)}\n"


def _told(growth: Growth) -> str:
    return f"{growth.now - growth.before:+d} ({growth.per_hour:+.1f} an hour)"


def _full(growth: Growth) -> str:
    if growth.full_in_s is None:
        return ""
    return f", full in {duration(growth.full_in_s)}" if growth.free else ", full"


def duration(seconds: int) -> str:
    """``90 s``, ``2 h 30 min``, ``3 d``: the two largest units."""
    words = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count} {unit}")
    if seconds or not words:
        words.append(f"{seconds} s")
    return " ".join(words[:2])
