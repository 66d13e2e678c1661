"""``ping``, ``query``, ``discover`` and ``compat dhcping`` against what our server is told to do wrong."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Program

MAC = "02:00:5e:00:53:01"
SCHEMAS = {
    name: Draft202012Validator(json.loads((files("dhcptools.schemas") / f"{name}-1.schema.json").read_text()))
    for name in ("ping", "query", "discover")
}


class Link:
    """A server and a client; the server does wrong what a test says."""

    def __init__(self, server: Namespace, client: Namespace, folder: Path) -> None:
        self.server = server
        self.client = client
        self.folder = folder

    @contextmanager
    def faults(self, *faults: str) -> Iterator[None]:
        told = [word for fault in faults for word in ("--fault", fault)]
        words = command("serve", "--interface", "eth0", "--pool", "192.0.2.50-192.0.2.60", *told)
        with Program(self.server, words, self.folder / "serve.log", environment(self.folder)) as server:
            server.wait_for("serving")
            yield

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.client.run(command(*arguments), check=False, timeout=30, env=environment(self.folder))


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, ("192.0.2.1/24",), ("192.0.2.2/24",))
        yield Link(server, client, tmp_path_factory.mktemp("faults"))


PING = ("ping", "-s", "192.0.2.1", "-c", "1", "-W", "0.4")
QUERY = ("query", "discover", "-i", "eth0", "--timeout", "0.4")
DISCOVER = ("discover", "-4", "-i", "eth0", "--timeout", "0.4")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("wrong-xid", "xid 0x"),
        ("wrong-chaddr", "chaddr 02:"),
        ("truncate 100", "a BOOTP header has 236 octets, 100 are here"),
        ("corrupt option=54 bad=short", "server identifier has 3 octets, needs 4"),
        ("drop type=offer", ""),
        ("delay 2s", ""),
    ],
)
def test_what_is_no_answer_is_none(link: Link, fault: str, why: str) -> None:
    with link.faults(fault):
        began = time.monotonic()
        pinged, queried = link.run(*PING), link.run(*QUERY)
        took = time.monotonic() - began
    assert (pinged.returncode, queried.returncode) == (1, 1)
    assert why in pinged.stdout
    assert why in queried.stderr
    assert "no answer: seq=1" in pinged.stdout
    assert took < 6  # 0.4 s each, and two starts


def test_a_refusal_is_told_in_the_servers_words(link: Link) -> None:
    with link.faults("nak message='not here'"):
        pinged = link.run(*PING, "--request", "--address", "192.0.2.50", "--mac", MAC)
        dropped_in = link.run("compat", "dhcping", "-s", "192.0.2.1", "-c", "192.0.2.2", "-h", MAC, "-t", "2")
        queried = link.run("query", "request", "-i", "eth0", "--option", "50=192.0.2.50", "--timeout", "2", "-q")
    assert (pinged.returncode, dropped_in.returncode, queried.returncode) == (1, 1, 1)
    assert "DHCPNAK from 192.0.2.1: seq=1 server-id=192.0.2.1 time=" in pinged.stdout
    assert '"not here"' in pinged.stdout
    assert dropped_in.stderr == "DHCPNAK from 192.0.2.1: not here\n"
    assert "     53 (DHCP Message Type): nak\n" in queried.stdout


def test_an_odd_offer_is_an_offer_and_named(link: Link) -> None:
    with link.faults("missing-end", "corrupt option=51 bad=short"):
        found = link.run(*DISCOVER)
        alone = link.run(*QUERY, "--print-only", "yiaddr", "-q")
    assert found.returncode == 0
    assert "odd: DHCPv4 server 192.0.2.1 " in found.stdout
    assert "no END option" in found.stdout
    assert "option 51 (dhcp-lease-time): " in found.stdout
    assert (alone.returncode, alone.stdout[:8]) == (0, "192.0.2.")


def test_two_servers_on_one_machine(link: Link) -> None:
    """Two identifiers are two servers; who is expected by the address they share is expected."""
    with link.faults("second-server pool=198.51.100.10-198.51.100.20 server-id=198.51.100.1"):
        found = link.run(*DISCOVER, "--expect-server", "192.0.2.1")
        heard = link.run(*QUERY, "--wait", "--json", "-q")
        critical = link.run(*DISCOVER, "--expect-subnet", "192.0.2.0/24", "--nagios")
    assert found.returncode == 0
    assert [line.split()[1] for line in found.stdout.splitlines()[1:3]] == ["192.0.2.1", "198.51.100.1"]
    assert len(heard.stdout.splitlines()) == 2
    assert critical.returncode == 2
    assert critical.stdout.startswith("DHCP CRITICAL - DHCPv4 server 198.51.100.1 from 192.0.2.1, ")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("nak message='no\x1b|way' type=discover", 1),
        ("wrong-xid", 1),
        ("missing-end", 0),
        ("corrupt option=51 bad=short", 0),
        ("corrupt option=54 bad=short", 1),
        ("truncate 100", 1),
        ("duplicate 2", 0),
        ("second-server pool=198.51.100.10-198.51.100.20 server-id=198.51.100.1", 0),
    ],
)
def test_what_a_broken_server_says_is_json_that_keeps_its_schema(link: Link, fault: str, code: int) -> None:
    with link.faults(fault):
        told = [
            (line, link.run(*line, "--json"))
            for line in (PING, QUERY, (*QUERY, "--wait"), DISCOVER, (*DISCOVER, "--scan"))
        ]
    for line, ran in told:
        objects = [json.loads(text) for text in ran.stdout.splitlines()]
        for found in objects:
            SCHEMAS[line[0]].validate(found)
        assert objects or (line[0] == "query" and code == 1), line
        assert "Traceback" not in ran.stderr
        if line in (PING, QUERY):
            assert ran.returncode == code, (line, ran.stdout, ran.stderr)
