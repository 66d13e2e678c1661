"""Commands whose arguments belong to another program."""

from __future__ import annotations

import click


class Verbatim(click.Command):
    """A command whose arguments are another program's: click reads none of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand over all of them."""
        ctx.params["arguments"] = tuple(args)
        ctx.args = []
        return []
