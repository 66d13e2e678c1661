"""Leases of any store as rows of a Kea lease file, and what cannot become one.

Kea demands more of a lease than others keep: a subnet, a lifetime other than 0, and of DHCPv4 a hardware address or a
client identifier. What other stores do not say is worked out: the subnet from the configuration, the lifetime of a
lease whose beginning is unknown from what is left of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from dhcptools.kea.memfile.fields import BASIC_STATES, MAX_CLIENT_ID, MAX_DUID, MAX_HWADDR
from dhcptools.kea.memfile.lease import INFINITE_S, LEASE_TYPES, LeaseRow, LeaseRow4, LeaseRow6, text_of
from dhcptools.leases.lease import Lease

_STATES: Final = {name: number for number, name in BASIC_STATES.items()}
_TYPES: Final = {name: number for number, name in LEASE_TYPES.items()}
_DECLINED: Final = b"\0\0\0"
"""The DUID that Kea gives a declined lease."""
_ETHERNET: Final = 1
_LATEST6: Final = 0xFFFFFFFF


class Unfit(ValueError):  # noqa: N818 - what is told of a lease, no failure
    """A lease that Kea's file cannot hold: why."""


class Subnets:
    """Finds the subnet of an address by the longest prefix."""

    def __init__(self, subnets: Iterable[tuple[int, IPv4Network | IPv6Network]] = ()) -> None:
        self._by_length: dict[tuple[int, int], dict[int, int]] = {}
        for number, prefix in subnets:
            table = self._by_length.setdefault((prefix.max_prefixlen, prefix.prefixlen), {})
            table[int(prefix.network_address) >> (prefix.max_prefixlen - prefix.prefixlen)] = number
        self._lengths = sorted(self._by_length, reverse=True)

    def find(self, packed: bytes) -> int | None:
        """The number of the subnet; None when there is none."""
        bits, value = 8 * len(packed), int.from_bytes(packed)
        for most, length in self._lengths:
            if most == bits and (found := self._by_length[most, length].get(value >> (bits - length))) is not None:
                return found
        return None


def row_of(lease: Lease, now: int, subnets: Subnets | None = None) -> LeaseRow:
    """The row of a lease; Unfit says why there is none. Without a subnet that anybody knows it is 0."""
    state = _state(lease)
    valid, expire = _times(lease, now)
    subnet_id = lease.subnet_id
    if subnet_id is None:
        subnet_id = (subnets.find(lease.packed) if subnets is not None else None) or 0
    declined = state == _STATES["declined"]
    hostname = "" if declined else lease.hostname
    context = _context(lease)
    if len(lease.hwaddr) > MAX_HWADDR:
        raise Unfit(f"a hardware address of more than {MAX_HWADDR} octets")
    if lease.family == 4:
        client_id = lease.client_id if len(lease.client_id) > 1 else b""
        if len(client_id) > MAX_CLIENT_ID:
            raise Unfit(f"a client identifier of more than {MAX_CLIENT_ID} octets")
        if not lease.hwaddr and not client_id and not declined:
            raise Unfit("neither a hardware address nor a client identifier")
        return LeaseRow4(
            lease.address, b"" if declined else lease.hwaddr, b"" if declined else client_id, valid, expire, subnet_id,
            bool(lease.fqdn_fwd), bool(lease.fqdn_rev), hostname, state, context, lease.pool_id or 0,
        )  # fmt: skip  # in Kea's order
    duid = _DECLINED if declined else lease.duid
    if not 1 < len(duid) <= MAX_DUID:
        raise Unfit(f"a DUID of {len(duid)} octets")
    if expire - valid > _LATEST6:
        raise Unfit("it begins after 2106, which Kea cannot say of DHCPv6")
    preferred = lease.preferred_lifetime
    return LeaseRow6(
        lease.address, duid, valid, expire, subnet_id, valid if preferred is None else preferred,
        _TYPES.get(lease.type, 0), lease.iaid or 0, lease.prefix_len, bool(lease.fqdn_fwd), bool(lease.fqdn_rev),
        hostname, b"" if declined else lease.hwaddr, state, context, _ETHERNET, 0, lease.pool_id or 0,
    )  # fmt: skip  # in Kea's order


def _state(lease: Lease) -> int:
    known = _STATES.get(lease.state)
    if known is not None:
        return known
    number = lease.state.removeprefix("unknown (").removesuffix(")")
    if number.isdigit() and int(number) >> 32 == 0:
        return int(number)
    raise Unfit(f"state {lease.state}: nobody has it")


def _times(lease: Lease, now: int) -> tuple[int, int]:
    """For how long, and when it ends."""
    starts = lease.starts
    if lease.expires is None:
        return INFINITE_S, (now if starts is None else starts) + INFINITE_S
    expire = lease.expires
    valid = lease.valid_lifetime
    if valid is None:
        valid = expire - starts if starts is not None else max(1, expire - now)
    if valid <= 0:
        raise Unfit("a lifetime of 0, which takes a lease away")
    valid = min(valid, INFINITE_S - 1, expire)
    if valid <= 0:
        raise Unfit("it ends in 1970")
    return valid, expire


def _context(lease: Lease) -> str:
    context = lease.user_context
    if context is None or isinstance(context, str):
        return context or ""
    text = json.dumps(context, ensure_ascii=False)
    try:
        return text_of(text.encode("latin-1"))  # Kea keeps an octet for a character
    except UnicodeEncodeError:
        return text
