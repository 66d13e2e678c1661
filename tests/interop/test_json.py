"""Every command that has ``--json`` keeps its word: real output, of a real server, is what the shipped schemas say."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import dhcptool as tree
from support.command import ROOT, command, environment
from support.discovery import Link
from support.malformed import capture
from support.peers import Program

SCHEMAS: dict[str, dict[str, Any]] = {
    str(path.name): json.loads(path.read_text())
    for path in files("dhcptools.schemas").iterdir()
    if path.name.endswith(".json")
}
LEASES4, LEASES6 = (str(ROOT / "tests" / "data" / "kea22" / f"kea22-leases{family}.csv") for family in (4, 6))
CONFIG = str(ROOT / "tests" / "data" / "leases" / "kea-dhcp4.conf")
NOW = ("--now", "1795237300")
# A schema, an exit status, and a command line.
LINES = (
    ("ping", 0, "ping -s 192.0.2.1 -c 2 -i 0.1 --json"),
    ("ping", 0, "ping -6 -s 2001:db8:1::1 -c 1 --json"),
    ("ping", 0, "ping -s 192.0.2.1 --request --address 192.0.2.110 --mac 02:00:5e:00:53:01 -c 1 --json"),
    ("ping", 0, "ping -s 192.0.2.1 --inform -c 1 --json"),
    ("ping", 1, "ping -s 192.0.2.77 -c 1 --timeout 0.1 --json"),
    ("discover", 0, "discover -i eth0 --timeout 1 --json"),
    ("discover", 1, "discover -i eth0 --timeout 1 --scan --expect-server 192.0.2.9 --json"),
    ("query", 0, "query discover -i eth0 --json"),
    ("query", 0, "query discover -i eth0 --wait --timeout 0.5 --arch x64-uefi --option 82.circuit-id=eth0/1 --json"),
    ("query", 0, "query solicit -i eth0 --ia-na any --ia-pd /56 --json"),
    ("query", 0, "query --dora -i eth0 --release --json"),
    ("query", 0, "query --sarr --ia-na any -i eth0 --release --json"),
    ("query", 0, "query inform --ciaddr 192.0.2.50 -i eth0 --json"),
    ("query", 0, "query information-request -i eth0 --json"),
    ("perf", 0, "perf -r 100 -n 20 --json"),
    ("perf", 0, "perf -r 100 -n 20 --output basic.json --json 192.0.2.1"),
    ("perf", 0, "perf -r 100 -n 20 --output again.json --json 192.0.2.1"),
    ("perf", 0, "perf -6 -r 100 -n 20 --json 2001:db8:1::1"),
    ("perf", 0, "perf -4 -i -r 100 -n 20 --json 192.0.2.1"),
    ("perf", 0, "perf --stages 0.2s@100 --threshold p99<10s --json 192.0.2.1"),
    ("perf", 3, "perf --window 4 -n 20 --threshold p99<0.001ms --json 192.0.2.1"),
    (
        "perf",
        0,
        "perf -r 100 -R 20 -n 50 --mix dora=60,renew=35,release=5 --check-addresses --json 192.0.2.1",
    ),
    ("perf", 0, "perf -r 50 -n 10 --l2 --interface eth0 --json"),
    ("perf", 0, "perf --scenario avalanche -R 10 --json 192.0.2.1"),
    ("perf", 3, "perf -r 50 -n 10 -d 0.1 --json 192.0.2.77"),
    ("perf", 0, "perf report basic.json --json"),
    ("perf", 0, "perf report basic.json again.json --json"),
    ("perf-compare", 0, "perf compare basic.json basic.json --json"),
    ("perf-find-max", 0, "perf find-max -p 0.2 --begin 100 --most 100 --trials 1 --rounds 1 -R 20 --json 192.0.2.1"),
    ("dump", 0, "dump -r broken.pcap --json"),
    ("dump-pair", 0, "dump -r broken.pcap --pair --json"),
    ("dump-summary", 0, "dump -r broken.pcap --summary --json"),
    ("dump-follow", 0, "dump -r broken.pcap --follow 02:00:5e:00:53:01 --json"),
    ("dump", 0, "dump -r seen.pcap --json"),
    ("dump-pair", 0, "dump -r seen.pcap --pair --json"),
    ("dump-summary", 0, "dump -r seen.pcap --summary --json"),
    ("dump-follow", 0, "dump -r seen.pcap --follow 02:00:5e:00:53:01 --json"),
    ("leases", 0, f"leases show {LEASES4} --all --json"),
    ("leases", 0, f"leases show {LEASES6} --all --json"),
    ("leases", 0, f"leases show {LEASES4} --columns address,expires --json"),
    ("leases", 0, f"leases export {LEASES4} --json"),
    ("leases-stats", 0, f"leases stats {LEASES4} --config {CONFIG} --json"),
    ("leases-stats", 0, f"leases stats {LEASES6} --json"),
    ("leases-check", 1, f"leases check {LEASES4} --config {CONFIG} --json"),
    ("leases-diff", 1, f"leases diff {LEASES4} {LEASES6} --all --json"),
    ("lint", 1, "lint bad.conf --json"),
    ("lint", 0, f"lint {CONFIG} --json"),
    ("lint-finding", 1, "lint bad.conf --format jsonl"),
    ("lint-rule", 0, "lint rule KL302 --json"),
    ("lint-rule", 0, "lint rules --json"),
    ("class-test", 0, "class test option[53].exists --packet seen.pcap --json"),
    ("class-test", 0, "class test option[53].exists --packet seen.pcap#1 --json --trace"),
    ("class-test", 0, "class test --template option[53].hex --packet seen.pcap#1 --json"),
    ("class-test", 0, f"class test --config {CONFIG} --packet seen.pcap#1 --json"),
    ("init", 0, "init --json"),
    ("init", 0, "init ha-tls --json"),
    ("options", 0, "options --json"),
    ("options", 0, "options 82 --json"),
)


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A client beside our own servers of both families, which write what they do as JSON too."""
    with ExitStack() as stack:
        made = Link(stack, tmp_path_factory.mktemp("json"))
        (made.folder / "broken.pcap").write_bytes(capture())
        (made.folder / "bad.conf").write_text('{"Dhcp4": {"valid-lifetime": 4294967356, "subnet4": [{"id": 1,}]}}')
        for host, address in ((made.client, "192.0.2.50/24"), (made.client, "2001:db8:1::50/64")):
            host.add_address("eth0", address)
        for family, words in (
            (4, ["-4", "--pool", "192.0.2.100-192.0.2.200", "--lease-file", "served4.csv"]),
            (6, ["-6", "--pool", "2001:db8:1::1000-2001:db8:1::1fff", "--prefix6", "2001:db8:100::/40/56"]),
        ):
            line = command("serve", "-v", "--json", "--interface", "eth0", *words)
            log = made.folder / f"serve{family}.log"
            program = Program(made.good, ["env", "-C", str(made.folder), *line], log, environment(made.folder))
            stack.callback(program.stop)
            program.wait_for("serving")
        listening = Program(
            made.client,
            command("dump", "-i", "eth0", "-w", str(made.folder / "seen.pcap")),
            made.folder / "dump.log",
            environment(made.folder),
        )
        with listening:
            listening.wait_for("listening")
            for words in (["--dora", "--mac", "02:00:5e:00:53:01"], ["--sarr", "--ia-na", "any"]):
                made.client.run(command("query", "-i", "eth0", "--release", *words), env=environment(made.folder))
        yield made


