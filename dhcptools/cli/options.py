"""``dhcptool options``: what an option is called, what it holds, who defines it, and how to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import common_options

if TYPE_CHECKING:
    from dhcptools.probe.option_lookup import Entry

EXAMPLES = (
    ("What is option 82, and what may it hold?", "dhcptool options 82"),
    ("Everything about captive portals", "dhcptool options captive"),
    ("The DHCPv6 options of RFC 3646", "dhcptool options -6 'rfc 3646'"),
    ("All of them, for a program", "dhcptool options --json"),
)


@click.command()
@click.argument("wanted", metavar="[NAME|CODE]", required=False)
@click.option("-4", "--ipv4", is_flag=True, help="Options of DHCPv4 only.")
@click.option("-6", "--ipv6", is_flag=True, help="Options of DHCPv6 only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each option.")
@common_options
def options(*, wanted: str | None, ipv4: bool, ipv6: bool, as_json: bool) -> int:
    """Search the option tables of DHCPv4 and DHCPv6.

    NAME is an option's name or a part of it, of its title, or of its RFC; 82.circuit-id goes inside. The example is
    what to write after --option in other commands. Exit status 1: nothing found.
    """
    from dhcptools.probe.option_lookup import entries, search  # noqa: PLC0415 - the tables load when they are read
    from dhcptools.report.options_text import details, option_object, table  # noqa: PLC0415

    families = (4, 6) if ipv4 == ipv6 else (4,) if ipv4 else (6,)
    found: tuple[Entry, ...] = tuple(entries(families)) if wanted is None else search(wanted, families)
    if not found:
        note(f"no option has {wanted!r} in its name, title or RFC")
        return Exit.NO
    if as_json:
        import json  # noqa: PLC0415 - only here

        result("".join(json.dumps(option_object(each)) + "\n" for each in found))
    elif wanted is not None and len({each.family for each in found}) == len(found):
        result("\n".join(map(details, found)))
    else:
        result(table(found))
    return Exit.YES
