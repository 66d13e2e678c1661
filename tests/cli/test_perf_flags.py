from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.perf_flags import gather, load_options, read_named
from dhcptools.cli.tree import run
from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import Base, Drops, HexOption
from support.perfdhcp_lines import REFUSED, words

# Rows that are no mistake here: no SERVER is the built-in one, -4 is the default, more relays than one are possible.
TAKEN = {"", "-o 60,11 S", "-4 -o 256,11 S", "-A 2 -6 S", "-J NONE S", "-J EMPTY S", "-M WRONG S"}


@click.command()
@load_options
@click.argument("server", required=False)
def load(server: str | None, **values: object) -> Asked:
    return gather(values, server)


def read(text: str) -> Asked:
    got = CliRunner().invoke(load, text.split(), standalone_mode=False)
    assert got.exception is None
    assert isinstance(got.return_value, Asked)
    return got.return_value


@pytest.mark.parametrize("text", [row[0] for row in REFUSED if row[0] not in TAKEN])
def test_what_perfdhcp_refuses_is_refused_in_one_line(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = [] if "-p" in text or "avalanche" in text else ["-p", "1"]
    assert run(["perf", *end, *words(text, tmp_path)]) == 2
    told = capsys.readouterr()
    reason, fix = told.err.splitlines()
    assert (told.out, fix.endswith("--help' lists what it takes")) == ("", True)
    assert reason.startswith("dhcptool: ")


LETTERS = (
    "-4 -1 -B -d .5 -d 2 -D 3 -D 4.5% -f 2 -F 3 -g single -l 192.0.2.9 -L 1067 -n 7 -n 8 -N 2067 -o 60,6162 -p 1.5 "
    "-P 10 -r11 -R 12 -s 13 -t 14 -C , -u -W 15 -w true -x ae -Y 0 -y 16 -b mac=0:1:2:3:4:5 -J links -T a -T b -X 5 "
    "-O 30 -E 0 -S 9 -I 10 192.0.2.1"
)
LONG = (
    "--ipv4 --use-first --broadcast --drop-time .5 --drop-time 2 --max-drops 3 --max-drops 4.5% --renew-rate 2 "
    "--release-rate 3 --thread-mode single --local 192.0.2.9 --local-port 1067 --requests 7 --requests 8 "
    "--server-port 2067 --raw-option 60,6162 --period 1.5 --preload 10 --rate 11 --clients 12 --seed 13 --interval 14 "
    "--separator , --unique --exit-wait 15 --wrapped true --diagnostics ae --elapsed-from 0 --elapsed-for 16 "
    "--base mac=0:1:2:3:4:5 --relay-list links --template a --template b --xid-offset 5 --random-offset 30 "
    "--elapsed-offset 0 --server-id-offset 9 --address-offset 10 --scenario basic 192.0.2.1"
)
WANTED = Asked(
    family=4, server="192.0.2.1", use_first=True, broadcast=True, drop_times_s=(0.5, 2.0), separator=",",
    max_drops=(Drops(count=3), Drops(percent=4.5)), renew_rate=2, release_rate=3, thread_mode="single",
    local="192.0.2.9", local_port=1067, requests=(7, 8), server_port=2067, options=(HexOption(60, b"ab"),),
    period_s=1.5, preload=10, rate_pps=11, clients=12, seed=13, interval_s=14, unique=True, exit_wait_us=15,
    wrapped="true", diagnostics="ae", elapsed_from_s=0, elapsed_for_s=16, relay_list="links", templates=("a", "b"),
    bases=(Base("mac=0:1:2:3:4:5", mac=bytes(range(6))),), xid_offsets=(5, 5), random_offsets=(30, 30),
    elapsed_offset=0, server_id_offset=9, address_offset=10,
)  # fmt: skip  # a flag each


@pytest.mark.parametrize("text", [LETTERS, LONG], ids=["letters", "long names"])
def test_every_value_of_both_families_arrives(text: str) -> None:
    assert read(text) == WANTED


def test_values_of_dhcpv6_arrive() -> None:
    got = read("-6 -A 2 -c -i -e prefix-only -p 1 --or 2:18,01 --or 37,02 -M macs ::1")
    assert (got.family, got.encapsulation, got.rapid_commit, got.two_way, got.lease_type, got.mac_list) == (
        6, 2, True, True, "prefix-only", "macs",
    )  # fmt: skip
    assert got.relay_options == (HexOption(18, b"\1", 2), HexOption(37, b"\2", 1))
    assert read("--scenario avalanche -R 9 ::1").avalanche


def test_an_interface_alone_is_for_all_servers_on_it() -> None:
    assert (read("-l lo -p 1").server, read("-6 -l lo -p 1 servers").server) == ("all", "servers")


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("-p 1 -l 192.0.2.9", "need a SERVER"),
        ("-p 1 -L 1067", "need a SERVER"),
        ("-p 1 -d 1 -d 2 -d 3 x", "given 3 times, at most 2 are read"),
        ("-p 1 -M a -M b x", "given 2 times, at most 1 are read"),
        ("-p 1 -C , x", "-C, --separator needs -t"),
        ("-R 1 --scenario avalanche -n 5 x", "-n, --requests has no meaning in --scenario avalanche"),
    ],
)
def test_what_only_we_refuse(text: str, words_: str) -> None:
    got = CliRunner().invoke(load, text.split(), standalone_mode=False)
    assert isinstance(got.exception, click.UsageError)
    assert words_ in got.exception.format_message()


def test_versions(capsys: pytest.CaptureFixture[str]) -> None:
    for flag, more in (("-v", ""), ("--version", ""), ("-V", " (Python "), ("--extended-version", " (Python ")):
        assert run(["perf", flag]) == 0
        assert capsys.readouterr().out.startswith(f"dhcptool 0.1.0{more}" if more else "dhcptool ")


@pytest.mark.parametrize(
    ("kept", "what", "why"),
    [
        (None, "cannot read {path}", "No such file or directory"),
        ("zz\n", "cannot use {path}, line 1", "'zz' has a piece that is not a hexadecimal octet"),
        ("", "{path} holds no MAC address", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_it_should_be(
    tmp_path: Path, kept: str | None, what: str, why: str
) -> None:
    path = tmp_path / "macs"
    if kept is not None:
        path.write_text(kept)
    with pytest.raises(ProblemError) as caught:
        read_named(Asked(mac_list=str(path)))
    error = caught.value
    assert (error.what, error.why, error.code) == (what.format(path=path), why, Exit.UNREADABLE)
    assert "--mac-list" in error.fix
