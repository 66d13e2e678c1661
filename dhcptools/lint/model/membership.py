"""Which classes there are, and which of them are known only once reservations are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhcptools.kea.classes import SPAWN, is_built_in

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

KNOWN = ("KNOWN", "UNKNOWN")


def is_known(context: Context, name: str) -> bool:
    """Whether a client can be in a class: defined, built in, spawned by a template, or given by a reservation."""
    if name in context.class_names or is_built_in(name) or name.startswith(SPAWN):
        return True
    return any(item.text == name for reservation in context.reservations for item in reservation.classes)


def depend_on_known(context: Context) -> dict[str, str]:
    """The classes whose tests depend on KNOWN or UNKNOWN, and on which; those two themselves included."""
    found = {name: name for name in KNOWN}
    for tested in context.expressions:
        for name in sorted(tested.members):
            if name in found and tested.owner.name not in found:
                found[tested.owner.name] = found[name]
    return found
