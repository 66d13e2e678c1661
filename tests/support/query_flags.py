"""Flags of ``query`` as the command line gives them."""

from __future__ import annotations

import click

from dhcptools.cli.query import query
from dhcptools.cli.query_flags import Flags


def flags(*arguments: str) -> Flags:
    """What the command line says."""
    context = query.make_context("query", list(arguments), parent=click.Context(click.Group("dhcptool")))
    return Flags(**context.params)
