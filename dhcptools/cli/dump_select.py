"""The conditions and definitions that ``dump``'s command line gives, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import err_result, note
from dhcptools.dump import select
from dhcptools.dump.filter import FilterError, compile_filter
from dhcptools.dump.select import Predicate
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dhcptools.cli.dump_run import Flags

_CONFIG: Final = "give a Kea configuration file, such as /etc/kea/kea-dhcp4.conf"
Given = TypeVar("Given")
Made = TypeVar("Made")


def conditions_of(flags: Flags, catalogue: Catalogue) -> list[Predicate]:
    """What must hold for a packet, the cheap conditions first. Raises click.BadParameter."""
    found: list[Predicate] = []
    if flags.since is not None or flags.until is not None:
        times = [
            None if text is None else _parsed(select.moment_ns, text, flag)
            for text, flag in ((flags.since, "--since"), (flags.until, "--until"))
        ]
        found.append(select.by_time(*times))
    if flags.only4 or flags.only6:
        found.append(select.by_family(4 if flags.only4 else 6))
    makers: tuple[tuple[tuple[str, ...], Callable[[Iterable[str]], Predicate], str], ...] = (
        (flags.xids, select.by_xid, "--xid"), (flags.types, select.by_types, "--type"),
        (flags.macs, select.by_mac, "--mac"), (flags.servers, select.by_server, "--server"),
    )  # fmt: skip  # in the order of what they cost
    for texts, make, flag in makers:
        if texts:
            found.append(_parsed(make, texts, flag))
    if flags.expression is not None:
        found.append(_filter(flags.expression, catalogue))
    return found


def definitions(names: Iterable[str]) -> Catalogue:
    """The standard options, and those that Kea configurations define for either family; the last one wins.

    ProblemError when one cannot be read.
    """
    found = STANDARD
    for name in names:
        found = _defined(name, found)
    return found


def _defined(name: str, known: Catalogue) -> Catalogue:
    from dhcptools.kea.dialect import DialectError, load  # noqa: PLC0415 - only with --option-defs
    from dhcptools.kea.optiondata import read_definitions  # noqa: PLC0415
    from dhcptools.kea.reader import ConfigError, Reader  # noqa: PLC0415

    found = known
    try:
        top = Reader(load(name).root, "top level")
        families = [family for family in (4, 6) if f"Dhcp{family}" in top.entries]
        if not families:
            raise ProblemError(
                f"no option definitions in {name}",
                "it has neither a Dhcp4 nor a Dhcp6 object",
                _CONFIG,
                Exit.UNREADABLE,
            )
        for family in families:
            inside = top.child(f"Dhcp{family}")
            if inside is not None:
                found = read_definitions(inside, family, found).catalogue
    except (OSError, DialectError, ConfigError) as error:
        why = f"{error.strerror or error}" if isinstance(error, OSError) else str(error)
        raise ProblemError(f"cannot read option definitions of {name}", why, _CONFIG, Exit.UNREADABLE) from error
    if found is known:
        note(f"{escape(name)} defines no options")
    return found


def _filter(text: str, catalogue: Catalogue) -> Predicate:
    try:
        return compile_filter(text, catalogue)
    except FilterError as error:
        shown = escape(text[: error.at])
        err_result(f"  {shown}{escape(text[error.at :])}\n  {' ' * len(shown)}^\n")
        raise click.BadParameter(error.reason, param_hint="--filter") from error


def _parsed(parse: Callable[[Given], Made], given: Given, flag: str) -> Made:
    try:
        return parse(given)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=flag) from error
