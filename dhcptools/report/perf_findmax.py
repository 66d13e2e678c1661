"""The highest rate that was found, as sentences."""

from __future__ import annotations

from dhcptools.perf.findmax import Found, Search, Trial


def line(trial: Trial) -> str:
    """One trial."""
    delay = "" if trial.p99_ms is None else f", p99 {trial.p99_ms:.3f} ms"
    behind = ", the generator fell behind" if trial.behind else ""
    early = ", ended early" if trial.early else ""
    return f"{trial.rate_pps}/s: {trial.loss_percent:.2f} % lost{delay}{behind}{early}"


def as_text(found: Found, search: Search) -> str:
    """The outcome and what it rests on."""
    limits = f"at most {search.limits.loss_percent:g} % lost"
    if search.limits.p99_ms is not None:
        limits += f", p99 at most {search.limits.p99_ms:g} ms"
    if not found.rate_pps:
        return f"No rate is borne with {limits}.\n"
    lines = [
        f"Highest rate: {found.rate_pps}/s ({limits})",
        f"95 % confidence: {found.low_pps:.0f}/s to {found.high_pps:.0f}/s, rounds {', '.join(map(str, found.rounds))}",
    ]
    if found.at is not None:
        lines.append(f"At that point: {line(found.at)}")
    if found.above is not None:
        lines.append(f"Too fast: {line(found.above)}")
    if found.by_generator:
        lines.append("The generator was the limit, not the server.")
    if found.above is None:
        lines.append("No faster rate was tried.")
    if not found.complete:
        lines.append(f"The search ended early, after {len(found.trials)} trials.")
    return "\n".join(lines) + "\n"
