"""What is said while a load runs: a line every interval, or one whenever an avalanche sends again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from dhcptools.cli.streams import result
from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.perf.asked import Asked
from dhcptools.report.perfdhcp_avalanche import resent
from dhcptools.report.perfdhcp_text import Counts, interim

Say = Callable[[str], None]


def teller(request: Asked, count: Callable[[ExchangeResult], Counts], say: Say = result) -> Callable[[Run], None]:
    """What to do with each interim result of a run that ``request`` asks for."""
    if request.avalanche:
        return _avalanche(say)
    return lambda run: say(interim(run, count, request.separator))


def _avalanche(say: Say) -> Callable[[Run], None]:
    before: dict[str, int] = {}

    def tell(run: Run) -> None:
        for name, exchange in run.exchanges.items():
            again = exchange.resent - before.get(name, 0)
            before[name] = exchange.resent
            if again:
                waiting = exchange.sent - exchange.received - exchange.late - exchange.rejected
                say(resent(name, waiting, again, exchange.resent, datetime.now(UTC)))

    return tell
