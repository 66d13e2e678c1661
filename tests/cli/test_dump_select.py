from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dhcptools.packet.raw import RawOption
from support.command import dhcptool
from support.dumped import DISCOVER, SOLICIT, capture


def types(text: str) -> list[str]:
    return [json.loads(line)["dhcp"]["type"] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--filter", "type=discover"], ["DHCPDISCOVER"]), (["--type", "solicit"], ["SOLICIT"]),
        (["--type", "solicit,discover"], ["DHCPDISCOVER", "SOLICIT"]), (["--xid", "abcdef"], ["SOLICIT"]),
        (["--mac", "02:00:5e:00:53:01"], ["DHCPDISCOVER", "SOLICIT"]), (["--since", "2"], ["SOLICIT"]),
        (["--until", "2"], ["DHCPDISCOVER"]), (["--server", "ff02::1:2"], ["SOLICIT"]), (["--type", "nak"], []),
    ],
)  # fmt: skip  # flags, what is left
def test_selection(tmp_path: Path, flags: list[str], expected: list[str]) -> None:
    name = capture(tmp_path / "a.pcap", DISCOVER, SOLICIT)
    assert types(dhcptool(tmp_path, "dump", "-r", name, "--json", *flags).stdout) == expected


@pytest.mark.parametrize("flag", ["--filter", "--type", "--mac", "--xid", "--server", "--since", "--until"])
def test_what_is_wrong_is_usage(tmp_path: Path, flag: str) -> None:
    ran = dhcptool(tmp_path, "dump", "-r", "none.pcap", flag, "no such thing")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert flag in ran.stderr


def test_a_caret_shows_where(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "dump", "-r", "none.pcap", "--filter", "type=offer andd xid=1")
    assert ran.stderr.splitlines()[:2] == ["  type=offer andd xid=1", "             ^"]


def test_private_options_of_a_kea_file(tmp_path: Path) -> None:
    config = tmp_path / "kea.conf"
    config.write_text(
        '{"Dhcp4": {"option-def": [{"name": "color", "code": 224, "space": "dhcp4", "type": "string"}], "subnet4": []}}'
    )
    name = capture(tmp_path / "a.pcap", DISCOVER.with_options(RawOption(53, b"\1"), RawOption(224, b"blue")))
    flags = ["--option-defs", str(config), "--json", "--filter", "option.color=blue"]
    (line,) = dhcptool(tmp_path, "dump", "-r", name, *flags).stdout.splitlines()
    option = json.loads(line)["dhcp"]["options"][1]
    assert (option["name"], option["value"]) == ("color", "blue")
    config.write_text("{")
    ran = dhcptool(tmp_path, "dump", "-r", name, "--option-defs", str(config))
    assert (ran.returncode, ran.stdout) == (5, "")
    assert "kea.conf" in ran.stderr


def test_private_options_of_both_families_and_of_several_files(tmp_path: Path) -> None:
    both, other = tmp_path / "both.conf", tmp_path / "other.conf"
    row = '{"option-def": [{"name": "%s", "code": %d, "type": "%s"}]}'
    both.write_text(f'{{"Dhcp4": {row % ("color", 224, "uint8")}, "Dhcp6": {row % ("shape", 1000, "string")}}}')
    other.write_text(f'{{"Dhcp4": {row % ("colour", 224, "string")}}}')
    name = capture(
        tmp_path / "a.pcap", DISCOVER.with_options(RawOption(53, b"\1"), RawOption(224, b"7")),
        replace(SOLICIT, options=(RawOption(1000, b"round"),)),
    )  # fmt: skip  # a packet a family

    def found(*configs: Path) -> list[tuple[str, object]]:
        flags = [word for config in configs for word in ("--option-defs", str(config))]
        lines = dhcptool(tmp_path, "dump", "-r", name, "--json", *flags).stdout.splitlines()
        last = [json.loads(line)["dhcp"]["options"][-1] for line in lines]
        return [(option["name"], option["value"]) for option in last]

    assert found(both) == [("color", 0x37), ("shape", "round")]
    assert found(both, other) == [("colour", "7"), ("shape", "round")]


def test_a_file_that_defines_nothing_is_told(tmp_path: Path) -> None:
    config = tmp_path / "kea.conf"
    config.write_text('{"Dhcp4": {}}')
    name = capture(tmp_path / "a.pcap", DISCOVER)
    ran = dhcptool(tmp_path, "dump", "-r", name, "--option-defs", str(config))
    assert (ran.returncode, "defines no options" in ran.stderr) == (0, True)
    config.write_text('{"Control-agent": {}}')
    ran = dhcptool(tmp_path, "dump", "-r", name, "--option-defs", str(config))
    assert (ran.returncode, ran.stdout) == (5, "")
    assert "neither a Dhcp4 nor a Dhcp6 object" in ran.stderr
    ran = dhcptool(tmp_path, "dump", "-r", name, "--option-defs", str(tmp_path / "none"))
    assert (ran.returncode, "why: No such file or directory\n" in ran.stderr) == (5, True)
