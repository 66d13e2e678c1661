"""``leases diff`` for people: ``+`` and the lease, ``-`` and the lease, or ``~`` and what changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dhcptools.leases.compare import Difference
from dhcptools.leases.lease import Lease
from dhcptools.report.leases_cells import cell
from dhcptools.report.terminal import escape

_MARKS = {"added": ("+", "32"), "removed": ("-", "31"), "changed": ("~", "33")}
_SHOWN = ("hwaddr", "client_id", "duid", "hostname", "subnet_id", "state")


def lines(differences: Iterable[Difference], now: int, *, colour: bool = False) -> Iterator[str]:
    """A line a difference, each with its newline."""
    for found in differences:
        mark, code = _MARKS[found.change]
        words = _changed(found, now) if found.fields else _told(found.lease, now)
        text = f"{mark} {cell(found.lease, 'address', now):<15} {words}".rstrip()
        yield f"\x1b[{code}m{text}\x1b[0m\n" if colour else f"{text}\n"


def _told(lease: Lease, now: int) -> str:
    values = [(name, cell(lease, name, now)) for name in _SHOWN]
    if lease.client_id[1:] == lease.hwaddr:
        values = [pair for pair in values if pair[0] != "client_id"]
    words = [f"subnet {text}" if name == "subnet_id" else text for name, text in values if text]
    return "  ".join([*words, "never expires" if lease.expires is None else f"expires {cell(lease, 'expires', now)}"])


def _changed(found: Difference, now: int) -> str:
    before, after = found.before, found.after
    if before is None or after is None:
        return ""
    return "; ".join(f"{name} {_value(before, name, now)} -> {_value(after, name, now)}" for name in found.fields)


def _value(lease: Lease, name: str, now: int) -> str:
    if name == "state":
        return escape(lease.state)
    return cell(lease, name, now) or "(none)"
