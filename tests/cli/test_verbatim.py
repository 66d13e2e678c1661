from __future__ import annotations

import click
from click.testing import CliRunner

from dhcptools.cli.verbatim import Verbatim


@click.command(cls=Verbatim, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def told(arguments: tuple[str, ...]) -> None:
    click.echo(repr(arguments))


def test_nothing_is_read() -> None:
    arguments = ("--help", "-x", "--", "a", "", "-h")
    assert CliRunner().invoke(told, list(arguments)).stdout == f"{arguments!r}\n"
