"""The README tells the truth: its Python runs, its commands parse."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dhcptools.cli.tree import dhcptool
from dhcptools.lint.rule import KEA_CHECKS, identifiers, load_rule
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4

README = (Path(__file__).resolve().parent.parent / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    lines = "\n".join([*blocks("console"), *blocks("sh")]).splitlines()
    return [line.removeprefix("$ ").partition("  #")[0].strip() for line in lines if line.startswith("$ dhcptool ")]


def test_there_are_commands_to_check() -> None:
    assert len(commands()) >= 5


@pytest.mark.parametrize("line", commands())
def test_commands_parse(line: str) -> None:
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as parent:
        name, command, arguments = dhcptool.resolve_command(parent, shlex.split(line)[1:])
        assert command is not None
        command.make_context(name, arguments, parent)


def test_as_many_rules_as_it_says_find_what_kea_never_notices() -> None:
    claimed = re.search(r"over ([0-9]+) that Kea never notices", README)
    assert claimed
    checks = [load_rule(each).rule.kea_check for each in identifiers()]
    assert sum(KEA_CHECKS[check].startswith("never noticed") for check in checks) > int(claimed[1])


def test_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    message = Message4(options=(RawOption(53, b"\x01"), RawOption(12, b"pc1")))
    for source in blocks("python"):
        exec(compile(source, "README.md", "exec"), {"octets": message.encode()})
    assert "host-name pc1" in capsys.readouterr().out
