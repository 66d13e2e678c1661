"""What ``dump`` tells of many packets: ``--pair``, ``--summary``, ``--follow``; styles that say things late."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

import click

from dhcptools.cli.streams import result, wants_colour
from dhcptools.dump.record import Renderer, Setting
from dhcptools.dump.select import octets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from dhcptools.cli.dump_run import Flags
    from dhcptools.dump.reader import CaptureFiles
    from dhcptools.dump.record import Packet
    from dhcptools.dump.select import Predicate
    from dhcptools.report.dump_summary import SummaryText
    from dhcptools.report.dump_summary_table import LiveTable


@runtime_checkable
class Story(Renderer, Protocol):
    """A renderer that holds text back until it knows how things went on."""

    def turn(self, now_ns: int) -> str:
        """What can be told because it is now ``now_ns``."""
        ...

    def rest(self) -> str:
        """What is left to tell."""
        ...


_STORIES: Final = (
    # flag, text, JSON
    ("pair", "dhcptools.report.dump_pair_text:PairText", "dhcptools.report.dump_pair_json:PairJson"),
    ("follow", "dhcptools.report.dump_follow:FollowText", "dhcptools.report.dump_follow:FollowJson"),
    ("summary", "dhcptools.report.dump_summary:SummaryText", "dhcptools.report.dump_summary:SummaryJson"),
)
_REDRAW_NS: Final = 500_000_000


def story(flags: Flags, setting: Setting) -> Story | None:
    """What the command line asks for, None for packets one by one. Raises click.UsageError."""
    asked = [row for row in _STORIES if getattr(flags, row[0]) not in {None, False}]
    if not asked:
        return None
    if len(asked) > 1:
        raise click.UsageError(" and ".join(f"--{name}" for name, _, _ in asked) + " exclude each other")
    ((name, text, json),) = asked
    identity = _identity(flags.follow) if flags.follow is not None else b""
    if flags.write is not None:
        raise click.UsageError(f"-w writes packets, --{name} tells of them: one at a time")
    module, attribute = (json if flags.json else text).split(":")
    make = cast("Callable[..., Story]", getattr(import_module(module), attribute))
    if name == "follow":
        return make(setting, identity)
    told = make(setting)
    if name != "summary":
        return told
    summary = cast("SummaryText", told)
    summary.tables = sys.stdout.isatty()
    return WatchedSummary(summary, flags, setting)


def _identity(text: str) -> bytes:
    try:
        return octets_of(text, "neither a hardware address nor a client identifier or DUID in hexadecimal")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--follow") from error


def by_columns(
    told: Story, flags: Flags, conditions: list[Predicate], files: CaptureFiles, stop: Callable[[], bool]
) -> int | None:
    """Summarise plain files many packets at a time: how many there were, None where it must be done otherwise."""
    if not isinstance(told, WatchedSummary) or conditions or flags.strict or flags.count is not None:
        return None
    from dhcptools.dump.summarise import summarise  # noqa: PLC0415 - other stories do without

    gatherer = told.summary.gatherer
    gc.freeze()  # what was loaded stays to the end, in memory that another process shares while nobody looks through it
    if summarise(files, gatherer.summary, stop, lambda: result(told.turn(0)), told.summary.prepare):
        return gatherer.summary.messages
    gatherer.again()
    return None


class WatchedSummary:
    """A summary that is told on SIGUSR1 too, and of a link drawn again and again where stderr is a terminal."""

    def __init__(self, summary: SummaryText, flags: Flags, setting: Setting) -> None:
        self.summary = summary
        self._next_ns = 0
        self._asked = False
        self._live: LiveTable | None = None
        signal.signal(signal.SIGUSR1, self._ask)
        if flags.interface is not None and not flags.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            from dhcptools.report.dump_summary_table import LiveTable  # noqa: PLC0415 - only terminals need rich

            self._live = LiveTable(
                sys.stderr, colour=wants_colour(sys.stderr, flags.colour), catalogue=setting.catalogue
            )

    def lines(self, packet: Packet) -> str:
        """What was asked for by a signal."""
        self.summary.lines(packet)
        return self._answer() if self._asked else ""

    def turn(self, now_ns: int) -> str:
        """Draw, when it is time; what was asked for by a signal."""
        if self._live is not None and now_ns >= self._next_ns:
            self._next_ns = now_ns + _REDRAW_NS
            self._live.show(self.summary.gatherer.settle())
        return self._answer() if self._asked else ""

    def rest(self) -> str:
        """The summary."""
        if self._live is not None:
            self._live.stop()
        return self.summary.rest()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True

    def _answer(self) -> str:
        self._asked = False
        return self.summary.now()
