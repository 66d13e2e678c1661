"""A row of a lease table as a row of a lease file, whatever the database is.

Rules this file keeps:

- an infinite lease expires when it began in a database, and after 0xffffffff more seconds in a file;
- PostgreSQL keeps IAIDs signed, absent octets are NULL or empty, an absent state is the default one;
- texts are octets: MySQL hands them over as such, and PostgreSQL does when a database has no encoding.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address

from dhcptools.kea.memfile.lease import INFINITE_S, LeaseRow, LeaseRow4, LeaseRow6, text_of
from dhcptools.kea.sql.schema import Layout


def row_of(values: Sequence[object], layout: Layout) -> LeaseRow:
    """The row of what ``Layout.select`` selects. ValueError says what of it cannot be understood."""
    return _row4(values) if layout.family == 4 else _row6(values, layout)


def _row4(values: Sequence[object]) -> LeaseRow4:
    (address, hwaddr, client_id, valid, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, context, pool_id) = (
        values
    )
    lifetime = _integer(valid, "valid_lifetime")
    number = _integer(address, "address")
    if number >> 32:
        raise ValueError(f"address is {number}, more than 32 bits")
    return LeaseRow4(
        str(IPv4Address(number)), _octets(hwaddr), _octets(client_id), lifetime, _expire(expire, lifetime),
        _integer(subnet_id, "subnet_id"), bool(fqdn_fwd), bool(fqdn_rev), _text(hostname).lower(),
        _integer(state, "state", 0), _text(context), _integer(pool_id, "pool_id", 0),
    )  # fmt: skip  # in the order of the fields


def _row6(values: Sequence[object], layout: Layout) -> LeaseRow6:
    (
        address, duid, valid, expire, subnet_id, preferred, lease_type, iaid, prefix_len, fqdn_fwd, fqdn_rev, hostname,
        hwaddr, state, context, hwtype, source, pool_id,
    ) = values  # fmt: skip  # in the order of the columns
    lifetime = _integer(valid, "valid_lifetime")
    hardware = _octets(hwaddr)
    return LeaseRow6(
        _address6(address, textual=layout.textual), _octets(duid), lifetime, _expire(expire, lifetime),
        _integer(subnet_id, "subnet_id"),
        _integer(preferred, "pref_lifetime", 0), _integer(lease_type, "lease_type", 0),
        _integer(iaid, "iaid", 0, signed=True) & 0xFFFFFFFF, _integer(prefix_len, "prefix_len", 128), bool(fqdn_fwd),
        bool(fqdn_rev), _text(hostname), hardware, _integer(state, "state", 0), _text(context),
        _integer(hwtype, "hwtype", 0) if hardware else None, _integer(source, "hwaddr_source", 0) if hardware else None,
        _integer(pool_id, "pool_id", 0),
    )  # fmt: skip  # in the order of the fields


def _expire(value: object, lifetime: int) -> int:
    seconds = _integer(value, "expire")
    return seconds + INFINITE_S if lifetime == INFINITE_S else seconds


def _integer(value: object, name: str, default: int | None = None, *, signed: bool = False) -> int:
    if type(value) is int and value >= 0:
        return value
    if value is None and default is not None:
        return default
    if value is None:
        raise ValueError(f"{name} is NULL")
    try:
        number = int(str(value))  # an integer, or a decimal number of MySQL
    except ValueError:
        raise ValueError(f"{name} is {value!r:.40}, no integer") from None
    if number < 0 and not signed:
        raise ValueError(f"{name} is {number}")
    return number


def _octets(value: object) -> bytes:
    if value is None:
        return b""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    raise ValueError(f"{value!r:.40} where octets belong")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return text_of(_octets(value))


def _address6(value: object, *, textual: bool) -> str:
    """An IPv6 address of 16 octets, or in text."""
    try:
        if isinstance(value, bytes) and not textual:
            return socket.inet_ntop(socket.AF_INET6, value)
        text = value.decode() if isinstance(value, bytes) else str(value)
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, text))
    except (OSError, ValueError):
        raise ValueError(f"address is {value!r:.60}, no IPv6 address") from None
