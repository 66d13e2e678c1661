"""What a load run is asked to do: one frozen value, checked when it is made, without sockets or clocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcptools.perf.content import Content, ContentError

SERVER_PORTS: Final = {4: 67, 6: 547}
RELAY_PORTS: Final = {4: 67, 6: 547}
"""Where a relay agent listens: RFC 2131 §4.1 and RFC 9915 §7.2."""

BASE_MAC: Final = bytes.fromhex("000c01020304")
OPEN_MOST: Final = 1 << 22
"""Requests that can be told apart while they wait: memory stays flat, and a DHCPv6 transaction-id has 24 bits."""


class Exchange(StrEnum):
    """The dialogue of every client; values are the names of the exchange tables."""

    DORA = "dora"
    DO = "discover"
    SARR = "sarr"
    SA = "solicit"

    @property
    def family(self) -> int:
        """4 or 6."""
        return 4 if self in {Exchange.DORA, Exchange.DO} else 6


class PlanError(ValueError):
    """A plan that cannot be carried out; the text says which value and why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One load run. Raises PlanError when a value is out of its range.

    ``server`` and ``local`` are address literals (an IPv6 one may carry a zone): we play a relay agent at ``local``, so
    that address is giaddr or link-address. ``local_port`` 0 takes any free port. At another port than a relay agent's
    own the relay source port of RFC 8357 is asked for, unless ``relay_port`` says otherwise.

    ``rate_pps`` exchanges start each second until ``period_s`` is over or ``max_starts`` have started, whichever comes
    first; None is without that limit. ``clients`` take turns; client ``i`` has ``base_mac`` plus ``i``. A request
    unanswered for ``drop_time_s`` is lost (``request_drop_time_s`` for the second one, when it differs).

    ``connected`` ties the socket to the server: port unreachable is then noticed, answers from another address are not
    seen. ``content`` is what the messages hold. ``duid_time_s`` is the time in every DUID-LLT, in seconds since 2000 (RFC 9915 §11.2).
    """

    server: str
    local: str
    exchange: Exchange = Exchange.DORA
    server_port: int = 0
    local_port: int = 0
    relay_port: bool | None = None
    rate_pps: int = 1000
    period_s: float | None = None
    max_starts: int | None = None
    clients: int = 1
    drop_time_s: float = 1.0
    request_drop_time_s: float | None = None
    base_mac: bytes = BASE_MAC
    seed_xid: int = 0
    duid_time_s: int = 0
    connected: bool = True
    embedded: bool = False
    content: Content = field(default_factory=Content)

    def __post_init__(self) -> None:
        """Check every value and put the standard port where none is named."""
        for name in ("server", "local"):
            self._check_address(name, getattr(self, name))
        if self.server_port == 0:
            object.__setattr__(self, "server_port", SERVER_PORTS[self.family])
        for name in ("server_port", "local_port"):
            if not 0 <= getattr(self, name) <= 0xFFFF:
                raise PlanError(f"{name} {getattr(self, name)} is not in 0..65535")
        if self.rate_pps < 1:
            raise PlanError(f"rate_pps {self.rate_pps} is less than 1")
        if self.period_s is None and self.max_starts is None:
            raise PlanError("neither period_s nor max_starts is given: the run would never end")
        for name in ("period_s", "drop_time_s", "request_drop_time_s"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise PlanError(f"{name} {value} is not a positive time")
        if self.max_starts is not None and self.max_starts < 1:
            raise PlanError(f"max_starts {self.max_starts} is less than 1")
        if not 1 <= self.clients <= 1 << 48:
            raise PlanError(f"clients {self.clients} is not in 1..2^48, the number of MAC addresses")
        if len(self.base_mac) != 6:
            raise PlanError(f"base_mac has {len(self.base_mac)} octets, a MAC address has 6")
        for name in ("seed_xid", "duid_time_s"):
            if not 0 <= getattr(self, name) <= 0xFFFFFFFF:
                raise PlanError(f"{name} {getattr(self, name)} is not in 0..2^32-1")
        try:
            self.content.check(self.family, self.clients)
        except ContentError as error:
            raise PlanError(str(error)) from error

        waiting_s = sum(self.drop_times_ns) / 1e9
        if self.rate_pps * (waiting_s + 0.25) > OPEN_MOST:
            raise PlanError(
                f"rate_pps {self.rate_pps} with drop times of {waiting_s:g} s together keeps more than "
                f"{OPEN_MOST} requests open"
            )

    def _check_address(self, name: str, text: str) -> None:
        kind = IPv4Address if self.family == 4 else IPv6Address
        try:
            kind(text)
        except ValueError:
            raise PlanError(f"{name} {text!r} is not an IPv{self.family} address") from None

    @property
    def family(self) -> int:
        """4 or 6."""
        return self.exchange.family

    @property
    def asks_relay_port(self) -> bool:
        """Whether requests carry the relay source port of RFC 8357."""
        return self.local_port != RELAY_PORTS[self.family] if self.relay_port is None else self.relay_port

    @property
    def starts(self) -> int:
        """How many exchanges will start: those due before the period ends, at most ``max_starts``."""
        limits = [] if self.max_starts is None else [self.max_starts]
        if self.period_s is not None:
            limits.append(max(1, math.ceil(round(self.rate_pps * self.period_s, 6))))
        return min(limits)

    @property
    def drop_times_ns(self) -> tuple[int, int]:
        """Drop time of the first and of the second request."""
        second = self.drop_time_s if self.request_drop_time_s is None else self.request_drop_time_s
        return round(self.drop_time_s * 1e9), round(second * 1e9)
