"""``dhcptool lint rules``: the rules, listed."""

from __future__ import annotations

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.lint_inputs import words
from dhcptools.cli.streams import result
from dhcptools.cli.tree import common_options

EXAMPLES = (
    ("All of them", "dhcptool lint rules"),
    ("Those about pools, with their pages, for a program", "dhcptool lint rules --select KL2 --format json"),
)


@click.command("lint rules", context_settings={"auto_envvar_prefix": "DHCPTOOL_LINT_RULES"})
@click.option("--select", metavar="RULES", multiple=True, help="Only these, ids or prefixes.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json: an object a rule, with its page.")
@common_options
def rules(*, select: tuple[str, ...], style: str, as_json: bool) -> int:
    """List the rules of dhcptool lint: id, severity, what Kea does about it, and whether there is a fix."""
    from dhcptools.lint.rule import choose, load_rule  # noqa: PLC0415 - short commands do not pay for it

    chosen = [load_rule(each) for each in choose(words(select, "--select") or ("ALL",), ())]
    if as_json or style == "json":
        from json import dumps  # noqa: PLC0415

        from dhcptools.report.lint_json import rule_object  # noqa: PLC0415

        result("".join(dumps(rule_object(each), ensure_ascii=False) + "\n" for each in chosen))
    else:
        from dhcptools.report.lint_rule_text import table  # noqa: PLC0415

        result(table(chosen))
    return Exit.YES
