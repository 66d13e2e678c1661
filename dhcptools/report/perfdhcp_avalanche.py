"""What perfdhcp says of an avalanche: a line when requests were sent again, and four lines at the end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dhcptools.report.perfdhcp_text import LABELS

if TYPE_CHECKING:
    from dhcptools.measure.result import Run


def resent(name: str, waiting: int, again: int, retrying: int, now: datetime) -> str:
    """A line about exchange ``name``: requests that wait, that were sent again just now, and that ever were."""
    stamp = f"{now.astimezone(UTC):%Y-%b-%d %H:%M:%S.%f}"
    return f"{stamp} {LABELS[name]}: still waiting for {waiting} answers, resent {again}, retrying {retrying}\n"


def tail(run: Run) -> str:
    """The end: how long it took, and how many packets were sent, sent again and answered."""
    seconds, micros = divmod(round(run.duration_s * 1e6), 1_000_000)
    took = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micros:06}"
    again = sum(exchange.resent for exchange in run.exchanges.values())
    sent = sum(exchange.sent for exchange in run.exchanges.values())
    answered = sum(exchange.received + exchange.late + exchange.rejected for exchange in run.exchanges.values())
    return (
        f"It took {took} to provision {run.configured.clients} clients. \n"
        f"Requests sent + resent: {sent + again}\n"
        f"Requests resent: {again}\n"
        f"Responses received: {answered}\n"
    )
