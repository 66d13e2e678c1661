"""What a load run looks like while it goes on: the second that was just over, and the sums until now."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.measure.result import Run


@dataclass(frozen=True, slots=True)
class Moment:
    """One exchange. Rates and latencies are of the last whole second, counts of the run so far.

    ``asked_pps`` is None where the server sets the pace, latencies where nothing was received.
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


def snapshot(run: Run, elapsed_s: float | None = None, period_s: float | None = None) -> Snapshot:
    """Look at a run that goes on, ``elapsed_s`` after its start, of which it is to last ``period_s``.

    Without these it is as old as its last packet, and lasts as long as it is configured to.
    """
    elapsed_s = run.duration_s if elapsed_s is None else elapsed_s
    moments = []
    for name, exchange in run.exchanges.items():
        timeline = run.seconds.get(name)
        row = timeline.last_before(elapsed_s) if timeline is not None else None
        moments.append(
            Moment(
                name,
                row.asked / row.width_s if row and row.asked is not None else None,
                row.sent / row.width_s if row else 0.0,
                row.answered / row.width_s if row else 0.0,
                exchange.sent,
                exchange.received,
                exchange.lost,
                exchange.late,
                exchange.nak,
                exchange.rejected,
                row.p50_ns if row else None,
                row.p99_ns if row else None,
                row.max_ns if row else None,
            )
        )
    period_s = run.configured.period_s if period_s is None else period_s
    left_s = None if period_s is None else max(period_s - elapsed_s, 0.0)
    return Snapshot(elapsed_s, left_s, tuple(moments))
