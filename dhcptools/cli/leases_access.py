"""How the commands on leases get into servers and databases: names, passwords, certificates."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.streams import note
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from dhcptools.leases.access import Access

Function = TypeVar("Function", bound=Callable[..., object])
_KEPT = "dhcptools.leases.access"
_SERVICES = ("dhcp4", "dhcp6")
_TIMEOUT = "How long a server may take to answer, a database to let us in; 10 s."


def _remember(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    ctx.meta.setdefault(_KEPT, {})[parameter.name] = value


_option = partial(click.option, expose_value=False, callback=_remember)


def access_options(function: Function) -> Function:
    """Add the options; their values wait for ``current_access``."""
    for decorate in reversed(
        (
            _option("--user", metavar="NAME", help="Who we are to a server or a database."),
            _option("--password-file", metavar="FILE", help="File whose first line is the password."),
            _option("--ca", metavar="FILE", help="Certificates to trust (PEM)."),
            _option("--cert", metavar="FILE", help="Our certificate (PEM)."),
            _option("--key", metavar="FILE", help="Its private key (PEM)."),
            _option("--service", multiple=True, type=click.Choice(_SERVICES), help="Ask this behind a Control Agent."),
            _option("--timeout", type=FiniteRange(0, min_open=True), metavar="SECONDS", help=_TIMEOUT),
            _option("--allow-get-all", is_flag=True, help="Ask a server for all leases at once."),
        )
    ):
        function = decorate(function)
    return function


def current_access(families: frozenset[int] = frozenset()) -> Access:
    """What the options of the running command say. ProblemError when the password cannot be read."""
    from dhcptools.leases.access import TIMEOUT_S, Access  # noqa: PLC0415 - after usage errors of click

    context = click.get_current_context(silent=True)
    given: dict[str, object] = {} if context is None else context.meta.get(_KEPT, {})
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    services = given.get("service")
    timeout = given.get("timeout")
    file = texts.get("password_file")
    return Access(
        user=texts.get("user", ""),
        password=None if file is None else _password(file),
        prompt=_prompt if sys.stdin.isatty() and sys.stderr.isatty() else None,
        ca=texts.get("ca"),
        cert=texts.get("cert"),
        key=texts.get("key"),
        families=families,
        services=tuple(str(service) for service in services) if isinstance(services, tuple) else (),
        timeout_s=timeout if isinstance(timeout, float) else TIMEOUT_S,
        allow_get_all=given.get("allow_get_all") is True,
    )


def warn_of_password(source: str | None) -> None:
    """Say so when a password stands in a URL."""
    authority = (source or "").partition("://")[2].partition("/")[0]
    if ":" in authority.rpartition("@")[0]:
        note("every user of this host can see the password on the command line; --password-file keeps it out of sight")


def _password(file: str) -> str:
    try:
        with Path(file).open(encoding="utf-8", errors="surrogateescape") as opened:
            return opened.readline(4096).rstrip("\r\n")
    except OSError as error:
        why, fix = error.strerror or str(error), "name a file that you may read with --password-file"
        raise ProblemError(f"cannot read the password in {file}", why, fix, Exit.UNREADABLE) from error


def _prompt(user: str, name: str) -> str | None:
    """Ask the person at the terminal."""
    text = escape(f"Password of {user} at {name}")
    try:
        return str(click.prompt(text, hide_input=True, err=True, default="", show_default=False)) or None
    except UnicodeDecodeError as error:
        why, fix = "it is no UTF-8", "write it into a file, and name that with --password-file"
        raise ProblemError("cannot read the password from the terminal", why, fix, Exit.UNREADABLE) from error
