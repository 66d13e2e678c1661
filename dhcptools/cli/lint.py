"""``dhcptool lint``: what is wrong with configurations of Kea."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Sized
from typing import TYPE_CHECKING

import click

from dhcptools.cli.exits import Exit
from dhcptools.cli.lint_inputs import facts_for, given_target, open_input, words
from dhcptools.cli.streams import note, result, wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from dhcptools.lint.engine import Result, Settings
    from dhcptools.lint.versions import Version

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit")

EXAMPLES = (
    ("One server", "dhcptool lint /etc/kea/kea-dhcp4.conf"),
    ("The two partners of a pair, and the agents beside them", "dhcptool lint a/*.conf b/*.conf"),
    ("Before an upgrade", "dhcptool lint --target 3.0 kea-dhcp4.conf"),
    ("What would be mended, as a patch", "dhcptool lint --target 3.0 --fix --diff kea-dhcp4.conf"),
    ("Some rules only", "dhcptool lint --select KL2,KL401 --ignore KL208 kea-dhcp4.conf"),
    ("In continuous integration", "dhcptool lint --format github --fail-on warning --host-facts none *.conf"),
    ("What a rule is about", "dhcptool lint rule KL504"),
)

NOTES = (
    (
        "RULES",
        """
        Rules have an id, whose first digit is a family: 0 the JSON dialect, 1 keywords and versions, 2 subnets and
        pools, 3 reservations, 4 options, 5 client classes, 6 timers, 7 high availability and hooks, 8 stores, logs
        and control channels, 9 DDNS and files that belong together. --select and --ignore take ids or their
        beginnings, and ALL; the longest one that fits decides. 'dhcptool lint rules' lists them, 'dhcptool lint rule
        ID' explains one.
        """,
    ),
    (
        "SUPPRESSING",
        """
        A comment '// dhcptool: ignore KL302' silences these rules on its line, or, alone on a line, in the member that
        follows; '// dhcptool: ignore-file KL3' in the file. So does "user-context": {"dhcptool": {"ignore":
        ["KL302"]}} in the map that has it, and Kea keeps it. --warn-unused-ignores tells of those that silence nothing.
        """,
    ),
    (
        "FIXES",
        """
        --fix applies the safe ones: a server that works today does the same after them. --unsafe-fixes applies the
        others too. Comments and layout stay, each file is replaced whole or not at all, and a second run changes
        nothing. With --diff the patch is printed and nothing is written.
        """,
    ),
    (
        "TARGET AND HOST",
        """
        --target is the Kea that is to read the files: 2.2, 2.4, 2.6, 3.0, 3.2, 3.3, which mean their newest releases,
        or all three numbers. Without it, it is the installed Kea's version, else the newest. What depends on the host,
        such as interfaces and files that must exist, is looked at for files below /etc/kea, or for all with
        --host-facts auto; --host-facts FILE takes it from {"interfaces": ["eth0"], "processors": 4, "files":
        {"/var/lib/kea": true}}.
        """,
    ),
    (
        "EXIT STATUS OF LINT",
        """
        0 when nothing is found at or above --fail-on, 1 when something is, 2 for a bad option and for a file that
        cannot be read. With --fix it judges what is left; with --diff it is 1 when something would change.
        """,
    ),
)


@click.command("lint", context_settings={"auto_envvar_prefix": "DHCPTOOL_LINT"})
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--target", metavar="VERSION", help="The Kea that is to read the files.")
@click.option("--select", metavar="RULES", multiple=True, help="Rules to look for, ids or prefixes; default ALL.")
@click.option("--ignore", metavar="RULES", multiple=True, help="Rules to leave out.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@click.option("--host-facts", metavar="auto|none|FILE", help="Whether to look at this host.")
@click.option(
    "--include-base",
    type=click.Choice(["cwd", "file"]),
    default="cwd",
    show_default=True,
    help="Where relative includes are looked up: as Kea does, or beside the including file.",
)
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: unsafe ones too.")
@click.option("--diff", is_flag=True, help="Print what fixes would change, and write nothing.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True, help="The output.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@click.option("--with-kea", is_flag=True, help="Add what the installed Kea's -t says.")
@click.option("--warn-unused-ignores", is_flag=True, help="Tell of ignore comments that silence nothing.")
@common_options
@click.pass_obj
def lint(
    session: Session,
    /,
    *,
    files: tuple[str, ...],
    target: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    host_facts: str | None,
    include_base: str,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    style: str,
    as_json: bool,
    statistics: bool,
    with_kea: bool,
    warn_unused_ignores: bool,
) -> int:
    """Find what kea-dhcp4 -t refuses in FILEs, and what it lets through.

    FILEs are configurations of kea-dhcp4, kea-dhcp6, kea-ctrl-agent and kea-dhcp-ddns; several are also compared with
    one another. '-' is standard input.
    """
    from dhcptools.lint.engine import Settings  # noqa: PLC0415 - short commands do not pay for it

    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    if as_json and style not in {"text", "json"}:
        raise click.UsageError(f"--json and --format {style} exclude each other")
    if statistics and (as_json or style != "text"):
        raise click.UsageError("--statistics counts in text only")
    settings = Settings(
        select=words(select, "--select") or ("ALL",),
        ignore=words(ignore, "--ignore"),
        target=given_target(target),
        facts=facts_for(files, host_facts),
        include_base="file" if include_base == "file" else "cwd",
        unused_ignores=warn_unused_ignores,
    )
    if fix or diff:
        return _mend(files, settings, session, unsafe=unsafe_fixes, diff=diff, style=style, fail_on=fail_on)
    results = open_input(files, settings)
    gc.freeze()  # what was read stays to the end: it need not be looked through for garbage
    if with_kea:
        from dhcptools.cli.lint_inputs import ask_kea  # noqa: PLC0415

        ask_kea(results, settings)
    if statistics:
        from dhcptools.report.lint_text import statistics as counted  # noqa: PLC0415

        _write(counted(results))
    else:
        _show(results, settings.target, "json" if as_json else style, session)
    return judged(results, fail_on)


def judged(results: Iterable[Result], fail_on: str) -> Exit:
    """Exit status 1 when something as bad as ``fail_on`` was found."""
    levels = ("info", "warning", "error")
    if fail_on == "never":
        return Exit.YES
    bad = levels[levels.index(fail_on) :]
    return Exit.NO if any(str(each.severity) in bad for result in results for each in result.findings) else Exit.YES


def _mend(
    files: tuple[str, ...],
    settings: Settings,
    session: Session,
    *,
    unsafe: bool,
    diff: bool,
    style: str,
    fail_on: str,
) -> int:
    from dhcptools.cli.lint_inputs import mended, write_back  # noqa: PLC0415
    from dhcptools.report.lint_diff import patch  # noqa: PLC0415

    results, changes, fixed = mended(files, settings, unsafe=unsafe)
    if diff:
        for path, (before, after) in changes.items():
            _write_patch(patch(path, before, after))
        note(f"{_counted(fixed, changes)}; nothing was written")
        return Exit.NO if changes else judged(results, fail_on)
    write_back({path: after for path, (_, after) in changes.items()})
    note(_counted(fixed, changes))
    _show(results, settings.target, style, session)
    return judged(results, fail_on)


def _counted(fixed: Sized, changes: Sized) -> str:
    fixes, files = (f"{len(each)} {word}" for each, word in ((fixed, "fix"), (changes, "file")))
    return f"{fixes}{'' if len(fixed) == 1 else 'es'} in {files}{'' if len(changes) == 1 else 's'}"


def _show(results: list[Result], target: Version, style: str, session: Session) -> None:
    """Write the findings in one of FORMATS."""
    colour = wants_colour(sys.stdout, session.colour)
    if style in {"text", "concise"}:
        from dhcptools.report import lint_text  # noqa: PLC0415

        _write((lint_text.text if style == "text" else lint_text.concise)(results, colour=colour))
    elif style in {"json", "jsonl"}:
        from json import dumps  # noqa: PLC0415

        from dhcptools.report import lint_json  # noqa: PLC0415

        objects = [lint_json.document(results, target)] if style == "json" else lint_json.lines(results)
        _write(dumps(each, ensure_ascii=False) + "\n" for each in objects)
    elif style == "sarif":
        from json import dumps  # noqa: PLC0415

        from dhcptools.report import lint_sarif  # noqa: PLC0415

        result(dumps(lint_sarif.document(results), indent=1) + "\n")
    else:
        from dhcptools.report import lint_ci  # noqa: PLC0415

        if style == "gitlab":
            from json import dumps  # noqa: PLC0415

            result(dumps(lint_ci.gitlab(results), indent=1) + "\n")
        else:
            _write((lint_ci.github if style == "github" else lint_ci.junit)(results))


def _write_patch(octets: bytes) -> None:
    """Octets as they are, since that is what ``patch`` needs; on a terminal none that it would obey."""
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(octets)
    else:
        from dhcptools.report.terminal import escape  # noqa: PLC0415

        lines = octets.decode("utf-8", "surrogateescape").split("\n")
        sys.stdout.write("\n".join("\t".join(map(escape, line.split("\t"))) for line in lines))
    sys.stdout.flush()


def _write(pieces: Iterable[str]) -> None:
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()
