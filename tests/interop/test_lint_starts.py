"""Configurations that Kea's ``-t`` accepts and its daemons then do not start with: lint says so of each beforehand."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.facts import of_this_host
from dhcptools.lint.peer import installed_version
from support.peers import need

PEERS = [
    {"name": "s1", "url": "http://127.0.0.1:8005/", "role": "primary"},
    {"name": "s2", "url": "http://127.0.0.2:8005/", "role": "standby"},
]
LEASES = {"type": "memfile", "persist": False}
LOGGER = {"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "stdout"}]}


class Case(NamedTuple):
    rule: str
    daemon: str
    content: dict[str, Any]


def dhcp4(rule: str, **content: Any) -> Case:
    whole = {"interfaces-config": {"interfaces": []}, "lease-database": LEASES, "loggers": [LOGGER]}
    return Case(rule, "kea-dhcp4", {"Dhcp4": whole | {key.replace("_", "-"): value for key, value in content.items()}})


def hook(rule: str, library: str, parameters: dict[str, Any]) -> Case:
    return dhcp4(rule, hooks_libraries=[{"library": library, "parameters": parameters}])


def pair(rule: str, **changes: Any) -> Case:
    relationship = {"this-server-name": "s1", "mode": "hot-standby", "peers": PEERS}
    changed = relationship | {key.replace("_", "-"): value for key, value in changes.items()}
    libraries = [
        {"library": "libdhcp_lease_cmds.so"},
        {"library": "libdhcp_ha.so", "parameters": {"high-availability": [changed]}},
    ]
    return dhcp4(rule, hooks_libraries=libraries)


def agent(rule: str, **content: Any) -> Case:
    return Case(rule, "kea-ctrl-agent", {"Control-agent": {k.replace("_", "-"): v for k, v in content.items()}})


def logger(rule: str, **changes: Any) -> Case:
    made = {key: value for key, value in (LOGGER | changes).items() if value is not None}
    return dhcp4(rule, loggers=[made])


CASES = [
    pair("KL703", this_server_name="zz"),
    pair("KL704", mode="hot"),
    pair("KL705", peers=[PEERS[0], PEERS[1] | {"role": "secondary"}]),
    pair("KL706", peers=[PEERS[0] | {"url": "http://kea1.example.com:8005/"}, PEERS[1]]),
    pair("KL708", peers=[PEERS[0], PEERS[1] | {"name": "s1"}]),
    pair("KL709", trust_anchor="/nope/ca", cert_file="/nope/c", key_file="/nope/k"),
    pair("KL710", peers=[PEERS[0], PEERS[1] | {"url": "https://127.0.0.2:8005/"}]),
    pair("KL711", trust_anchor="/etc/passwd"),
    pair("KL729", max_response_delay=120_000),
    pair("KL729", wait_backup_ack=True),
    pair("KL729", delayed_updates_limit=10),
    pair("KL729", send_lease_updates=1),
    pair("KL729", state_machine={"states": [{"state": "syncing", "pause": "sometimes"}]}),
    hook("KL722", "libdhcp_run_script.so", {"name": "/nope.sh", "sync": False}),
    hook("KL723", "libdhcp_flex_option.so", {"options": [{"code": 67, "add": "concat('a', 'b'"}]}),
    dhcp4("KL801", lease_database={"type": "memfile", "name": "/nope/dir/leases.csv"}),
    dhcp4("KL806", lease_database={"type": "mysql"}),
    dhcp4("KL808", hosts_database={"type": "memfile"}),
    dhcp4("KL810", control_socket={"socket-type": "unix", "socket-name": "/tmp/" + 103 * "x"}),
    logger("KL811", severity=None),
    logger("KL813", debuglevel=100, severity="DEBUG"),
    dhcp4("KL821", dhcp_queue_control={"enable-queue": True, "queue-type": "foo"}),
    agent("KL833", http_host="localhost", http_port=8999),
    agent("KL835", http_port=8999, trust_anchor="/nope/ca", cert_file="/nope/c", key_file="/nope/k"),
]


def installed(case: Case) -> dict[str, Any]:
    """The content with hook libraries where this host has them."""
    content = json.loads(json.dumps(case.content))
    for library in content.get("Dhcp4", {}).get("hooks-libraries", ()):
        found = [*Path("/usr").glob(f"lib*/kea/hooks/{library['library']}")]
        found += Path("/usr/lib").glob(f"*/kea/hooks/{library['library']}")
        assert found, library
        library["library"] = str(found[0])
    return content


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_kea_takes_it_and_does_not_start(case: Case, tmp_path: Path) -> None:
    need(case.daemon)
    path = tmp_path / "kea.conf"
    path.write_text(json.dumps(installed(case), indent=2))
    environment = os.environ | {"KEA_LOCKFILE_DIR": str(tmp_path), "KEA_PIDFILE_DIR": str(tmp_path)}
    for flag, accepted in (("-t", True), ("-c", False)):
        command = [case.daemon, flag, str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode == 0) is accepted, (flag, done.stdout, done.stderr)
    version = installed_version()
    assert version is not None
    (result,) = lint([str(path)], Settings(target=version, facts=of_this_host()))
    errors = {finding.rule for finding in result.findings if finding.severity == "error"}
    assert case.rule in errors
    assert errors <= {case.rule, "KL215"}  # no interface: the daemon is to open nothing
