from __future__ import annotations

from pathlib import Path

import click
import pytest

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import dhcptool as tree
from support.command import dhcptool


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
