"""``leases stats`` beside dhcpd-pools on one lease file and one dhcpd.conf: ranges, networks and sums are the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.command import dhcptool
from support.peers import need

DATA = Path(__file__).resolve().parents[1] / "data" / "leases"
CONF = """shared-network campus {
  subnet 10.0.5.0 netmask 255.255.255.0 { range 10.0.5.0 10.0.5.49; }
  subnet 10.0.6.0 netmask 255.255.255.0 { pool { range 10.0.6.1 10.0.6.5; } pool { range 10.0.6.10 10.0.6.14; } }
}
subnet 10.0.7.0 netmask 255.255.255.0 { range 10.0.7.1 10.0.7.10; }
"""
LEASES = "".join(
    f'lease 10.0.{net}.{last} {{\n  starts 6 2026/11/21 05:33:53;\n  ends 6 2026/11/21 05:43:53;\n'
    f'  binding state {state};\n  hardware ethernet 02:ee:00:00:0{net}:{last:02x};\n  uid "\\001}}\\"{last}";\n}}\n'
    for net, last, state in [
        (5, 0, "active"), (5, 1, "active"), (5, 1, "free"), (5, 2, "free"), (5, 2, "active"), (6, 3, "active"),
        (6, 12, "backup"), (6, 13, "expired"), (6, 7, "active"), (7, 4, "active"), (7, 5, "released"), (7, 6, "reset"),
    ]
)  # fmt: skip  # the last of an address holds


@pytest.mark.parametrize("leases", ["sample", "states"])
def test_the_same_counts(leases: str, tmp_path: Path) -> None:
    need("dhcpd-pools")
    conf, file = tmp_path / "dhcpd.conf", tmp_path / "dhcpd.leases"
    conf.write_text(CONF)
    file.write_text((DATA / "isc-dhcpd.leases").read_text() if leases == "sample" else LEASES)
    done = subprocess.run(
        ["dhcpd-pools", "-c", str(conf), "-l", str(file), "-f", "j"], capture_output=True, check=True, timeout=30
    )
    theirs = json.loads(done.stdout)
    ran = dhcptool(
        tmp_path, "leases", "stats", str(file), "--config", str(conf), "--now", "2026-11-21T05:40:00Z", "--json"
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    ours = json.loads(ran.stdout)
    pools = {pool["pool"].replace("-", " - "): counts(pool) for subnet in ours["subnets"] for pool in subnet["pools"]}
    assert pools == {row["range"]: their_counts(row) for row in theirs["subnets"]}
    assert {row["name"]: counts(row) for row in ours["shared_networks"]} == {
        row["location"]: their_counts(row) for row in theirs["shared-networks"]
    }
    assert counts(ours["total"]) == their_counts(theirs["summary"])


def counts(place: dict[str, Any]) -> tuple[int, int, int]:
    return place["total"], place["assigned"], place["free"]


def their_counts(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["defined"], row["used"], row["free"]
