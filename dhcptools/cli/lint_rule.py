"""``dhcptool lint rule``: the page of a rule."""

from __future__ import annotations

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import result
from dhcptools.cli.tree import common_options

EXAMPLES = (
    ("Why is it bad, and what to write instead", "dhcptool lint rule KL504"),
    ("For a program", "dhcptool lint rule KL504 --json"),
)


@click.command("lint rule", context_settings={"auto_envvar_prefix": "DHCPTOOL_LINT_RULE"})
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="An object a rule.")
@common_options
def rule(*, identifiers: tuple[str, ...], as_json: bool) -> int:
    """Explain rules of dhcptool lint: what each does, why it is bad, an example, versions of Kea."""
    from dhcptools.lint import rule as rules  # noqa: PLC0415 - short commands do not pay for it

    loaded = []
    for identifier in identifiers:
        try:
            loaded.append(rules.load_rule(identifier.upper()))
        except KeyError:
            hint = "'dhcptool lint rules' lists them"
            raise click.BadParameter(f"no rule {identifier!r}; {hint}", param_hint="ID") from None
    if as_json:
        from json import dumps  # noqa: PLC0415

        from dhcptools.report.lint_json import rule_object  # noqa: PLC0415

        result("".join(dumps(rule_object(each), ensure_ascii=False) + "\n" for each in loaded))
    else:
        from dhcptools.report.lint_rule_text import page  # noqa: PLC0415

        result("\n".join(map(page, loaded)))
    return Exit.YES
