"""``leases watch`` for people: when, what, which address, whose, and until when."""

from __future__ import annotations

from typing import Final

from dhcptools.leases.changes import Change
from dhcptools.leases.lease import iso
from dhcptools.report.leases_cells import cell

_COLOURS: Final = {
    "add": "32", "renew": "2", "update": "2", "expire": "33", "reclaim": "33", "release": "36", "decline": "31",
    "delete": "36",
}  # fmt: skip  # by event


def line(change: Change, *, colour: bool = False) -> str:
    """One line with its newline."""
    lease, now = change.lease, change.time
    who = lease if lease.hwaddr or lease.client_id or lease.duid else change.before or lease
    client = cell(who, "duid" if who.duid else "hwaddr" if who.hwaddr else "client_id", now) or "-"
    words = [f"{change.event:<8}", f"{cell(lease, 'address', now):<15}", f"{client:<17}"]
    if name := cell(who, "hostname", now):
        words.append(name)
    if lease.subnet_id is not None:
        words.append(f"subnet {lease.subnet_id}")
    if change.event in {"add", "renew", "update", "decline"}:
        words.append("never expires" if lease.expires is None else f"until {cell(lease, 'expires', now)}")
    text = "  ".join(words)
    return f"{iso(now)}  \x1b[{_COLOURS[change.event]}m{text}\x1b[0m\n" if colour else f"{iso(now)}  {text}\n"
