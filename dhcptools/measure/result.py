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

from dataclasses import dataclass, field, replace
from datetime import datetime

from dhcptools.measure.details import Details
from dhcptools.measure.latency import Latency
from dhcptools.measure.series import Timeline

FOUR_WAY = {4: ("discover_offer", "request_ack"), 6: ("solicit_advertise", "request_reply")}
"""First and second exchange of the full dialogue, by family."""

_COUNTS = (
    "sent", "received", "lost", "late", "in_flight", "nak", "rejected", "orphans", "duplicates", "malformed",
    "resent",
)  # fmt: skip
_TOTALS = (
    "addresses_distinct",
    "addresses_duplicate",
    "addresses_foreign",
    "behind",
    "receive_dropped",
    "refused",
    "send_failures",
    "malformed",
)


@dataclass(slots=True)
class ExchangeResult:
    """Counts and latencies of one exchange, such as ``discover_offer``.

    ``latency`` counts from the time a packet was meant to be sent, ``service`` from the time it was sent; both hold the
    answers counted in ``received`` and in ``late``. ``resent`` counts retransmissions, which are not in ``sent``.
    ``answered`` is false for what no server answers, such as DHCPRELEASE, and where answers could not be heard: there
    ``sent`` stands alone.
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
    resent: int = 0
    answered: bool = True

    @property
    def accounted(self) -> int:
        """Requests whose fate is known or open; equal to ``sent`` in any consistent result."""
        if not self.answered:
            return self.sent
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
        self.answered &= other.answered
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
    """What the run was asked to do. None: without that limit.

    ``stages`` are pairs of a time in seconds and a rate, which a ``ramp`` goes to in a straight line; ``mix`` are pairs
    of an exchange and its weight. ``processes`` sent the load together. With ``interface`` clients sent frames there,
    on ``vlan`` if that is given.
    """

    rate_pps: int | None
    clients: int
    period_s: float | None
    requests: int | None = None
    drop_time_s: float = 1.0
    scenario: str = "basic"
    window: int | None = None
    stages: tuple[tuple[float, float], ...] = ()
    ramp: bool = False
    mix: tuple[tuple[str, float], ...] = ()
    retransmit: bool = False
    processes: int = 1
    interface: str | None = None
    vlan: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a threshold. ``value`` is in the unit of the expression, None when nothing was measured."""

    expression: str
    value: float | None
    ok: bool


@dataclass(frozen=True, slots=True)
class AddressProblem:
    """An address that ``client`` got though ``holder`` has it, or, with no holder, one that is in no expected subnet.

    Clients are MAC addresses in lower-case hex with colons.
    """

    address: str
    client: str
    holder: str = ""


PROBLEMS_MOST = 100
"""Address problems that are listed; more are only counted."""


@dataclass(slots=True)
class Run:
    """One finished or interrupted load run.

    ``exchanges`` are in the order in which a report shows them. ``duration_s`` runs from the first intended packet to
    the last packet sent or answer counted. ``behind`` is how many packets the generator owed at its worst and
    ``max_behind_s`` how late the latest of them left. ``servers`` counts replies by server identifier: an IPv4 address,
    or a DUID as lower-case hex. ``receive_dropped`` counts datagrams that our own socket buffer lost, ``refused`` ICMP
    port unreachable messages, ``malformed`` datagrams that are no DHCP message. ``stopped_by`` is one of ``period``,
    ``requests``, ``losses``, ``thresholds``, ``SIGINT``, ``SIGTERM``. ``seconds`` holds a timeline an exchange, by its
    name; ``server_latency`` the latencies of granted requests by server identifier, where there are several servers.
    ``thresholds`` are those that the run was judged by, and ``passed`` the verdict that its report kept, None for a run
    not judged yet. ``addresses_foreign`` counts addresses in no expected subnet, ``address_problems`` lists the first
    of those and of the duplicates; both only where they were looked for. ``send_failures`` counts attempts to send that
    the system refused in mid-run, such as without a route, ``send_failure`` is its last reason.
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
    seconds: dict[str, Timeline] = field(default_factory=dict)
    server_latency: dict[str, Latency] = field(default_factory=dict)
    thresholds: list[Verdict] = field(default_factory=list)
    passed: bool | None = None
    details: Details | None = None
    addresses_foreign: int = 0
    address_problems: list[AddressProblem] = field(default_factory=list)
    send_failures: int = 0
    send_failure: str = ""

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
        return self.exchanges[last].received / self.span_s

    @property
    def span_s(self) -> float:
        """What rates are of: the duration, or where it is longer the time that the starts take at the rate asked for.

        Ten exchanges at ten a second are one second of load, though the last one starts after 0.9 s.
        """
        first = next(iter(self.exchanges.values()), None)
        if first is None or not self.configured.rate_pps:
            return self.duration_s
        return max(self.duration_s, first.sent / self.configured.rate_pps)

    @property
    def failed(self) -> bool:
        """Whether any request did not get the answer it asked for in time, or nothing was asked at all."""
        return not any(exchange.sent for exchange in self.exchanges.values()) or any(
            exchange.failed for exchange in self.exchanges.values()
        )

    def merge(self, other: Run) -> None:
        """Add a run that took place beside this one: another process or another machine.

        Counts, histograms and seconds add up, second 0 being the start of each; rates and clients asked for add up too.
        Distinct addresses are added as if nobody shared one; the thresholds of the parts say nothing about the whole
        and are dropped. ValueError when the two cannot be one run.
        """
        if other.family != self.family:
            raise ValueError(f"a DHCPv{other.family} run and a DHCPv{self.family} run are not one")
        if list(other.exchanges) != list(self.exchanges):
            raise ValueError("the runs made different exchanges")
        self.configured = _together(self.configured, other.configured)
        if self.target != other.target:
            self.target = replace(self.target, server=_joined(self.target.server, other.target.server))
        self.started = min(self.started, other.started)
        self.duration_s = max(self.duration_s, other.duration_s)
        self.max_behind_s = max(self.max_behind_s, other.max_behind_s)
        for name in _TOTALS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.send_failure = self.send_failure or other.send_failure
        if other.stopped_by.startswith("SIG"):
            self.stopped_by = other.stopped_by
        for name, exchange in other.exchanges.items():
            self.exchanges[name].merge(exchange)
        for name, timeline in other.seconds.items():
            self.seconds.setdefault(name, Timeline()).merge(timeline)
        for name, replies in other.servers.items():
            self.servers[name] = self.servers.get(name, 0) + replies
        for name, latency in other.server_latency.items():
            self.server_latency.setdefault(name, Latency()).merge(latency)
        self.address_problems = [*self.address_problems, *other.address_problems][:PROBLEMS_MOST]
        self.thresholds = []
        self.passed = None if None in {self.passed, other.passed} else bool(self.passed and other.passed)


def _together(one: Configured, other: Configured) -> Configured:
    """What two generators were asked for together; no limit of one is no limit of both."""
    periods = (one.period_s, other.period_s)
    return replace(
        one,
        rate_pps=_sum(one.rate_pps, other.rate_pps),
        clients=one.clients + other.clients,
        period_s=None if None in periods else max(period for period in periods if period is not None),
        requests=_sum(one.requests, other.requests),
        drop_time_s=max(one.drop_time_s, other.drop_time_s),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _joined(one: str, other: str) -> str:
    return one if other in one.split(", ") else f"{one}, {other}"
