"""``dhcptool leases``: the commands that read lease stores, listed."""

from __future__ import annotations

import click

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import common_options, dhcptool

_PREFIX = "leases "

EXAMPLES = (
    ("Who has an address on this host's server", "dhcptool leases show"),
    ("The fullest subnets", "dhcptool leases stats --config /etc/kea/kea-dhcp4.conf"),
)


class _Listed(click.Group):
    """A group whose commands are the two-word ones of the table; they are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the second words."""
        return [name.removeprefix(_PREFIX) for name, _, _ in COMMANDS if name.startswith(_PREFIX)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of both words."""
        return dhcptool.get_command(ctx, _PREFIX + cmd_name)


@click.group(cls=_Listed, no_args_is_help=False)
@common_options
def leases() -> None:
    """Read lease stores: Kea's memfile, its databases, a running Kea, ISC dhcpd's and dnsmasq's lease files."""
