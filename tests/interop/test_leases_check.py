"""``leases check`` beside Kea itself: a clean-up that got stuck for ever, and one that works."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from dhcptools.kea.memfile.schema import find_schema
from support.command import dhcptool
from support.namespaces import Namespace
from support.peers import Kea, need


@pytest.mark.parametrize(("bad", "stuck"), [(100, False), (101, True)])
def test_rows_that_kea_lfc_does_not_bear(bad: int, stuck: bool, tmp_path: Path) -> None:
    need("kea-lfc")
    file = tmp_path / "leases.csv"
    good = b"10.0.0.%d,02:00:00:00:00:01,,4294967295,1795237000,7,0,0,,0,\n"
    file.write_bytes(find_schema(4, "2.1").header + good % 1 + b"nonsense\n" * bad + good % 250)
    copy, result = file.with_name("leases.csv.1"), file.with_name("leases.csv.2")
    configuration = {
        "interfaces-config": {"interfaces": []},
        "lease-database": {"type": "memfile", "name": str(file), "lfc-interval": 1},
        "subnet4": [{"id": 7, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.1-10.0.0.9"}]}],
    }
    with Namespace() as place, Kea(place, 4, configuration, tmp_path):
        deadline = time.monotonic() + 20
        while not (copy.exists() if stuck else result.exists() and not copy.exists()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if stuck:  # it is tried again every second, and gives up every time
            inode = copy.stat().st_ino
            time.sleep(2.5)
            assert (copy.stat().st_ino, result.exists()) == (inode, False)
        found = findings(tmp_path)
    assert found["lfc-limit"] == ([str(copy)] if stuck else [])
    assert found["bad-row"] == ([str(copy)] * bad if stuck else [])
    assert found["out-of-pool"] == [str(file)]  # 10.0.0.250
    expected = {"bad-row", "lfc-limit", "stale-copy", "out-of-pool"} if stuck else {"out-of-pool"}
    assert {rule for rule, paths in found.items() if paths} - {"stale-pid"} == expected


def findings(folder: Path) -> dict[str, list[str]]:
    ran = dhcptool(folder, "leases", "check", "--config", str(folder / "kea-dhcp4.conf"), "--json")
    assert ran.returncode == 1
    found: dict[str, Any] = json.loads(ran.stdout)
    paths: dict[str, list[str]] = {"lfc-limit": [], "bad-row": [], "out-of-pool": []}
    for finding in found["findings"]:
        paths.setdefault(finding["rule"], []).append(finding["path"])
    return paths
