from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.leases_opened import Opened
from dhcptools.cli.leases_source import open_results
from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import locate
from dhcptools.leases.query import Query
from support.command import dhcptool
from support.kea_api import Server, agent, http, lease4, lease6, unix_server

DATA = Path(__file__).resolve().parents[1] / "data"


def take_one_then(server: Server, leases: Iterator[Lease]) -> Iterator[Lease]:
    yield next(leases)
    server.others["lease4-get-page"] = {"result": 1, "text": "out of memory"}
    yield from leases


def test_a_server_that_stops_half_way(tmp_path: Path) -> None:
    server = Server(4, [lease4(number) for number in range(300)])
    with unix_server(tmp_path / "s", server) as source:
        with pytest.raises(ProblemError) as caught, open_results(source, None) as results:
            list(take_one_then(server, results.select(Query(0, all=True))))
        assert (caught.value.why, caught.value.code) == ("out of memory", Exit.UNREADABLE)
        with pytest.raises(KeyError), open_results(source, None):
            raise KeyError


def test_who_waits_at_a_terminal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("dhcptools.report.leases_progress.AFTER_S", 0.0)
    server = Server(4, [lease4(number) for number in range(300)])
    with unix_server(tmp_path / "s", server) as source, open_results(source, None) as results:
        assert len(list(results.select(Query(0, all=True)))) == 300
    assert terminal.getvalue() == "\r250 leases read\r\x1b[K"


def test_nobody_has_a_lease(tmp_path: Path) -> None:
    with unix_server(tmp_path / "s", Server(4, [])) as source:
        ran = dhcptool(tmp_path, "leases", "show", source)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("ADDRESS")


def test_a_hook_is_missing(tmp_path: Path) -> None:
    with unix_server(tmp_path / "s", Server(4, [], hook=False)) as source:
        ran = dhcptool(tmp_path, "leases", "show", "--json", source)
    assert (ran.returncode, ran.stdout) == (5, "")
    assert "libdhcp_lease_cmds.so" in ran.stderr


def test_one_of_two_servers_is_down(tmp_path: Path) -> None:
    servers = {"dhcp4": Server(4, [lease4(1)]), "dhcp6": None}
    with http(agent(servers), login="u:geheim") as source:
        (tmp_path / "password").write_text("geheim")
        login = ["--user", "u", "--password-file", str(tmp_path / "password"), "--all", "--json"]
        ran = dhcptool(tmp_path, "leases", "show", source, *login)
        assert [json.loads(line)["address"] for line in ran.stdout.splitlines()] == ["10.0.0.1"]
        assert ran.returncode == 1
        assert "The server is likely to be offline" in ran.stderr
        assert dhcptool(tmp_path, "leases", "show", source, *login, "--service", "dhcp4").returncode == 0
        assert dhcptool(tmp_path, "leases", "show", source, *login, "-6").returncode == 5
        (tmp_path / "password").write_text("falsch")
        ran = dhcptool(tmp_path, "leases", "show", source, *login)
        assert ran.returncode == 5
        assert "authentication failed" in ran.stderr
        assert "falsch" not in ran.stderr


def test_bad_leases_are_told_after_the_good_ones(tmp_path: Path) -> None:
    server = Server(6, [lease6(1), {"ip-address": "\x1b[2J"}])
    with unix_server(tmp_path / "s", server) as source:
        ran = dhcptool(tmp_path, "leases", "show", source, "--strict", "--csv", "--all")
    assert ran.returncode == 5
    assert len(ran.stdout.splitlines()) == 2
    assert f"skipped {source}:2: " in ran.stderr
    assert "\x1b" not in ran.stderr


def test_statistics_while_one_server_is_down(tmp_path: Path) -> None:
    subnet = {"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.0-10.0.0.9"}]}
    config = {"result": 0, "arguments": {"Dhcp4": {"subnet4": [subnet]}}}
    values = {"result": 0, "arguments": {"subnet[1].assigned-addresses": [[8, ""]]}}
    one = Server(4, [lease4(1)], config_get=config, statistic_get_all=values)
    with http(agent({"dhcp4": one, "dhcp6": None})) as source:
        ran = dhcptool(tmp_path, "leases", "stats", source, "--json")
        assert (ran.returncode, json.loads(ran.stdout)["total"]["assigned"]) == (1, 8)
        for limit, code, words in (("95", 3, "UNKNOWN - dhcp6 at"), ("70", 1, "WARNING - 10.0.0.0/24 80.0% used")):
            ran = dhcptool(tmp_path, "leases", "stats", source, "--nagios", "--warning", limit)
            assert (ran.returncode, ran.stderr) == (code, "")
            assert words in ran.stdout
        ran = dhcptool(
            tmp_path, "leases", "stats", source, "--scan", "--json", "--service", "dhcp4", "--now", "1795237300"
        )
        (found,) = json.loads(ran.stdout)["subnets"]
        assert (found["assigned"], found["out_of_pool"], len(found["pools"])) == (1, 0, 1)
        ran = dhcptool(tmp_path, "leases", "diff", source, source)
        assert (ran.returncode, ran.stdout) == (5, "")
        assert "offline" in ran.stderr


@pytest.mark.parametrize("kept", [0, 1500, None], ids=["emptied", "cut off", "other octets"])
@pytest.mark.parametrize(
    "query", [Query(0, all=True), Query(0, all=True, hostname="*"), Query(0, all=True, sort="hostname")]
)
def test_a_file_that_is_rewritten_while_it_is_read(tmp_path: Path, kept: int | None, query: Query) -> None:
    """Kea puts another file in its place; cp and the like write into the one that is open."""
    path = tmp_path / "x.csv"
    path.write_bytes((DATA / "kea22" / "kea22-leases4.csv").read_bytes())

    def read() -> None:
        with Opened(locate(str(path))) as results:
            with path.open("r+b") as file:
                if kept is None:
                    file.write(b"\n" * path.stat().st_size)
                else:
                    file.truncate(kept)
            list(results.select(query))

    with pytest.raises(ProblemError) as caught:
        read()
    assert (caught.value.why, caught.value.code) == ("it was rewritten while it was read", Exit.UNREADABLE)
