"""``leases watch`` beside a Kea that gives leases and cleans up every three seconds: it tells what Kea counted."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from support.command import command, environment
from support.namespaces import Namespace
from support.peers import Kea

HOOKS = Path("/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so")


def test_what_kea_counts_is_told_once(tmp_path: Path) -> None:
    if not HOOKS.exists():
        pytest.skip(f"not installed: {HOOKS}")
    file = tmp_path / "leases.csv"
    configuration = {
        "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
        "lease-database": {"type": "memfile", "name": str(file), "lfc-interval": 3},
        "expired-leases-processing": {
            "reclaim-timer-wait-time": 1, "hold-reclaimed-time": 1, "flush-reclaimed-timer-wait-time": 1,
        },
        "hooks-libraries": [{"library": str(HOOKS)}],
        "valid-lifetime": 4,
        "subnet4": [{
            "id": 1, "subnet": "10.0.0.0/16", "pools": [{"pool": "10.0.0.1-10.0.200.1"}],
            "relay": {"ip-addresses": ["127.0.0.1"]},
        }],
    }  # fmt: skip  # as in a file
    with Namespace() as place, Kea(place, 4, configuration, tmp_path) as kea:
        told = tmp_path / "told"
        with (
            told.open("wb") as output,
            subprocess.Popen(  # a pipe that nobody empties would hold it up
                command("leases", "watch", str(file), "--json"), env=environment(tmp_path), stdout=output
            ) as watching,
        ):
            try:
                mark = {"ip-address": "10.0.250.1", "hw-address": "02:00:00:00:99:01", "subnet-id": 1}
                kept = {"valid-lft": 4294967295}
                deadline = time.monotonic() + 20
                while not told.stat().st_size:  # it has begun when it sees the mark come and go
                    kea.command("lease4-add", {**mark, **kept})
                    kea.command("lease4-del", {"ip-address": "10.0.250.1"})
                    assert time.monotonic() < deadline
                load = command(
                    "perf", "-4", "-r", "60", "-p", "8", "-R", "40", "--mix", "dora=60,renew=30,release=10", "127.0.0.1"
                )
                place.popen(load, env=environment(tmp_path), stdout=subprocess.DEVNULL).wait(60)
                stays = {"ip-address": "10.0.250.2", "hw-address": "02:00:00:00:99:02", "subnet-id": 1}
                kea.command("lease4-add", {**stays, **kept})
                kea.command("lease4-update", {**stays, **kept, "hostname": "new"})
                kea.command("lease4-update", {**stays, "state": 1, "valid-lft": 5})
                found: list[tuple[str, str]] = []
                while ("reclaim", "10.0.250.2") not in found:  # the last thing that happens
                    assert time.monotonic() < deadline + 40
                    time.sleep(0.1)
                    lines = told.read_bytes().split(b"\n")[:-1]
                    found = [(change["event"], change["address"]) for change in map(json.loads, lines)]
            finally:
                watching.terminate()
        counters = kea.statistics()
    assert file.with_name("leases.csv.2").exists()
    counts = Counter(event for event, address in found if not address.startswith("10.0.250."))
    assert counts["add"] + counts["renew"] == counters["pkt4-ack-sent"] > 300
    assert counts["release"] == counters["pkt4-release-received"] > 0
    assert counts["expire"] == counts["reclaim"] == counters["reclaimed-leases"] - 1 > 0
    assert counts["add"] == counts["release"] + counts["reclaim"]
    own = [event for event, address in found if address == "10.0.250.2"]
    assert own == ["add", "update", "decline", "reclaim"]