@pytest.mark.parametrize(("schema", "status", "line"), LINES, ids=[line for _, _, line in LINES])
def test_what_a_command_writes_is_what_its_schema_says(link: Link, schema: str, status: int, line: str) -> None:
    words = [*line.split(), *(NOW if line.startswith("leases") else ())]
    ran = link.client.run(
        ["env", "-C", str(link.folder), *command(*words)], check=False, env=environment(link.folder), timeout=60
    )
    assert ran.returncode == status, (ran.stdout[-1000:], ran.stderr)
    assert judged(ran.stdout) == {schema}


def judged(text: str) -> set[str]:
    """The schemas that the lines of ``text`` name first, and keep."""
    named = set()
    for line in text.splitlines():
        found = json.loads(line)
        assert next(iter(found)) == "schema", line[:200]
        name, _, version = found["schema"].removeprefix("dhcptool.").partition("/")
        Draft202012Validator(SCHEMAS[f"{name}-{version}.schema.json"]).validate(found)
        named.add(name)
    return named


def test_the_servers_write_json_too(link: Link) -> None:
    for family in (4, 6):
        assert judged(_objects(link.folder / f"serve{family}.log")) == {"serve"}


@pytest.mark.parametrize(
    ("line", "schema"),
    [
        ("discover -i eth0 --watch --interval 1 --timeout 1 --json", "discover"),
        ("leases watch served4.csv --json", "leases-watch"),
    ],
)
def test_what_goes_on_writes_an_object_a_line(link: Link, line: str, schema: str) -> None:
    log = link.folder / "watch.log"
    words = ["env", "-C", str(link.folder), *command(*line.split())]
    with Program(link.client, words, log, environment(link.folder)) as watching:
        while schema == "leases-watch" and "schema" not in log.read_text():  # the test's timeout ends it
            link.client.run(command("query", "--dora", "-i", "eth0", "--quiet"), env=environment(link.folder))
        watching.wait_for('"schema"')
        watching.process.send_signal(signal.SIGINT)
        assert watching.process.wait(10) == 130
    assert judged(_objects(log)) == {schema}


def _objects(log: Path) -> str:
    return "\n".join(line for line in log.read_text().splitlines() if line.startswith("{"))


def test_no_schema_and_no_command_is_left_out() -> None:
    watched = {"serve", "leases-watch"}
    assert {f"{name}-1.schema.json" for name in {schema for schema, _, _ in LINES} | watched} == set(SCHEMAS)
    with tree.make_context("dhcptool", [], resilient_parsing=True) as context:
        for name, _, _ in COMMANDS:
            found = tree.get_command(context, name)
            assert isinstance(found, click.Command)
            if any("--json" in parameter.opts for parameter in found.params) and name not in {"serve", "leases watch"}:
                assert any(line.startswith(f"{name} ") and "--json" in line for _, _, line in LINES), name
