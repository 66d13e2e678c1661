from __future__ import annotations

from pathlib import Path

import pytest

from support.command import dhcptool

NOWHERE = ("discover", "-i", "nosuch0")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["discover"], "Missing option '-i'"),
        ([*NOWHERE, "--warning", "5"], "--warning and --critical need --nagios"),
        ([*NOWHERE, "--verbose", "--json"], "--verbose is for the table"),
        ([*NOWHERE, "--mac", "02:00"], "'02:00' is no MAC address"),
        ([*NOWHERE, "--duid", "xyz"], "'xyz' is not a DUID"),
        ([*NOWHERE, "--expect-server", "dhcp1"], "'dhcp1' is no address, MAC address or DUID"),
        ([*NOWHERE, "--expect-subnet", "192.0.2.1/24"], "no subnet such as"),
        ([*NOWHERE, "--expect-option", "domain-name-server=192.0.2.1"], "domain-name-servers"),
        ([*NOWHERE, "-4", "--expect-option", "dns-servers=2001:db8::1"], "dns-servers"),
        ([*NOWHERE, "--timeout", "0"], "0"),
    ],
)
def test_what_is_no_command_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    ran = dhcptool(tmp_path, *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr


def test_an_interface_that_is_not_there(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, *NOWHERE)
    assert (ran.returncode, ran.stdout) == (4, "")
    what, why, fix = ran.stderr.splitlines()
    assert what.startswith("dhcptool: cannot open a raw socket on nosuch0: ")
    assert why.startswith("  why: ")
    assert fix.startswith("  fix: ")


def test_a_plugin_that_could_not_look_says_unknown_and_the_file_says_so_too(tmp_path: Path) -> None:
    prom = tmp_path / "dhcp.prom"
    ran = dhcptool(tmp_path, *NOWHERE, "--nagios", "--prom", str(prom))
    assert (ran.returncode, ran.stderr) == (3, "")
    assert ran.stdout.startswith("DHCP UNKNOWN - cannot open a raw socket on nosuch0: ")
    assert ran.stdout.count("\n") == 1
    assert 'dhcptool_discover_up{interface="nosuch0"} 0\n' in prom.read_text()


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, *NOWHERE, "--prom", str(tmp_path / "absent" / "dhcp.prom"))
    assert ran.returncode == 4
    assert "cannot write" in ran.stderr


@pytest.mark.parametrize("other", ["--watch", "--json"])
def test_a_wrong_command_line_is_unknown_to_nagios(tmp_path: Path, other: str) -> None:
    ran = dhcptool(tmp_path, *NOWHERE, "--nagios", other)
    assert (ran.returncode, ran.stdout) == (
        3,
        "DHCPTOOL UNKNOWN - --nagios is for one look and one line: not with --watch, not with --json\n",
    )
    assert "fix:" in ran.stderr


def test_a_program_that_is_not_there_is_told_before_the_look(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, *NOWHERE, "--exec", str(tmp_path / "absent"))
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "cannot run " in ran.stderr
    assert "fix:" in ran.stderr
