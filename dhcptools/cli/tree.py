"""The click tree: a group whose commands are imported when they are used, and the one place where errors end."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TypeVar, cast

import click
from click.core import ParameterSource

from dhcptools import __version__
from dhcptools.cli.commands import ABOUT, COMMANDS, COMPLETION_VARIABLE, DROP_INS, GROUPS, OPTIONS, help_page
from dhcptools.cli.config import by_parameter, config_path, load_defaults, setter, variables
from dhcptools.cli.errors import ProblemError, explain, explain_bug
from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import Colour, forget_stdout, ready_streams, unwritable
from dhcptools.net.errors import NetError
from dhcptools.report.terminal import escape

Function = TypeVar("Function", bound=Callable[..., object])
_UNKNOWN = 3  # of monitoring plugins


_NO_PATH = frozenset({errno.ENAMETOOLONG, errno.ELOOP})  # which tests whether a file is there let pass


class Session:
    """The command line, and what the options that every command has were set to."""

    def __init__(self, arguments: tuple[str, ...] = ()) -> None:
        self.arguments = arguments
        self.debug = False
        self.colour: Colour = "auto"


class Suggesting(click.Group):
    """A group that names the command that was meant when it is told one that it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the first word. UsageError when there is none."""
        if not ctx.resilient_parsing and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f"no such command: '{args[0]}'{_meant(args[0], self.known(ctx))}", ctx)
        return super().resolve_command(ctx, args)

    def known(self, ctx: click.Context) -> dict[str, str]:
        """What somebody may type for a command, and how it is typed."""
        return {name: name for name in self.list_commands(ctx)}


def _meant(word: str, known: dict[str, str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(word.lower(), known, 1)
    return f"; did you mean '{known[near[0]]}'?" if near else ""


class LazyGroup(Suggesting):
    """A group that knows its commands from a table and imports one when it is asked for.

    A name of two words, such as ``perf report``, is a command beside the one of its first word, whose arguments start
    with anything else.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands of one word, in the order of the table."""
        return [name for name, _, _ in COMMANDS if " " not in name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the first two words, or else of the first."""
        words = " ".join(args[:2])
        if any(name == words for name, _, _ in COMMANDS if " " in name):
            return words, self.get_command(ctx, words), args[2:]
        return super().resolve_command(ctx, args)

    def known(self, ctx: click.Context) -> dict[str, str]:
        """Every command, those of two words by their last one too, and the programs that ``compat`` stands in for."""
        names = [*(name for name, _, _ in COMMANDS), *(f"compat {name}" for name in DROP_INS)]
        return {name.split()[-1]: name for name in names} | {name: name for name in self.list_commands(ctx)}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command of that name; None when there is none."""
        row = next((row for row in COMMANDS if row[0] == cmd_name), None)
        if row is None:
            return None
        module, attribute = row[1].split(":")
        command = cast("click.Command", getattr(import_module(module), attribute))
        command.short_help = row[2]
        variables(cmd_name, command)
        if COMPLETION_VARIABLE in os.environ:
            from dhcptools.cli.complete import teach  # noqa: PLC0415 - only a shell that asks needs it

            teach(cmd_name, command)
        gc.enable()  # cli.main stopped it while modules were loaded
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader that closed the pipe has what it wanted."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            forget_stdout()
            return Exit.YES
        return code

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the page that ``dhcptool --help`` prints without click."""
        formatter.write(help_page())


class QuickCommand(click.Command):
    """A command whose one-letter options are found at once.

    click looks for a long option of every name first, and loads its spelling help when there is none: milliseconds
    that count where a whole command takes sixty. Where click's parser changes, this does nothing.
    """

    def make_parser(self, ctx: click.Context) -> click.parser._OptionParser:
        """Make the parser, and list the letters among its long options."""
        parser = super().make_parser(ctx)
        letters, names = getattr(parser, "_short_opt", {}), getattr(parser, "_long_opt", {})
        for letter, option in letters.items():
            names.setdefault(letter, option)
        return parser


def _remember(ctx: click.Context, parameter: click.Parameter, value: object) -> object:
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Session), "colour" if parameter.name == "color" else "debug", value)
    return value


def common_options(function: Function) -> Function:
    """Add ``--color`` and ``--debug``, which stand before the command or after it."""
    debug = click.option("--debug", is_flag=True, expose_value=False, callback=_remember, help=_help("--debug"))
    colour = click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        expose_value=False,
        callback=_remember,
        help=_help("--color"),
    )
    return colour(debug(function))


def _help(flag: str) -> str:
    return next(text for usage, text in OPTIONS if usage.startswith(flag))


