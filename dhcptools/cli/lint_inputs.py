"""What ``dhcptool lint`` is told: files, rules, the target and the host; and what it writes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.files import replace_octets

if TYPE_CHECKING:
    from dhcptools.lint.engine import Result, Settings
    from dhcptools.lint.facts import Facts
    from dhcptools.lint.finding import Finding
    from dhcptools.lint.versions import Version

STDIN = "-"
_HERE = ("/etc/kea/", "/usr/local/etc/kea/", "/opt/kea/etc/kea/")  # what lies here is for this host


def words(given: Sequence[str], option: str) -> tuple[str, ...]:
    """The rules named by an option, which may be given often and hold commas. UsageError for what is none."""
    from dhcptools.lint.rule import identifiers  # noqa: PLC0415

    found = tuple(word.strip().upper() for text in given for word in text.replace(",", " ").split())
    for word in found:
        if word != "ALL" and not any(each.startswith(word) for each in identifiers()):
            raise click.BadParameter(
                f"no rule begins with {word!r}; 'dhcptool lint rules' lists them", param_hint=option
            )
    return found


def given_target(text: str | None) -> Version:
    """The version of ``--target``; without it the installed Kea's, else the newest. UsageError for what is none."""
    from dhcptools.lint.versions import NEWEST, parse_version  # noqa: PLC0415

    if text is None:
        from dhcptools.lint.peer import installed_version  # noqa: PLC0415

        return installed_version() or NEWEST
    try:
        return parse_version(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--target") from None


def facts_for(files: Sequence[str], given: str | None) -> Facts:
    """What is known of the host: as ``--host-facts`` says, else of this one when all files are its own."""
    from dhcptools.lint.facts import NOTHING, of_this_host, read_facts  # noqa: PLC0415

    if given == "none":
        return NOTHING
    if given == "auto":
        return of_this_host()
    if given is None:
        own = all(str(Path(path).absolute()).startswith(_HERE) for path in files)
        return of_this_host() if own else NOTHING
    try:
        return read_facts(given)
    except OSError as error:
        raise unreadable(given, error) from error
    except ValueError as error:
        raise ProblemError(f"cannot use {given}", str(error), "see dhcptool-lint(1)", Exit.USAGE) from error


def read(path: str) -> bytes:
    """The octets of a file, or of standard input for ``-``. Raises OSError."""
    if path == STDIN:
        return _stdin()
    from dhcptools.kea.dialect import read_file  # noqa: PLC0415

    return read_file(path)


def open_input(files: Sequence[str], settings: Settings) -> list[Result]:
    """Lint the files. ProblemError with exit code 2 for one that cannot be read."""
    from dhcptools.lint.engine import lint  # noqa: PLC0415

    try:
        return lint(files, settings, read)
    except OSError as error:
        raise unreadable(str(error.filename or files[0]), error) from error


def mended(
    files: Sequence[str], settings: Settings, *, unsafe: bool
) -> tuple[list[Result], dict[str, tuple[bytes, bytes]], list[Finding]]:
    """What is left after fixes, the octets of each file before and after, and what was fixed."""
    from dhcptools.lint.fixing import fix_files  # noqa: PLC0415

    if STDIN in files:
        raise click.UsageError("standard input cannot be fixed: name a file")
    try:
        results, changed, fixed = fix_files(files, settings, read, unsafe=unsafe)
        return results, {path: (read(path), after) for path, after in changed.items()}, fixed
    except OSError as error:
        raise unreadable(str(error.filename or files[0]), error) from error


def write_back(changed: Mapping[str, bytes]) -> None:
    """Replace each file whole, keeping its mode."""
    for path, data in changed.items():
        replace_octets(path, data)


def ask_kea(results: Sequence[Result], settings: Settings) -> None:
    """Add what the installed Kea says to the findings. ProblemError when it cannot be asked."""
    from subprocess import TimeoutExpired  # noqa: PLC0415

    from dhcptools.lint.engine import open_file  # noqa: PLC0415
    from dhcptools.lint.peer import PROGRAMS, merge, refusal  # noqa: PLC0415

    for result in results:
        if result.daemon is None or result.path == STDIN:
            continue
        program = PROGRAMS[result.daemon]
        try:
            said = refusal(result.path, result.daemon)
        except (OSError, TimeoutExpired) as error:
            what = f"cannot ask {program} about {result.path}"
            raise ProblemError(what, str(error), "install it, or leave out --with-kea", Exit.ENVIRONMENT) from error
        if said is not None:
            merge(result, open_file(result.path, settings, read).document, said)


def unreadable(path: str, error: OSError) -> ProblemError:
    """A file that cannot be read; lint's exit code for it is 2, as its peers have it."""
    why = error.strerror or str(error)
    fix = "name a file that this user may read" if not os.path.isdir(path) else "name the files in it"  # noqa: PTH112
    return ProblemError(f"cannot read {path}", why, fix, Exit.USAGE)


@cache
def _stdin() -> bytes:
    """All of standard input, which can be read once."""
    return sys.stdin.buffer.read()
