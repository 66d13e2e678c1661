"""``dhcptool leases watch``: what changes in a lease store, as it happens."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.leases_access import access_options, current_access, warn_of_password
from dhcptools.cli.leases_conditions import condition_options, conditioned
from dhcptools.cli.leases_source import SOURCE_NOTE, parsed, problem, skipped
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note, result, wants_colour
from dhcptools.cli.tree import Session, common_options
from dhcptools.report.terminal import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dhcptools.leases.changes import Change
    from dhcptools.leases.query import Query
    from dhcptools.leases.watch import Watched

_INTERVAL_S = 1.0

EXAMPLES = (
    ("What this host's server gives and takes", "dhcptool leases watch"),
    ("The next ten changes, for a script", "dhcptool leases watch /var/lib/kea/kea-leases4.csv --json --count 10"),
    ("One client, in whatever spelling", "dhcptool leases watch --mac 0200.5e00.5301"),
    ("A running server, asked every ten seconds", "dhcptool leases watch unix:/run/kea/kea4.sock --interval 10"),
    ("A file on another host, over NFS", "dhcptool leases watch /mnt/kea/kea-leases4.csv --interval 5"),
)

NOTES = (
    SOURCE_NOTE,
    (
        "EVENTS",
        """
        add: a client got the address. renew: it got it for longer, or again. update: something else was changed.
        expire: its time passed, by this host's clock. reclaim: the server took it back after that. release: the client
        gave it back. decline: the client found the address in use. delete: what was left of the lease was taken away.
        Kea before 2.3.2, and later ones without lease affinity, write the same row for a released lease and one that an
        operator deleted: both are told as release.
        """,
    ),
    (
        "HOW IT LOOKS",
        """
        Kea's lease files are followed row by row: each row is told once, through every rotation and clean-up, and only
        when its line is whole. The kernel tells of changes (inotify); with --interval, or where it cannot, the file is
        looked at again and again, which is exact as long as Kea does not rotate twice between two looks. Other stores
        are read anew and compared with what they said before: there only the outcome of several changes of a lease
        between two looks is seen. After each they rest four times as long as it took.

        Whoever reads the output must keep up: while nobody takes it, nothing is looked at.

        It ends after --count changes, after --duration, or with SIGINT (exit 130) or SIGTERM.
        """,
    ),
)


@click.command("leases watch", context_settings={"auto_envvar_prefix": "DHCPTOOL_LEASES_WATCH"})
@access_options
@click.argument("source", required=False)
@click.option("--config", metavar="FILE", help="Kea configuration that names the lease file.")
@click.option("-4", "--ipv4", "only4", is_flag=True, help="DHCPv4 stores only.")
@click.option("-6", "--ipv6", "only6", is_flag=True, help="DHCPv6 stores only.")
@click.option("-n", "--count", type=click.IntRange(1), metavar="N", help="End after so many changes.")
@click.option("--duration", metavar="TIME", help="End after this time, such as 30s or 10m.")
@click.option("--interval", type=FiniteRange(0.01), metavar="S", help="Look every S seconds (1 where nobody tells).")
@condition_options
@click.option("--json", is_flag=True, help="An object a change.")
@common_options
@click.pass_obj
def watch(
    session: Session,
    /,
    *,
    source: str | None,
    config: str | None,
    only4: bool,
    only6: bool,
    count: int | None,
    duration: str | None,
    interval: float | None,
    json: bool,
    **conditions: object,
) -> int:
    """Tell what changes in SOURCE, or in the leases of the DHCP server of this host, as it happens."""
    from dhcptools.leases.values import parse_duration  # noqa: PLC0415

    seconds = None if duration is None else parsed(parse_duration, duration, "--duration")
    query = conditioned(int(time.time()), conditions, everything=True)
    line = _writer(session, json=json)
    with ExitStack() as stack:
        signals = stack.enter_context(StopSignals())
        watched = _open(source, config, only4=only4, only6=only6, stack=stack)
        end = None if seconds is None else time.monotonic() + seconds
        changes = _changes(watched, interval, end, signals.stop, stack)
        for number, change in enumerate((change for change in changes if _wanted(change, query)), 1):
            result(line(change))
            if number == count:
                break
        return Exit.INTERRUPTED if signals.received is not None and signals.received.name == "SIGINT" else Exit.YES


def _wanted(change: Change, query: Query) -> bool:
    """Whether the lease is a wanted one, as it is or as it was."""
    at = replace(query, now=change.time)
    return at.matches(change.lease) or (change.before is not None and at.matches(change.before))


def _writer(session: Session, *, json: bool) -> Callable[[Change], str]:
    if json:
        from dhcptools.report import leases_watch_json  # noqa: PLC0415

        return leases_watch_json.line
    from dhcptools.report import leases_watch_text  # noqa: PLC0415

    colour = wants_colour(sys.stdout, session.colour)
    return lambda change: leases_watch_text.line(change, colour=colour)


def _open(source: str | None, config: str | None, *, only4: bool, only6: bool, stack: ExitStack) -> list[Watched]:
    from dhcptools.leases.faults import StoreError  # noqa: PLC0415 - brings numpy; usage errors come first
    from dhcptools.leases.locate import locate  # noqa: PLC0415
    from dhcptools.leases.piped import piped  # noqa: PLC0415
    from dhcptools.leases.watch import watch as begin  # noqa: PLC0415

    wanted = frozenset(family for family, only in ((4, only4), (6, only6)) if only)
    warn_of_password(source)
    watched = []
    if source is not None and piped(source) is not None:
        why, fix = "a store is looked at again and again", "name the file or the server"
        raise ProblemError("cannot watch a pipe", why, fix, Exit.UNREADABLE)
    try:
        for store in locate(source, config, current_access(wanted)):
            found = begin(store)
            stack.callback(found.close)
            found.start(int(time.time()))
            if not wanted or found.families & wanted:
                watched.append(found)
    except StoreError as error:
        raise problem(error) from error
    if not watched:
        raise ProblemError(
            "there is nothing to watch", "no store has leases of that family", "leave out -4 or -6", Exit.UNREADABLE
        )
    return watched


def _changes(
    watched: list[Watched], interval: float | None, end: float | None, stop: Callable[[], bool], stack: ExitStack
) -> Iterator[Change]:
    from dhcptools.leases.faults import StoreError  # noqa: PLC0415
    from dhcptools.leases.notify import Changes  # noqa: PLC0415

    paths = [found.path for found in watched if found.path is not None]
    poll = interval is not None or len(paths) < len(watched)
    waiting = stack.enter_context(Changes(paths, interval or _INTERVAL_S, poll=poll))
    trouble = ""
    while not stop():
        for found in watched:
            try:
                yield from found.look(int(time.time()))
                trouble = ""
            except StoreError as error:  # it may be back at the next look
                if trouble != (trouble := f"{error.what}: {error.why}"):
                    note(escape(trouble))
            for fault in found.faults():
                note(skipped(fault))
        left_s = _INTERVAL_S if end is None else end - time.monotonic()
        if left_s <= 0:
            return
        waiting.wait(lambda: not stop(), min(left_s, _INTERVAL_S) if waiting.told else left_s if end else 1e9)
