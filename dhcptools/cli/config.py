"""Defaults from ``$XDG_CONFIG_HOME/dhcptool/config.toml``: a table a command, a key a long option.

    [perf]
    rate = 1000
    drop-time = 0.5

    [leases.show]
    json = true

Flags and ``DHCPTOOL_COMMAND_OPTION`` in the environment come before it. Both go by what an option is called on the
command line, whatever the parameter of the function that takes it. What the file says is never passed over: a name or
a value that nothing can be made of is refused, with the file named.
"""

from __future__ import annotations

import os

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit

Defaults = dict[str, dict[str, object]]
_CORRECT = "correct the file, or remove it"


def config_path() -> str:
    """Where the file is, whether it exists or not. As text: every command starts here, and pathlib loads slowly."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 - see above
    return f"{home}/dhcptool/config.toml"


def load_defaults(path: str, commands: list[str], groups: tuple[str, ...] = ()) -> Defaults:
    """Read the defaults of all commands by parameter name; empty without the file.

    Raises ProblemError for a file that cannot be read, that names a command that is not in ``commands``, or that sets
    options of one of the ``groups``, which do nothing themselves.
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
        for key, value in table.items():
            inner = f"{name} {key}"
            if inner in commands and isinstance(value, dict):
                defaults.setdefault(inner, {}).update(_underscored(value))
            elif isinstance(value, dict) or name in groups:
                raise _stray(path, name, key, value, commands)
            else:
                defaults.setdefault(name, {}).update(_underscored({key: value}))
    return defaults


def _stray(path: str, name: str, key: str, value: object, commands: list[str]) -> ProblemError:
    """What stands below a command and is neither an option of it nor a command of its group."""
    inner = [each.replace(" ", ".") for each in commands if each.startswith(f"{name} ")]
    if isinstance(value, dict):
        return _problem(path, f"'{name}.{key}' is no command", _nearest(f"{name}.{key}", inner) if inner else _CORRECT)
    tables = ", ".join(f"[{each}]" for each in inner)
    return _problem(path, f"'{key}' stands below [{name}], which takes no options", f"write it below one of {tables}")


def _underscored(table: dict[str, object]) -> dict[str, object]:
    return {key.replace("-", "_"): value for key, value in table.items()}


def variables(name: str, command: click.Command) -> None:
    """Let the environment set the options of the command ``name`` by what they are called."""
    prefix = "_".join(("DHCPTOOL", *name.upper().replace("-", "_").split()))
    command.context_settings.setdefault("auto_envvar_prefix", prefix)
    for option in command.params:
        if isinstance(option, click.Option) and option.envvar is None and option.name not in (names := called(option)):
            option.envvar = [f"{prefix}_{each.upper()}" for each in names]


def by_parameter(path: str, command: click.Command, table: dict[str, object]) -> dict[str, object]:
    """The values of ``table``, whose keys are options of ``command``, by the parameters that take them.

    Raises ProblemError when it sets an option that the command does not have, or to what that cannot be.
    """
    known = {name: parameter for parameter in command.params for name in called(parameter)}
    context = click.Context(command, info_name=command.name)
    found: dict[str, object] = {}
    for name, given in table.items():
        parameter = known.get(name)
        if parameter is None or parameter.name is None:
            raise _problem(path, f"'{name}' is no option of '{command.name}'", _nearest(name, list(known)))
        if isinstance(parameter, click.Option) and parameter.is_flag and not parameter.is_bool_flag:
            if given:  # one flag of several that choose the value of one parameter
                found[parameter.name] = parameter.flag_value
            continue
        try:
            found[parameter.name] = value = _value(parameter, given)
            parameter.type_cast_value(context, value)
        except click.UsageError as error:
            where = f"'{name.replace('_', '-')}' below [{(command.name or '').replace(' ', '.')}]"
            raise _problem(path, f"{where}: {error.message}") from error
    return found


def _value(parameter: click.Parameter, given: object) -> object:
    """What a parameter takes of a value of TOML: numbers and times as they would be written on the command line.

    One value for an option that may be repeated is a list of one. UsageError for what no command line says.
    """
    if isinstance(given, list):
        if parameter.multiple or parameter.nargs != 1:
            return [_scalar(parameter, each) for each in given]
        raise click.BadParameter("it takes one value, not a list")
    value = _scalar(parameter, given)
    return [value] if parameter.multiple or parameter.nargs == -1 else value


def _scalar(parameter: click.Parameter, given: object) -> object:
    if isinstance(given, bool):
        if isinstance(parameter.type, click.types.BoolParamType):
            return given
        raise click.BadParameter(f"it takes a value, not {str(given).lower()}")
    if isinstance(given, dict | list):
        raise click.BadParameter("it takes a plain value")
    if "\0" in (text := str(given)):
        raise click.BadParameter("a NUL is in it")  # no command line has one, and no name of a file
    return text


def setter(command: click.Command, parameter: click.Parameter) -> str:
    """The variable of the environment that sets an option, by the first of its names."""
    prefix = command.context_settings.get("auto_envvar_prefix", "DHCPTOOL")  # the tool's own options have no other
    return f"{prefix}_{called(parameter)[0].upper()}"


def called(parameter: click.Parameter) -> list[str]:
    """What a parameter is called on the command line, long names alone where it has any: ``drop_time``."""
    if isinstance(parameter, click.Argument):
        return [parameter.name] if parameter.name else []
    long = [each for each in parameter.opts if each.startswith("--")]
    return [each.lstrip("-").replace("-", "_") for each in long or parameter.opts]


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(name, known, 1)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"


def _problem(path: str, why: str, fix: str = _CORRECT) -> ProblemError:
    return ProblemError(f"cannot use {path}", why, fix, Exit.UNREADABLE)
