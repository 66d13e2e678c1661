"""What a shell completes where click knows only that there is text: files, interfaces, rules, templates, names.

What an option or argument takes is told by its metavar, so one row serves every command that has it. Loaded only while
a shell asks.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from typing import Final

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from dhcptools.cli.commands import COMMANDS

Names = Callable[[], Iterable[str]]


def teach(name: str, command: click.Command) -> None:
    """Let the parameters of the command ``name`` complete their values."""
    first = next((each for each in command.params if isinstance(each, click.Argument)), None)
    words = [each.removeprefix(f"{name} ") for each, _, _ in COMMANDS if each.startswith(f"{name} ")]
    for parameter in command.params:
        before = words if parameter is first else ()
        kinds = _kinds(parameter)
        if before or kinds:
            # click takes such a function only when it makes the parameter.
            setattr(parameter, "shell_complete", _completer(before, kinds))  # noqa: B010 - mypy refuses the plain way


def _kinds(parameter: click.Parameter) -> tuple[str, ...]:
    """The words of a metavar such as ``[FILE]...`` or ``ADDR|IFACE``; none for what click can complete."""
    if isinstance(parameter.type, click.Choice) or (isinstance(parameter, click.Option) and parameter.is_flag):
        return ()
    metavar = parameter.human_readable_name if isinstance(parameter, click.Argument) else parameter.metavar or ""
    return (metavar,) if metavar in NAMES else tuple(re.findall("[A-Z]+|[a-z]+", metavar))


def _completer(words: Iterable[str], kinds: tuple[str, ...]) -> Callable[[click.Context, str], list[CompletionItem]]:
    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        given = any(ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ctx.params)
        names = [*(() if given else words), *(each for kind in kinds for each in _names(kind))]
        paths = [CompletionItem(incomplete, type=PATHS[kind]) for kind in kinds if kind in PATHS][:1]
        # Where names fit a shell shows those, and files where none does.
        return [*paths, *(CompletionItem(each) for each in names if each.startswith(incomplete))]

    return complete


def _names(kind: str) -> Iterable[str]:
    found = NAMES.get(kind)
    return found() if found else (kind,) if kind.islower() else ()


def _interfaces() -> Iterable[str]:
    return (name for _, name in socket.if_nameindex())


def _rules() -> Iterable[str]:
    from dhcptools.lint.rule import identifiers  # noqa: PLC0415 - the others do without

    return identifiers()


def _templates() -> Iterable[str]:
    from dhcptools.templates.catalogue import ROWS  # noqa: PLC0415

    return (row.name for row in ROWS)


def _messages() -> Iterable[str]:
    from dhcptools.packet import names4, names6  # noqa: PLC0415

    return (*names4.MESSAGE_TYPES.values(), *(name.lower() for name in names6.MESSAGE_TYPES.values()))


def _options() -> Iterable[str]:
    from dhcptools.packet.definitions import find_space  # noqa: PLC0415

    return sorted(
        {each.name for name, family in (("dhcp4", 4), ("dhcp6", 6)) for each in find_space(name, family).definitions}
    )


def _architectures() -> Iterable[str]:
    from dhcptools.packet.names4 import ARCHITECTURES  # noqa: PLC0415
    from dhcptools.probe.presets import ALIASES  # noqa: PLC0415

    return (*ALIASES, *ARCHITECTURES.values())


def _columns() -> Iterable[str]:
    from dhcptools.leases.query import COLUMNS  # noqa: PLC0415

    return COLUMNS


def _states() -> Iterable[str]:
    from dhcptools.leases.query import STATES  # noqa: PLC0415

    return STATES


def _versions() -> Iterable[str]:
    from dhcptools.lint.versions import TARGETS  # noqa: PLC0415

    return TARGETS


PATHS: Final = dict.fromkeys(("FILE", "SOURCE", "A", "B", "BEFORE", "AFTER", "OLDER", "PROG", "PROGRAM"), "file") | {
    "DIR": "dir"
}  # what click's scripts have a shell complete
NAMES: Final[dict[str, Names]] = {
    "IF": _interfaces,
    "IFACE": _interfaces,
    "RULES": _rules,
    "TEMPLATE": _templates,
    "TYPE": _messages,
    "OPTION": _options,
    "NAME,…": _options,
    "[NAME|CODE]": _options,
    "ID...": _rules,
    "ARCH": _architectures,
    "COLUMN": _columns,
    "STATE": _states,
    "VERSION": _versions,
}
