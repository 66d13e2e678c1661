from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import dhcptool
from support.kea_api import Server, unix_server

DATA = Path(__file__).resolve().parents[1] / "data"
V4 = str(DATA / "kea22" / "kea22-leases4.csv")
CONFIG = ("--config", str(DATA / "leases" / "kea-dhcp4.conf"), "--now", "1795237300")


def test_a_configuration_gives_totals(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "leases", "stats", V4, *CONFIG, "--json")
    assert ran.returncode == 0
    found = json.loads(ran.stdout)
    assert {subnet["id"]: (subnet["total"], subnet["assigned"], subnet["declined"]) for subnet in found["subnets"]} == {
        1: (288, 13, 1), 20: (110, 0, 0),
    }  # fmt: skip  # as configured
    assert (found["shared_networks"][0]["name"], found["total"]["total"]) == ("campus", 398)
    assert "csv:28: row 27" in ran.stderr
    text = dhcptool(tmp_path, "leases", "stats", V4, *CONFIG).stdout
    assert "10.0.0.0/16 (id 1)" in text


@pytest.mark.parametrize(
    ("limits", "code", "word"),
    [
        (["--warning", "80", "--critical", "90%"], 0, "OK"),
        (["--warning", "4%", "--critical", "90"], 1, "WARNING"),
        (["--warning", "1", "--critical", "275free"], 2, "CRITICAL"),
    ],
)
def test_nagios(tmp_path: Path, limits: list[str], code: int, word: str) -> None:
    ran = dhcptool(tmp_path, "leases", "stats", V4, *CONFIG, *limits, "--nagios")
    assert (ran.returncode, ran.stderr) == (code, "")
    assert ran.stdout.startswith(f"LEASES {word} - ")
    assert len(ran.stdout.splitlines()) == 1
    plain = dhcptool(tmp_path, "leases", "stats", V4, *CONFIG, *limits)
    assert plain.returncode == (1 if code else 0)
    assert ("10.0.0.0/16: 4.9% used, 274 free" in plain.stderr) == bool(code)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    prom = tmp_path / "dhcp.prom"
    ran = dhcptool(tmp_path, "leases", "stats", gone, "--nagios", "--prom", str(prom))
    assert (ran.returncode, ran.stdout) == (3, f"LEASES UNKNOWN - cannot read {gone}: No such file or directory\n")
    assert "dhcptool_leases_up 0\n" in prom.read_text()
    assert dhcptool(tmp_path, "leases", "stats", gone).returncode == 5
    assert dhcptool(tmp_path, "leases", "stats", V4, "--config", gone).returncode == 5
    broken = tmp_path / "kea.conf"
    broken.write_text("{ nope")
    assert "kea.conf:1" in dhcptool(tmp_path, "leases", "stats", V4, "--config", str(broken)).stderr
    six = dhcptool(tmp_path, "leases", "stats", str(DATA / "kea22" / "kea22-leases6.csv"), *CONFIG)
    assert (six.returncode, "is of DHCPv4" in six.stderr) == (5, True)


def test_gauges_are_written_beside_the_report(tmp_path: Path) -> None:
    prom = tmp_path / "dhcp.prom"
    ran = dhcptool(tmp_path, "leases", "stats", V4, *CONFIG, "--prom", str(prom), "--strict")
    assert ran.returncode == 5  # the file has bad rows
    assert "total" in ran.stdout
    assert 'level="subnet",type="address"} 288\n' in prom.read_text()


def test_several_stores_without_a_configuration(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "leases", "stats", str(DATA / "leases"), "--json", "--now", "1795239300")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert sorted((store["family"], store["total"]["assigned"]) for store in found) == [(4, 1), (4, 4), (6, 2)]
    headed = dhcptool(tmp_path, "leases", "stats", str(DATA / "leases"), "--now", "1795239300").stdout
    assert headed.count("DHCPv4, ") == 2


@pytest.mark.parametrize(("arguments", "code"), [(["--json", "--nagios"], 3), (["--warning", "much"], 2)])
def test_usage_errors(tmp_path: Path, arguments: list[str], code: int) -> None:
    assert dhcptool(tmp_path, "leases", "stats", V4, *arguments).returncode == code


def test_why_it_fills_and_when_it_is_full(tmp_path: Path) -> None:
    path, older = tmp_path / "x.csv", tmp_path / "older.csv"
    header = Path(V4).read_bytes().split(b"\n")[0] + b"\n"
    rows = [b"10.0.2.%d,00:00:0c:00:00:01,,86400,%d,1,0,0,,0,\n" % (last, 1795237000 + 86400) for last in range(24)]
    path.write_bytes(header + b"".join(rows))
    old = rows[0].replace(b"1795323400", b"1795319700")
    older.write_bytes(header + old)
    ran = dhcptool(tmp_path, "leases", "stats", str(path), *CONFIG, "--since", str(older))
    assert ran.returncode == 0
    reasons = [line.rpartition("[")[2] for line in ran.stdout.splitlines() if line.startswith("reason")]
    assert reasons == ["long-lifetimes]\n".strip(), "one-client]", "one-vendor]"]
    assert (
        "growth      10.0.0.0/16: +23 (+20.7 an hour) since 2026-11-21T03:55:00Z, full in 12 h 45 min\n" in ran.stdout
    )
    (tmp_path / "x.csv.2").write_bytes(header + old)
    found = json.loads(dhcptool(tmp_path, "leases", "stats", str(path), *CONFIG, "--json").stdout)
    assert found["history"]["source"] == f"{path}.2"
    assert found["history"]["places"][-1]["growth_per_hour"] == 20.7
    assert found["insight"]["most_leases"] == [{"client": "00000c000001", "leases": 24}]
    same = dhcptool(tmp_path, "leases", "stats", str(path), *CONFIG, "--since", str(path), "--now", "1795237001")
    assert "says nothing of" in same.stderr
    assert dhcptool(tmp_path, "leases", "stats", str(path), "--since", str(tmp_path / "gone")).returncode == 5


def test_empty_columns_are_explained(tmp_path: Path) -> None:
    config = {"Dhcp4": {"subnet4": [{"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.0/25"}]}]}}
    server = Server(
        4, [], config_get={"result": 0, "arguments": config}, statistic_get_all={"result": 0, "arguments": {}}
    )
    with unix_server(tmp_path / "s", server) as source:
        ran = dhcptool(tmp_path, "leases", "stats", source)
        assert ran.stderr == (
            f"dhcptool: {source}: no EXPIRED, OUT OF POOL, pools: the counters of the server do not tell; "
            "--scan counts the leases one by one\n"
        )
        assert set(json.loads(dhcptool(tmp_path, "leases", "stats", source, "--json").stdout)["untold"]) == {
            "expired", "out_of_pool", "pools", "insight",
        }  # fmt: skip  # keys that are null or empty
        assert dhcptool(tmp_path, "leases", "stats", source, "--scan").stderr == ""
    (tmp_path / "x.csv").write_text(
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\n"
    )
    ran = dhcptool(tmp_path, "leases", "stats", str(tmp_path / "x.csv"))
    assert "no TOTAL, FREE, USED: no configuration says which pools there are; --config names one" in ran.stderr