@click.group(cls=LazyGroup, help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="dhcptool %(version)s", help=_help("--version"))
@common_options
@click.pass_context
def dhcptool(ctx: click.Context) -> None:
    """Read the file of defaults for the command that was asked for."""
    name = ctx.invoked_subcommand or ""
    table = load_defaults(config_path(), [row[0] for row in COMMANDS], GROUPS).get(name)
    command = dhcptool.get_command(ctx, name)
    if table and command is not None:
        ctx.default_map = {name: by_parameter(config_path(), command, table)}


def run(arguments: list[str]) -> int:
    """Run the command line ``arguments`` and return its exit code; every error becomes one here."""
    session = Session(arguments=tuple(arguments))
    ready_streams()
    try:
        code = dhcptool.main(
            arguments, prog_name="dhcptool", standalone_mode=False, auto_envvar_prefix="DHCPTOOL", obj=session
        )
        sys.stdout.flush()
    except click.UsageError as error:
        return _usage(error, session)
    except ProblemError as error:
        return _problem(error, session)
    except NetError as error:
        return _problem(ProblemError(error.what, error.why, error.fix, Exit.ENVIRONMENT), session)
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except OSError as error:
        return _system(error, session)
    except UnicodeEncodeError as error:
        if not _has_octets(arguments):
            explain_bug(error, debug=session.debug, colour=session.colour)
            return Exit.BUG
        return _usage(click.UsageError("an argument has octets that are no UTF-8 and no name of a file"), session)
    except MemoryError:
        return _problem(ProblemError("out of memory", "an input is larger than what is free"), session)
    except Exception as error:  # noqa: BLE001 - the last place where anything unforeseen can be told
        explain_bug(error, debug=session.debug, colour=session.colour)
        return _ended(session, Exit.BUG, f"internal error: {type(error).__name__}: {error}")
    return int(code or 0)


def _ended(session: Session, code: Exit, words: str) -> int:
    """The exit code; for a monitoring system its own, and a line where it looks, since 2 would mean CRITICAL to it."""
    if "--nagios" not in session.arguments:
        return code
    with suppress(OSError):
        print(f"DHCPTOOL UNKNOWN - {escape(words).replace('|', '/')}")  # noqa: T201 - the plugin's result
        sys.stdout.flush()
    return _UNKNOWN


def _has_octets(arguments: list[str]) -> bool:
    """Whether Python keeps octets in them that it could not decode, as surrogates."""
    texts = (*arguments, *(value for name, value in os.environ.items() if name.startswith("DHCPTOOL_")))
    return any("\udc80" <= character <= "\udcff" for text in texts for character in text)


def _usage(error: click.UsageError, session: Session) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.ctx.get_help().rstrip(), file=sys.stderr)  # noqa: T201 - no result: what to type instead
        return Exit.USAGE
    path = error.ctx.command_path if error.ctx else "dhcptool"
    words = error.format_message().replace("\n\t", " ")
    explain(words, _why(error), f"'{path} --help' lists what it takes", colour=session.colour)
    return _ended(session, Exit.USAGE, words)


def _why(error: click.UsageError) -> str:
    """Where a bad value stands when it does not stand on the command line."""
    ctx = error.ctx
    if ctx is None or not isinstance(error, click.BadParameter):
        return ""
    hinted = (each for each in ctx.command.params if error.param_hint in each.opts)
    parameter = error.param or next(hinted, None)
    if parameter is None or parameter.name is None:
        return ""
    source = ctx.get_parameter_source(parameter.name)
    if source is ParameterSource.ENVIRONMENT:
        return f"{setter(ctx.command, parameter)} in the environment sets it"
    return f"{config_path()} sets it" if source is ParameterSource.DEFAULT_MAP else ""


def _system(error: OSError, session: Session) -> int:
    if isinstance(error, PermissionError) and error.filename:
        fix = "run it with sudo, or as a user who may read the folders above it"
        return _problem(ProblemError(f"cannot reach {error.filename}", error.strerror or "", fix), session)
    if error.errno in _NO_PATH and error.filename:
        problem = ProblemError(f"cannot use {error.filename}", error.strerror or "", "name a file", Exit.UNREADABLE)
        return _problem(problem, session)
    if not unwritable(error):
        explain_bug(error, debug=session.debug, colour=session.colour)
        return Exit.BUG
    forget_stdout()
    what = f"cannot write {error.filename or 'the result'}"
    with suppress(OSError):  # stderr may be the file that is full
        return _problem(ProblemError(what, error.strerror or "", "make room, or write elsewhere"), session)
    return Exit.ENVIRONMENT


def _problem(error: ProblemError, session: Session) -> int:
    if session.debug:
        import traceback  # noqa: PLC0415 - only for --debug

        traceback.print_exc()
    explain(error.what, error.why, error.fix, colour=session.colour)
    return _ended(session, error.code, f"{error.what}: {error.why}" if error.why else error.what)
