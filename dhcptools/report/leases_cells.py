"""The cells of leases: what each column is called, and what it shows to people."""

from __future__ import annotations

import json
from typing import Final

from dhcptools.leases.lease import Lease, iso
from dhcptools.report.terminal import escape

HEADINGS: Final = {
    "address": "ADDRESS", "prefix_len": "LENGTH", "type": "TYPE", "hwaddr": "MAC", "client_id": "CLIENT-ID",
    "duid": "DUID", "iaid": "IAID", "subnet_id": "SUBNET", "pool_id": "POOL", "hostname": "HOSTNAME", "state": "STATE",
    "active": "ACTIVE", "starts": "STARTS", "expires": "EXPIRES", "valid_lifetime": "LIFETIME",
    "preferred_lifetime": "PREFERRED", "fqdn_fwd": "FORWARD", "fqdn_rev": "REVERSE", "user_context": "CONTEXT",
    "source": "SOURCE",
}  # fmt: skip  # every column
WIDTHS: Final = {
    "address": 15, "type": 5, "hwaddr": 17, "subnet_id": 6, "state": 8, "starts": 20, "expires": 20, "hostname": 12,
}  # fmt: skip  # what most cells fill, so that columns stand still
NUMBERS: Final = frozenset(
    ("prefix_len", "iaid", "subnet_id", "pool_id", "valid_lifetime", "preferred_lifetime")
)  # aligned to the right
_V4: Final = ("address", "hwaddr", "client_id", "hostname", "subnet_id", "state", "expires")
_V6: Final = ("address", "type", "duid", "iaid", "hostname", "subnet_id", "state", "expires")
_BOTH: Final = ("address", "type", "hwaddr", "duid", "hostname", "subnet_id", "state", "expires")
INFINITE: Final = "never"


def usual_columns(families: frozenset[int]) -> tuple[str, ...]:
    """The columns to show when nobody named any."""
    if families == {6}:
        return _V6
    return _BOTH if 6 in families else _V4


def cell(lease: Lease, column: str, now: int) -> str:
    """What people see of one value: harmless on a terminal, empty where the store says nothing."""
    if column == "state":
        return escape(lease.status(now))
    if column == "active":
        return _yes(lease.active(now))
    if column == "address" and lease.type == "IA_PD":
        return f"{escape(lease.address)}/{lease.prefix_len}"
    if column == "expires":
        return INFINITE if lease.expires is None else iso(lease.expires)
    value = getattr(lease, column)
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex(":")
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, dict):
        return escape(json.dumps(value, ensure_ascii=False))
    if column == "starts":
        return iso(value)
    return escape(str(value))


def _yes(value: bool) -> str:
    return "yes" if value else "no"
