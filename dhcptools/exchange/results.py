"""What an exchange brought: leases as the server's reply states them, with the time each stage took."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # a DHCPv4 exchange loads nothing of DHCPv6
    from dhcptools.exchange.bindings6 import Binding6, IaStatus
    from dhcptools.packet.ia6 import StatusCode
    from dhcptools.packet.v4 import Message4
    from dhcptools.packet.v6 import Message6

SECOND_NS: Final = 1_000_000_000
INFINITY: Final = 0xFFFFFFFF  # seconds: RFC 2131 §3.3, RFC 9915 §7.7


class Stage(NamedTuple):
    """One request and its reply. ``reply`` and ``replied_ns`` are None while nothing answered.

    ``request`` and ``reply`` are the labels of the tables (``discover``, ``offer``); ``transmissions`` counts the
    first.
    """

    request: str
    first_sent_ns: int
    last_sent_ns: int
    transmissions: int
    reply: str | None = None
    replied_ns: int | None = None

    @property
    def name(self) -> str:
        """``discover_offer``; the request alone while nothing answered."""
        return self.request if self.reply is None else f"{self.request}_{self.reply}"

    @property
    def rtt_ns(self) -> int | None:
        """From the last transmission to the reply. After a retransmission the reply may be to an earlier one."""
        return None if self.replied_ns is None else self.replied_ns - self.last_sent_ns

    @property
    def elapsed_ns(self) -> int | None:
        """From the first transmission to the reply."""
        return None if self.replied_ns is None else self.replied_ns - self.first_sent_ns


class Sent(NamedTuple):
    """The end of an exchange that no server answers: DHCPRELEASE and DHCPDECLINE (RFC 2131 §4.4.4)."""

    exchange: str
    stages: tuple[Stage, ...]


class Lease4(NamedTuple):
    """What a DHCPOFFER or DHCPACK states. Times are seconds as in the reply, None where the option is absent.

    ``address`` is yiaddr, or ciaddr in the answer to an INFORM. ``reply.encode(minimum=0)`` gives the octets received.
    """

    exchange: str
    address: IPv4Address
    server_id: IPv4Address | None
    lease_time_s: int | None
    t1_s: int | None
    t2_s: int | None
    received_ns: int
    began_ns: int
    reply: Message4
    stages: tuple[Stage, ...]

    @property
    def expires_ns(self) -> int | None:
        """When the lease ends, counted from the transmission of the request (RFC 2131 §4.4.1); None for never."""
        if self.lease_time_s is None or self.lease_time_s == INFINITY:
            return None
        return self.began_ns + self.lease_time_s * SECOND_NS

    @property
    def renew_ns(self) -> int | None:
        """When RENEWING begins: T1, half the lease time by default (RFC 2131 §4.4.5)."""
        return self._share(self.t1_s, 0.5)

    @property
    def rebind_ns(self) -> int | None:
        """When REBINDING begins: T2, 0.875 of the lease time by default (RFC 2131 §4.4.5)."""
        return self._share(self.t2_s, 0.875)

    def _share(self, stated_s: int | None, share: float) -> int | None:
        if self.lease_time_s is None or self.lease_time_s == INFINITY:
            return None
        after_ns = int(self.lease_time_s * share * SECOND_NS) if stated_s is None else stated_s * SECOND_NS
        return self.began_ns + after_ns


class Lease6(NamedTuple):
    """What an Advertise or a Reply states. ``reply.encode()`` gives the octets received.

    ``bindings`` are the addresses and prefixes that may be used, ``ia_statuses`` the status codes inside IAs,
    ``status`` that of the message. ``refresh_s`` is the information refresh time, None unless the exchange asked for
    it.
    """

    exchange: str
    server_id: bytes
    bindings: tuple[Binding6, ...]
    ia_statuses: tuple[IaStatus, ...]
    status: StatusCode | None
    preference: int
    refresh_s: int | None
    received_ns: int
    reply: Message6
    stages: tuple[Stage, ...]

    @property
    def address(self) -> IPv6Address | None:
        """The first address or prefix bound."""
        return self.bindings[0].address if self.bindings else None

    @property
    def expires_ns(self) -> int | None:
        """When the last valid lifetime ends; None for never or when nothing is bound."""
        lifetimes = [binding.valid_lifetime_s for binding in self.bindings]
        if not lifetimes or INFINITY in lifetimes:
            return None
        return self.received_ns + max(lifetimes) * SECOND_NS

    @property
    def renew_ns(self) -> int | None:
        """When to send Renew: the least T1, or half the least preferred lifetime where T1 is 0 (RFC 9915 §21.4)."""
        return self._least([(b.t1_s, b.preferred_lifetime_s, 0.5) for b in self.bindings])

    @property
    def rebind_ns(self) -> int | None:
        """When to send Rebind: the least T2, or 0.8 of the least preferred lifetime where T2 is 0."""
        return self._least([(b.t2_s, b.preferred_lifetime_s, 0.8) for b in self.bindings])

    def _least(self, rows: list[tuple[int, int, float]]) -> int | None:
        after_ns = [
            stated * SECOND_NS if stated else int(preferred * share * SECOND_NS)
            for stated, preferred, share in rows
            if INFINITY not in (stated, stated or preferred)
        ]
        return self.received_ns + min(after_ns) if after_ns else None
