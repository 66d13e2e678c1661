"""Defaults from ``$XDG_CONFIG_HOME/dhcptool/config.toml``: a table a command, a key a long option.

    [perf]
    rate = 1000
    drop-time = 0.5

Flags and ``DHCPTOOL_COMMAND_OPTION`` in the environment come before it.
"""

from __future__ import annotations

import os

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit

Defaults = dict[str, dict[str, object]]


def config_path() -> str:
    """Where the file is, whether it exists or not. As text: every command starts here, and pathlib loads slowly."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 - see above
    return f"{home}/dhcptool/config.toml"


def load_defaults(path: str, commands: list[str]) -> Defaults:
    """Read the defaults of all commands by parameter name; empty without the file.

    Raises ProblemError for a file that cannot be read or that names a command that is not in ``commands``.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - see config_path
            text = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError as error:
        if not os.path.exists(path):  # noqa: PTH110 - see config_path
            return {}  # a folder that is closed to us: another user's, whose HOME was kept (setpriv, su)
        raise _problem(path, str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, str(error)) from error
    import tomllib  # noqa: PLC0415 - only who has the file pays for its parser

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _problem(path, str(error)) from error
    defaults: Defaults = {}
    for name, table in tables.items():
        if name not in commands or not isinstance(table, dict):
            raise _problem(path, f"'{name}' is no command", _nearest(name, commands))
        defaults[name] = {key.replace("-", "_"): value for key, value in table.items()}
    return defaults


def check_names(path: str, command: click.Command, table: dict[str, object]) -> None:
    """Raise ProblemError when ``table`` sets an option that ``command`` does not have."""
    known = [parameter.name for parameter in command.params if parameter.name]
    for name in table:
        if name not in known:
            raise _problem(path, f"'{name}' is no option of '{command.name}'", _nearest(name, known))


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(name, known, 1)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"


def _problem(path: str, why: str, fix: str = "correct the file, or remove it") -> ProblemError:
    return ProblemError(f"cannot use {path}", why, fix, Exit.UNREADABLE)
