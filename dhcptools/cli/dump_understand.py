"""What ``dump`` tells of many packets together: ``--pair``. Each is a style that says things late."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

import click

from dhcptools.dump.record import Renderer, Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from dhcptools.cli.dump_run import Flags


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
)


def story(flags: Flags, setting: Setting) -> Story | None:
    """What the command line asks for, None for packets one by one. Raises click.UsageError."""
    asked = [row for row in _STORIES if getattr(flags, row[0])]
    if not asked:
        return None
    if len(asked) > 1:
        raise click.UsageError(" and ".join(f"--{name}" for name, _, _ in asked) + " exclude each other")
    ((name, text, json),) = asked
    if flags.write is not None:
        raise click.UsageError(f"-w writes packets, --{name} tells of them: one at a time")
    module, attribute = (json if flags.json else text).split(":")
    make = cast("Callable[[Setting], Story]", getattr(import_module(module), attribute))
    return make(setting)
