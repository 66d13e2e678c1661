"""What a load run found out, as counts and distributions; every report is made from these alone.

For each exchange ``sent == received + late + lost + in_flight + nak + rejected``:

- received: answered within the drop time;
- late: answered after the drop time (it was lost until then);
- lost: the drop time passed without an answer;
- in_flight: not answered yet, the drop time has not passed;
- nak: answered by DHCPNAK;
- rejected: answered, but the answer refuses or lacks what was asked for (a DHCPv6 status code, no IA).

Orphans, duplicates and malformed count packets that arrived and answer no open request; they are outside that sum.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dhcptools.measure.latency import Latency

FOUR_WAY = {4: ("discover_offer", "request_ack"), 6: ("solicit_advertise", "request_reply")}
"""First and second exchange of the full dialogue, by family."""

_COUNTS = (
    "sent", "received", "lost", "late", "in_flight", "nak", "rejected", "orphans", "duplicates", "malformed",
)  # fmt: skip


@dataclass(slots=True)
class ExchangeResult:
    """Counts and latencies of one exchange, such as ``discover_offer``.

    ``latency`` counts from the time a packet was meant to be sent, ``service`` from the time it was sent; both hold the
    answers counted in ``received`` and in ``late``.
    """

    name: str
    sent: int = 0
    received: int = 0
    lost: int = 0
    late: int = 0
    in_flight: int = 0
    nak: int = 0
    rejected: int = 0
    orphans: int = 0
    duplicates: int = 0
    malformed: int = 0
    latency: Latency = field(default_factory=Latency)
    service: Latency = field(default_factory=Latency)

    @property
    def accounted(self) -> int:
        """Requests whose fate is known or open; equal to ``sent`` in any consistent result."""
        return self.received + self.late + self.lost + self.in_flight + self.nak + self.rejected

    @property
    def failed(self) -> int:
        """Requests that did not get the answer they asked for in time; those in flight may still get it."""
        return self.late + self.lost + self.nak + self.rejected

    def merge(self, other: ExchangeResult) -> None:
        """Add what another sender counted for the same exchange."""
        if other.name != self.name:
            raise ValueError(f"cannot merge {other.name} into {self.name}")
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.latency.merge(other.latency)
        self.service.merge(other.service)


@dataclass(frozen=True, slots=True)
class Target:
    """Who was asked. ``embedded`` is true for the reference server that the command itself started."""

    server: str
    port: int
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Configured:
    """What the run was asked to do. None: without that limit."""

    rate_pps: int | None
    clients: int
    period_s: float | None
    requests: int | None = None
    drop_time_s: float = 1.0
    scenario: str = "basic"


@dataclass(slots=True)
class Run:
    """One finished or interrupted load run.

    ``exchanges`` are in the order in which a report shows them. ``duration_s`` runs from the first intended packet to
    the last packet sent or answer counted. ``behind`` is how many packets the generator owed at its worst and
    ``max_behind_s`` how late the latest of them left. ``servers`` counts replies by server identifier: an IPv4 address,
    or a DUID as lower-case hex. ``receive_dropped`` counts datagrams that our own socket buffer lost, ``refused`` ICMP
    port unreachable messages, ``malformed`` datagrams that are no DHCP message. ``stopped_by`` is one of ``period``,
    ``requests``, ``SIGINT``, ``SIGTERM``.
    """

    target: Target
    configured: Configured
    started: datetime
    family: int
    duration_s: float = 0.0
    exchanges: dict[str, ExchangeResult] = field(default_factory=dict)
    addresses_distinct: int = 0
    addresses_duplicate: int = 0
    servers: dict[str, int] = field(default_factory=dict)
    behind: int = 0
    max_behind_s: float = 0.0
    receive_dropped: int = 0
    refused: int = 0
    malformed: int = 0
    stopped_by: str = "period"

    @property
    def four_way(self) -> bool:
        """Whether the run went on from the first exchange to the second."""
        return FOUR_WAY[self.family][1] in self.exchanges

    @property
    def rate_pps(self) -> float | None:
        """Exchanges completed in time per second: full four-way ones, or two-way ones; None when no time passed."""
        last = next((name for name in reversed(FOUR_WAY[self.family]) if name in self.exchanges), None)
        if last is None or self.duration_s <= 0:
            return None
        return self.exchanges[last].received / self.duration_s

    @property
    def failed(self) -> bool:
        """Whether any request did not get the answer it asked for in time, or nothing was asked at all."""
        return not any(exchange.sent for exchange in self.exchanges.values()) or any(
            exchange.failed for exchange in self.exchanges.values()
        )
