"""What a load run is asked to do: one frozen value, checked when it is made, without sockets or clocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

from dhcptools.perf.content import Content, ContentError
from dhcptools.perf.problems import PlanError
from dhcptools.perf.workload import RATE_MOST, LossLimit, Phase, Share

__all__ = ["Exchange", "Plan", "PlanError", "Scenario"]

SERVER_PORTS: Final = {4: 67, 6: 547}
RELAY_PORTS: Final = {4: 67, 6: 547}
"""Where a relay agent listens: RFC 2131 §4.1 and RFC 9915 §7.2."""

CLIENT_PORTS: Final = {4: 68, 6: 546}

BASE_MAC: Final = bytes.fromhex("000c01020304")
TIME_MOST_S: Final = 1e9
"""The longest time that a plan may name, more than thirty years."""

OPEN_MOST: Final = 1 << 22
"""Requests that can be told apart while they wait: memory stays flat, and a DHCPv6 transaction-id has 24 bits."""

FOLLOWING: Final = {
    4: ("renew", "rebind", "release", "decline", "inform"),
    6: ("renew", "rebind", "release", "decline", "confirm", "information_request"),
}
"""Requests of clients that hold a lease, by family."""


class Exchange(StrEnum):
    """The dialogue of every client that starts; values are the names of the exchange tables."""

    DORA = "dora"
    DO = "discover"
    SARR = "sarr"
    SA = "solicit"

    @property
    def family(self) -> int:
        """4 or 6."""
        return 4 if self in {Exchange.DORA, Exchange.DO} else 6


class Scenario(StrEnum):
    """``basic``: by rate or window. ``avalanche``: every client once, all at the same time, trying until answered."""

    BASIC = "basic"
    AVALANCHE = "avalanche"


@dataclass(frozen=True, slots=True)
class Plan:
    """One load run. Raises PlanError when a value is out of its range.

    **Ends.** ``server`` and ``local`` are address literals (an IPv6 one may carry a zone): we play a relay agent at
    ``local``, so that address is giaddr or link-address. ``local_port`` 0 takes any free port. At another port than a
    relay agent's own the relay source port of RFC 8357 is asked for, unless ``relay_port`` says otherwise.
    ``connected`` ties the socket to the server: port unreachable is then noticed, answers from another address are not
    seen. With ``interface`` clients send frames with their own MAC there, on ``vlan`` if given, as no relay would.

    **How many.** ``rate_pps`` exchanges start each second, None: as many as can be. ``phases`` (``ramp``: each goes
    straight from the rate before it, at first 0, to its own) take the place of rate and period. ``window`` exchanges
    are open at any time, each that ends giving way to the next. It all ends after ``period_s``, after ``max_starts``
    first or ``max_second`` second requests, or at ``max_losses`` (for the first and the second request; only what
    really is lost counts); None is without that limit. ``preload`` first requests leave before, uncounted.

    **Who and what.** ``clients`` take turns; client ``i`` has ``base_mac`` plus ``i``. ``renew_rate_pps`` and
    ``release_rate_pps`` are renewals and releases of leases got before. ``mix`` shares the rate among exchanges, and
    clients then also renew at T1, and start again after a NAK. ``retransmit`` sends unanswered requests again by
    RFC 2131 §4.1 and RFC 9915 §15 until their drop time is over. ``duid_time_s`` is the time in every DUID-LLT, in
    seconds since 2000 (RFC 9915 §11.2). ``seed`` fixes which lease is renewed or released and when is sent again.

    **Waiting.** A request unanswered for ``drop_time_s`` is lost (``request_drop_time_s`` for the second one, when it
    differs). At the end answers are awaited as long as any may come in time, where some came late as late as those, or
    ``exit_wait_us`` microseconds when given. Every ``interval_s`` seconds the caller is told how it goes.

    **Looking.** ``check_addresses`` lists addresses that two clients hold at once (``unique`` only counts them) or that
    are in none of ``subnets``. ``details`` keeps leases, times and the first packets, one by one.

    **Sharing.** Of ``shares`` processes that carry out the run together this is number ``share``: it has its own part
    of the transaction ids. ``begin_ns`` is when to start on the monotonic clock, None for at once.
    """

    server: str
    local: str
    exchange: Exchange = Exchange.DORA
    server_port: int = 0
    local_port: int = 0
    relay_port: bool | None = None
    rate_pps: float | None = 1000
    period_s: float | None = None
    max_starts: int | None = None
    max_second: int | None = None
    clients: int = 1
    drop_time_s: float = 1.0
    request_drop_time_s: float | None = None
    base_mac: bytes = BASE_MAC
    seed_xid: int = 0
    duid_time_s: int = 0
    connected: bool = True
    embedded: bool = False
    content: Content = field(default_factory=Content)
    renew_rate_pps: float = 0
    release_rate_pps: float = 0
    preload: int = 0
    max_losses: tuple[LossLimit, ...] = ()
    exit_wait_us: int | None = None
    interval_s: float | None = None
    unique: bool = False
    scenario: Scenario = Scenario.BASIC
    window: int | None = None
    phases: tuple[Phase, ...] = ()
    ramp: bool = False
    mix: tuple[Share, ...] = ()
    retransmit: bool = False
    seed: int = 0
    check_addresses: bool = False
    subnets: tuple[str, ...] = ()
    details: bool = False
    interface: str | None = None
    vlan: int | None = None
    share: int = 0
    shares: int = 1
    begin_ns: int | None = None

    def __post_init__(self) -> None:
        """Check every value and put the standard port where none is named."""
        self._check_ends()
        self._check_shape()
        self._check_mix()
        for name in ("period_s", "drop_time_s", "request_drop_time_s", "interval_s"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= TIME_MOST_S:
                raise PlanError(f"{name} {value} is not a positive time of at most {TIME_MOST_S:g} s")
        for name in ("max_starts", "max_second", "window", "shares"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise PlanError(f"{name} {value} is less than 1")
        for name in ("preload", "exit_wait_us"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise PlanError(f"{name} {value} is negative")
        if not 1 <= self.clients <= 1 << 48:
            raise PlanError(f"clients {self.clients} is not in 1..2^48, the number of MAC addresses")
        if len(self.base_mac) != 6:
            raise PlanError(f"base_mac has {len(self.base_mac)} octets, a MAC address has 6")
        for name in ("seed_xid", "duid_time_s"):
            if not 0 <= getattr(self, name) <= 0xFFFFFFFF:
                raise PlanError(f"{name} {getattr(self, name)} is not in 0..2^32-1")
        if self.shares & (self.shares - 1):
            raise PlanError(f"{self.shares} processes: transaction ids can be shared by 1, 2, 4, 8, 16, 32 or 64")
        if not 0 <= self.share < self.shares <= 64:
            raise PlanError(f"share {self.share} of {self.shares}: at most 64 processes, counted from 0")
        for text in self.subnets:
            try:
                ip_network(text)
            except ValueError as error:
                raise PlanError(f"{text!r} among subnets is no network: {error}") from None
        try:
            self.content.check(self.family, self.clients)
        except ContentError as error:
            raise PlanError(str(error)) from error
        self._check_open()

    def _check_ends(self) -> None:
        kind = IPv4Address if self.family == 4 else IPv6Address
        for name in ("server", "local"):
            text = getattr(self, name)
            try:
                kind(text)
            except ValueError:
                raise PlanError(f"{name} {text!r} is not an IPv{self.family} address") from None
        if self.server_port == 0:
            object.__setattr__(self, "server_port", SERVER_PORTS[self.family])
        for name in ("server_port", "local_port"):
            if not 0 <= getattr(self, name) <= 0xFFFF:
                raise PlanError(f"{name} {getattr(self, name)} is not in 0..65535")
        if self.vlan is not None and self.interface is None:
            raise PlanError("vlan is for frames on an interface, and no interface is given")
        if self.vlan is not None and not 0 <= self.vlan <= 4094:
            raise PlanError(f"vlan {self.vlan} is not in 0..4094")
        if self.interface is not None and self.shares > 1:
            raise PlanError("several processes share a UDP port, and clients on an interface have none")
        if self.interface is not None and self.content.relays:
            raise PlanError("clients on an interface speak for themselves: content.relays must be 0")

    def _check_shape(self) -> None:
        if self.rate_pps is not None and not 0 < self.rate_pps <= RATE_MOST:
            raise PlanError(f"rate_pps {self.rate_pps} is not in 0..{RATE_MOST:g}")
        for phase in self.phases:
            if not 0 < phase.duration_s <= TIME_MOST_S:
                raise PlanError(f"a stage of {phase.duration_s:g} s has no positive time of at most {TIME_MOST_S:g} s")
            if not 0 <= phase.rate_pps <= RATE_MOST:
                raise PlanError(f"a stage's rate {phase.rate_pps} is not in 0..{RATE_MOST:g}")
        if self.phases and not any(phase.rate_pps for phase in self.phases):
            raise PlanError("no stage has a rate above 0")
        if self.phases and self.window is not None:
            raise PlanError("stages start exchanges by the clock, a window when others end: give one of them")
        if self.ramp and not self.phases:
            raise PlanError("a ramp needs stages")
        if self.scenario is Scenario.AVALANCHE:
            return
        if self.period_s is None and self.max_starts is None and self.max_second is None and not self.phases:
            raise PlanError("neither period_s nor max_starts is given: the run would never end")

    def _check_mix(self) -> None:
        for name in ("renew_rate_pps", "release_rate_pps"):
            if not 0 <= getattr(self, name) <= RATE_MOST:
                raise PlanError(f"{name} {getattr(self, name)} is not in 0..{RATE_MOST:g}")
        following = self.renew_rate_pps + self.release_rate_pps
        if following and (self.rate_pps is None or following > self.rate_pps):
            raise PlanError("renewals and releases together may not be more than the rate, which must be given")
        if following and self.exchange in {Exchange.DO, Exchange.SA}:
            raise PlanError("renewals and releases need leases, and two-way exchanges get none")
        if not self.mix:
            return
        if following:
            raise PlanError("a mix says how much of everything is sent: renew and release rates do not go with it")
        names = [share.name for share in self.mix]
        known = (self.exchange.value, *FOLLOWING[self.family])
        for share in self.mix:
            if share.name not in known:
                raise PlanError(f"{share.name!r} in the mix is none of {', '.join(known)}")
            if not (share.weight > 0 and math.isfinite(share.weight)):
                raise PlanError(f"the weight {share.weight} of {share.name} is not above 0")
        if len(set(names)) < len(names):
            raise PlanError("the mix names an exchange twice")
        if self.exchange.value not in names or self.exchange in {Exchange.DO, Exchange.SA}:
            raise PlanError("a mix must get leases: it needs dora or sarr")

    def _check_open(self) -> None:
        rate = self.most_pps
        if rate is None or self.scenario is Scenario.AVALANCHE:
            if self.scenario is Scenario.AVALANCHE and self.clients > OPEN_MOST:
                raise PlanError(f"an avalanche of {self.clients} clients is more than {OPEN_MOST}")
            return
        waiting_s = sum(self.drop_times_ns) / 1e9
        if rate * (waiting_s + 0.25) > OPEN_MOST:
            raise PlanError(
                f"rate_pps {rate:g} with drop times of {waiting_s:g} s together keeps more than "
                f"{OPEN_MOST} requests open"
            )

    @property
    def family(self) -> int:
        """4 or 6."""
        return self.exchange.family

    @property
    def asks_relay_port(self) -> bool:
        """Whether requests carry the relay source port of RFC 8357."""
        if self.interface is not None:
            return False
        return self.local_port != RELAY_PORTS[self.family] if self.relay_port is None else self.relay_port

    @property
    def most_pps(self) -> float | None:
        """The highest rate that is asked for; None when nothing limits it."""
        if self.phases:
            return max(phase.rate_pps for phase in self.phases)
        return None if self.window is not None else self.rate_pps

    @property
    def lasts_s(self) -> float | None:
        """How long exchanges start, None without a limit in time."""
        return sum(phase.duration_s for phase in self.phases) if self.phases else self.period_s

    @property
    def drop_times_ns(self) -> tuple[int, int]:
        """Drop time of the first and of the second request."""
        second = self.drop_time_s if self.request_drop_time_s is None else self.request_drop_time_s
        return round(self.drop_time_s * 1e9), round(second * 1e9)
