"""Leases beside Kea itself: what its server says it gave is what we show, and its counts are ours."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dhcptools.leases.locate import locate
from dhcptools.leases.query import Query
from dhcptools.leases.results import Results
from support.command import dhcptool
from support.namespaces import Namespace
from support.peers import Kea

_POLLS = 30
HOOKS = Path("/usr/lib/x86_64-linux-gnu/kea/hooks")
NAMES = {"ip-address": "address", "hw-address": "hwaddr", "subnet-id": "subnet_id", "valid-lft": "valid_lifetime"}


def configuration(folder: Path, family: int) -> dict[str, Any]:
    pools: dict[str, Any] = {"pools": [{"pool": "10.0.0.1-10.0.0.9"}, {"pool": "10.0.1.0/28"}]}
    if family == 6:
        delegated = {"prefix": "2001:db8:8000::", "prefix-len": 40, "delegated-len": 56}
        pools = {"pools": [{"pool": "2001:db8::1-2001:db8::9"}], "pd-pools": [delegated]}
    subnet = {"id": 7, "subnet": "10.0.0.0/16" if family == 4 else "2001:db8::/32", **pools}
    if not all((HOOKS / f"libdhcp_{name}.so").exists() for name in ("lease_cmds", "stat_cmds")):
        pytest.skip(f"not installed: Kea's hooks in {HOOKS}")
    identity = {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False}
    libraries = [{"library": str(HOOKS / f"libdhcp_{name}.so")} for name in ("lease_cmds", "stat_cmds")]
    return {
        **({} if family == 4 else {"server-id": identity}),
        "interfaces-config": {"interfaces": []},
        "lease-database": {"type": "memfile", "name": str(folder / "leases.csv"), "lfc-interval": 1},
        "hooks-libraries": libraries,
        "shared-networks": [{"name": "campus", f"subnet{family}": [subnet]}],
    }


def leases(family: int) -> list[dict[str, Any]]:
    if family == 4:
        addresses = ["10.0.0.1", "10.0.0.2", "10.0.1.5", "10.0.200.1"]
        found: list[dict[str, Any]] = [
            {"ip-address": address, "hw-address": f"02:00:00:00:00:0{number}", "hostname": "=a,b&c" if number else ""}
            for number, address in enumerate(addresses)
        ]
        return [*found, {"ip-address": "10.0.0.3", "hw-address": "02:00:00:00:00:09", "valid-lft": 4294967295}]
    duid = {"duid": "00:03:00:01:02:00:00:00:00:01", "iaid": 4294967295}
    return [
        {"ip-address": "2001:db8::1", **duid},
        {"ip-address": "2001:db8::2", "hw-address": "02:00:00:00:00:07", **duid},
        {"ip-address": "2001:db8:8000:100::", "type": "IA_PD", "prefix-len": 56, **duid},
    ]


def shown(home: Path, config: Path) -> dict[str, dict[str, Any]]:
    ran = dhcptool(home, "leases", "show", "--config", str(config), "--json", "--all")
    assert (ran.returncode, ran.stderr) == (0, "")
    return {lease["address"]: lease for lease in map(json.loads, ran.stdout.splitlines())}


def as_api(lease: dict[str, Any]) -> dict[str, Any]:
    """The keys that both have, as the API spells them."""
    starts = int(datetime.fromisoformat(lease["starts"]).astimezone(UTC).timestamp())
    found = {
        "cltt": starts,
        "hostname": lease["hostname"] or "",
        "state": {"default": 0, "declined": 1}[lease["state"]],
        "fqdn-fwd": lease["fqdn_fwd"],
        "fqdn-rev": lease["fqdn_rev"],
        **{theirs: lease[ours] for theirs, ours in NAMES.items() if lease[ours] is not None},
    }
    if lease["client_id"]:
        found["client-id"] = bytes.fromhex(lease["client_id"]).hex(":")
    if lease["type"] != "V4":
        found |= {"type": lease["type"], "duid": bytes.fromhex(lease["duid"]).hex(":"), "iaid": lease["iaid"]}
        found["preferred-lft"] = lease["preferred_lifetime"]
        if lease["type"] == "IA_PD":
            found["prefix-len"] = lease["prefix_len"]
    return found


@pytest.mark.parametrize("family", [4, 6])
def test_a_server_that_cleans_up_while_we_look(family: int, tmp_path: Path) -> None:
    config = tmp_path / f"kea-dhcp{family}.conf"
    with Namespace() as place, Kea(place, family, configuration(tmp_path, family), tmp_path) as kea:

        def theirs() -> dict[str, Any]:
            return {
                lease["ip-address"]: lease for lease in kea.command(f"lease{family}-get-all")["arguments"]["leases"]
            }

        given = leases(family)
        for lease in given:
            assert kea.command(f"lease{family}-add", {"subnet-id": 7, **lease})["result"] == 0
        declined = {**given[1], "subnet-id": 7, "state": 1}
        assert kea.command(f"lease{family}-update", declined)["result"] == 0
        assert kea.command(f"lease{family}-del", {"ip-address": given[0]["ip-address"]})["result"] == 0
        expected = theirs()
        assert len(expected) == len(given) - 1
        # The clean-up moves the leases through .1, .output, .completed and .2 meanwhile.
        until, polls = time.monotonic() + 2.5, 0
        while time.monotonic() < until or polls < _POLLS:
            with Results(locate(None, str(config))) as results:
                assert {lease.address for lease in results.select(Query(0, all=True))} == expected.keys()
            if not polls % _POLLS:
                assert {address: as_api(lease) for address, lease in shown(tmp_path, config).items()} == expected
            polls += 1
        assert (tmp_path / "leases.csv.2").exists()
        rows = kea.command(f"stat-lease{family}-get")["arguments"]["result-set"]
        counts = dict(zip(rows["columns"], rows["rows"][0], strict=True))
    ran = dhcptool(tmp_path, "leases", "stats", "--config", str(config), "--json")
    (subnet,) = json.loads(ran.stdout)["subnets"]
    if family == 4:
        assert subnet["total"] == counts["total-addresses"] == 9 + 16
        assert subnet["assigned"] + subnet["out_of_pool"] == counts["assigned-addresses"] == 3
        assert subnet["declined"] == counts["declined-addresses"] == 1
        assert subnet["out_of_pool"] == 1
    else:
        assert (subnet["total"], subnet["prefixes"]["total"]) == (counts["total-nas"], counts["total-pds"])
        assert (subnet["assigned"], subnet["prefixes"]["assigned"]) == (counts["assigned-nas"], counts["assigned-pds"])
        assert subnet["declined"] == counts["declined-nas"] == 1
