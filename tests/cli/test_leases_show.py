from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from support.command import command, dhcptool, environment

DATA = Path(__file__).resolve().parents[1] / "data"
V4 = str(DATA / "kea22" / "kea22-leases4.csv")
V6 = str(DATA / "kea22" / "kea22-leases6.csv")
NOW = ("--now", "1795237300")


def leases(tmp_path: Path, *arguments: str) -> list[dict[str, object]]:
    ran = dhcptool(tmp_path, "leases", "show", "--json", *arguments)
    assert ran.returncode == 0
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_real_file_with_two_bad_rows(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "leases", "show", V4, *NOW)
    assert ran.returncode == 0
    rows = ran.stdout.splitlines()
    assert len(rows) == 1 + 14
    assert sum(" active " in row for row in rows) == 13
    assert [line.split(": ")[2:4] for line in ran.stderr.splitlines()] == [
        ["row 27", "value index '9' of the CSV row is out of bounds; maximal index is '8'"],
        ["row 28", "Failed to convert string to address 'b'"],
    ]
    assert "csv:28: " in ran.stderr
    strict = dhcptool(tmp_path, "leases", "show", V4, *NOW, "--strict")
    assert (strict.returncode, strict.stdout) == (5, ran.stdout)


def test_later_only_the_infinite_lease_is_left(tmp_path: Path) -> None:
    (left,) = leases(tmp_path, V4, "--now", "1795300000")
    assert (left["address"], left["expires"], left["user_context"]) == ("10.0.2.1", None, {"n": 1, "owner": "bob, it"})
    everything = leases(tmp_path, V4, "--now", "1795300000", "--all")
    assert [lease["active"] for lease in everything].count(True) == 1
    assert len(everything) == 14


def test_dhcpv6_addresses_prefixes_and_temporary_ones(tmp_path: Path) -> None:
    found = leases(tmp_path, V6, "--now", "1795237200", "--all")
    assert sorted(str(lease["type"]) for lease in found) == ["IA_NA"] * 8 + ["IA_PD"] * 4 + ["IA_TA"]
    states = [lease["state"] for lease in found]
    assert [states.count(state) for state in ("default", "declined", "expired-reclaimed")] == [11, 1, 1]
    assert {lease["prefix_len"] for lease in found} == {56, 128}
    assert len(leases(tmp_path, V6, "--now", "1795237200")) == 12


@pytest.mark.parametrize("mac", ["02:aa:00:00:00:01", "02-AA-00-00-00-01", "02aa.0000.0001", "02aa00000001"])
def test_conditions_are_combined(tmp_path: Path, mac: str) -> None:
    conditions = ["--subnet-id", "1", "--mac", mac, "--state", "active", "--hostname", "*", "--expires-within", "20m"]
    shown = ["--sort", "expire", "--desc", "--limit", "5", "--columns", "ip,mac,expire"]
    (lease,) = leases(tmp_path, V4, *NOW, *conditions, *shown, "--in", "10.0.1.0/24")
    assert lease == {
        "schema": "dhcptool.leases/1", "address": "10.0.1.41", "hwaddr": "02:aa:00:00:00:01",
        "expires": "2026-11-21T05:12:14Z",
    }  # fmt: skip  # the whole object


def test_csv_and_styles(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(dhcptool(tmp_path, "leases", "show", V4, *NOW, "--csv").stdout)))
    assert len(rows) == 14
    assert rows[10]["hostname"] == 'printer, 2nd floor & "lab" é'
    shown = dhcptool(tmp_path, "leases", "show", V4, *NOW, "--style", "show-leases", TZ="UTC").stdout.splitlines()
    assert shown[1] == (
        "10.0.2.2        02:cc:00:00:00:ad   600   20261121T050953 20261121T051453 20261121T051953 .         0"
    )
    listed = dhcptool(tmp_path, "leases", "show", V4, *NOW, "--style", "list-leases", TZ="UTC").stdout.splitlines()
    assert listed[0] == "DHCPv4 leases:  14"
    assert listed[2].endswith("| 1         | 600        | 2026-11-21T05:08:38+00:00")


def test_dhcpd_and_dnsmasq(tmp_path: Path) -> None:
    found = leases(tmp_path, str(DATA / "leases"), "--now", "1795239300")
    assert [lease["address"] for lease in found] == [
        "10.0.5.0", "10.0.7.23", "10.0.7.24", "10.0.7.25", "10.0.7.26", "2001:db8:1::798", "2001:db8:1::799",
    ]  # fmt: skip  # both files
    assert all(lease["active"] for lease in found)
    assert len(leases(tmp_path, str(DATA / "leases"), "--now", "1795239300", "-4", "--in", "10.0.0.0/8")) == 5


def test_a_configuration_names_the_file(tmp_path: Path) -> None:
    config = tmp_path / "kea.conf"
    config.write_text(json.dumps({"Dhcp4": {"lease-database": {"type": "memfile", "name": V4}}}))
    assert len(leases(tmp_path, "--config", str(config), *NOW)) == 14


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--json", "--csv"], 2, "exclude each other"),
        (["--style", "show-leases", "--columns", "ip"], 2, "has its own columns"),
        (["--state", "busy"], 2, "'busy' is none of active"),
        (["--sort", "colour"], 2, "no column 'colour'"),
        (["--in", "10.0.0.0/99"], 2, "--in"),
        (["--mac", "xx"], 2, "no hexadecimal digits"),
        (["--expires-within", "soon"], 2, "no duration"),
        (["/nowhere/at/all"], 5, "why: No such file or directory"),
        (["/etc/passwd"], 5, "no known lease file begins with"),
    ],
)
def test_errors_say_what_why_and_how(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    ran = dhcptool(tmp_path, "leases", "show", *arguments)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert words in ran.stderr
    assert "fix:" in ran.stderr


def test_a_terminal_gets_a_table_and_no_escape_of_a_client(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        Path(V4).read_bytes().splitlines()[0] + b"\n10.0.0.1,02:00:00:00:00:01,,4294967295,1,1,0,0,a\x1b]0;t\x07,0,\n"
    )
    master, slave = pty.openpty()
    ran = subprocess.Popen(
        command("leases", "show", str(path)), stdout=slave, env=environment(tmp_path, COLUMNS="150", TERM="xterm")
    )
    os.close(slave)
    text = b""
    with os.fdopen(master, "rb", buffering=0) as terminal:
        try:
            while more := terminal.read(4096):
                text += more
        except OSError:
            pass  # how Linux tells that the other end is closed
    assert ran.wait(30) == 0
    assert b"\xe2\x94\x80" in text  # the line below the headings
    assert rb"a\x1b]0;t\x07" in text
    assert b"\x1b]0" not in text


@pytest.mark.parametrize(("width", "note"), [("80", True), ("30", False)])
def test_a_narrow_terminal_breaks_no_value(tmp_path: Path, width: str, note: bool) -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        command("leases", "show", V6, "--now", "1795237200"), stdout=slave, stderr=subprocess.PIPE, text=True,
        env=environment(tmp_path, COLUMNS=width, TERM="xterm", NO_COLOR="1"),
    ) as ran:  # fmt: skip  # a command
        os.close(slave)
        text = b""
        with suppress(OSError):  # how Linux tells that the other end is closed
            while more := os.read(master, 4096):
                text += more
        os.close(master)
        _, said = ran.communicate(timeout=30)
    assert (b"2001:db8:8000:aa00::/56" in text, b"2026-11-21T05:09:20Z" in text) == (True, True)
    assert ("too narrow for DUID" in said) == note
