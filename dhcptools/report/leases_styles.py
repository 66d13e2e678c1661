"""Leases as other programs list them: kea-show-leases4.sh and kea-list-leases.py. Times are local, as theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from dhcptools.kea.memfile.fields import BASIC_STATES
from dhcptools.leases.lease import Lease
from dhcptools.report.terminal import escape

STYLES: Final = ("show-leases", "list-leases")
_STATES: Final = {name: number for number, name in BASIC_STATES.items()}
_SHOW: Final = "{:<15} {:<19} {:<5} {:<15} {:<15} {:<15} {:<9} {}\n"
_LIST: Final = (("IP Address", 12), ("Hostname", 15), ("HW Addr", 17), ("Client-ID", 20), ("Subnet ID", 9),
                ("lifetime", 8), ("expire", 0))  # fmt: skip  # headings and least widths


def show_leases(leases: Iterable[Lease]) -> Iterator[str]:
    """IPAddr HWAddr Lease Start Renew Expire Hostname State: renewal is half-way, ``.`` is no name."""
    yield _SHOW.format("IPAddr", "HWAddr", "Lease", "Start", "Renew", "Expire", "Hostname", "State")
    for lease in leases:
        lifetime = lease.valid_lifetime
        renew = None if lease.starts is None or lifetime is None else lease.starts + lifetime // 2
        who = lease.hwaddr or lease.duid or lease.client_id
        yield _SHOW.format(
            escape(lease.address) + (f"/{lease.prefix_len}" if lease.type == "IA_PD" else ""), who.hex(":") or ".",
            "." if lifetime is None else lifetime, _compact(lease.starts),
            "never" if lease.expires is None else _compact(renew),
            "never" if lease.expires is None else _compact(lease.expires), escape(lease.hostname) or ".",
            _STATES.get(lease.state, escape(lease.state).removeprefix("unknown (").removesuffix(")")),
        )  # fmt: skip  # in the order of the columns


def list_leases(leases: Iterable[Lease]) -> Iterator[str]:
    """How many there are, then columns between bars; DHCPv4 before DHCPv6, whose Client-ID is the DUID."""
    found: dict[int, list[Lease]] = {4: [], 6: []}
    for lease in leases:
        found[lease.family].append(lease)
    for family, listed in found.items():
        if listed or (family == 4 and not found[6]):
            yield f"DHCPv{family} leases:  {len(listed)}\n"
            yield from _listed(listed)


def _listed(leases: list[Lease]) -> Iterator[str]:
    rows = [
        [
            lease.address + (f"/{lease.prefix_len}" if lease.type == "IA_PD" else ""),
            escape(lease.hostname),
            lease.hwaddr.hex(":"),
            (lease.client_id or lease.duid).hex(":"),
            "" if lease.subnet_id is None else str(lease.subnet_id),
            "" if lease.valid_lifetime is None else str(lease.valid_lifetime),
            "never" if lease.expires is None else _local(lease.expires),
        ]
        for lease in leases
    ]
    widths = [max([least, *(len(row[index]) for row in rows)]) for index, (_, least) in enumerate(_LIST)]
    for row in ([heading for heading, _ in _LIST], *rows):
        cells = (text.ljust(width) for text, width in zip(row[:-1], widths[:-1], strict=True))
        yield " | ".join((*cells, row[-1])) + "\n"


def _compact(seconds: int | None) -> str:
    """``20150905T113158``."""
    if seconds is None:
        return "."
    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y%m%dT%H%M%S")
    except (OverflowError, ValueError, OSError):
        return f"@{seconds}"


def _local(seconds: int) -> str:
    """``2020-11-18T14:11:17+01:00``."""
    try:
        return datetime.fromtimestamp(seconds).astimezone().isoformat()
    except (OverflowError, ValueError, OSError):
        return f"@{seconds}"
