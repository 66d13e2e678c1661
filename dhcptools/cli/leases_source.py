"""What the commands on leases share: where leases are read from, at which time, and what was bad in them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.leases_access import access_options, current_access, warn_of_password
from dhcptools.cli.streams import note
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from dhcptools.leases.faults import Fault, StoreError
    from dhcptools.leases.results import Results

Function = TypeVar("Function", bound=Callable[..., object])
Value = TypeVar("Value")
_NAMED = 100
_MOST_CHARACTERS = 500  # of what is said of one row
_BLOCK = 1 << 16

SOURCE_NOTE = (
    "SOURCE",
    """
    A lease file of Kea (memfile), ISC dhcpd or dnsmasq, or a directory of them; its content decides which it is. A
    file of a directory that cannot be read is named, the others are shown, and the exit code is 1. - is standard input;
    what a pipe brings is kept in a file without a name first. Or a running Kea: unix:PATH of a control socket,
    http://HOST:PORT/ or https://HOST:PORT/ of a server or a Control Agent. Or a database of Kea:
    pgsql://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE, also with a port.
    Without SOURCE it is the lease file or the database that the configuration of --config names, else the one that
    Kea's configuration in /etc/kea or /usr/local/etc/kea names, and the usual files of the three servers. Kea's
    clean-up leaves leases in files beside the main one (.completed, or .2 and .1): they are read with it, in Kea's
    order, and together even while Kea renames them.

    Rows that the server would discard are named on standard error with line and reason; with --strict the exit code is
    then 5.

    A running Kea needs the hook library libdhcp_lease_cmds.so. It is asked for pages of 250 leases, between which it
    serves its clients; --allow-get-all asks for all leases at once and stops it meanwhile. Behind a Control Agent both
    families are asked, or those of --service; when one server is down the others are shown, and the exit code is 1.

    Databases of Kea 1.6 to 3.2 are read in one read-only transaction, a few thousand rows at a time. The drivers are
    extras: pip install 'dhcptools[pgsql]', pip install 'dhcptools[mysql]'.

    A password is the first line of the file that --password-file names; a database that --config names is opened with
    the password of the configuration, PostgreSQL also with that of PGPASSFILE. Otherwise a person at a terminal is
    asked for it. It is never shown. One that is written into a URL works, with a warning: every user of the host can
    see it in the list of processes.
    """,
)


def source_options(function: Function) -> Function:
    """Add SOURCE, ``--config``, ``--now``, ``--strict``, ``-4`` and ``-6``, and how to get into what must be asked."""
    function = access_options(function)
    for decorate in reversed(
        (
            click.argument("source", required=False),
            click.option("--config", metavar="FILE", help="Kea configuration that names the lease file or database."),
            click.option("--now", metavar="TIME", help="Judge by this time: seconds since 1970, or ISO 8601."),
            click.option("--strict", is_flag=True, help="Exit 5 when a row cannot be read."),
            click.option("-4", "--ipv4", "only4", is_flag=True, help="DHCPv4 stores only."),
            click.option("-6", "--ipv6", "only6", is_flag=True, help="DHCPv6 stores only."),
        )
    ):
        function = decorate(function)
    return function


def parsed(parse: Callable[[str], Value], text: str, option: str) -> Value:
    """A value by its parser, whose ValueError becomes a usage error."""
    try:
        return parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def moment(text: str | None) -> int:
    """The time of ``--now``, else the clock's."""
    from dhcptools.leases.values import parse_time  # noqa: PLC0415 - after usage errors of click

    return int(time.time()) if text is None else parsed(parse_time, text, "--now")


def open_results(source: str | None, config: str | None, *, only4: bool = False, only6: bool = False) -> Results:
    """Find the stores and read them. ProblemError when that cannot be done."""
    from dhcptools.cli.leases_opened import Opened  # noqa: PLC0415 - brings numpy; usage errors come first
    from dhcptools.leases.faults import StoreError  # noqa: PLC0415
    from dhcptools.leases.locate import locate  # noqa: PLC0415

    wanted = frozenset(family for family, only in ((4, only4), (6, only6)) if only)
    warn_of_password(source)
    with ExitStack() as stack:
        bar = None
        if sys.stderr.isatty():
            from dhcptools.report.leases_progress import Bar  # noqa: PLC0415

            bar = Bar(sys.stderr)
            stack.callback(bar.close)
        try:
            results = Opened(locate(source, config, current_access(wanted)), bar)
        except StoreError as error:
            raise problem(error) from error
    if sys.stderr.isatty() and not sys.stdout.isatty():  # a terminal shows leases as they come
        from dhcptools.report.leases_progress import Count  # noqa: PLC0415

        results.count(Count(sys.stderr))
    if wanted:
        results.keep(wanted)
    return results


def problem(error: StoreError) -> ProblemError:
    """A store that cannot be read, as an error with its exit code."""
    return ProblemError(error.what, error.why, error.fix, Exit.UNREADABLE)


def tell(results: Results) -> int:
    """Name what is bad on stderr: servers that are down, the first hundred rows, and how many more there are.

    Returns how many bad rows were told, for ``tell_more``: what is asked for is read later.
    """
    for failure in results.failures:
        note(escape(f"{failure.what}: {failure.why}"))
    for text in results.notes:
        note(escape(text))
    return tell_more(results, 0)


def tell_more(results: Results, told: int) -> int:
    """Name the bad rows after the first ``told``; returns how many there are."""
    faults: list[Fault] = results.faults
    for fault in faults[told:_NAMED]:
        note(skipped(fault))
    more = len(faults) - max(_NAMED, told)
    if more > 0:
        note(f"skipped {more} more rows")
    return len(faults)


def skipped(fault: Fault) -> str:
    """A bad row for a terminal, which need not see all that a reason quotes of it."""
    text = escape(f"skipped {fault}")
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def verdict(results: Results, *, strict: bool) -> Exit:
    """The exit code when everything that could be read was shown."""
    if strict and results.faults:
        return Exit.UNREADABLE
    return Exit.NO if results.failures else Exit.YES


def write(lines: Iterable[str]) -> None:
    """Write lines to stdout in large pieces, the first one at once."""
    waiting: list[str] = []
    size = _BLOCK
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= _BLOCK:
            sys.stdout.write("".join(waiting))
            waiting, size = [], 0
    sys.stdout.write("".join(waiting))
    sys.stdout.flush()
