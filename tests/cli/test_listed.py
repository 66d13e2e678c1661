from __future__ import annotations

import click
import pytest

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import dhcptool as tree


@pytest.mark.parametrize("name", ["class", "leases"])
def test_the_second_words_of_the_table_are_listed(name: str) -> None:
    with click.Context(tree) as context:
        group = tree.get_command(context, name)
        assert isinstance(group, click.Group)
        names = group.list_commands(context)
        assert names == [row[0].split()[1] for row in COMMANDS if row[0].startswith(f"{name} ")] != []
        assert all(isinstance(group.get_command(context, each), click.Command) for each in names)
