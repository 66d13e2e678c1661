"""A run in the words of perfdhcp: its preamble, interim lines and final report, for people and scripts that know them.

Layout, labels, units and number formats are those of perfdhcp 2.2: the rate and the first ``drops ratio`` with six
significant digits, later ratios and all delays with three decimals, the standard deviation of the population, delays
from the real sending time. There are two ways to count.

:data:`NATIVE` says what labels say:

- ``drops`` are requests whose drop time passed without an answer (lost, or answered late);
- ``collected packets`` is the same number: every such request is forgotten when its drop time passes;
- ``rejected leases`` counts DHCPNAK too.

:data:`AS_PERFDHCP` counts as perfdhcp does: answers of any age and refusals are received, ``drops`` is sent less
received at the time of printing, nothing is collected, and a DHCPv4 release, which has no answer, is a drop.

In both ``orphans`` are what answers no open request of this exchange, duplicates among them (perfdhcp adds one for
every answer to a renewal or release), and a field without a value is ``n/a`` on a line of its own (perfdhcp prints
``-nan``, ``inf`` and two fields in a line).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the preamble is printed before anything heavy is loaded
    from collections.abc import Callable

    from dhcptools.measure.result import ExchangeResult, Run

LABELS = {
    "discover_offer": "DISCOVER-OFFER",
    "request_ack": "REQUEST-ACK",
    "renew_ack": "REQUEST-ACK (renewal)",
    "rebind_ack": "REQUEST-ACK (rebinding)",
    "release": "RELEASE",
    "decline": "DECLINE",
    "inform_ack": "INFORM-ACK",
    "solicit_advertise": "SOLICIT-ADVERTISE",
    "solicit_reply": "SOLICIT-REPLY",
    "request_reply": "REQUEST-REPLY",
    "renew_reply": "RENEW-REPLY",
    "rebind_reply": "REBIND-REPLY",
    "release_reply": "RELEASE-REPLY",
    "decline_reply": "DECLINE-REPLY",
    "confirm_reply": "CONFIRM-REPLY",
    "information_request_reply": "INFORMATION-REQUEST-REPLY",
}

_TWO_WAY_UNITS = {
    "discover_offer": "DISCOVER-OFFER/second",
    "solicit_advertise": "Solicit-Advertise/second",
    "solicit_reply": "Solicit-Reply/second",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one exchange as they are printed."""

    sent: int
    received: int
    drops: int
    rejected: int
    collected: int


def native(exchange: ExchangeResult) -> Counts:
    """What the labels say."""
    drops = exchange.lost + exchange.late
    return Counts(exchange.sent, exchange.received, drops, exchange.rejected + exchange.nak, drops)


def as_perfdhcp(exchange: ExchangeResult) -> Counts:
    """What perfdhcp prints under them."""
    if not exchange.answered:  # RFC 2131 §4.4.6: a release has no answer
        return Counts(exchange.sent, 0, exchange.sent, 0, 0)
    received = exchange.received + exchange.late + exchange.rejected
    return Counts(exchange.sent, received, exchange.sent - received, exchange.rejected + exchange.nak, 0)


def preamble(command_line: str, scenario: str) -> str:
    """What perfdhcp says before it starts."""
    return f"Running: {command_line}\nScenario: {scenario}.\n"


def final_report(run: Run, count: Callable[[ExchangeResult], Counts] = native, *, unique: bool = True) -> str:
    """The whole report that follows a run; without ``unique`` no address is counted as held twice."""
    blocks = [_rate(run, count), f"***Malformed Packets***\nMalformed packets: {_malformed(run)}\n"]
    holder = _completing(run)
    for position, exchange in enumerate(run.exchanges.values()):
        repeated = run.addresses_duplicate if unique and exchange.name == holder else 0
        blocks.append(_block(exchange, count(exchange), repeated, first=position == 0))
    return "".join(blocks)


def interim(run: Run, count: Callable[[ExchangeResult], Counts] = native, separator: str | None = None) -> str:
    """The line of an interval, counted from the start of the run; with ``separator`` the numbers alone."""
    counts = [count(exchange) for exchange in run.exchanges.values()]
    fields = {
        "sent": [each.sent for each in counts],
        "received": [each.received for each in counts],
        "drops": [each.drops for each in counts],
        "rejected": [each.rejected for each in counts],
    }
    if separator is not None:
        return separator.join(str(number) for numbers in fields.values() for number in numbers) + "\n"
    return "; ".join(f"{name}: {'/'.join(map(str, numbers))}" for name, numbers in fields.items()) + "\n"


def _malformed(run: Run) -> int:
    return run.malformed + sum(exchange.malformed for exchange in run.exchanges.values())


def _completing(run: Run) -> str:
    """The exchange that ends the dialogue: the second one of four messages, else the first."""
    return next(name for name in ("request_ack", "request_reply", *run.exchanges) if name in run.exchanges)


def _rate(run: Run, count: Callable[[ExchangeResult], Counts]) -> str:
    unit = "4-way exchanges/second" if run.four_way else _TWO_WAY_UNITS[next(iter(run.exchanges))]
    exchange = run.exchanges[_completing(run)]
    rate = "n/a" if run.duration_s <= 0 else f"{count(exchange).received / run.span_s:.6g}"
    line = f"***Rate statistics***\nRate: {rate} {unit}"
    if run.configured.rate_pps is None:
        return f"{line}\n"
    return f"{line}, expected rate: {run.configured.rate_pps:g}\n\n"


def _block(exchange: ExchangeResult, counts: Counts, repeated_addresses: int, *, first: bool) -> str:
    return _lines(
        f"***Statistics for: {LABELS[exchange.name]}***",
        f"sent packets: {counts.sent}",
        f"received packets: {counts.received}",
        f"drops: {counts.drops}",
        f"drops ratio: {_ratio(counts.drops, counts.sent, first=first)}",
        f"orphans: {exchange.orphans + exchange.duplicates}",
        f"rejected leases: {counts.rejected}",
        f"non unique addresses: {repeated_addresses}",
        "",
        f"min delay: {_delay(exchange.service.min_ns)}",
        f"avg delay: {_delay(exchange.service.mean_ns)}",
        f"max delay: {_delay(exchange.service.max_ns)}",
        f"std deviation: {_delay(exchange.service.stddev_ns)}",
        f"collected packets: {counts.collected}",
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
