"""A group of two-word commands, ``leases show`` and its like, listed from the table of commands."""

from __future__ import annotations

import click

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import Suggesting, dhcptool


class Listed(Suggesting):
    """A group whose commands are the two-word ones of the table; they are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the second words."""
        prefix = f"{self.name} "
        return [name.removeprefix(prefix) for name, _, _ in COMMANDS if name.startswith(prefix)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of both words."""
        return dhcptool.get_command(ctx, f"{self.name} {cmd_name}")
