"""Who made a network card, by the first three octets of its address (OUI).

The registry of the IEEE has forty thousand entries and changes every day, so none is shipped: names come from the table
that the system has, if it has one (Debian's ieee-data, hwdata, nmap, Wireshark). Locally administered addresses have no
maker: they are what phones and virtual machines make up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

TABLES: Final = (
    "/usr/share/ieee-data/oui.txt", "/var/lib/ieee-data/oui.txt", "/usr/share/hwdata/oui.txt",
    "/usr/share/misc/oui.txt", "/usr/share/nmap/nmap-mac-prefixes", "/usr/share/wireshark/manuf",
)  # fmt: skip  # where packages keep it
_LINE: Final = re.compile(
    rb"([0-9A-Fa-f]{2})[:-]?([0-9A-Fa-f]{2})[:-]?([0-9A-Fa-f]{2})\s+(?:\(hex\)\s+)?(?!\(base)(\S[^\t\r\n]*)(?:\t([^\t\r\n]+))?"
)
_LOCAL: Final = 0x02


def made_up(oui: bytes) -> bool:
    """Whether an address that begins so is locally administered."""
    return bool(oui[0] & _LOCAL)


def vendors(wanted: Collection[bytes], tables: Iterable[str] = TABLES) -> dict[bytes, str]:
    """The names of those of the wanted OUIs that the first table of the system knows."""
    for table in tables:
        try:
            with Path(table).open("rb") as lines:
                return dict(_named(lines, frozenset(wanted)))
        except OSError:
            continue
    return {}


def _named(lines: Iterable[bytes], wanted: frozenset[bytes]) -> Iterable[tuple[bytes, str]]:
    for line in lines:
        found = _LINE.match(line)
        if found is not None and (oui := bytes.fromhex((found[1] + found[2] + found[3]).decode())) in wanted:
            yield oui, (found[5] or found[4]).decode(errors="replace").strip()
