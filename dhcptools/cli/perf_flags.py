"""The flags of a load run as click options, made from their table."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import click

from dhcptools import __version__
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.local import is_interface
from dhcptools.cli.streams import result
from dhcptools.perf.asked import Asked, asked
from dhcptools.perf.flag_kinds import FlagError, Kind
from dhcptools.perf.flag_rules import check
from dhcptools.perf.flags import FLAGS, ONCE, Flag
from dhcptools.perf.lists import FileError, Files, read_files

Function = TypeVar("Function", bound=Callable[..., object])

if TYPE_CHECKING:
    Parameter = click.ParamType[object]
else:  # generic in its types alone before click 8.4
    Parameter = click.ParamType


class Argument(Parameter):
    """The argument of a flag, read by its kind."""

    def __init__(self, kind: Kind) -> None:
        self.name = kind.metavar
        self._kind = kind

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read text; a value from the file of defaults is read as if it had been typed."""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return value
        try:
            return self._kind.read(str(value))
        except FlagError as error:
            self.fail(str(error), param, ctx)


class Repeated(click.Option):
    """An option that may be given more than once; in the file of defaults one value need not be a list."""

    def type_cast_value(self, ctx: click.Context, value: object) -> object:
        """Take a value alone for a list of one."""
        return super().type_cast_value(ctx, (value,) if isinstance(value, str | int | float) else value)


def load_options(function: Function) -> Function:
    """Add every flag of the table; its values arrive by the table's keys, to be given to :func:`gather`."""
    for flag in reversed(FLAGS):
        if flag.letter != "h":  # click adds it
            function = _option(flag)(function)
    return function


def _option(flag: Flag) -> Callable[[Function], Function]:
    names = [f"-{flag.letter}"] if flag.letter else []
    names += [f"--{flag.name}", flag.key if flag.key.isidentifier() and flag.key != "or" else "relay_option"]
    if flag.letter in {"v", "V"}:
        return click.option(*names, is_flag=True, is_eager=True, expose_value=False, callback=_version, help=flag.help)
    if not flag.takes_argument:
        return click.option(*names, is_flag=True, help=flag.help)
    kind = flag.native or flag.kind
    text = f"{flag.help}  [default: {flag.default}]" if flag.default else flag.help
    if flag.times == 1 and flag.key not in ONCE:
        return click.option(*names, type=Argument(kind), metavar=kind.metavar, help=text)
    return click.option(
        *names,
        cls=Repeated,
        type=Argument(kind),
        multiple=True,
        metavar=kind.metavar,
        help=text,
        callback=_as_often_as_allowed(flag),
    )


def _as_often_as_allowed(flag: Flag) -> Callable[[click.Context, click.Parameter, tuple[object, ...]], object]:
    def check_count(ctx: click.Context, param: click.Parameter, values: tuple[object, ...]) -> object:
        if flag.times and len(values) > flag.times:
            raise click.BadParameter(f"given {len(values)} times, at most {flag.times} are read", ctx, param)
        return values

    return check_count


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    runs_on = f" (Python {platform.python_version()}, {platform.system()} {platform.release()})"
    result(f"dhcptool {__version__}{runs_on if param.name == 'extended_version' else ''}\n")
    ctx.exit()


def gather(values: Mapping[str, object], server: str | None) -> Asked:
    """Make the request of the values that click read. UsageError when they cannot go together."""
    if values["ipv4"] and values["ipv6"]:
        raise click.UsageError("-4 and -6 exclude each other")
    held = {"or" if key == "relay_option" else key: _as_list(value) for key, value in values.items()}
    request = asked(held, server)
    if server is None and request.local and is_interface(request.local):
        request = replace(request, server="all")
    if request.server is None and (request.local or request.local_port or request.server_port):
        raise click.UsageError("--local, --local-port and --server-port need a SERVER, unless --local is an interface")
    try:
        check(request, native=True)
    except FlagError as error:
        raise click.UsageError(str(error)) from error
    return request


def read_named(request: Asked) -> Files:
    """Read the files that a request names. ProblemError for one that cannot be used."""
    try:
        return read_files(request)
    except FileError as error:
        fix = "--template takes hexadecimal digits, --mac-list and --relay-list an address a line"
        what, _, why = str(error).partition(": ")
        what = what if not why or what.startswith("cannot") else f"cannot use {what}"
        raise ProblemError(what, why, fix, Exit.UNREADABLE) from error


def _as_list(value: object) -> list[object]:
    if isinstance(value, tuple):
        return list(value)
    return [] if value is None or value is False else [value]
