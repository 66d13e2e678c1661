"""``dump --pair --json``: an object an exchange, as schemas/dump-pair-1.schema.json says."""

from __future__ import annotations

import json
from typing import Any, Final

from dhcptools.dump.exchanges import Exchange, Line, Tracker
from dhcptools.dump.record import Packet, Setting
from dhcptools.dump.said import Said, said
from dhcptools.dump.tables_acts import OTHER
from dhcptools.dump.verdict import judge
from dhcptools.report.dump_time import iso_time

SCHEMA: Final = "dhcptool.dump-pair/1"


class PairJson:
    """Takes packets, gives exchanges, one a line."""

    def __init__(self, setting: Setting) -> None:
        del setting
        self._tracker = Tracker()

    def lines(self, packet: Packet) -> str:
        """What closed by the time this packet came."""
        each = said(packet)
        return "" if each is None else _texts(self._tracker.feed(each)[1])

    def turn(self, now_ns: int) -> str:
        """What closed because it is now ``now_ns``."""
        return _texts(self._tracker.tick(now_ns))

    def rest(self) -> str:
        """What is still open."""
        return _texts(self._tracker.rest())


def _texts(exchanges: list[Exchange]) -> str:
    return "".join(json.dumps(exchange_object(each), separators=(",", ":")) + "\n" for each in exchanges)


def exchange_object(exchange: Exchange) -> dict[str, Any]:
    """The object of an exchange."""
    verdict, first = judge(exchange), exchange.first
    return {
        "schema": SCHEMA,
        "family": first.family,
        "dhcpv4_over_dhcpv6": first.carried,
        "exchange": verdict.kind,
        "outcome": verdict.outcome,
        "closed": exchange.closed,
        "began": iso_time(exchange.began_ns),
        "ended": iso_time(exchange.ended_ns),
        "duration_ms": to_ms(exchange.duration_ns),
        "client": client_object(first),
        "relay": first.relay or None,
        "xids": [xid_text(first.family, xid) for xid in exchange.xids],
        "addresses": list(verdict.addresses),
        "lifetime_s": verdict.lifetime_s,
        "server": verdict.server or None,
        "refusals": list(exchange.refusals),
        "missing": list(verdict.missing),
        "retransmissions": exchange.retransmissions,
        "duplicates": exchange.duplicates,
        "naks": exchange.naks,
        "servers": [
            {
                "id": each.identifier or None, "source": each.source or None, "source_mac": each.mac or None,
                "replies": each.replies, "duplicates": each.duplicates,
            }
            for each in exchange.servers.values()
        ],
        "responses": [
            {"exchange": line.answers, "response_ms": to_ms(line.response_ns), "server": line.said.server or None}
            for line in exchange.lines
            if line.answers and not line.duplicate
        ],
        "messages": [_line(line, exchange) for line in exchange.lines],
        "more_messages": exchange.more,
    }  # fmt: skip  # in the order of the schema


def _line(line: Line, exchange: Exchange) -> dict[str, Any]:
    each = line.said
    since = None if each.time_ns is None or exchange.began_ns is None else each.time_ns - exchange.began_ns
    return {
        "number": each.number,
        "time": iso_time(each.time_ns),
        "since_ms": to_ms(since),
        "type": each.name,
        "xid": xid_text(each.family, each.xid),
        "from": "client" if each.row.request and each.row.stage != OTHER else "server",
        "server": each.server or None,
        "source": each.source or None,
        "addresses": list(each.addresses),
        "lifetime_s": each.lifetime_s,
        "copy": line.copy,
        "duplicate": line.duplicate,
        "response_ms": to_ms(line.response_ns),
        "refusal": each.refusal or None,
    }


def client_object(each: Said) -> dict[str, Any]:
    """Who it is about."""
    return {
        "mac": each.mac.hex(":") or None,
        "client_id": (each.identifier.hex() or None) if each.family == 4 else None,
        "duid": (each.identifier.hex() or None) if each.family == 6 else None,
        "hostname": each.hostname or None,
    }


def xid_text(family: int, xid: int) -> str:
    """As dumps print it."""
    return f"{xid:0{8 if family == 4 else 6}x}"


def to_ms(ns: int | None) -> float | None:
    """Milliseconds, exact to the nanosecond."""
    return None if ns is None else ns / 1_000_000
