"""``discover --nagios``: the one line of a monitoring plugin, with its performance data."""

from __future__ import annotations

from typing import Final

from dhcptools.probe.census import Census
from dhcptools.probe.expect import Judgement
from dhcptools.report.discover_rows import does, named
from dhcptools.report.perfdata import seconds
from dhcptools.report.terminal import escape

STATES: Final = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
UNKNOWN: Final = 3


def nagios(
    census: Census, judgement: Judgement, warning_ms: float | None = None, critical_ms: float | None = None
) -> tuple[int, str]:
    """The state and the line. The limits hold for the slowest server; the lease is the longest that is offered."""
    times = [judged.server.best.rtt_ns for judged in judgement.servers]
    slowest_ms = max((time / 1e6 for time in times if time is not None), default=None)
    state, words = _state(judgement)
    if state < 2 and slowest_ms is not None:
        if critical_ms is not None and slowest_ms > critical_ms:
            state, words = 2, [*words, f"slowest answer after {slowest_ms:.3f} ms, limit {critical_ms:g} ms"]
        elif warning_ms is not None and slowest_ms > warning_ms:
            state, words = 1, [*words, f"slowest answer after {slowest_ms:.3f} ms, limit {warning_ms:g} ms"]
    if state == 0:
        words = [f"{named(judged.server)}{does(judged.server)}" for judged in judgement.servers]
    limits = ";".join("" if limit is None else seconds(limit) for limit in (warning_ms, critical_ms))
    rtt = "U" if slowest_ms is None else f"{slowest_ms / 1e3:.6f}s"
    leases = [judged.server.best.lease_s for judged in judgement.servers]
    longest = max((lease for lease in leases if lease is not None), default=None)
    data = (
        f"rtt={rtt};{limits};0 offers={census.offers};;;0 servers={len(census.servers)};;;0"
        f" lease={'U' if longest is None else f'{longest}s'};;;0"
    )
    return state, line(state, "; ".join(words), data)


def line(state: int, words: str, data: str = "") -> str:
    """``DHCP OK - words | data``; a bar in the words would start performance data, so it is replaced."""
    text = f"DHCP {STATES[state]} - {escape(words).replace('|', '/')}"
    return text + (f" | {data}\n" if data else "\n")


def _state(judgement: Judgement) -> tuple[int, list[str]]:
    if judgement.unexpected:
        return 2, [f"unexpected {named(found.server)}{does(found.server)}" for found in judgement.unexpected]
    if judgement.verdict == "none":
        heard = [f"{named(other.server)}{does(other.server)}" for other in judgement.others]
        return 2, ["no DHCP server answered", *heard]
    words = [f"missing {text}" for text in judgement.missing]
    if judgement.wrong:
        wrong = [f"{named(judged.server)}: {fault}" for judged in judgement.wrong for fault in judged.faults]
        return 2, [*wrong, *words]
    return (1, words) if words else (0, [])
