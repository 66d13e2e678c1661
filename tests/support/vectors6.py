"""One value of every DHCPv6 option, from the table of test data."""

from __future__ import annotations

import csv
from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "data" / "vectors-v6.tsv"


def _read() -> list[tuple[int, bytes]]:
    lines = (line for line in _FILE.read_text().splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(int(row["code"]), bytes.fromhex(row["octets"])) for row in rows]


VECTORS6 = _read()
