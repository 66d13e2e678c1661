"""Flags of ``query`` as the command line gives them."""

from __future__ import annotations

from dhcptools.cli.query import query
from dhcptools.cli.query_flags import Flags
from dhcptools.cli.tree import dhcptool


def flags(*arguments: str) -> Flags:
    """What the command line says."""
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as parent:
        return Flags(**query.make_context("query", list(arguments), parent).params)
