"""``dhcptool discover`` on a link with kea-dhcp4 and a second server, ISC dhcpd, that perhaps nobody wanted."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.command import ROOT
from support.discovery import KEA4, Link
from support.peers import Kea


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    with ExitStack() as stack:
        link = Link(stack, tmp_path_factory.mktemp("link"))
        stack.enter_context(Kea(link.good, 4, KEA4, link.folder))
        stack.enter_context(link.dhcpd())
        yield link


def test_a_rogue_is_named(link: Link) -> None:
    found = link.found("--expect-server", "192.0.2.1")
    assert found["verdict"] == "unexpected"
    servers = {server["server_id"]: server for server in found["servers"]}
    assert {name: server["expected"] for name, server in servers.items()} == {"192.0.2.1": True, "192.0.2.2": False}
    assert servers["192.0.2.2"]["source_mac"] == link.mac(link.rogue)
    assert "binding state active" not in (link.folder / "dhcpd.leases").read_text()

    plain = link.discover("--expect-server", "192.0.2.1", "--expect-server", "192.0.2.9")
    assert plain.returncode == 1
    assert (
        f"unexpected: DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC {link.mac(link.rogue)}, offers 192.0.2.2"
        in plain.stdout
    )
    assert "missing: 192.0.2.9" in plain.stdout


@pytest.mark.parametrize(
    ("arguments", "state", "start"),
    [
        ([], 0, "DHCP OK - "),
        (["-s", "192.0.2.1", "-s", "192.0.2.2"], 0, "DHCP OK - "),
        (["-s", "192.0.2.1", "-s", "192.0.2.2", "-s", "192.0.2.3"], 1, "DHCP WARNING - missing 192.0.2.3 | "),
        (["-s", "192.0.2.1"], 2, "DHCP CRITICAL - unexpected DHCPv4 server 192.0.2.2 "),
        (["-6"], 2, "DHCP CRITICAL - no DHCP server answered | rtt=U"),
        (["--expect-option", "routers=192.0.2.1"], 2, "DHCP CRITICAL - DHCPv4 server 192.0.2."),
        (["--critical", "0.001"], 2, "DHCP CRITICAL - slowest answer"),
        (["--warning", "0.001"], 1, "DHCP WARNING - slowest answer"),
    ],
)
def test_nagios(link: Link, arguments: list[str], state: int, start: str) -> None:
    ran = link.discover("--nagios", *arguments)
    assert (ran.returncode, ran.stderr) == (state, "")
    assert ran.stdout.startswith(start)
    (line,) = ran.stdout.splitlines()
    names = [word.partition("=")[0] for word in line.partition(" | ")[2].split()]
    assert names == ["rtt", "offers", "servers", "lease"]


def test_a_scan_makes_them_say_more_and_ends_in_time(link: Link) -> None:
    began = time.monotonic()
    found = link.found("-4", "--scan")
    assert time.monotonic() - began < 4
    answers = {server["server_id"]: set(server["answers"]) for server in found["servers"]}
    assert "DHCPOFFER" in answers["192.0.2.1"]
    assert {"DHCPOFFER", "DHCPNAK"} <= answers["192.0.2.2"]
    assert "BOOTREPLY" in answers["192.0.2.2"]


def test_only_cap_net_raw_is_needed(link: Link) -> None:
    ran = link.discover("--json", before=("setpriv", "--bounding-set=-all,+net_raw", "--inh-caps=-all", "--"))
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads(ran.stdout)["servers"]) == 2


def test_without_any_privilege_it_says_what_is_missing(link: Link) -> None:
    none = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
    ran = link.discover(before=none)
    assert (ran.returncode, ran.stdout) == (4, "")
    what, why, fix = ran.stderr.splitlines()
    assert what == "dhcptool: cannot open a raw socket on eth0: Operation not permitted"
    assert "CAP_NET_RAW" in why
    assert "sudo" in fix
    unknown = link.discover("--nagios", before=none)
    assert unknown.returncode == 3
    assert unknown.stdout.startswith("DHCP UNKNOWN - cannot open a raw socket on eth0")


def test_rights_are_given_up_before_anything_is_read(link: Link, tmp_path: Path) -> None:
    """With modules that only root can read: nothing may be left to load once the rights are gone."""
    if os.geteuid() != 0:
        pytest.skip("only root has rights to give up")
    for name in ("dhcptools", "server/dhcpserver"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    tmp_path.chmod(0o700)
    ran = link.discover("--json", "-4", PYTHONPATH=str(tmp_path), SUDO_UID="65534", SUDO_GID="65534")
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads(ran.stdout)["servers"]) == 2


def test_prometheus_reads_the_file(link: Link, tmp_path: Path) -> None:
    prom = tmp_path / "dhcp.prom"
    prom.write_text("old")
    link.discover("-4", "--prom", str(prom), "-s", "192.0.2.1")
    text = prom.read_text()
    assert 'dhcptool_discover_servers{interface="eth0",family="4"} 2\n' in text
    assert 'dhcptool_discover_unexpected_servers{interface="eth0"} 1\n' in text
    assert list(tmp_path.iterdir()) == [prom]
