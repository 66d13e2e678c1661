"""Man pages made from the click tree: ``python -m dhcptools.cli.man DIRECTORY`` writes one a command.

A command's module may say more than its options do: ``EXAMPLES``, pairs of a sentence and a command line, and
``NOTES``, pairs of a heading and a text.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from dhcptools import __version__
from dhcptools.cli.commands import ABOUT, COMMANDS
from dhcptools.cli.config import setter
from dhcptools.cli.exits import Exit
from dhcptools.cli.tree import dhcptool

_ENVIRONMENT = (
    ("NO_COLOR", "When set and not empty, no colours."),
    ("FORCE_COLOR", "When set and not empty, colours also where there is no terminal; NO_COLOR comes first."),
    ("XDG_CONFIG_HOME", "Where dhcptool/config.toml is looked for; ~/.config when unset."),
)

_DESCRIPTION = """
    One command for people who run or write DHCP servers: perf loads them, ping, discover and query ask them, dump
    decodes what they say, leases reads what they gave, lint checks their configuration, and serve stands in for them.

    Results go to standard output and everything else to standard error. Commands take --json, one object or one object
    a line, whose first member names a schema; the schemas are files of the package, below dhcptools/schemas.
    """
_EXAMPLES = (
    ("Load the built-in server with 1,000 exchanges a second", "dhcptool perf -r 1000 -p 5"),
    ("Does a server answer? Takes no lease", "dhcptool ping -s 192.0.2.1 -c 3"),
    ("What passes on a link, as it happens", "sudo dhcptool dump -i eth0"),
    ("Who has an address on this host's server", "dhcptool leases show"),
    ("What is wrong with a configuration of Kea", "dhcptool lint /etc/kea/kea-dhcp4.conf"),
    ("A server to test with", "dhcptool serve --interface eth1 --pool 192.0.2.10-192.0.2.200 --router 192.0.2.1"),
)


def pages() -> dict[str, str]:
    """Render every page: file name to troff."""
    context = dhcptool.make_context("dhcptool", [], resilient_parsing=True)
    rendered = {"dhcptool.1": _main_page(context)}
    for name, _, summary in COMMANDS:
        command = dhcptool.get_command(context, name)
        if command is None:
            raise LookupError(f"the table of commands names {name}, which is not there")
        child = click.Context(command, parent=context, info_name=name)
        rendered[f"{_title(name)}.1"] = _command_page(child, name, summary)
    return rendered


def write(directory: Path) -> None:
    """Write every page below ``directory``."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (directory / name).write_text(text, encoding="utf-8")


def _main_page(context: click.Context) -> str:
    commands = [(f"{_title(name)}(1)", summary) for name, _, summary in COMMANDS]
    return "".join(
        (
            _head("dhcptool", ABOUT),
            _section("SYNOPSIS", [r".B dhcptool", _escape("[OPTIONS] COMMAND [ARGS]...")]),
            _section("DESCRIPTION", _paragraphs(_DESCRIPTION)),
            _definitions("COMMANDS", commands),
            _options(context),
            _examples(_EXAMPLES),
            _exit_codes(),
            _definitions(
                "ENVIRONMENT", (("DHCPTOOL_COMMAND_OPTION", "Value of an option of a command."), *_ENVIRONMENT)
            ),
            _files(),
        )
    )


def _command_page(context: click.Context, name: str, summary: str) -> str:
    command = context.command
    module = sys.modules[command.callback.__module__] if command.callback else None
    usage = " ".join(command.collect_usage_pieces(context))
    variables = [
        (setter(command, parameter), f"Value of {_long_name(parameter)}.")
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.expose_value and parameter.name
    ]
    examples: Iterable[tuple[str, str]] = getattr(module, "EXAMPLES", ())
    notes: Iterable[tuple[str, str]] = getattr(module, "NOTES", ())
    return "".join(
        (
            _head(_title(name), summary),
            _section("SYNOPSIS", [rf".B dhcptool {name}", _escape(usage)]),
            _section("DESCRIPTION", _paragraphs(command.help or summary)),
            _options(context),
            *(_section(heading, _paragraphs(text)) for heading, text in notes),
            _examples(examples),
            _exit_codes(),
            _definitions("ENVIRONMENT", (*variables, *_ENVIRONMENT)),
            _files(),
            _section("SEE ALSO", _pages(_related(name))),
        )
    )


def _title(name: str) -> str:
    """The name of a command's page."""
    return f"dhcptool-{name.replace(' ', '-')}"


def _related(name: str) -> list[str]:
    """The page of the tool, and those of commands that share the first word."""
    family = [each for each, _, _ in COMMANDS if each != name and each.partition(" ")[0] == name.partition(" ")[0]]
    return ["dhcptool", *map(_title, family)]


def _pages(names: list[str]) -> list[str]:
    *before, last = (f".BR {_escape(name)} (1)" for name in names)
    return [*(f"{page}," for page in before), last]


def _head(name: str, summary: str) -> str:
    title = _escape(name.upper())
    return f'.TH "{title}" 1 "" "dhcptool {__version__}" "dhcptool manual"\n' + _section(
        "NAME", [f"{_escape(name)} \\- {_escape(summary.rstrip('.'))}"]
    )


def _options(context: click.Context) -> str:
    options = [each for each in context.command.get_params(context) if isinstance(each, click.Option)]
    records = (option.get_help_record(context) for option in options)
    return _definitions("OPTIONS", [record for record in records if record])


def _exit_codes() -> str:
    return _definitions("EXIT STATUS", [(str(int(code)), code.meaning) for code in Exit])


def _files() -> str:
    text = (
        "Defaults: a table a command, such as [perf], and in it option = value. Flags and the environment come first."
    )
    return _definitions("FILES", [("$XDG_CONFIG_HOME/dhcptool/config.toml", text)])


def _examples(examples: Iterable[tuple[str, str]]) -> str:
    lines: list[str] = []
    for sentence, command in examples:
        lines += [".PP", f"{_escape(sentence)}:", ".PP", ".nf", ".RS", _escape(command), ".RE", ".fi"]
    return _section("EXAMPLES", lines[1:]) if lines else ""


def _definitions(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    lines: list[str] = []
    for term, text in rows:
        lines += [".TP", rf".B {_escape(term)}", _escape(text)]
    return _section(heading, lines)


def _section(heading: str, lines: Iterable[str]) -> str:
    return f".SH {heading}\n" + "".join(f"{line}\n" for line in lines)


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines += [".PP", *(_escape(line.strip()) for line in paragraph.replace("\b", "").splitlines())]
    return lines[1:]


def _escape(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    if not escaped.isascii():  # groff reads Latin-1, so it gets code points
        escaped = "".join(each if each.isascii() else rf"\[u{ord(each):04X}]" for each in escaped)
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _long_name(parameter: click.Parameter) -> str:
    return next((name for name in parameter.opts if name.startswith("--")), parameter.opts[0])


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "man"))
