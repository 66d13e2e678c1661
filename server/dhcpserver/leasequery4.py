"""DHCPLEASEQUERY (RFC 4388): who has an address, and which address a client has.

Only relays ask, and get their answer at giaddr. Asked by address, the lease is found at once; by client identifier, in
one step a subnet; by hardware address, all leases are looked at, since they are not kept by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import Final

from dhcpserver.leases import NEVER_NS, SECOND_NS, Book, Lease
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link, Links

UNASSIGNED: Final = 11  # RFC 4388 §6.1
UNKNOWN: Final = 12
ACTIVE: Final = 13
_LEASE_TIME, _RENEWAL, _REBINDING, _CLIENT_ID, _LAST_TRANSACTION, _ASSOCIATED = 51, 58, 59, 61, 91, 92
_BASIC: Final = (_LEASE_TIME, _RENEWAL, _REBINDING, _CLIENT_ID, _LAST_TRANSACTION)  # when the relay lists nothing


class Found:
    """What was found: the kind of the answer, the lease of an ACTIVE one, its options by code."""

    __slots__ = ("kind", "lease", "options")

    def __init__(self, kind: int, lease: Lease | None = None, options: dict[int, bytes] | None = None) -> None:
        self.kind = kind
        self.lease = lease
        self.options = options or {}


def query(request: Request4, links: Links, book: Book, now_ns: int) -> Found | None:
    """The answer to a query, None for one that is not answered."""
    if not request.giaddr:
        return None  # §6.4: it comes from a relay, which giaddr names
    if request.ciaddr:  # §6.4.1: by address
        if request.ciaddr not in links:
            return Found(UNKNOWN)
        lease = book.at(request.ciaddr)
        if lease is None or not lease.active(now_ns):
            return Found(UNASSIGNED)
        return Found(ACTIVE, lease, _options(request, lease, (), links, now_ns))
    if request.client_id:
        candidates: Iterable[Lease | None] = (book.of(link.key + b"\1" + request.client_id) for link in links.all)
        matches = [lease for lease in candidates if lease is not None and lease.active(now_ns)]
    else:
        matches = [lease for lease in book.leases() if lease.hardware == request.hardware and lease.active(now_ns)]
    if not matches:
        return Found(UNKNOWN)
    matches.sort(key=lambda lease: (-_since(lease), lease.address))  # §6.4.1: the latest transaction answers
    return Found(ACTIVE, matches[0], _options(request, matches[0], matches[1:], links, now_ns))


def _options(request: Request4, lease: Lease, others: Iterable[Lease], links: Links, now_ns: int) -> dict[int, bytes]:
    """§6.4.2: what the relay lists, times counted from now."""
    options: dict[int, bytes] = {}
    left = 0xFFFFFFFF if lease.expires_ns >= NEVER_NS else max((lease.expires_ns - now_ns) // SECOND_NS, 0)
    options[_LEASE_TIME] = left.to_bytes(4)
    passed = max(now_ns - _since(lease), 0) // SECOND_NS
    link = next((item for item in links.all if item.subnet.id == lease.subnet_id), None)
    for code, timer in zip((_RENEWAL, _REBINDING), _timers(link, lease), strict=True):
        if timer is not None:
            options[code] = max(timer - passed, 0).to_bytes(4)
    if lease.client_id:
        options[_CLIENT_ID] = lease.client_id
    options[_LAST_TRANSACTION] = min(passed, 0xFFFFFFFF).to_bytes(4)
    rest = b"".join(IPv4Address(other.address).packed for other in others)
    if rest:
        options[_ASSOCIATED] = IPv4Address(lease.address).packed + rest
    asked = set(request.parameters or _BASIC) | {_ASSOCIATED}
    return {code: value for code, value in options.items() if code in asked}


def _timers(link: Link | None, lease: Lease) -> tuple[int | None, int | None]:
    return (None, None) if link is None else link.subnet.timers.of(lease.valid_s)


def _since(lease: Lease) -> int:
    """When its client was last heard; leases for ever say nothing of it."""
    return 0 if lease.expires_ns >= NEVER_NS else lease.expires_ns - lease.valid_s * SECOND_NS
