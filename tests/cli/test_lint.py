from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from dhcptools.cli.lint import FORMATS, judged
from dhcptools.lint.engine import Result
from support.command import command, dhcptool, environment

BAD = """\
{ "Dhcp4": {
  "valid-lifetime": 4294967356,
  "subnet4": [ { "id": 1, "subnet": "192.0.2.5/24", "pools": [ { "pool": "192.0.2.8/29" } ], }, ]
} }
"""


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.json").write_text(BAD)
    return str(tmp_path / "bad.json")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 1),
        (("--select", "KL002"), 0),
        (("--select", "KL002", "--fail-on", "warning"), 1),
        (("--select", "KL201,KL605", "--ignore", "KL605"), 0),
        (("--fail-on", "never"), 0),
        (("--target", "9"), 2),
        (("--select", "KX"), 2),
        (("--unsafe-fixes",), 2),
        (("--statistics", "--json"), 2),
        (("--host-facts", "/no-such"), 2),
    ],
)
def test_exit_status(tmp_path: Path, bad: str, arguments: tuple[str, ...], code: int) -> None:
    done = dhcptool(tmp_path, "lint", "--target", "3.0", *arguments, bad)
    assert done.returncode == code
    assert (done.stdout == "") == (code == 2)


def test_a_missing_file_is_2_and_says_so(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "lint", str(tmp_path / "no.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot read {tmp_path}/no.json" in done.stderr
    done = dhcptool(tmp_path, "lint", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")


def test_the_wrapped_lifetime_names_what_it_becomes(tmp_path: Path, bad: str) -> None:
    done = dhcptool(tmp_path, "lint", "--format", "concise", "--target", "2.2", bad)
    assert f"{bad}:2:21: KL605 error: valid-lifetime 4294967356 wraps to 60 s" in done.stdout


@pytest.mark.parametrize("style", FORMATS)
def test_every_format(tmp_path: Path, bad: str, style: str) -> None:
    done = dhcptool(tmp_path, "lint", "--target", "3.0", "--format", style, bad)
    assert done.returncode == 1
    assert "KL605" in done.stdout
    assert done.stderr == ""
    if style in {"json", "sarif", "gitlab"}:
        json.loads(done.stdout)


def test_fixes_are_shown_or_made(tmp_path: Path, bad: str) -> None:
    path = Path(bad)
    path.chmod(0o640)
    shown = dhcptool(tmp_path, "lint", "--target", "3.0", "--fix", "--diff", bad)
    assert shown.returncode == 1
    assert '-  "subnet4": [ { "id": 1, "subnet": "192.0.2.5/24"' in shown.stdout
    assert path.read_text() == BAD
    made = dhcptool(tmp_path, "lint", "--target", "3.0", "--fix", "--fail-on", "never", bad)
    assert (made.returncode, made.stderr) == (0, "dhcptool: 3 fixes in 1 file\n")
    fixed = path.read_text()
    assert fixed == BAD.replace(".5/24", ".0/24").replace("} ], }, ]", "} ] } ]")
    assert path.stat().st_mode & 0o777 == 0o640
    assert dhcptool(tmp_path, "lint", "--target", "3.0", "--fix", bad).stderr == "dhcptool: 0 fixes in 0 files\n"
    assert path.read_text() == fixed
    assert dhcptool(tmp_path, "lint", "--target", "3.0", "--fix", "--diff", bad).stdout == ""


def test_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [*command("lint", "--format", "concise", "-")],
        input=BAD, capture_output=True, text=True, env=environment(tmp_path), check=False,
    )  # fmt: skip  # a record
    assert done.returncode == 1
    assert "\n-:2:21: KL605 error" in f"\n{done.stdout}"


def test_three_mistakes_in_one_run(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_text('{ "Dhcp4": {\n"valid-lifetme": 1,\n"renew-timer": "x"\n"subnet4": [ { } ] } }')
    done = dhcptool(tmp_path, "lint", "--json", "--target", "2.2", str(path))
    findings = json.loads(done.stdout)["files"][0]["findings"]
    assert {(each["rule"], each["line"]) for each in findings} >= {("KL101", 2), ("KL112", 3), ("KL001", 4)}


def test_ignored_and_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_text(
        '{ "Dhcp4": {\n"valid-lifetime": -1, // dhcptool: ignore KL605\n"renew-timer": 1 // dhcptool: ignore KL605\n} }'
    )
    quiet = dhcptool(tmp_path, "lint", "--select", "KL0,KL605", str(path))
    assert (quiet.returncode, quiet.stdout) == (0, "No findings in 1 file (1 ignored).\n")
    told = dhcptool(
        tmp_path, "lint", "--warn-unused-ignores", "--format", "concise", "--select", "KL0,KL605", str(path)
    )
    assert told.stdout.count("KL014") == 1
    assert ":3:" in told.stdout


def test_with_kea(tmp_path: Path) -> None:
    if shutil.which("kea-dhcp4", path="/usr/sbin:/sbin") is None:
        pytest.skip("kea-dhcp4 is not installed")
    path = tmp_path / "k.json"
    path.write_text('{ "Dhcp4": {\n"nosuch": 1, "renew-timer": 5 } }')
    done = dhcptool(tmp_path, "lint", "--with-kea", "--json", str(path))
    findings = json.loads(done.stdout)["files"][0]["findings"]
    assert [(each["rule"], each["source"]) for each in findings if each["severity"] == "error"] == [
        ("KL101", "dhcptool")
    ]
    done = dhcptool(tmp_path, "lint", "--with-kea", "--json", "--ignore", "KL101", str(path))
    findings = json.loads(done.stdout)["files"][0]["findings"]
    assert [(each["rule"], each["line"], each["source"]) for each in findings if each["severity"] == "error"] == [
        ("KEA", 2, "kea"),
    ]  # fmt: skip  # one


def test_a_closed_pipe_is_no_error(tmp_path: Path, bad: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" --fail-on never {bad} {bad} | true', "sh", *command("lint", "--target", "2.2")],
        capture_output=True, text=True, env=environment(tmp_path), check=False,
    )  # fmt: skip  # a record
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_found_is_yes() -> None:
    assert judged([Result("x")], "info") == 0


def test_a_patch_is_exact_in_a_pipe_and_harmless_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_bytes(b'{ "Dhcp4": { "authoritative": TRUE } } // \x1b[31mred\n')
    arguments = command("lint", "--fix", "--diff", str(path))
    piped = subprocess.run(arguments, env=environment(tmp_path), capture_output=True, timeout=60, check=False)
    assert b"\x1b[31mred\n" in piped.stdout
    ours, theirs = pty.openpty()
    subprocess.run(
        arguments, env=environment(tmp_path), stdout=theirs, stderr=subprocess.DEVNULL, timeout=60, check=False
    )
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    assert b"\\x1b[31mred" in shown
    assert b"\x1b" not in shown
