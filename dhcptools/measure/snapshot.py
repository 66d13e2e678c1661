"""What a load run looks like while it goes on: the second that was just over, and the sums until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dhcptools.measure.series import Timeline


@dataclass(frozen=True, slots=True)
class Moment:
    """One exchange. Rates and latencies are of the last whole second, counts of the run so far.

    ``asked_pps`` is None where the server sets the pace, latencies where nothing was received. ``lost`` counts only
    requests whose whole second is past its drop time.
    """

    name: str
    asked_pps: float | None
    sent_pps: float
    answered_pps: float
    sent: int
    received: int
    lost: int
    late: int
    nak: int
    rejected: int
    p50_ns: int | None
    p99_ns: int | None
    max_ns: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The run ``elapsed_s`` after its start; ``left_s`` until its end, None when only counts end it."""

    elapsed_s: float
    left_s: float | None
    exchanges: tuple[Moment, ...]


def snapshot(
    seconds: Mapping[str, Timeline],
    elapsed_s: float,
    *,
    period_s: float | None,
    drop_time_s: float,
    asked_pps: float | None,
) -> Snapshot:
    """Look at the timelines of a run that goes on; its first exchange is the one that was asked for."""
    moments: list[Moment] = []
    for name, timeline in seconds.items():
        counts = timeline.totals(elapsed_s - drop_time_s)
        row = timeline.last_before(elapsed_s)
        moments.append(
            Moment(
                name,
                None if moments else asked_pps,
                row.sent / row.width_s if row else 0.0,
                row.answered / row.width_s if row else 0.0,
                counts["sent"],
                counts["received"],
                counts["lost"],
                counts["late"],
                counts["nak"],
                counts["rejected"],
                row.p50_ns if row else None,
                row.p99_ns if row else None,
                row.max_ns if row else None,
            )
        )
    left_s = None if period_s is None else max(period_s - elapsed_s, 0.0)
    return Snapshot(elapsed_s, left_s, tuple(moments))
