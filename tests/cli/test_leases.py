from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click
import pytest

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import dhcptool as tree
from dhcptools.cli.tree import run
from support.command import command, dhcptool, environment
from support.kea_api import Server, agent, http, lease4, lease6, unix_server
from support.lease_schemas import valid

DATA = Path(__file__).resolve().parents[1] / "data"


def test_it_lists_its_commands() -> None:
    with click.Context(tree) as context:
        group = tree.get_command(context, "leases")
        assert isinstance(group, click.Group)
        names = group.list_commands(context)
        assert names == [name.split()[1] for name, _, _ in COMMANDS if name.startswith("leases ")]
        assert all(isinstance(group.get_command(context, name), click.Command) for name in names)


@pytest.mark.parametrize("arguments", [["leases"], ["leases", "nope"]])
def test_without_a_command_it_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    ran = dhcptool(tmp_path, *arguments)
    assert ran.returncode == 2
    assert "dhcptool leases" in ran.stderr
    assert "show" in dhcptool(tmp_path, "leases", "--help").stdout


def test_completion_knows_them(tmp_path: Path) -> None:
    words = {"_DHCPTOOL_COMPLETE": "bash_complete", "COMP_WORDS": "dhcptool leases s", "COMP_CWORD": "2"}
    assert "plain,show" in dhcptool(tmp_path, **words).stdout.split()


def kept(name: str) -> Callable[[Path], AbstractContextManager[str]]:
    return lambda _: nullcontext(str(DATA / name))


@contextmanager
def damaged(folder: Path) -> Iterator[str]:
    """Rows that say what nobody expects, and rows that cannot be read."""
    columns = (DATA / "kea22" / "kea22-leases4.csv").read_bytes().split(b"\n", 1)[0]
    rows = (
        b'10.0.0.1,02:00:00:00:00:01,,600,18446744073709551615,4294967295,0,0,\x1b[2J\xff,4294967295,{ "a": "\xe9" }',
        b"10.0.0.2,,01:02,4294967295,1,1,1,1,=1+1,3,",
        b"2001:db8::1,02:00:00:00:00:01,,600,1999999999,1,0,0,,1,",
        b"10.0.0.3,zz,,600,1,1,0,0,,0,",
        b"\0\0\0",
    )
    (folder / "damaged.csv").write_bytes(b"\n".join((columns, *rows, b"")))
    yield str(folder / "damaged.csv")


@contextmanager
def several(folder: Path) -> Iterator[str]:
    """A directory with files of everybody, one of them broken."""
    place = folder / "several"
    place.mkdir()
    for name in ("kea22/kea22-leases4.csv", "kea22/kea22-leases6.csv", "leases/dnsmasq.leases"):
        (place / Path(name).name).write_bytes((DATA / name).read_bytes())
    (place / "broken-leases4.csv").write_text("address,duid,nonsense\n")
    yield str(place)


POOLS = {
    4: {"subnet4": [{"id": 1, "subnet": "10.0.0.0/24", "pools": [{"pool": "10.0.0.0-10.0.0.99"}]}]},
    6: {"subnet6": [{"id": 1, "subnet": "2001:db8::/64", "pools": [{"pool": "2001:db8::-2001:db8::ff"}],
                     "pd-pools": [{"prefix": "2001:db8:1::", "prefix-len": 48, "delegated-len": 56}]}]},
}  # fmt: skip  # where servers lease


def serving(family: int) -> Server:
    strange = {"hostname": "a\x1b\ud800", "user-context": {"k\x1b": [1.5, None]}, "state": 9, "pool-id": 4294967295}
    leases = [lease4(1), lease4(2, **strange), {"ip-address": 7}] if family == 4 else [lease6(1), lease6(2, **strange)]
    samples = {"result": 0, "arguments": {"subnet[1].assigned-addresses": [[5, "x"]], "pkt4-received": [[7, "x"]]}}
    config = {"result": 0, "arguments": {f"Dhcp{family}": POOLS[family]}}
    return Server(family, leases, config_get=config, statistic_get_all=samples)


def asked(family: int) -> Callable[[Path], AbstractContextManager[str]]:
    return lambda folder: unix_server(folder / "s", serving(family))


def behind_an_agent(_: Path) -> AbstractContextManager[str]:
    return http(agent({"dhcp4": serving(4), "dhcp6": serving(6)}))


SOURCES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "memfile4": kept("kea22/kea22-leases4.csv"),
    "memfile6": kept("kea22/kea22-leases6.csv"),
    "isc": kept("leases/isc-dhcpd.leases"),
    "dnsmasq": kept("leases/dnsmasq.leases"),
    "damaged": damaged,
    "several": several,
    "socket4": asked(4),
    "socket6": asked(6),
    "agent": behind_an_agent,
}
QUESTIONS = (
    ("show", "--all"), ("show", "--all", "--columns", "mac,ip,user_context"), ("stats",), ("stats", "--scan"),
    ("check",), ("diff", "--all", str(DATA / "kea22" / "kea22-leases4.csv")), ("export", "--format", "json"),
)  # fmt: skip  # all that say JSON of what is there


@pytest.mark.parametrize("source", SOURCES)
def test_every_line_of_json_keeps_to_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    counts = {}
    with SOURCES[source](tmp_path) as place:
        for words in QUESTIONS:
            json = () if words[0] == "export" else ("--json",)
            code = run(["leases", *words, place, "--now", "1795237300", *json])
            out, err = capsys.readouterr()
            assert code in {0, 1} if (words[0], source) != ("diff", "several") else code == 5, err
            counts[words] = len(valid(out))
    assert counts["show", "--all"] == counts["export", "--format", "json"] > 0
    assert counts["stats",] == counts["stats", "--scan"] == {"several": 4, "dnsmasq": 2, "agent": 2}.get(source, 1)
    assert counts["check",] == 1


def test_every_change_keeps_to_its_schema(tmp_path: Path) -> None:
    """Of a lease file and of a server that are watched while they change."""
    text = (DATA / "kea22" / "kea22-leases4.csv").read_bytes().splitlines(keepends=True)
    file = tmp_path / "x.csv"
    file.write_bytes(text[0])
    server = serving(4)
    server.leases = []
    with unix_server(tmp_path / "s", server) as socket:
        words = ("--json", "--interval", "0.05", "--count", "1")
        running = [
            subprocess.Popen(
                command("leases", "watch", source, *words), env=environment(tmp_path), stdout=subprocess.PIPE, text=True
            )
            for source in (str(file), socket)
        ]
        deadline = time.monotonic() + 30
        while any(process.poll() is None for process in running) and time.monotonic() < deadline:
            with file.open("ab") as more:
                more.write(text[1])
            server.leases = [lease4(1 + len(server.asked) % 200, hostname="\x1b\ud800")]
            time.sleep(0.05)  # until both have seen one of them
        said = [process.communicate(timeout=10)[0] for process in running]
    assert [len(valid(out)) for out in said] == [1, 1]
