"""``leases stats --nagios``: the one line of a monitoring plugin, with its performance data."""

from __future__ import annotations

from dhcptools.leases.limits import Limit, Verdict
from dhcptools.leases.usage import Count, Usage
from dhcptools.report.terminal import escape

STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


def nagios(usages: list[Usage], verdict: Verdict, warning: Limit | None, critical: Limit | None) -> str:
    """The line; what is fullest comes first."""
    if verdict.findings:
        words = "; ".join(f"{name} {_words(count)}" for _, name, count in verdict.findings)
    elif verdict.judged:
        places = (found for usage in usages for found in usage.judged())
        name, count = max(places, key=lambda found: found[1].utilisation or 0)
        words = f"{verdict.judged} judged, the fullest is {name} {_words(count)}"
    else:
        words = "no pool to judge: name the server's configuration with --config"
    limits = ";".join(
        "" if limit is None or limit.percent is None else f"{limit.percent:g}" for limit in (warning, critical)
    )
    data = [
        f"'{_label(name)}'={(count.utilisation or 0) * 100:.2f}%;{limits};0;100"
        for usage in usages
        for name, count in usage.judged()
    ]
    return line(verdict.state, words, " ".join(data))


def line(state: int, words: str, data: str = "") -> str:
    """``LEASES OK - words | data``; a bar in the words would start performance data, so it is replaced."""
    text = f"LEASES {STATES[state]} - {escape(words).replace('|', '/')}"
    return text + (f" | {data}\n" if data else "\n")


def _words(count: Count) -> str:
    return f"{count.utilisation or 0:.1%} used, {count.free} free"


def _label(name: str) -> str:
    return escape(name).replace("'", "_").replace("=", "_").replace("|", "_")
