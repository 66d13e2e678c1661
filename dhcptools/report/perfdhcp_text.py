"""A run in the words of perfdhcp: its preamble and its final report, for people and scripts that know them.

Layout, labels, units and number formats are those of perfdhcp 2.2: the rate and the first ``drops ratio`` with six
significant digits, later ratios and all delays with three decimals, the standard deviation of the population, delays
from the real sending time. It differs on purpose where perfdhcp's numbers are not what their labels say:

- ``drops`` are requests whose drop time passed without an answer (lost, or answered late); perfdhcp counts whatever is
  not answered yet when it prints, and accepts answers of any age;
- ``collected packets`` is the same number: every such request is forgotten when its drop time passes;
- ``orphans`` counts what answers no open request of this exchange, duplicates among them; perfdhcp adds an orphan here
  for every answer to a renewal or a release;
- ``rejected leases`` counts DHCPNAK too, which perfdhcp takes for a drop;
- where nothing was sent or received each field is ``n/a`` on a line of its own; perfdhcp prints ``-nan`` and ``inf``;
- ``Multi-thread mode enabled.`` is left out: there are no threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the preamble is printed before anything heavy is loaded
    from dhcptools.measure.result import ExchangeResult, Run

LABELS = {
    "discover_offer": "DISCOVER-OFFER",
    "request_ack": "REQUEST-ACK",
    "renew_ack": "REQUEST-ACK (renewal)",
    "release": "RELEASE",
    "solicit_advertise": "SOLICIT-ADVERTISE",
    "solicit_reply": "SOLICIT-REPLY",
    "request_reply": "REQUEST-REPLY",
    "renew_reply": "RENEW-REPLY",
    "release_reply": "RELEASE-REPLY",
}

_TWO_WAY_UNITS = {
    "discover_offer": "DISCOVER-OFFER/second",
    "solicit_advertise": "Solicit-Advertise/second",
    "solicit_reply": "Solicit-Reply/second",
}


def preamble(command_line: str, scenario: str) -> str:
    """What perfdhcp says before it starts."""
    return f"Running: {command_line}\nScenario: {scenario}.\n"


def final_report(run: Run) -> str:
    """The whole report that follows a run."""
    blocks = [_rate(run), f"***Malformed Packets***\nMalformed packets: {_malformed(run)}\n"]
    last = next(reversed(run.exchanges), None)
    for position, exchange in enumerate(run.exchanges.values()):
        repeated = run.addresses_duplicate if exchange.name == last else 0
        blocks.append(_block(exchange, repeated, first=position == 0))
    return "".join(blocks)


def _malformed(run: Run) -> int:
    return run.malformed + sum(exchange.malformed for exchange in run.exchanges.values())


def _rate(run: Run) -> str:
    unit = "4-way exchanges/second" if run.four_way else _TWO_WAY_UNITS[next(iter(run.exchanges))]
    rate = "n/a" if run.rate_pps is None else f"{run.rate_pps:.6g}"
    line = f"***Rate statistics***\nRate: {rate} {unit}"
    if run.configured.rate_pps is None:
        return f"{line}\n"
    return f"{line}, expected rate: {run.configured.rate_pps:g}\n\n"


def _block(exchange: ExchangeResult, repeated_addresses: int, *, first: bool) -> str:
    drops = exchange.lost + exchange.late
    return _lines(
        f"***Statistics for: {LABELS[exchange.name]}***",
        f"sent packets: {exchange.sent}",
        f"received packets: {exchange.received}",
        f"drops: {drops}",
        f"drops ratio: {_ratio(drops, exchange.sent, first=first)}",
        f"orphans: {exchange.orphans + exchange.duplicates}",
        f"rejected leases: {exchange.rejected + exchange.nak}",
        f"non unique addresses: {repeated_addresses}",
        "",
        f"min delay: {_delay(exchange.service.min_ns)}",
        f"avg delay: {_delay(exchange.service.mean_ns)}",
        f"max delay: {_delay(exchange.service.max_ns)}",
        f"std deviation: {_delay(exchange.service.stddev_ns)}",
        f"collected packets: {drops}",
        "",
    )


def _ratio(drops: int, sent: int, *, first: bool) -> str:
    if sent == 0:
        return "n/a"
    percent = 100 * drops / sent
    return f"{percent:.6g} %" if first else f"{percent:.3f} %"


def _delay(ns: float | None) -> str:
    return "n/a" if ns is None else f"{ns / 1e6:.3f} ms"


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
