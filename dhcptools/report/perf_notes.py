"""What a reader must know before trusting a run: sentences for stderr, empty when all is as it should be."""

from __future__ import annotations

from dhcptools.measure.result import Run
from dhcptools.report.perfdhcp_text import LABELS

NEIGHBOURS = 512
"""Hosts on a link that the neighbour table of any Linux has room for at least (gc_thresh2)."""

LAG_S = 0.01
"""A packet that leaves later than this after its time was delayed by the generator."""


def fell_behind(run: Run) -> bool:
    """Whether the generator, not the server, limited the run."""
    scheduled = run.configured.rate_pps is not None or bool(run.configured.stages)
    return scheduled and run.max_behind_s > LAG_S


def notes(run: Run) -> list[str]:
    """One sentence for each thing that the counts alone would hide."""
    said = []
    if run.stopped_by in {"SIGINT", "SIGTERM"}:
        said.append(f"{run.stopped_by}: this is what was measured until then")
    if run.stopped_by == "thresholds":
        said.append("it was ended early: a threshold could not be kept any more")
    if fell_behind(run):
        owed = f"by {run.behind} packets, the latest" if run.behind else "for a moment, a packet"
        said.append(
            f"the generator fell behind {owed} left {run.max_behind_s * 1000:.1f} ms after its time: "
            "latencies count from the time that was meant"
        )
    if run.receive_dropped:
        said.append(
            f"{run.receive_dropped} answers were lost in the receive buffer of this host, not by the server: a larger "
            "net.core.rmem_max (sysctl), or CAP_NET_ADMIN, makes it larger"
        )
    if run.send_failures:
        why = f": {run.send_failure}" if run.send_failure else ""
        said.append(f"this host could not send {run.send_failures} times{why}; what never left is not counted as lost")
    if run.refused:
        where = f"{run.target.server} port {run.target.port}"
        said.append(f"{where} refused {run.refused} packets (ICMP port unreachable): no server listens there")
    lost = sum(exchange.lost + exchange.late for exchange in run.exchanges.values())
    if lost and run.family == 6 and run.configured.interface is not None and run.configured.clients > NEIGHBOURS:
        said.append(
            f"{run.configured.clients} clients on the link are as many neighbours of the server's host: where its "
            "table is full (on Linux net.ipv6.neigh.default.gc_thresh3, 1024 by itself) it cannot answer, and the "
            "server is not what is measured"
        )
    unheard = run.exchanges.get("inform_ack")
    if unheard is not None and unheard.sent and not unheard.answered:
        said.append(
            f"{LABELS[unheard.name]}: no answer to {unheard.sent} requests was heard, and none is counted as lost: "
            "many servers send it past the relay, to port 68 of the client's address (RFC 2131 §4.3.5), which takes "
            "CAP_NET_RAW here, and a server that reaches that address by this host"
        )
    for exchange in run.exchanges.values():
        fates = [
            (exchange.late, "answered after the drop time"),
            (exchange.nak, "answered by DHCPNAK"),
            (exchange.in_flight, "still in flight"),
        ]
        said += [f"{LABELS[exchange.name]}: {count} {what}" for count, what in fates if count]
    if run.addresses_duplicate:
        said.append(f"{run.addresses_duplicate} addresses were given to more than one client")
    if run.addresses_foreign:
        said.append(f"{run.addresses_foreign} addresses are in no expected subnet")
    return said
