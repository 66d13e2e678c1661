"""Leases of a running Kea: by every way the same, beside its clients, and two partners against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interop.test_leases import configuration, leases
from interop.test_perf import KEA4
from support.certificates import certificate
from support.command import command, dhcptool, environment
from support.kea_api import direct, http
from support.namespaces import Namespace
from support.peers import Agent, Kea

MANY = 100_000
LOGIN = "admin:geheim"


class Behind:
    """A real Kea as ``direct`` wants it: what it answers to a command."""

    def __init__(self, kea: Kea, family: int) -> None:
        self.kea = kea
        self.family = family

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        return self.kea.command(request["command"], request.get("arguments"))


@pytest.fixture
def place() -> Iterator[Namespace]:
    with Namespace("127.0.0.2/8") as namespace:
        yield namespace


def received(kea: Kea) -> list[str]:
    """The commands that a server logged."""
    return [line.split("'")[1] for line in kea.log.read_text().splitlines() if "COMMAND_RECEIVED" in line]


def test_the_same_by_every_way(place: Namespace, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders = [tmp_path / "4", tmp_path / "6"]
    for folder in (home, *folders):
        folder.mkdir()
    (home / "password").write_text("geheim\n")
    login = ["--user", "admin", "--password-file", str(home / "password")]

    def shown(*arguments: str) -> tuple[list[dict[str, Any]], str]:
        done = place.run(command(*arguments, "--json"), check=False, timeout=30, env=environment(home))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return without_source(done.stdout)

    def without_source(text: str) -> tuple[list[dict[str, Any]], str]:
        found = [json.loads(line) for line in text.splitlines()]
        (source,) = {lease.pop("source") for lease in found}
        for lease in found:
            lease.pop("time", None)
        return found, source

    with (
        Kea(place, 4, configuration(folders[0], 4), folders[0]) as four,
        Kea(place, 6, configuration(folders[1], 6), folders[1]) as six,
    ):
        for family, kea in ((4, four), (6, six)):
            for lease in leases(family):
                assert kea.command(f"lease{family}-add", {"subnet-id": 7, **lease})["result"] == 0
        with Agent(place, tmp_path, four, six, login=LOGIN) as agent:
            for family, kea in ((4, four), (6, six)):
                for words in (["show", "--all"], ["stats"]):
                    by_socket, source = shown("leases", *words, f"unix:{kea.control}")
                    assert source == f"unix:{kea.control}"
                    assert len(by_socket) == (len(leases(family)) if "show" in words else 1)
                    by_agent, source = shown("leases", *words, agent.source, *login, "--service", f"dhcp{family}")
                    assert source == agent.source
                    with http(direct(Behind(kea, family)), login=LOGIN) as direct_source:  # type: ignore[arg-type]  # it answers
                        ran = dhcptool(home, "leases", *words, direct_source, *login, "--json")
                    by_http, source = without_source(ran.stdout)
                    assert source == direct_source
                    assert by_socket == by_agent == by_http
                    if "show" in words:
                        all_at_once, _ = shown("leases", *words, "--allow-get-all", f"unix:{kea.control}")
                        assert all_at_once == by_socket
            both, _ = shown("leases", "show", "--all", agent.source, *login)
            assert len(both) == len(leases(4)) + len(leases(6))
            done = place.run(command("leases", "show", agent.source), check=False, env=environment(home))
            assert done.returncode == 5
            assert "authentication failed" in done.stderr
        six.stop()
        with Agent(place, tmp_path, four, six) as agent:
            done = place.run(
                command("leases", "show", agent.source, "--all"), check=False, timeout=30, env=environment(home)
            )
            assert done.returncode == 1
            assert "10.0.200.1" in done.stdout
            assert "dhcp6 at http://127.0.0.1:8000/" in done.stderr


def test_an_agent_with_certificates(place: Namespace, tmp_path: Path) -> None:
    server, client = certificate(tmp_path, "server"), certificate(tmp_path, "client")
    tls = {"trust-anchor": str(client.cert), "cert-file": str(server.cert), "key-file": str(server.key)}
    ours = ["--cert", str(client.cert), "--key", str(client.key)]
    with Kea(place, 4, configuration(tmp_path, 4), tmp_path) as kea, Agent(place, tmp_path, kea, tls=tls) as agent:
        assert kea.command("lease4-add", {"subnet-id": 7, **leases(4)[0]})["result"] == 0
        for words, code, text in (
            (["--ca", str(server.cert), *ours], 0, "10.0.0.1"),
            (["--ca", str(client.cert), *ours], 5, "--ca"),
            (["--ca", str(server.cert)], 5, "--cert"),
        ):
            done = place.run(command("leases", "show", agent.source, *words), check=False, env=environment(tmp_path))
            assert (done.returncode, text in done.stdout + done.stderr) == (code, True), done.stderr


def test_what_a_partner_lacks(place: Namespace, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    with (
        Kea(place, 4, configuration(folders[0], 4), folders[0]) as one,
        Kea(place, 4, configuration(folders[1], 4), folders[1]) as other,
    ):
        sources = [f"unix:{kea.control}" for kea in (one, other)]
        for lease in leases(4):
            answer = one.command("lease4-add", {"subnet-id": 7, **lease})
            assert answer["result"] == 0
        told = one.command("lease4-get-all")["arguments"]["leases"]
        for lease in told[1:]:
            cltt = lease.pop("cltt")
            copy = {**lease, "expire": cltt + lease["valid-lft"]} if lease["valid-lft"] < 4294967295 else lease
            assert other.command("lease4-add", copy)["result"] == 0
        ran = dhcptool(tmp_path, "leases", "diff", "--ignore-skew", "3", *sources, "--json")
        found = [json.loads(line) for line in ran.stdout.splitlines()]
        assert [(each["change"], each["address"]) for each in found] == [("removed", told[0]["ip-address"])]
        assert ran.returncode == 1
        assert dhcptool(tmp_path, "leases", "diff", sources[0], sources[0]).returncode == 0


def test_a_busy_server_of_many_leases_goes_on_serving(place: Namespace, tmp_path: Path) -> None:
    parts = ((number >> 16, number >> 8 & 255, number & 255) for number in range(MANY))
    rows = (
        f"127.{30 + a}.{b}.{c},02:00:00:{a:02x}:{b:02x}:{c:02x},,86400,4000000000,1,0,0,pc{c},0,\n" for a, b, c in parts
    )
    header = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
    (tmp_path / "leases.csv").write_text(header + "".join(rows))
    config = {
        **KEA4,
        "lease-database": {"type": "memfile", "name": str(tmp_path / "leases.csv"), "lfc-interval": 0},
        "hooks-libraries": configuration(tmp_path, 4)["hooks-libraries"],
    }
    with Kea(place, 4, config, tmp_path) as kea:
        load = ["perf", "-r", "200", "-p", "5", "-R", "1000", "-l", "127.0.0.2", "127.0.0.1", "--json"]
        running = place.popen(command(*load), env=environment(tmp_path))
        show = ["leases", "show", f"unix:{kea.control}", "--json", "--in", "127.30.0.0/15", "--timeout", "30"]
        shown = dhcptool(tmp_path, *show)
        output, _ = running.communicate(timeout=60)
        commands = received(kea)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.count("\n") == MANY
    assert set(commands) == {"list-commands", "statistic-get", "lease4-get-page"}
    assert commands.count("lease4-get-page") >= MANY // 250 + 1
    report = json.JSONDecoder().raw_decode(output[output.index("{") :])[0]  # remarks stand around it
    for exchange in report["exchanges"].values():
        assert exchange["sent"] == 1000
        assert exchange["lost"] == exchange["rejected"] == 0
