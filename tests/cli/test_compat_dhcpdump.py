from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.cli.compat_dhcpdump import DIFFERENCES, USAGE
from dhcptools.packet.raw import RawOption
from support.command import dhcptool
from support.dumped import DISCOVER, SOLICIT, capture


def test_a_file_in_the_layout_of_dhcpdump(tmp_path: Path) -> None:
    hex_option = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(121, b"\x18\x0a\1\2\xc0\0\2\1"))
    name = capture(tmp_path / "a.pcap", DISCOVER, SOLICIT, hex_option)
    ran = dhcptool(tmp_path, "compat", "dhcpdump", "-r", name)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("  TIME: ") == ran.stdout.count("-" * 75 + "\n\n") == 2
    assert "OPTION:  53 (  1) DHCP message type         1 (DHCPDISCOVER)\n" in ran.stdout
    assert "OPTION: 121 (  8) Classless Static Route    180a0102c0000201 ........                 \n---" in ran.stdout
    assert "     0: ff ff" in dhcptool(tmp_path, "compat", "dhcpdump", "-H", "-r", name).stdout


@pytest.mark.parametrize(("pattern", "shown"), [("^02:00:5E", 2), ("^03", 0), ("00$", 2)])
def test_a_regular_expression_on_the_hardware_address(tmp_path: Path, pattern: str, shown: int) -> None:
    name = capture(tmp_path / "a.pcap", DISCOVER, DISCOVER)
    ran = dhcptool(tmp_path, "compat", "dhcpdump", "-r", name, "-h", pattern)
    assert (ran.returncode, ran.stdout.count("CHADDR: ")) == (0, shown)


def test_no_arguments_give_the_usage(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "compat", "dhcpdump")
    assert (ran.returncode, ran.stdout) == (0, USAGE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-x"], "x: unknown option"),
        (["-i"], "i: needs a value"),
        (["-h", "[", "-i", "lo"], "-h [: no regular expression"),
        (["-i", "lo", "-r", "x"], "-i and -r exclude each other"),
        (["eth0"], "eth0: what is this?"),
        (["-i", "nosuch0"], "nosuch0"),
        (["-r", "/nosuch"], "/nosuch: "),
    ],
)
def test_what_cannot_be_done_exits_with_1(tmp_path: Path, arguments: list[str], said: str) -> None:
    ran = dhcptool(tmp_path, "compat", "dhcpdump", *arguments)
    assert ran.returncode == 1
    assert ran.stderr.startswith("dhcpdump: ")
    assert said in ran.stderr


def test_differences_are_sentences() -> None:
    assert all(what and how.endswith(".") for what, how in DIFFERENCES)
