"""What became of an exchange, and what was missing in it."""

from __future__ import annotations

from typing import NamedTuple

from dhcptools.dump.exchanges import Exchange
from dhcptools.dump.tables_acts import ACTS, BIND, FIND, REQUEST, REQUEST6

_ANSWER = {"discover": "OFFER", "solicit": "ADVERTISE", "leasequery": "answer", "bootrequest": "BOOTREPLY"}
_LEASING = frozenset({"discover", "request", "reboot", "renew", "rebind", "solicit"})


class Verdict(NamedTuple):
    """``kind``: DORA, SARR, rapid commit, renew … ; ``outcome`` is one of the words of :func:`judge`."""

    kind: str
    outcome: str
    addresses: tuple[str, ...]
    lifetime_s: int | None
    server: str
    missing: tuple[str, ...]


def judge(exchange: Exchange) -> Verdict:
    """The verdict: granted, answered (no lease was asked for), refused, unanswered, abandoned, sent or unasked.

    ``abandoned`` is an offer that nobody took, ``sent`` a message that no server answers, ``unasked`` replies alone.
    """
    last = exchange.last
    row = None if last is None else last.row
    final = row is not None and (row.stage != FIND or row.label in {"ack", "reply"})
    outcome = _outcome(exchange, final)
    told = last if final or outcome == "abandoned" else None
    return Verdict(
        _kind(exchange),
        outcome,
        told.addresses if told is not None else (),
        told.lifetime_s if told is not None else None,
        (told.server or told.source) if told is not None else "",
        tuple(_missing(exchange)),
    )


def _kind(exchange: Exchange) -> str:
    found = exchange.asked.get(FIND)
    if found is not None:
        label = ACTS[found.act].exchange
        last = exchange.last
        rapid = last is not None and last.row.stage == FIND and last.row.label in {"ack", "reply"}
        return "rapid commit" if rapid else label
    for asked in exchange.asked.values():
        return ACTS[asked.act].exchange
    return f"{exchange.first.name} alone"


def _outcome(exchange: Exchange, final: bool) -> str:
    if not exchange.asked:
        return "unasked"
    last = exchange.last
    if last is not None and final:
        if last.refusal:
            return "refused"
        asked = exchange.asked.get(last.row.stage)
        label = "" if asked is None else ACTS[asked.act].label
        return "granted" if last.addresses and label in _LEASING else "answered"
    if not any(ACTS[asked.act].answered for asked in exchange.asked.values()):
        return "sent"
    if last is None or BIND in exchange.asked:
        return "unanswered"
    return "refused" if last.refusal else "abandoned"


def _missing(exchange: Exchange) -> list[str]:
    found = [f"{name} without its request seen" for name in exchange.unasked]
    bound = exchange.asked.get(BIND)
    if bound is not None and bound.act in {REQUEST, REQUEST6} and not exchange.offers:
        found.append(f"REQUEST without {'OFFER' if bound.act == REQUEST else 'ADVERTISE'} seen")
    for asked in exchange.asked.values():
        row = ACTS[asked.act]
        if row.answered and not asked.answers:
            answer = _ANSWER.get(row.label, "ACK" if row.family == 4 else "REPLY")
            times = f" after {asked.copies} times {row.name}" if asked.copies > 1 else f" after {row.name}"
            found.append(f"no {answer}{times}")
    if exchange.offers and bound is None and not exchange.complete and not exchange.refusals:
        found.append(f"no REQUEST after {'OFFER' if exchange.first.family == 4 else 'ADVERTISE'}")
    return found
