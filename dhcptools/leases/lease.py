"""A lease as every store tells it."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

HELD: Final = frozenset(("default", "registered"))
"""States in which a client has the lease until it expires."""
GONE: Final = frozenset(("expired-reclaimed", "released", "free", "backup", "reset"))
"""States in which nobody has it."""
END_OF_TIME: Final = 1 << 62
"""No store means a time from here on, and sums of such times with lifetimes still fit into 64 bits."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lease:
    """One lease. Times are seconds since 1970.

    ``expires`` None is an infinite lease; other values are None, texts and octets empty, where the store says nothing.
    ``state`` is Kea's name of it, or ISC dhcpd's where Kea has none (free, backup, reset).
    """

    address: str
    type: str = "V4"
    prefix_len: int = 32
    hwaddr: bytes = b""
    client_id: bytes = b""
    duid: bytes = b""
    iaid: int | None = None
    subnet_id: int | None = None
    pool_id: int | None = None
    hostname: str = ""
    state: str = "default"
    starts: int | None = None
    expires: int | None = None
    valid_lifetime: int | None = None
    preferred_lifetime: int | None = None
    fqdn_fwd: bool | None = None
    fqdn_rev: bool | None = None
    user_context: dict[str, object] | str | None = None
    source: str = ""

    @property
    def family(self) -> int:
        """4 or 6, by the address."""
        return 6 if ":" in self.address else 4

    @property
    def packed(self) -> bytes:
        """The address as 4 or 16 octets, without its zone."""
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        return socket.inet_pton(family, self.address.partition("%")[0])

    @property
    def order(self) -> tuple[int, bytes]:
        """What leases are sorted by when nobody asks for another order."""
        return self.family, self.packed

    def over(self, now: int) -> bool:
        """Whether its time has passed."""
        return self.expires is not None and self.expires < now

    def active(self, now: int) -> bool:
        """Whether a client holds it: stores keep an expired lease as it was until they reclaim it."""
        return self.state in HELD and not self.over(now)

    def status(self, now: int) -> str:
        """One word for people: active, expired, or the state."""
        if self.state == "expired-reclaimed":
            return "reclaimed"
        if self.state in HELD or self.state == "declined":
            if self.over(now):
                return "expired"
            return "active" if self.state == "default" else self.state
        return self.state


def iso(seconds: int) -> str:
    """A time as ISO 8601 in UTC; one that no calendar has as ``@SECONDS``."""
    try:
        return f"{(_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]}Z"
    except OverflowError:
        return f"@{seconds}"


def readable(raw: bytes) -> str:
    """Text that should be UTF-8; else it is Latin-1, in which Kea keeps strings."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
