"""``dump --summary --json``: one object, as schemas/dump-summary-1.schema.json says."""

from __future__ import annotations

import json
from typing import Any, Final

from dhcptools.dump.columns import address_text
from dhcptools.dump.summary import Summary, Talker
from dhcptools.dump.tables_acts import ACTS
from dhcptools.measure.latency import Latency
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.report.dump_summary_rows import option_name, talker_duid
from dhcptools.report.dump_time import iso_time

SCHEMA: Final = "dhcptool.dump-summary/1"
_TALKERS: Final = 20


def summary_json(summary: Summary, catalogue: Catalogue = STANDARD) -> str:
    """The object on a line."""
    return json.dumps(summary_object(summary, catalogue), separators=(",", ":")) + "\n"


def summary_object(summary: Summary, catalogue: Catalogue = STANDARD) -> dict[str, Any]:
    """The object."""
    span, clients, pairing = summary.span_s, summary.clients, summary.pairing
    return {
        "schema": SCHEMA,
        "messages": summary.messages,
        "began": iso_time(summary.first_ns),
        "ended": iso_time(summary.last_ns),
        "span_s": span,
        "rate_pps": summary.messages / span if span else None,
        "peak_pps": summary.peak if summary.first_ns is not None else None,
        "types": [
            {"family": family, "type": name, "messages": count} for family, name, count in summary.kind_counts()
        ],
        "exchanges": {
            name: {"answered": count, "response_ms": _latency(pairing.latencies.get(name))}
            for name, count in sorted(pairing.answered.items())
        },
        "requests": [
            {
                "family": ACTS[act].family, "request": ACTS[act].label, "seen": each.seen, "copies": each.copies,
                "unanswered": each.unanswered if ACTS[act].answered else None,
            }
            for act, each in sorted(pairing.requests.items())
        ],
        "waiting": pairing.waiting,
        "further_replies": pairing.further,
        "replies_without_request": pairing.unasked,
        "naks": [{"message": text, "count": count} for text, count in sorted(summary.naks.items(), key=_rank)],
        "statuses": [{"status": name, "count": count} for name, count in summary.status_counts()],
        "servers": [
            {
                "id": _identifier(name.identifier), "source": address_text(name.source) or None,
                "source_mac": name.mac.hex(":") or None, "replies": count,
            }
            for name, count in summary.servers.most()
        ],
        "relays": [{"address": name, "messages": count} for name, count in summary.relays.most()],
        "vendors": [
            {"vendor": name.decode("utf-8", "backslashreplace"), "hex": name.hex(), "requests": count}
            for name, count in summary.vendors.most()
        ],
        "clients": {
            "count": len(clients), "exact": clients.exact, "dhcp4": clients.count(4), "dhcp6": clients.count(6),
            "busiest": [
                {**_identity(each), "messages": each.messages} for each in clients.most(_TALKERS)
            ],
        },
        "options": [
            {"family": family, "code": code, "name": option_name(family, code, catalogue) or None, "messages": count}
            for (family, code), count in sorted(summary.options.items())
        ],
    }  # fmt: skip  # in the order of the schema


def _identity(talker: Talker) -> dict[str, str | None]:
    """What a client is known by: one of three."""
    duid = talker_duid(talker)
    address = talker.family == 6 and duid is None and len(talker.identity) == 16
    return {
        "mac": talker.identity.hex(":") if duid is None and not address else None,
        "duid": None if duid is None else talker.identity.hex(),
        "address": address_text(talker.identity) if address else None,
    }


def _rank(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _identifier(octets: bytes) -> str | None:
    return (address_text(octets) if len(octets) == 4 else octets.hex()) or None


def _latency(latency: Latency | None) -> dict[str, Any] | None:
    if latency is None:
        return None
    figures: dict[str, float | None] = {
        "min": latency.min_ns, "mean": latency.mean_ns, "max": latency.max_ns, "stddev": latency.stddev_ns,
        "p50": latency.percentile_ns(50), "p90": latency.percentile_ns(90), "p99": latency.percentile_ns(99),
        "p99_9": latency.percentile_ns(99.9),
    }  # fmt: skip  # as perf reports them
    return {
        **{name: None if ns is None else ns / 1e6 for name, ns in figures.items()},
        "count": latency.count,
        "histogram": latency.encode(),
    }
